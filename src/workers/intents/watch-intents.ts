import { LOCAL_CHAIN_ID } from '../../config.ts';
import { noteWaiting, selectWatched, type WatchedIntent } from '../../db/chain-sending.ts';
import { RpcError, type RpcOutcome, type RpcRequest } from '../../resolvers/chain/client.ts';
import { AnswersDisagree, readHeader } from '../chain/answers.ts';
import { quantity, Receipt, readOutcome, toBytes, toHex, toQuantity } from './answers.ts';
import { type Desk, NO_SLOT, NOT_MINED, step } from './desk.ts';
import { type Heights, judge, type Seen, type Verdict } from './judge.ts';
import { nudge } from './nudge.ts';
import { isOutage } from './send-intents.ts';
import { settleRevert } from './settle-revert.ts';

/**
 * Looks what became of everything that is under way or not yet final, a page at a time, and does what follows. May run
 * at any time and in several processes. @throws RpcError when the chain does not answer
 */
export async function passWatch(desk: Desk, stopping?: AbortSignal): Promise<void> {
  const { db, config } = desk.ctx.app;
  const limit = config.CHAIN_INTENT_BATCH;
  for (let after: string | undefined; !stopping?.aborted;) {
    const page = await selectWatched(db, { chainId: desk.chain.chainId, after, limit });
    if (page.length === 0) return;
    const heights = await readHeights(desk);
    const seen = await look(desk, page, heights);
    for (const [i, intent] of page.entries()) {
      const sight = seen[i];
      if (!sight) continue;
      try {
        await follow(desk, intent, judge(intent, sight, heights));
      } catch (error) {
        // The chain's silence concerns all; what is wrong with one must not keep the others from being looked at.
        if (isOutage(error)) throw error;
        desk.ctx.app.log.error({ err: error, intentId: intent.id }, 'what became of a transaction could not be noted');
        await noteWaiting(db, intent.id, 'an error inside; the log has it');
      }
    }
    after = page.at(-1)?.id;
    if (page.length < limit) return;
  }
}

/**
 * Where the chain stands. What is settled is settled for good on a real chain: the block is final. The local chain has
 * no validators to wait for, and goes by its confirmations.
 */
async function readHeights({ chain, ctx: { app } }: Desk): Promise<Heights> {
  const [latest, tagged] = await chain.rpc.batch(
    ['latest', 'finalized'].map((tag) => ({ method: 'eth_getBlockByNumber', params: [tag, false] })),
  );
  if (!latest?.ok) throw latest?.error ?? new AnswersDisagree('the chain has no latest block');
  const head = readHeader(latest.result);
  if (!head) throw new AnswersDisagree('the chain has no latest block');
  const number = BigInt(head.number);
  const finalized = taggedHeight(tagged) ?? number - BigInt(app.config.CHAIN_FINALITY_BLOCKS);
  const isLocal = chain.chainId === LOCAL_CHAIN_ID;
  return {
    head: number,
    finalized,
    settled: isLocal ? number - BigInt(app.config.chainConfirmations) + 1n : finalized,
  };
}

function taggedHeight(outcome: RpcOutcome | undefined): bigint | undefined {
  if (!outcome) return undefined;
  if (!outcome.ok) {
    if (outcome.error instanceof RpcError && outcome.error.kind === 'REFUSED') return undefined;
    throw outcome.error;
  }
  const header = readHeader(outcome.result);
  return header ? BigInt(header.number) : undefined;
}

/**
 * The receipts of everything that was signed for these intents, and how far their signers are. The nonces are asked
 * for first: a nonce that counts as used was used before the receipts were looked up, so one of them should tell by what.
 */
async function look({ chain: { rpc } }: Desk, page: readonly WatchedIntent[], { settled }: Heights): Promise<Seen[]> {
  const signers = [...new Set(page.flatMap(({ signer }) => (signer ? [toHex(signer)] : [])))];
  const settledTag = toQuantity(settled < 0n ? 0n : settled);
  const counts = await rpc.batch(
    signers.flatMap((signer) =>
      ['latest', settledTag].map((tag) => ({ method: 'eth_getTransactionCount', params: [signer, tag] })),
    ),
  );
  const nonceOf = (signer: Buffer | null, place: 0 | 1): bigint => {
    const at = signer ? signers.indexOf(toHex(signer)) : -1;
    const count = counts[2 * at + place];
    // Many nodes keep the state of 128 blocks, and `finalized` is further back on a fast chain: nothing counts as settled.
    const isForgotten = place === 1 && count?.ok === false && count.error.kind === 'REFUSED';
    return at < 0 || isForgotten ? 0n : readOutcome(quantity, count, 'the nonce of a signer');
  };
  const wanted = page.map((intent) => transactionsOf(intent));
  const calls = wanted.flat().map(({ hash }): RpcRequest => ({ method: 'eth_getTransactionReceipt', params: [hash] }));
  const answers = (await rpc.batch(calls)).values();
  return page.map((intent, i) => ({
    receipts: (wanted[i] ?? []).flatMap(({ hash, attempt }) => {
      const receipt = readOutcome(Receipt.nullable(), answers.next().value, 'a receipt');
      if (receipt && receipt.transactionHash !== hash) throw new AnswersDisagree('a receipt is of another transaction');
      return receipt ? [{ attempt, receipt }] : [];
    }),
    minedNonce: nonceOf(intent.signer, 0),
    settledNonce: settled < 0n ? 0n : nonceOf(intent.signer, 1),
  }));
}

