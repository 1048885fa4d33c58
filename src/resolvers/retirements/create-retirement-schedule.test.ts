import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestUser } from '../../../test/harness.ts';
import { openToldRetirements, type ToldRetirements } from '../../../test/told-retirements.ts';
import { Forbidden, IdempotencyConflict, InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { createRetirementSchedule } from './create-retirement-schedule.ts';
import { TooManySchedules } from './errors.ts';
import { claimOf, mySchedules, visibleSchedules } from './read-schedules.ts';

let lab: ToldRetirements;
let holder: TestUser;
beforeAll(async () => {
  lab = await openToldRetirements({ RETIREMENT_SCHEDULES: '3' });
  holder = await lab.t.user('holder');
});
afterAll(() => lab[Symbol.asyncDispose]());

const wish = (changes: object = {}) => ({
  quantity: '0.25',
  claim: { beneficiary: { name: 'A private customer', isPrivate: true }, reason: 'OTHER' },
  interval: 'MONTHLY',
  startsAt: new Date(Date.now() + 60_000).toISOString(),
  idempotencyKey: randomUUID(),
  ...changes,
});

test('keeps what is wanted, shows it to its owner alone, and twice is once', async () => {
  const input = wish();
  const [schedule, again] = await Promise.all([
    createRetirementSchedule(holder.ctx, input),
    createRetirementSchedule(holder.ctx, input),
  ]);
  expect(again.id).toBe(schedule.id);
  expect(schedule).toMatchObject({ status: 'ACTIVE', batchId: null, occurrence: 0, interval: 'MONTHLY' });
  expect(schedule.nextAt?.toISOString()).toBe(input.startsAt);
  expect(claimOf(schedule).beneficiary).toMatchObject({ name: 'A private customer', isPrivate: true });
  expect((await mySchedules(holder.ctx, {})).items.map(({ id }) => id)).toEqual([schedule.id]);
  const stranger = await lab.t.user('stranger', { roles: ['PLATFORM_ADMIN'] });
  expect(await visibleSchedules(stranger.ctx, [schedule.id])).toEqual([null]);
  expect(await visibleSchedules(holder.ctx, [schedule.id])).toMatchObject([{ id: schedule.id }]);
  const conflict = createRetirementSchedule(holder.ctx, { ...input, quantity: '1' });
  await expect(conflict).rejects.toThrow(IdempotencyConflict);
});

test('an owner has only so many in force, also when many are made at once', async () => {
  const user = await lab.t.user('busy');
  const tried = await Promise.allSettled(Array.from({ length: 6 }, () => createRetirementSchedule(user.ctx, wish())));
  expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  for (const each of tried) if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(TooManySchedules);
});

test('refuses who may not, what is not there, and what cannot be', async () => {
  await expect(createRetirementSchedule(lab.t.nobody, wish())).rejects.toThrow(Unauthenticated);
  const strange = wish({ organizationId: encodeId('Organization', randomUUID()) });
  await expect(createRetirementSchedule(holder.ctx, strange)).rejects.toThrow(Forbidden);
  const missing = wish({ batchId: encodeId('CreditBatch', randomUUID()), quantity: '1' });
  await expect(createRetirementSchedule(holder.ctx, missing)).rejects.toThrow(NotFound);
  const fraction = wish({ batchId: encodeId('CreditBatch', randomUUID()) });
  await expect(createRetirementSchedule(holder.ctx, fraction)).rejects.toThrow(InputInvalid);
  await expect(createRetirementSchedule(holder.ctx, wish({ interval: 'HOURLY' }))).rejects.toThrow(InputInvalid);
});
