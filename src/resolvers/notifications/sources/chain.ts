import { getAddress } from 'ethers';
import { selectCursor } from '../../../db/chain-cursors.ts';
import type { Db } from '../../../db/client.ts';
import { selectUsersByAddresses } from '../../../db/linked-addresses.ts';
import type { FeedEvent } from '../../feed.ts';
import type { Occurrence } from '../audiences.ts';

/** Blocks below the head from which on what a new index finds is history and no news: about a day on Ethereum. */
const HISTORY_BLOCKS = 7_200n;

/** What the platform's contracts said of an address is told to whoever has it linked. */
export async function occurrencesOfLogs(tx: Db, events: readonly FeedEvent<'chainLog'>[]): Promise<Occurrence[]> {
  const known = events.filter(({ payload }) => payload.contract !== null && payload.event !== null);
  const addresses = [...new Set(known.flatMap(({ payload }) => payload.addresses))];
  const users = addresses.length > 0 ? await selectUsersByAddresses(tx, addresses) : new Map<string, string>();
  if (users.size === 0) return [];
  const heads = new Map<number, bigint>();
  for (const chainId of new Set(known.map(({ payload }) => payload.chainId))) {
    heads.set(chainId, (await selectCursor(tx, chainId))?.headBlock ?? 0n);
  }
  return known.flatMap(({ payload }): Occurrence[] => {
    const { chainId, blockNumber, blockHash, logIndex, contract, event, orphaned } = payload;
    if (BigInt(blockNumber) + HISTORY_BLOCKS < (heads.get(chainId) ?? 0n)) return [];
    return payload.addresses.flatMap((address): Occurrence[] => {
      const ownerId = users.get(address);
      if (ownerId === undefined) return [];
      return [
        {
          kind: orphaned ? 'CHAIN_EVENT_UNDONE' : 'CHAIN_EVENT_SEEN',
          ownerId,
          key: `${chainId} ${blockHash} ${logIndex} ${address}`,
          facts: { contract: contract ?? '', event: event ?? '', address: getAddress(address), block: blockNumber },
        },
      ];
    });
  });
}
