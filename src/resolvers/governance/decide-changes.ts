import { lockCursor, selectCursor } from '../../db/chain-cursors.ts';
import type { Db } from '../../db/client.ts';
import {
  applyChanges,
  type Decision,
  type DueChange,
  refuseChanges,
  selectDueChanges,
} from '../../db/governed-changes.ts';
import { insertFeeSchedule } from '../../db/fee-schedules.ts';
import { insertModel, lockPricing, selectModelInForce } from '../../db/pricing.ts';
import { selectProposalsById } from '../../db/proposal-lists.ts';
import { selectFeesInForce } from '../../db/settlement.ts';
import { type AuditRecord, writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { recordOfSchedule } from '../fee-schedules/record.ts';
import { feeScheduleInput } from '../fee-schedules/rules.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { recordOfModel } from '../pricing/record.ts';
import { publishPricingInput } from '../pricing/rules.ts';
import { feesWith, isFeeName, pricingWish } from './parameter-names.ts';
import { proposalChanged } from './rules.ts';

/**
 * Decides on what executed proposals have set, the oldest transaction whose block is final: fees and parameters come into
 * force as new versions that name the proposal, within the bounds that hold for everybody; what is beyond them is recorded as
 * refused and never applied. What one execution sets holds together or not at all. Gives how many were decided on.
 *
 * Before a block is final nothing of it is applied, so a reorganisation has nothing to take back.
 */
export async function decideChanges(ctx: Context): Promise<number> {
  const { chain, db } = ctx.app;
  if (!chain) return 0;
  const { chainId } = chain;
  const finalizedBlock = (await selectCursor(db, chainId))?.finalizedBlock ?? -1n;
  if ((await selectDueChanges(db, { chainId, finalizedBlock })).length === 0) return 0;
  return transact(ctx, async (tx) => {
    // Whoever takes blocks back holds this lock.
    const cursor = await lockCursor(tx, chainId);
    const due = await selectDueChanges(tx, { chainId, finalizedBlock: cursor.finalizedBlock });
    const records: AuditRecord[] = [];
    for (const [, changes] of Map.groupBy(due, ({ operationId }) => operationId?.toString('hex'))) {
      records.push(...(await decide(tx, changes)));
    }
    // Last: whoever holds the end of the audit log waits for nothing else.
    for (const record of records) await writeAudit(tx, record);
    return due.length;
  });
}

interface Refused {
  readonly change: DueChange;
  readonly reason: string;
}

const NOBODYS = 'No proposal of CarbonGovernor set it.';
const UNKNOWN = 'The platform knows no parameter of this name.';
const AGAIN = 'The same execution set it once more after this.';
const TOGETHER = 'It was set together with what is refused: of one execution all holds, or nothing.';

/** All that one operation of the timelock set, in order. Gives what is to be recorded of it. */
async function decide(tx: Db, changes: readonly DueChange[]): Promise<AuditRecord[]> {
  const proposalId = changes[0]?.executedProposal ?? null;
  if (proposalId === null) {
    await refuse(tx, null, changes.map(because(NOBODYS)));
    return [];
  }
  const last = new Map(changes.map((change) => [change.name, change]));
  const overwritten = changes.filter((change) => last.get(change.name) !== change);
  const plan = await planOf(tx, [...last.values()]);
  const bad = new Set(plan.refused.map(({ change }) => change));
  const others = bad.size > 0 ? [...last.values()].filter((change) => !bad.has(change)) : [];
  const refused = [...plan.refused, ...others.map(because(TOGETHER)), ...overwritten.map(because(AGAIN))];
  if (refused.length > 0) await refuse(tx, proposalId, refused);
  const records = bad.size > 0 ? [refusalOf(proposalId, refused)] : await publish(tx, proposalId, plan);
  const [proposal] = await selectProposalsById(tx, [proposalId]);
  if (proposal) await tell(tx, [proposalChanged(proposal, 'PARAMETERS_DECIDED')]);
  return records;
}

const because =
  (reason: string) =>
  (change: DueChange): Refused => ({ change, reason });

interface Plan {
  readonly fees: readonly DueChange[];
  readonly pricing: readonly DueChange[];
  readonly schedule: ReturnType<typeof readSchedule> | undefined;
  readonly parameters: ReturnType<typeof readParameters> | undefined;
  readonly refused: readonly Refused[];
}

/** What would be published, or why not. */
async function planOf(tx: Db, changes: readonly DueChange[]): Promise<Plan> {
  const fees = changes.filter(({ name }) => isFeeName(name));
  const pricing = changes.filter((change) => pricingWish(change, 'x') !== undefined);
  const known = new Set([...fees, ...pricing]);
  const refused = changes.filter((change) => !known.has(change)).map(because(UNKNOWN));
  const reading = <T>(of: readonly DueChange[], read: () => T): T | undefined => {
    try {
      return of.length > 0 ? read() : undefined;
    } catch (error) {
      if (!(error instanceof InputInvalid)) throw error;
      refused.push(...of.map(because(error.message.slice(0, MOST_REASON))));
      return undefined;
    }
  };
  const before = await selectFeesInForce(tx);
  const schedule = reading(fees, () => readSchedule(before, fees));
  const parameters = reading(pricing, () => readParameters(pricing));
  return { fees, pricing, schedule, parameters, refused };
}

const MOST_REASON = 1_000;

const readSchedule = (before: Parameters<typeof feesWith>[0], fees: readonly DueChange[]) => {
  const { tiers = [], limits = {}, shares, ...bps } = readInput(feeScheduleInput, feesWith(before, fees));
  if (!shares) throw new Error('the shares of a schedule are always given');
  return { makerBps: bps.makerBps, takerBps: bps.takerBps, tiers, limits, shares };
};

const readParameters = (pricing: readonly DueChange[]) =>
  readInput(publishPricingInput, {
    reason: reasonOf(pricing),
    parameters: pricing.map((change) => pricingWish(change, reasonOf(pricing))),
  }).parameters;

const reasonOf = ([change]: readonly DueChange[]): string => `Proposal ${change?.number} of CarbonGovernor`;

/** Publishes what a plan holds, as new versions that are in force from now on. Gives what is to be recorded of it. */
async function publish(
  tx: Db,
  proposalId: string,
  { fees, pricing, schedule, parameters }: Plan,
): Promise<AuditRecord[]> {
  const author = { authorId: null, proposalId };
  const decision = (changes: readonly DueChange[], versions: Partial<Decision>): Promise<void> =>
    applyChanges(tx, { ids: changes.map(({ id }) => id), proposalId, ...versions });
  const records: AuditRecord[] = [];
  if (schedule) {
    const { now } = await selectFeesInForce(tx);
    const published = await insertFeeSchedule(tx, { ...schedule, effectiveFrom: now, ...author });
    await decision(fees, { feeScheduleVersion: published.version });
    records.push(recordOfSchedule(published));
  }
  if (parameters) {
    await lockPricing(tx);
    const { now } = await selectModelInForce(tx);
    const model = await insertModel(tx, { reason: reasonOf(pricing), effectiveFrom: now, ...author }, parameters);
    await decision(pricing, { pricingModelVersion: model.version });
    records.push(recordOfModel(model, parameters));
  }
  return records;
}

const refuse = (tx: Db, proposalId: string | null, refused: readonly Refused[]): Promise<void> =>
  refuseChanges(
    tx,
    refused.map(({ change, reason }) => ({ id: change.id, proposalId, reason })),
  );

const refusalOf = (proposalId: string, refused: readonly Refused[]): AuditRecord => ({
  actorId: null,
  action: 'PARAMETERS_REFUSED',
  subjectType: 'Proposal',
  subjectId: proposalId,
  detail: {
    parameters: JSON.stringify(Object.fromEntries(refused.map(({ change }) => [change.name, String(change.value)]))),
    reasons: [...new Set(refused.map(({ reason }) => reason))].join(' '),
  },
});