function transactionsOf({ attempts, txHash, status }: WatchedIntent) {
  const signed = attempts.map((attempt) => ({ hash: toHex(attempt.hash), attempt }));
  const found = status === 'MINED' && txHash ? toHex(txHash) : undefined;
  const isKnown = found === undefined || signed.some(({ hash }) => hash === found);
  return isKnown ? signed : [...signed, { hash: found, attempt: undefined }];
}

const minedIn = ({ transactionHash, blockNumber, blockHash }: Receipt) => ({
  txHash: toBytes(transactionHash),
  blockNumber,
  blockHash: toBytes(blockHash),
});

async function follow(desk: Desk, intent: WatchedIntent, verdict: Verdict): Promise<void> {
  const { log } = desk.ctx.app;
  const about = { intentId: intent.id, kind: intent.kind };
  switch (verdict.what) {
    case 'AS_BEFORE':
      return;
    case 'MINED':
      // Mined all the same: a wish to cancel it came too late.
      return void (await step(desk, intent, 'MINE', { ...minedIn(verdict.receipt), cancelRequestedAt: null }));
    case 'FINAL':
      return void (await step(desk, intent, 'FINALIZE'));
    case 'LOST':
      if (!(await isBlockGone(desk, intent))) return;
      log.warn(about, 'a transaction was mined in a block that is no longer part of the chain');
      return void (await step(desk, intent, 'ORPHAN', {}, (_, now) => sameBlock(now.blockHash, intent.blockHash)));
    case 'REVERTED':
      return settleRevert(desk, intent, verdict.receipt, verdict.settled);
    case 'CANCELLED':
      if (verdict.settled) await endCancelled(desk, intent, verdict.receipt);
      return;
    case 'NONCE_USED':
      return nonceUsed(desk, intent, verdict.settled);
    case 'NEXT':
    case 'BEHIND':
      return nudge(desk, intent, verdict.what === 'NEXT');
  }
}

const sameBlock = (a: Buffer | null, b: Buffer | null): boolean => a !== null && b !== null && a.equals(b);

/**
 * A node that lost a receipt while the block is still there is at fault, not the chain; and one that has not got as far
 * as the block is behind. Only the local chain comes back shorter, and may stay so.
 */
async function isBlockGone({ chain }: Desk, { blockNumber, blockHash }: WatchedIntent): Promise<boolean> {
  if (blockNumber === null || blockHash === null) return true;
  const header = readHeader(await chain.rpc.call('eth_getBlockByNumber', [toQuantity(blockNumber), false]));
  return header ? header.hash !== toHex(blockHash) : chain.chainId === LOCAL_CHAIN_ID;
}

async function endCancelled(desk: Desk, intent: WatchedIntent, receipt: Receipt): Promise<void> {
  await step(desk, intent, 'REPLACE', minedIn(receipt));
}

/**
 * Somebody else uses the signer's key. Once that is settled nothing that we signed with this nonce can be mined, so the
 * intent is sent with another; or given up, if that was wanted.
 */
async function nonceUsed(desk: Desk, intent: WatchedIntent, settled: boolean): Promise<void> {
  const { log, db } = desk.ctx.app;
  if (!settled) {
    await noteWaiting(db, intent.id, 'its nonce was used by another transaction; waits until that is settled');
    return;
  }
  log.error({ intentId: intent.id, kind: intent.kind, nonce: String(intent.nonce) }, 'a nonce was used from outside');
  if (intent.cancelRequestedAt) return void (await step(desk, intent, 'REPLACE', NO_SLOT));
  const sameNonce = (now: { nonce: bigint | null }) => now.nonce === intent.nonce;
  await step(desk, intent, 'REPREPARE', { ...NO_SLOT, ...NOT_MINED }, (_, now) => sameNonce(now));
}
