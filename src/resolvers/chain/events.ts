import type { ChainCursor } from '../../db/chain-cursors.ts';
import type { NewEvent } from '../feed.ts';
import type { DecodedLog } from './facts.ts';

/** Says that a chain's head, its finality or our place in it has moved. */
export const headMoved = (cursor: ChainCursor, orphanedBlocks = 0n): NewEvent => ({
  topic: 'chainHead',
  key: String(cursor.chainId),
  payload: {
    chainId: cursor.chainId,
    head: cursor.headBlock.toString(),
    indexed: cursor.indexedBlock.toString(),
    safe: cursor.safeBlock.toString(),
    finalized: cursor.finalizedBlock.toString(),
    stoppedReason: cursor.stoppedReason,
    orphanedBlocks: Number(orphanedBlocks),
  },
});

/** Says that logs are indexed, or, `orphaned`, that they are no longer part of the chain. */
export const logsTold = (logs: readonly DecodedLog[], orphaned: boolean): NewEvent[] =>
  logs.map((log) => ({
    topic: 'chainLog',
    key: log.address,
    payload: {
      chainId: log.chainId,
      blockNumber: log.blockNumber.toString(),
      blockHash: log.blockHash,
      logIndex: log.logIndex,
      txHash: log.txHash,
      contract: log.contract,
      event: log.event,
      addresses: addressesOf(log),
      orphaned,
    },
  }));

const ADDRESS_TOPIC = /^0x0{24}[\da-f]{40}$/;

/** The emitter, and every topic that has the form of an address. */
function addressesOf({ address, topics }: DecodedLog): string[] {
  const parties = topics.slice(1).filter((topic) => ADDRESS_TOPIC.test(topic));
  return [...new Set([address, ...parties.map((topic) => `0x${topic.slice(26)}`)])];
}
