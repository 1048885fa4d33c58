import { selectLogsByTopics } from '../../db/chain-sending.ts';
import type { IntentKind, IntentRow } from '../../db/chain-intents.ts';
import { type Hex, RpcError } from '../../resolvers/chain/client.ts';
import { readArgs } from '../../resolvers/intents/args.ts';
import { type Proof, proofOf } from '../../resolvers/intents/calls.ts';
import { z } from 'zod';
import { Log, readAnswer, toBytes, toHex, toQuantity } from './answers.ts';
import type { Desk } from './desk.ts';

/** Logs with the very same topics are few: the references in them are used once. */
const MOST_LOGS = 100;

/** The transaction that carried an intent out, as an event of the contract shows it. */
export interface Found {
  readonly txHash: Buffer;
  readonly blockNumber: bigint;
  readonly blockHash: Buffer;
}

/**
 * Looks for the event that an intent would have caused, with everything that it says: it shows that the intent was
 * carried out before, by a transaction that we no longer know. Undefined if there is none. The chain is asked, and where
 * it does not search that far at once, our own index. @throws RpcError
 */
export async function findProof<K extends IntentKind>(
  desk: Desk,
  intent: Omit<IntentRow, 'kind'> & { readonly kind: K },
): Promise<Found | undefined> {
  const { deployment } = desk.chain;
  const proof = proofOf(intent.kind, readArgs(intent.kind, intent.args), deployment);
  if (!proof) return undefined;
  try {
    return await askLogs(desk, proof);
  } catch (error) {
    if (!(error instanceof RpcError) || error.kind === 'NETWORK') throw error;
    return searchIndex(desk, proof);
  }
}

async function askLogs({ chain }: Desk, { address, topics, matches }: Proof): Promise<Found | undefined> {
  const fromBlock = toQuantity(BigInt(chain.deployment.deployedAtBlock));
  const filter = { address, topics, fromBlock, toBlock: 'latest' };
  const logs = readAnswer(z.array(Log), await chain.rpc.call('eth_getLogs', [filter]), 'a list of logs');
  const log = logs.findLast((log) => matches(log));
  return (
    log && { txHash: toBytes(log.transactionHash), blockNumber: log.blockNumber, blockHash: toBytes(log.blockHash) }
  );
}

async function searchIndex({ chain, ctx }: Desk, { address, topics, matches }: Proof): Promise<Found | undefined> {
  const logs = await selectLogsByTopics(ctx.app.db, {
    chainId: chain.chainId,
    address: toBytes(address),
    topics: topics.map((topic) => (topic === null ? null : toBytes(topic))),
    limit: MOST_LOGS,
  });
  return logs.find(({ topics, data }) =>
    matches({ topics: topics.map((topic): Hex => toHex(topic)), data: toHex(data) }),
  );
}
