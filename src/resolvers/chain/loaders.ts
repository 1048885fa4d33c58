import type DataLoader from 'dataloader';
import { type ChainStanding, selectStandings } from '../../db/chain-cursors.ts';
import { type ChainDepositView, selectChainDepositsById } from '../../db/chain-deposits.ts';
import { type AttemptRow, type IntentRow, selectAttemptsOf, selectIntentsById } from '../../db/chain-intents.ts';
import { type ChainLogView, selectLogsAt } from '../../db/chain-log-lists.ts';
import { type CreditBatchView, selectCreditBatchesById } from '../../db/chain-position-reads.ts';
import type { Db } from '../../db/client.ts';
import type { Batched } from '../batched.ts';

/** Look-ups of what is on a chain, or on its way there. */
export interface ChainLoaders {
  readonly chainDeposits: DataLoader<string, ChainDepositView | undefined>;
  readonly intents: DataLoader<string, IntentRow | undefined>;
  /** By the id of the intent: what was signed for it, the newest first. */
  readonly intentAttempts: DataLoader<string, readonly AttemptRow[]>;
  /** By `chainLogKey`. */
  readonly chainLogs: DataLoader<string, ChainLogView | undefined>;
  /** How far a chain is indexed, by its id as text. */
  readonly chainStandings: DataLoader<string, ChainStanding | undefined>;
  /** By `batchKey`. */
  readonly creditBatches: DataLoader<string, CreditBatchView | undefined>;
}

export const chainLoaders = ({ byId, listsOf, byKey }: Batched): ChainLoaders => ({
  chainDeposits: byId(selectChainDepositsById),
  intents: byId(selectIntentsById),
  intentAttempts: listsOf(selectAttemptsOf, (row) => row.intentId),
  chainLogs: byKey(loadLogs),
  chainStandings: byKey(async (db, chainIds) => {
    const standings = await selectStandings(db);
    return chainIds.map((id) => standings.find(({ chainId }) => chainId === Number(id)));
  }),
  creditBatches: byKey(loadBatches),
});

export const chainLogKey = (log: {
  chainId: number;
  blockNumber: bigint | string;
  blockHash: string;
  logIndex: number;
}) => `${log.chainId}/${log.blockNumber}/${log.blockHash}/${log.logIndex}`;

async function loadLogs(db: Db, keys: readonly string[]): Promise<(ChainLogView | undefined)[]> {
  const places = keys.map((key) => {
    const [chainId, blockNumber, blockHash, logIndex] = key.split('/') as [string, string, `0x${string}`, string];
    return { chainId: Number(chainId), blockNumber: BigInt(blockNumber), blockHash, logIndex: Number(logIndex) };
  });
  const chains = Map.groupBy(places, ({ chainId }) => chainId);
  const found = await Promise.all([...chains].map(([chainId, of]) => selectLogsAt(db, chainId, of)));
  const rows = new Map(found.flat().map((row) => [chainLogKey(row), row]));
  return keys.map((key) => rows.get(key));
}

export const batchKey = (chainId: number, batchId: bigint) => `${chainId}/${batchId}`;

async function loadBatches(db: Db, keys: readonly string[]): Promise<(CreditBatchView | undefined)[]> {
  const chains = Map.groupBy(keys, (key) => Number(key.split('/')[0]));
  const found = await Promise.all(
    [...chains].map(async ([chainId, of]) => {
      const ids = of.map((key) => key.split('/')[1] ?? '');
      const batches = await selectCreditBatchesById(db, chainId, ids);
      return batches.map((batch) => [batchKey(chainId, batch.batchId), batch] as const);
    }),
  );
  const rows = new Map(found.flat());
  return keys.map((key) => rows.get(key));
}
