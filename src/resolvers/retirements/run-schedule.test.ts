import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchIdOf, heldBy } from '../../../test/credits.ts';
import { type TestUser, units } from '../../../test/harness.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { openToldRetirements, type ToldRetirements } from '../../../test/told-retirements.ts';
import { deleteMember } from '../../db/organizations.ts';
import { type ScheduleRow, selectRunsOf, selectSchedulesById } from '../../db/retirement-schedules.ts';
import { selectRetirementsOf } from '../../db/retirement-lists.ts';
import { passSchedules } from '../../workers/retirements.ts';
import { createRetirementSchedule } from './create-retirement-schedule.ts';
import { runSchedule } from './run-schedule.ts';

let lab: ToldRetirements;
let holder: TestUser;
let batchId: string;
beforeAll(async () => {
  lab = await openToldRetirements({ RETIREMENT_SCHEDULE_TRIES: '2', RETIREMENT_SCHEDULE_RETRY_S: '3600' });
  holder = await lab.t.user('holder', { funds: { CARBON: '5' } });
  batchId = await lab.batch();
  await lab.give(holder, batchId, 10n);
});
afterAll(() => lab[Symbol.asyncDispose]());

const HOUR_MS = 3_600_000;
const START = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + HOUR_MS);
const later = (ms: number): Date => new Date(START.getTime() + ms);

const scheduled = (user: TestUser, wish: object = {}): Promise<ScheduleRow> =>
  createRetirementSchedule(user.ctx, {
    batchId: batchIdOf(batchId),
    quantity: '2',
    claim: { beneficiary: { name: 'Our customers' }, reason: 'CORPORATE_INVENTORY' },
    interval: 'WEEKLY',
    startsAt: START.toISOString(),
    idempotencyKey: randomUUID(),
    ...wish,
  });

async function now({ id }: ScheduleRow): Promise<ScheduleRow> {
  const [row] = await selectSchedulesById(lab.t.db, [id]);
  if (!row) throw new Error('there is no such schedule');
  return row;
}
const runsOf = ({ id }: ScheduleRow) => selectRunsOf(lab.t.db, id, { after: undefined, limit: 10 });
const retirementsOf = (user: { readonly id: string }) =>
  selectRetirementsOf(lab.t.db, user.id, { after: undefined, limit: 10, statuses: undefined });

test('each time is once, whoever runs it and however often, and stands for the days since the one before', async () => {
  const schedule = await scheduled(holder);
  await runSchedule(lab.told.ctx, schedule.id, later(-1));
  expect(await now(schedule)).toMatchObject({ occurrence: 0, tries: 0 });
  await Promise.all(Array.from({ length: 5 }, () => runSchedule(lab.told.ctx, schedule.id, later(0))));
  expect(await now(schedule)).toMatchObject({ occurrence: 1, nextAt: later(7 * 24 * HOUR_MS), lastError: null });
  await runSchedule(lab.told.ctx, schedule.id, later(7 * 24 * HOUR_MS));
  const runs = await runsOf(schedule);
  expect(runs.map(({ dueAt, outcome }) => [dueAt, outcome])).toEqual([
    [later(7 * 24 * HOUR_MS), 'DONE'],
    [START, 'DONE'],
  ]);
  const [second, first, none] = await retirementsOf(holder);
  expect(none).toBeUndefined();
  expect(first).toMatchObject({ scheduleId: schedule.id, requestId: runs[1]?.id, consumptionFrom: null });
  expect(second).toMatchObject({
    scheduleId: schedule.id,
    actorId: holder.id,
    consumptionFrom: START.toISOString().slice(0, 10),
    consumptionTo: later(6 * 24 * HOUR_MS)
      .toISOString()
      .slice(0, 10),
  });
  expect(await heldBy(lab.t, holder, batchId)).toEqual({ available: 6n, held: 4n });
});

