import { noteSigner, selectSigners } from '../../db/chain-sending.ts';
import { transact } from '../../resolvers/context.ts';
import { writeIntent } from '../../resolvers/intents/write-intent.ts';
import { quantity, readOutcome, toHex } from './answers.ts';
import type { Desk } from './desk.ts';

/**
 * Looks how far the signers are on the chain, and has a nonce filled that nobody holds while later ones wait behind it:
 * as after a reorg that undid a transaction which was sent from outside. New intents take such a nonce by themselves, so
 * it is only filled when none came for a while. @throws RpcError
 */
export async function passMendNonces(desk: Desk): Promise<void> {
  const { ctx, chain } = desk;
  const { db, config, log } = ctx.app;
  const signers = await selectSigners(db, chain.chainId);
  const answers = await chain.rpc.batch(
    signers.flatMap(({ address }) =>
      ['eth_getTransactionCount', 'eth_getBalance'].map((method) => ({ method, params: [toHex(address), 'latest'] })),
    ),
  );
  for (const [i, { chainId, address }] of signers.entries()) {
    const minedNonce = readOutcome(quantity, answers[2 * i], 'the nonce of a signer');
    const balance = readOutcome(quantity, answers[2 * i + 1], 'the balance of a signer');
    const gapSince = await noteSigner(db, { chainId, address, minedNonce, balance });
    if (!gapSince || Date.now() - gapSince.getTime() < config.CHAIN_RESEND_S * 1000) continue;
    const signer = toHex(address);
    log.error({ signer, nonce: String(minedNonce) }, 'transactions wait behind a nonce that nobody holds');
    await transact(ctx, (tx) =>
      writeIntent(tx, {
        chainId,
        kind: 'NONCE_FILL',
        reference: `${signer}:${minedNonce}:${gapSince.getTime()}`,
        args: { signer, nonce: minedNonce },
        createdBy: null,
      }),
    );
  }
}
