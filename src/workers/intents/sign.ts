import { Transaction } from 'ethers';
import { type AttemptPurpose, type AttemptRow, type IntentRow, lockIntent } from '../../db/chain-intents.ts';
import { type ClaimedIntent, insertAttempt, noteSend } from '../../db/chain-sending.ts';
import { type Hex, RpcError } from '../../resolvers/chain/client.ts';
import type { Call } from '../../resolvers/intents/calls.ts';
import { type Signer, SignerError, type UnsignedTransaction } from '../outside/signers.ts';
import { toBytes, toHex } from './answers.ts';
import type { Desk } from './desk.ts';
import type { Fees } from './fees.ts';

export interface ToSign {
  readonly signer: Signer;
  readonly purpose: AttemptPurpose;
  readonly call: Call;
  readonly nonce: bigint;
  readonly gasLimit: bigint;
  readonly fees: Fees;
}

/**
 * Has a transaction signed, checks it and keeps it. Undefined when the intent is no longer ours to sign for: what was
 * signed is then known to nobody. @throws SignerError
 */
export async function signAttempt(desk: Desk, intent: ClaimedIntent, what: ToSign): Promise<AttemptRow | undefined> {
  const { db } = desk.ctx.app;
  const { signer, purpose, call, nonce, gasLimit, fees } = what;
  const unsigned = { chainId: BigInt(intent.chainId), nonce, ...call, gasLimit, ...fees };
  const raw = await signer.sign(unsigned);
  const hash = checkSigned(raw, unsigned, signer.address);
  const address = toBytes(signer.address);
  return db.transact(async (tx) => {
    const now = await lockIntent(tx, intent.id);
    if (now?.claim !== intent.claim || now.nonce !== nonce || !now.signer?.equals(address)) return undefined;
    if (!['PREPARED', 'BROADCAST', 'ORPHANED'].includes(now.status)) return undefined;
    if ((purpose === 'CANCEL') !== (now.cancelRequestedAt !== null)) return undefined;
    return insertAttempt(tx, {
      intentId: intent.id,
      chainId: intent.chainId,
      purpose,
      signer: address,
      nonce,
      hash: toBytes(hash),
      raw: toBytes(raw),
      gasLimit,
      ...fees,
    });
  });
}

/**
 * Of what was signed for an intent with one nonce (the newest first), what is to be given to the chain: an empty
 * transaction only while it is to be cancelled. After a reorg one may be there that nobody wants any more.
 */
export const wantedOf = (
  { cancelRequestedAt }: Pick<IntentRow, 'cancelRequestedAt'>,
  attempts: readonly [AttemptRow, ...AttemptRow[]],
): AttemptRow =>
  cancelRequestedAt ? attempts[0] : (attempts.find(({ purpose }) => purpose === 'SEND') ?? attempts[0]);

/**
 * Checks that the bytes are this very transaction, signed by this address, and gives their hash: a signer is a program
 * elsewhere, and what it returns is sent in our name. @throws SignerError
 */
export function checkSigned(raw: Hex, wanted: UnsignedTransaction, address: Hex): Hex {
  let tx: Transaction;
  try {
    tx = Transaction.from(raw);
  } catch {
    throw new SignerError('what the signer returned is no transaction');
  }
  const wrong = [
    ['type', tx.type === 2],
    ['sender', tx.from?.toLowerCase() === address.toLowerCase()],
    ['chain', tx.chainId === wanted.chainId],
    ['nonce', BigInt(tx.nonce) === wanted.nonce],
    ['recipient', tx.to?.toLowerCase() === wanted.to.toLowerCase()],
    ['data', tx.data.toLowerCase() === wanted.data.toLowerCase()],
    ['value', tx.value === wanted.value],
    ['gas limit', tx.gasLimit === wanted.gasLimit],
    ['fee', tx.maxFeePerGas === wanted.maxFeePerGas],
    ['tip', tx.maxPriorityFeePerGas === wanted.maxPriorityFeePerGas],
    ['access list', (tx.accessList ?? []).length === 0],
  ].flatMap(([name, right]) => (right === true ? [] : [name]));
  if (wrong.length > 0) throw new SignerError(`the signer returned another transaction: ${wrong.join(', ')} differ`);
  if (!tx.hash) throw new SignerError('what the signer returned is not signed');
  return tx.hash as Hex;
}

/**
 * What became of giving a signed transaction to the chain. GIVEN: it has it, or had it before, or the nonce is used up:
 * the receipts will tell. UNKNOWN: there was no answer, it may have it. REFUSED: it does not take it as things stand.
 */
export type Given = 'GIVEN' | 'UNKNOWN' | { readonly refused: string };

/** A node that has it already, or whose chain is past its nonce, or that has a replacement for it. */
const HAS_IT =
  /already known|already imported|known transaction|already exists|nonce (?:is )?too low|replacement transaction underpriced|already in mempool/i;

/** Gives an attempt to the chain, and notes what came back. Doing it again is harmless: they are the same bytes. */
export async function giveToChain({ ctx: { app }, chain }: Desk, attempt: AttemptRow): Promise<Given> {
  const given = await give();
  await noteSend(app.db, attempt.id, typeof given === 'string' ? given : `REFUSED: ${given.refused}`);
  return given;

  async function give(): Promise<Given> {
    try {
      await chain.rpc.call('eth_sendRawTransaction', [toHex(attempt.raw)]);
      return 'GIVEN';
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      if (error.kind !== 'REFUSED') return 'UNKNOWN';
      return HAS_IT.test(error.message) ? 'GIVEN' : { refused: error.message.slice(0, 300) };
    }
  }
}