test('what is refused is tried again, then left out with the words of the refusal; the next time follows', async () => {
  const schedule = await scheduled(holder, { quantity: '100' });
  await runSchedule(lab.told.ctx, schedule.id, later(0));
  expect(await now(schedule)).toMatchObject({
    tries: 1,
    occurrence: 0,
    tryAt: later(HOUR_MS),
    lastError: 'There are 6 free credits of this batch, and 100 are needed.',
  });
  await runSchedule(lab.told.ctx, schedule.id, later(HOUR_MS - 1));
  expect(await now(schedule)).toMatchObject({ tries: 1 });
  await runSchedule(lab.told.ctx, schedule.id, later(HOUR_MS));
  expect(await now(schedule)).toMatchObject({ tries: 0, occurrence: 1, status: 'ACTIVE' });
  const [run] = await runsOf(schedule);
  expect(run).toMatchObject({ outcome: 'LEFT_OUT', reason: expect.stringContaining('6 free credits') as string });
});

test('one that comes once ends, and fractions of CARBON gather over the times of one that comes often', async () => {
  const once = await scheduled(holder, { interval: 'ONCE', quantity: '1' });
  await runSchedule(lab.told.ctx, once.id, later(0));
  expect(await now(once)).toMatchObject({ status: 'ENDED', nextAt: null, tryAt: null, endedAt: later(0) });

  const stock = await lab.batch();
  await lab.give(undefined, stock, 1n);
  const drops = await scheduled(holder, { batchId: null, quantity: '0.6', interval: 'DAILY' });
  await runSchedule(lab.told.ctx, drops.id, later(0));
  await runSchedule(lab.told.ctx, drops.id, later(24 * HOUR_MS));
  const [retirement] = await retirementsOf(holder);
  expect(retirement).toMatchObject({ retiredAsset: 'CARBON', scheduleId: drops.id, quantity: units('1', 'CARBON') });
  expect((await lab.t.balance(holder, 'CARBON')).held).toBe(units('1.2', 'CARBON'));
});

test('for an organization it runs as long as who made it may retire for it', async () => {
  const [boss, clerk] = [await lab.t.user('boss'), await lab.t.user('clerk')];
  const { organizationId, owner, members } = await foundedBy(lab.t, boss, [clerk, 'FINANCE']);
  await lab.give(owner, batchId, 5n);
  const schedule = await scheduled(clerk, { organizationId, quantity: '1' });
  await runSchedule(lab.told.ctx, schedule.id, later(0));
  expect(await heldBy(lab.t, owner, batchId)).toEqual({ available: 4n, held: 1n });
  await lab.t.db.transact((tx) => deleteMember(tx, members.get(clerk.id)?.id ?? ''));
  await runSchedule(lab.told.ctx, schedule.id, later(7 * 24 * HOUR_MS));
  expect(await now(schedule)).toMatchObject({
    status: 'ENDED',
    lastError: expect.stringContaining('may not') as string,
  });
  expect(await heldBy(lab.t, owner, batchId)).toEqual({ available: 4n, held: 1n });
});

test('without a chain it waits, and says so', async () => {
  const schedule = await scheduled(holder, { quantity: '1' });
  const chainless = { ...lab.told.ctx, app: { ...lab.t.app, chain: undefined } };
  await runSchedule(chainless, schedule.id, later(0));
  expect(await now(schedule)).toMatchObject({ tries: 1, lastError: expect.stringContaining('No chain') as string });
});

test('the pass runs what is due and nothing else', async () => {
  const due = await scheduled(holder, { startsAt: new Date(Date.now() - HOUR_MS).toISOString(), quantity: '1' });
  const notYet = await scheduled(holder, { quantity: '1' });
  expect(await passSchedules(lab.told.ctx)).toBe(1);
  expect(await now(due)).toMatchObject({ occurrence: 1 });
  expect(await now(notYet)).toMatchObject({ occurrence: 0, tries: 0 });
  expect(await passSchedules(lab.told.ctx)).toBe(0);
});
