import { noteWaiting, type WatchedIntent } from '../../db/chain-sending.ts';
import { type Hex, RpcError } from '../../resolvers/chain/client.ts';
import { readRevert, type Revert } from '../../resolvers/chain/reverts.ts';
import { readArgs } from '../../resolvers/intents/args.ts';
import { callOf } from '../../resolvers/intents/calls.ts';
import { meaningOf } from '../../resolvers/intents/refusals.ts';
import { type Receipt, toBytes, toHex, toQuantity } from './answers.ts';
import { type Desk, step } from './desk.ts';
import { findProof } from './find-proof.ts';
import { revertOfError } from './preflight.ts';

/**
 * A transaction was mined and failed although it had succeeded in the simulation: something came before it. The reason
 * is said at once. Given up it is only when the block is settled, since in another block it could succeed.
 */
export async function settleRevert(
  desk: Desk,
  intent: WatchedIntent,
  { transactionHash, blockNumber, blockHash }: Receipt,
  settled: boolean,
): Promise<void> {
  const { db, log } = desk.ctx.app;
  const where = `reverted in block ${blockNumber}`;
  if (!settled && intent.waitingFor?.startsWith(where)) return;
  const revert = await reasonOf(desk, intent, blockNumber);
  if (!settled) {
    await noteWaiting(db, intent.id, `${where}: ${revert.text}; waits until that block is settled`);
    return;
  }
  const meaning = meaningOf(intent.kind, readArgs(intent.kind, intent.args), revert);
  const found = meaning === 'DONE' ? await findProof(desk, intent) : undefined;
  if (found) return void (await step(desk, intent, 'FIND', { ...found, cancelRequestedAt: null }));
  const errorText = `${where}: ${revert.text}`;
  const failed = await step(desk, intent, 'FAIL', {
    errorCode: revert.name,
    errorText,
    txHash: toBytes(transactionHash),
    blockNumber,
    blockHash: toBytes(blockHash),
  });
  if (failed) log.error({ intentId: intent.id, kind: intent.kind, errorText }, 'a transaction failed');
}

/** Runs the call again on the state of that block, and of the one before: where it fails, the contract says why. */
async function reasonOf({ chain }: Desk, intent: WatchedIntent, blockNumber: bigint): Promise<Revert> {
  if (!intent.signer) return readRevert(undefined);
  const from = toHex(intent.signer);
  const call = callOf(intent.kind, readArgs(intent.kind, intent.args), chain.deployment, from);
  const gas = toQuantity(intent.attempts.at(-1)?.gasLimit ?? 0n);
  const request = { from, to: call.to, data: call.data, value: toQuantity(call.value), ...(gas !== '0x0' && { gas }) };
  for (const block of [blockNumber, blockNumber - 1n]) {
    try {
      await chain.rpc.call<Hex>('eth_call', [request, toQuantity(block)]);
    } catch (error) {
      const revert = revertOfError(error);
      if (revert) return revert;
      if (!(error instanceof RpcError) || error.kind !== 'REFUSED') throw error;
    }
  }
  return { ...readRevert(undefined), text: 'reverted without a reason that could be found' };
}
