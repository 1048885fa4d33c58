import { z } from 'zod';
import {
  type ScheduleRow,
  type ScheduleRunRow,
  selectRunsOf,
  selectSchedulesOf,
} from '../../db/retirement-schedules.ts';
import { type RetirementRow, selectRetirementsOfRequest } from '../../db/retirements.ts';
import type { Context } from '../context.ts';
import { actingFor, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { mayFor, permitCaller, permitFor } from '../permissions.ts';
import { type RetirementClaim, retirementClaim } from './inputs.ts';

/** The schedules with these ids, null where there is none that the caller may see: nobody but the owner sees them. */
export async function visibleSchedules(ctx: Context, ids: readonly string[]): Promise<(ScheduleRow | null)[]> {
  const found = await ctx.loaders.retirementSchedules.loadMany(ids);
  return Promise.all(
    found.map(async (each) => {
      if (each instanceof Error) throw each;
      return each && (await mayFor(ctx, 'retirement.read-own', each.ownerId)) ? each : null;
    }),
  );
}

/** The caller's schedules or those of an organization, newest first. Throws InputInvalid, Forbidden. */
export async function mySchedules(
  ctx: Context,
  { organizationId: given, ...input }: PageInput & { readonly organizationId?: unknown },
): Promise<Page<ScheduleRow>> {
  await permitCaller(ctx, 'retirement.read-own');
  const { organizationId } = readInput(z.object({ organizationId: actingFor }), { organizationId: given });
  const { ownerId } = await permitFor(ctx, 'retirement.read-own', organizationId);
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectSchedulesOf(ctx.app.db, ownerId, { after, limit: size + 1 });
  return toPage(rows, size, input, ({ id }) => encodeKeyset([id]));
}

const KEY_MOMENT = /^\d{1,15}$/;

/** The times of a schedule that are over, the last first. */
export async function runsOf(ctx: Context, { id }: ScheduleRow, input: PageInput): Promise<Page<ScheduleRunRow>> {
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [ms] = input.after ? decodeKeyset(input.after, [KEY_MOMENT]) : [];
  const after = ms === undefined ? undefined : new Date(Number(ms));
  const rows = await selectRunsOf(ctx.app.db, id, { after, limit: size + 1 });
  return toPage(rows, size, input, ({ dueAt }) => encodeKeyset([String(dueAt.getTime())]));
}

/** What came of one time of a schedule. */
export const retirementsOfRun = ({ app }: Context, { id }: ScheduleRunRow): Promise<RetirementRow[]> =>
  selectRetirementsOfRequest(app.db, id);

/** For whom and why a schedule retires, as it was sent. */
export const claimOf = ({ claim }: ScheduleRow): RetirementClaim => readInput(retirementClaim, claim);
