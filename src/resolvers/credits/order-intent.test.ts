import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CustodyLab, openCustodyLab } from '../../../test/custody-lab.ts';
import { openTestApp, type TestUser } from '../../../test/harness.ts';
import { ChainUnavailable, IdempotencyConflict, NotFound } from '../errors.ts';
import { SourceReferenceUsed } from './errors.ts';
import { type Order, orderIntent } from './order-intent.ts';
import { keyOf } from './rules.ts';

let lab: CustodyLab;
let admin: TestUser;
beforeAll(async () => {
  lab = await openCustodyLab();
  admin = await lab.t.user('admin', { roles: ['PLATFORM_ADMIN'] });
});
afterAll(() => lab[Symbol.asyncDispose]());

const order = (reference: string, changes: Partial<Order<'PROJECT_RECORD'>> = {}): Order<'PROJECT_RECORD'> => ({
  actorId: admin.id,
  operation: 'creditsIssue',
  key: randomUUID(),
  wish: { reference },
  kind: 'PROJECT_RECORD',
  reference,
  action: 'CREDITS_ISSUED',
  prepare: () => Promise.resolve({ args: { projectKey: keyOf(reference), uri: '' } }),
  ...changes,
});
const auditsOf = async (reference: string) =>
  await lab.t.db.sql`select actor_id, subject_type from audit_log where detail ->> 'reference' = ${reference}`;

test('one reference is ordered once, and written into the audit log once', async () => {
  const reference = randomUUID();
  const intent = await orderIntent(admin.ctx, order(reference));
  expect(intent).toMatchObject({ kind: 'PROJECT_RECORD', reference, status: 'PREPARED', createdBy: admin.id });
  await expect(orderIntent(admin.ctx, order(reference))).rejects.toThrow(SourceReferenceUsed);
  expect(await auditsOf(reference)).toEqual([{ actorId: admin.id, subjectType: 'ChainIntent' }]);
});

test('the same wish twice gives the same intent, another one under its key a conflict', async () => {
  const wish = order(randomUUID());
  const [first, again] = await Promise.all([orderIntent(admin.ctx, wish), orderIntent(admin.ctx, wish)]);
  expect(again).toEqual(first);
  const other = order(randomUUID(), { key: wish.key });
  await expect(orderIntent(admin.ctx, other)).rejects.toThrow(IdempotencyConflict);
  expect(await auditsOf(wish.reference)).toHaveLength(1);
});

test('an order that is refused leaves nothing, and can be given again under its key', async () => {
  const reference = randomUUID();
  const refused = order(reference, { prepare: () => Promise.reject(new NotFound('project')) });
  await expect(orderIntent(admin.ctx, refused)).rejects.toThrow(NotFound);
  expect(await auditsOf(reference)).toEqual([]);
  const { prepare } = order(reference);
  expect(await orderIntent(admin.ctx, { ...refused, prepare })).toMatchObject({ reference });
});

test('without a chain nothing is ordered', async () => {
  await using t = await openTestApp();
  const lone = await t.user('lone', { roles: ['PLATFORM_ADMIN'] });
  await expect(orderIntent(lone.ctx, order(randomUUID(), { actorId: lone.id }))).rejects.toThrow(ChainUnavailable);
});
