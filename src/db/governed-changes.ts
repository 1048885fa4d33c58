import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, pgEnum, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { amount, bytes, instant, table } from './columns.ts';
import { pricingModels } from './pricing.ts';
import { proposals } from './proposals.ts';
import { feeSchedules } from './trades.ts';

/** WAITING: its block is not final. Then it is in force, or was refused and never will be. */
export const governedChangeStatus = pgEnum('governed_change_status', ['WAITING', 'APPLIED', 'REFUSED']);
export type GovernedChangeStatus = (typeof governedChangeStatus.enumValues)[number];

/** A parameter that the votes have set (CarbonParameters), and what became of it. */
export const governedChanges = table(
  'governed_changes',
  {
    /** Made of the chain and the log, so that it is the same whoever indexes it. */
    id: uuid().primaryKey(),
    chainId: integer().notNull(),
    blockNumber: bigint({ mode: 'bigint' }).notNull(),
    logIndex: integer().notNull(),
    txHash: bytes().notNull(),
    setAt: instant().notNull(),
    /** Such as "fees/takerBps". */
    name: text().notNull(),
    value: amount().notNull(),
    status: governedChangeStatus().notNull().default('WAITING'),
    /** Why it was refused. */
    reason: text(),
    /** Whose execution set it. */
    proposalId: uuid().references(() => proposals.id),
    feeScheduleVersion: integer().references(() => feeSchedules.version),
    pricingModelVersion: integer().references(() => pricingModels.version),
    decidedAt: instant(),
  },
  (t) => [
    unique('governed_changes_place').on(t.chainId, t.blockNumber, t.logIndex, t.txHash),
    index('governed_changes_proposal').on(t.proposalId),
    index('governed_changes_tx').on(t.txHash),
    index('governed_changes_waiting')
      .on(t.chainId, t.blockNumber, t.logIndex)
      .where(sql`status = 'WAITING'`),
    check('governed_changes_decided', sql`(${t.status} = 'WAITING') = (${t.decidedAt} is null)`),
    check('governed_changes_refused', sql`(${t.status} = 'REFUSED') = (${t.reason} is not null)`),
    check(
      'governed_changes_applied',
      sql`(${t.status} = 'APPLIED')
        = (num_nonnulls(${t.feeScheduleVersion}, ${t.pricingModelVersion}) = 1 and ${t.proposalId} is not null and ${t.reason} is null)`,
    ),
  ],
);
export type GovernedChangeRow = typeof governedChanges.$inferSelect;

/** A change that may be decided on, with the proposal that made it, if one did. */
export interface DueChange extends Pick<GovernedChangeRow, 'id' | 'name' | 'value' | 'txHash' | 'logIndex'> {
  /** The operation of the timelock that set it. */
  readonly operationId: Buffer | null;
  readonly executedProposal: string | null;
  readonly number: bigint | null;
}

/**
 * The oldest changes in final blocks that nobody has decided on, those of one transaction together: at most those of
 * `transactions`. Whoever decides on them holds the lock of the chain's cursor, so that nothing is taken back meanwhile.
 */
export async function selectDueChanges(
  { sql: statement }: Db,
  { chainId, finalizedBlock }: { readonly chainId: number; readonly finalizedBlock: bigint },
): Promise<DueChange[]> {
  return await statement<DueChange[]>`
    select c.id, c.name, c.value, c.tx_hash, c.log_index, carried.operation_id, p.id as executed_proposal, p.number
    from (
      select chain_id, block_number, tx_hash from governed_changes
      where chain_id = ${chainId} and status = 'WAITING' and block_number <= ${finalizedBlock}
      order by block_number, log_index limit 1
    ) as first
    join governed_changes c on c.chain_id = first.chain_id and c.block_number = first.block_number
      and c.tx_hash = first.tx_hash and c.status = 'WAITING'
    left join lateral (
      -- The timelock says which operation a call was of right after it.
      select operation_id from proposal_marks m
      where m.chain_id = c.chain_id and m.block_number = c.block_number and m.tx_hash = c.tx_hash
        and m.log_index > c.log_index and m.kind = 'OPERATION_EXECUTED'
      order by m.log_index limit 1
    ) as carried on true
    left join proposals p on p.chain_id = c.chain_id and p.operation_id = carried.operation_id and p.orphaned_at is null
    order by c.log_index`;
}

/** Whether anything waits, be its block final or not. */
export async function hasWaitingChanges({ sql: statement }: Db, chainId: number): Promise<boolean> {
  const rows = await statement`
    select from governed_changes where chain_id = ${chainId} and status = 'WAITING' limit 1`;
  return rows.length > 0;
}

export interface Decision {
  readonly ids: readonly string[];
  readonly proposalId: string | null;
  readonly feeScheduleVersion?: number;
  readonly pricingModelVersion?: number;
}

export async function applyChanges({ sql: statement }: Db, decision: Decision): Promise<void> {
  const { ids, proposalId, feeScheduleVersion = null, pricingModelVersion = null } = decision;
  await statement`
    update governed_changes set status = 'APPLIED', proposal_id = ${proposalId}, decided_at = clock_timestamp(),
      fee_schedule_version = ${feeScheduleVersion}, pricing_model_version = ${pricingModelVersion}
    where id = any(${[...ids]}::uuid[]) and status = 'WAITING'`;
}

export async function refuseChanges(
  { sql: statement }: Db,
  refusals: readonly { readonly id: string; readonly proposalId: string | null; readonly reason: string }[],
): Promise<void> {
  await statement`
    update governed_changes c set status = 'REFUSED', proposal_id = r.proposal_id, reason = r.reason,
      decided_at = clock_timestamp()
    from unnest(${refusals.map(({ id }) => id)}::uuid[], ${refusals.map(({ proposalId }) => proposalId)}::text[]::uuid[],
                ${refusals.map(({ reason }) => reason)}::text[]) as r (id, proposal_id, reason)
    where c.id = r.id and c.status = 'WAITING'`;
}

/** What was set by the execution of these proposals, decided on or not, in the order of the chain. */
export async function selectChangesOf(
  { sql: statement }: Db,
  proposalIds: readonly string[],
): Promise<(GovernedChangeRow & { readonly ofProposal: string })[]> {
  return await statement<(GovernedChangeRow & { ofProposal: string })[]>`
    select c.*, p.id as of_proposal
    from proposals p
    join proposal_marks m on m.chain_id = p.chain_id and m.operation_id = p.operation_id and m.kind = 'OPERATION_EXECUTED'
    join governed_changes c on c.chain_id = m.chain_id and c.block_number = m.block_number and c.tx_hash = m.tx_hash
      and c.log_index < m.log_index
      and not exists (
        select from proposal_marks n
        where n.chain_id = m.chain_id and n.block_number = m.block_number and n.tx_hash = m.tx_hash
          and n.kind = 'OPERATION_EXECUTED' and n.log_index > c.log_index and n.log_index < m.log_index)
    where p.id = any(${[...proposalIds]}::uuid[])
    order by c.block_number, c.log_index`;
}
