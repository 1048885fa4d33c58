import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { intend, intentNow } from '../../../test/intents.ts';
import { Forbidden, IllegalTransition, InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { cancelChainIntent } from './cancel-chain-intent.ts';
import { intentActionsOf } from './read.ts';

let t: TestApp;
let [admin, clerk] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  clerk = await t.user('clerk', { roles: ['FINANCE'] });
});
afterAll(() => t[Symbol.asyncDispose]());

const written = () => intend(t, 'PRICE_SET', { weiPerCarbon: 1n });
const wish = ({ id }: { id: string }) => ({ intentId: encodeId('ChainIntent', id), reason: 'not wanted' });

test('drops what holds no nonce, and writes it into the audit log', async () => {
  const intent = await written();
  expect(await cancelChainIntent(admin.ctx, wish(intent))).toMatchObject({ id: intent.id, status: 'DROPPED' });
  const [record] = await t.db.sql`select actor_id, action, detail from audit_log where subject_id = ${intent.id}`;
  expect(record).toMatchObject({
    actorId: admin.id,
    action: 'CHAIN_INTENT_CANCELLED',
    detail: { kind: 'PRICE_SET', reason: 'not wanted', status: 'PREPARED' },
  });
});

test('marks what holds a nonce, for the sender to replace; twice is once', async () => {
  const intent = await written();
  await t.db
    .sql`update chain_intents set signer = ${Buffer.alloc(20, 1)}, nonce = 3, status = 'BROADCAST' where id = ${intent.id}`;
  const marked = await cancelChainIntent(admin.ctx, wish(intent));
  expect(marked).toMatchObject({ status: 'BROADCAST' });
  expect(marked.cancelRequestedAt).toBeInstanceOf(Date);
  expect(await cancelChainIntent(admin.ctx, wish(intent))).toEqual(await intentNow(t, intent));
  expect(await t.db.sql`select from audit_log where subject_id = ${intent.id}`).toHaveLength(1);
});

test('what can be done to an intent is shown to who can do it, as it stands', async () => {
  const intent = await written();
  const actions = async (user: TestUser) => intentActionsOf(user.ctx, await intentNow(t, intent));
  expect([await actions(admin), await actions(clerk)]).toEqual([['RETRY', 'CANCEL'], []]);
  await cancelChainIntent(admin.ctx, wish(intent));
  expect(await actions(admin)).toEqual(['RETRY']);
  const paid = { ...(await intentNow(t, intent)), kind: 'PAYMENT_CONFIRM' } as const;
  expect(await intentActionsOf(admin.ctx, { ...paid, status: 'MINED' })).toEqual([]);
  expect(await intentActionsOf(admin.ctx, { ...paid, status: 'BROADCAST', cancelRequestedAt: new Date() })).toEqual([]);
});

test('refuses what is dropped already or on the chain, what is not there, and everybody but an admin', async () => {
  const intent = await written();
  await expect(cancelChainIntent(t.nobody, wish(intent))).rejects.toThrow(Unauthenticated);
  await expect(cancelChainIntent(clerk.ctx, wish(intent))).rejects.toThrow(Forbidden);
  await cancelChainIntent(admin.ctx, wish(intent));
  await expect(cancelChainIntent(admin.ctx, wish(intent))).rejects.toThrow(IllegalTransition);
  await expect(cancelChainIntent(admin.ctx, { ...wish(intent), reason: '' })).rejects.toThrow(InputInvalid);
  const missing = wish({ id: '01900000-0000-7000-8000-000000000000' });
  await expect(cancelChainIntent(admin.ctx, missing)).rejects.toThrow(NotFound);
  const mined = await written();
  const bytes = Buffer.alloc(32);
  await t.db.sql`
    update chain_intents set status = 'MINED', tx_hash = ${bytes}, block_number = 1, block_hash = ${bytes}
    where id = ${mined.id}`;
  await expect(cancelChainIntent(admin.ctx, wish(mined))).rejects.toThrow(IllegalTransition);
});
