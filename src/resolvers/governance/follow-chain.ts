import { selectLogs } from '../../db/chain-log-lists.ts';
import { lockCursor } from '../../db/chain-cursors.ts';
import type { Db } from '../../db/client.ts';
import { selectUsersByAddresses } from '../../db/linked-addresses.ts';
import { selectStandingsOf, selectUnsettled, updateStandings } from '../../db/proposal-standings.ts';
import { deleteGovernance, type GovernanceChanges, hasGovernance, insertGovernance } from '../../db/proposal-writes.ts';
import type { ChainMeta, DecodedLog } from '../chain/facts.ts';
import { type Context, transact } from '../context.ts';
import type { ProposalChange } from '../events.ts';
import { tell } from '../feed.ts';
import { governanceIn } from './logs.ts';
import { isSettled, proposalChanged, statusOf } from './rules.ts';

// What the index of the chain makes of the governance, in the transactions that move its cursor.

/** Writes what logs mean, and tells of it where each log is told. */
export async function applyGovernance(
  tx: Db,
  chainId: number,
  changes: GovernanceChanges | undefined,
  { live }: { readonly live: boolean },
): Promise<void> {
  if (!changes) return;
  await insertGovernance(tx, chainId, changes);
  if (!live) return;
  await tellOf(tx, chainId, 'CREATED', changes.proposals);
  await tellOf(tx, chainId, 'VOTED', changes.votes);
}

/** Takes back what logs meant that are no longer part of the chain. The standings follow once the cursor has moved. */
export async function undoGovernance(tx: Db, chain: ChainMeta, logs: readonly DecodedLog[]): Promise<void> {
  const changes = governanceIn(chain, logs);
  if (!changes) return;
  await tellOf(tx, chain.chainId, 'ORPHANED', changes.proposals);
  await deleteGovernance(tx, chain.chainId, changes);
  await tellOf(tx, chain.chainId, 'VOTED', changes.votes);
}

async function tellOf(
  tx: Db,
  chainId: number,
  change: ProposalChange,
  about: readonly { readonly number: bigint }[],
): Promise<void> {
  if (about.length === 0) return;
  const numbers = [...new Set(about.map(({ number }) => number))];
  await tellStandings(tx, await selectStandingsOf(tx, chainId, numbers), change);
}

async function tellStandings(
  tx: Db,
  rows: readonly { readonly id: string; readonly proposer: Buffer; readonly status: string }[],
  change: ProposalChange,
): Promise<void> {
  if (rows.length === 0) return;
  const addressOf = (row: { readonly proposer: Buffer }): string => `0x${row.proposer.toString('hex')}`;
  const owners = await selectUsersByAddresses(tx, [...new Set(rows.map(addressOf))]);
  await tell(
    tx,
    rows.map(({ id, status, ...row }) =>
      proposalChanged({ id, status, proposerId: owners.get(addressOf(row)) ?? null }, change),
    ),
  );
}

/**
 * Works out where proposals stand at the block that is indexed now, and tells of those that have moved. What has come to its
 * end in a final block is not looked at again.
 */
export async function advanceProposals(tx: Db, chainId: number): Promise<void> {
  const open = await selectUnsettled(tx, chainId);
  if (open.length === 0) return;
  const now = open.map((facts) => ({ ...facts, before: facts.status, status: statusOf(facts) }));
  const settled = now.filter((facts) => isSettled(facts.status, facts));
  await updateStandings(
    tx,
    now,
    settled.map(({ id }) => id),
  );
  const moved = now.filter(({ before, status }) => before !== status);
  await tellStandings(tx, moved, 'MOVED');
}

/** Logs of these are what the governance follows from. */
const CONTRACTS = ['CarbonStaking', 'CarbonGovernor', 'CarbonTimelock', 'CarbonParameters'] as const;
const PAGE = 1_000;

/**
 * Catches up in an index that was begun before the governance was followed: from its own logs, in one transaction. Does
 * nothing where something of it is known. Gives whether it did.
 */
export async function catchUpGovernance(ctx: Context, chain: ChainMeta): Promise<boolean> {
  const { chainId } = chain;
  if (await hasGovernance(ctx.app.db, chainId)) return false;
  return transact(ctx, async (tx) => {
    const { indexedBlock, startBlock } = await lockCursor(tx, chainId);
    if (indexedBlock < startBlock || (await hasGovernance(tx, chainId))) return false;
    for (const contract of CONTRACTS) await catchUpWith(tx, chain, contract);
    await advanceProposals(tx, chainId);
    return true;
  });
}

async function catchUpWith(tx: Db, chain: ChainMeta, contract: (typeof CONTRACTS)[number]): Promise<void> {
  const query = { chainId: chain.chainId, contract, orphaned: false, oldestFirst: true, limit: PAGE } as const;
  let after: Parameters<typeof selectLogs>[1]['after'];
  for (;;) {
    const logs = await selectLogs(tx, { ...query, after });
    await applyGovernance(tx, chain.chainId, governanceIn(chain, logs), { live: false });
    const last = logs.at(-1);
    if (!last || logs.length < PAGE) return;
    after = { blockNumber: last.blockNumber, logIndex: last.logIndex, blockHash: last.blockHash };
  }
}
