import { selectFeeSchedules } from '../../db/fee-schedules.ts';
import {
  type OrganizationFeesRow,
  type ProcessorTermsRow,
  selectFeeStandings,
  selectOrganizationFees,
  selectProcessorTerms,
} from '../../db/fee-terms.ts';
import { selectFeesInForce } from '../../db/settlement.ts';
import type { FeeScheduleRow, FeeTier } from '../../db/trades.ts';
import type { Context } from '../context.ts';
import { actingFor, nodeId, readInput } from '../input.ts';
import { MAX_PAGE } from '../pages.ts';
import { isPermitted, permitCaller, permitFor } from '../permissions.ts';
import { type FeeRate, rateFor, tierOf } from '../pricing/fees.ts';
import { standingOf } from '../pricing/standings.ts';
import { versionOfId } from './rules.ts';

/** What a trade would cost at this moment. */
export const feesInForce = (ctx: Context): Promise<FeeScheduleRow> => selectFeesInForce(ctx.app.db);

/** Schedules by their inner ids, null where there is none: every version is public, past and to come. */
export async function feeSchedulesById(ctx: Context, ids: readonly string[]): Promise<(FeeScheduleRow | null)[]> {
  const versions = ids.map((id) => versionOfId(id));
  const rows = await selectFeeSchedules(
    ctx.app.db,
    versions.filter((version) => version !== undefined),
  );
  return versions.map((version) => rows.find((row) => row.version === version) ?? null);
}

/** A schedule that must exist, since something refers to it. */
export async function scheduleOf(ctx: Context, version: number): Promise<FeeScheduleRow> {
  const [row] = await selectFeeSchedules(ctx.app.db, [version]);
  if (!row) throw new Error(`fee schedule ${version} is referred to and does not exist`);
  return row;
}

/** What an owner pays at this moment, and by which rule. */
export interface FeesView {
  readonly schedule: FeeScheduleRow;
  readonly maker: FeeRate;
  readonly taker: FeeRate;
  /** Traded on the last 30 whole days, in cents of the euro. */
  readonly volume: bigint;
  readonly tier: FeeTier | undefined;
  readonly nextTier: FeeTier | undefined;
}

/** What the caller pays, or an organization whose money they see. Throws InputInvalid. */
export async function myFees(
  ctx: Context,
  { organizationId }: { readonly organizationId?: unknown },
): Promise<FeesView> {
  await permitCaller(ctx, 'fees.read-own');
  const { ownerId } = await permitFor(ctx, 'fees.read-own', readInput(actingFor, organizationId));
  const { db } = ctx.app;
  const [schedule, standings] = await Promise.all([selectFeesInForce(db), selectFeeStandings(db, [ownerId])]);
  const standing = standingOf(standings, ownerId);
  return {
    schedule,
    maker: rateFor('MAKER', schedule, standing),
    taker: rateFor('TAKER', schedule, standing),
    volume: standing.volume,
    tier: tierOf(schedule.tiers, standing.volume),
    nextTier: schedule.tiers.find(({ fromVolume }) => BigInt(fromVolume) > standing.volume),
  };
}

/**
 * What was and is agreed with an organization, the last start first: for those who see its money, and for those who publish
 * it. Throws InputInvalid, Forbidden.
 */
export async function organizationFees(
  ctx: Context,
  { organizationId: given }: { readonly organizationId: unknown },
): Promise<OrganizationFeesRow[]> {
  await permitCaller(ctx, 'fees.read-own');
  const organizationId = readInput(nodeId('Organization'), given);
  if (!(await isPermitted(ctx, 'organization-fees.publish'))) {
    await permitFor(ctx, 'fees.read-own', organizationId);
  }
  return selectOrganizationFees(ctx.app.db, organizationId, MAX_PAGE);
}

/** What processors take now, by method and currency. */
export const processorTermsInForce = (ctx: Context): Promise<ProcessorTermsRow[]> => selectProcessorTerms(ctx.app.db);
