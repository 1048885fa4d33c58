import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { anyRef, intend, intentNow } from '../../../test/intents.ts';
import { Forbidden, IllegalTransition, NotFound } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { cancelChainIntent } from './cancel-chain-intent.ts';
import { retryChainIntent } from './retry-chain-intent.ts';

let t: TestApp;
let [admin, clerk] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  clerk = await t.user('clerk', { roles: ['FINANCE'] });
});
afterAll(() => t[Symbol.asyncDispose]());

const written = () => intend(t, 'PRICE_SET', { weiPerCarbon: 1n });
const named = ({ id }: { id: string }) => ({ intentId: encodeId('ChainIntent', id) });

test('has one that waits tried at once, and writes it into the audit log', async () => {
  const intent = await written();
  await t.db.sql`update chain_intents set tries = 9, next_try_at = now() + interval '1 hour' where id = ${intent.id}`;
  const hurried = await retryChainIntent(admin.ctx, named(intent));
  expect(hurried).toMatchObject({ status: 'PREPARED', tries: 0 });
  expect(hurried.nextTryAt.getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
  const actions = await t.db.sql`select actor_id, action from audit_log where subject_id = ${intent.id}`;
  expect(actions.map((row) => ({ ...row }))).toEqual([{ actorId: admin.id, action: 'CHAIN_INTENT_RETRIED' }]);
});

test('has one that was given up tried from the beginning: with no nonce and no error', async () => {
  const intent = await written();
  await t.db.sql`
    update chain_intents set status = 'FAILED', error_code = 'X', error_text = 'y', signer = ${Buffer.alloc(20, 2)},
      nonce = 7, tx_hash = ${Buffer.alloc(32)}, cancel_requested_at = now() where id = ${intent.id}`;
  expect(await retryChainIntent(admin.ctx, named(intent))).toMatchObject({
    status: 'PREPARED',
    nonce: null,
    signer: null,
    txHash: null,
    errorCode: null,
    errorText: null,
    cancelRequestedAt: null,
  });
});

test('is refused where what was let go with it cannot be taken back', async () => {
  const args = { ref: anyRef(), asset: 'ETH', to: `0x${'aa'.repeat(20)}`, amount: 1n } as const;
  // The withdrawal that it pays out does not exist (any more): nothing is held for it.
  const intent = await intend(t, 'CUSTODY_PAY_OUT', args);
  await t.db.sql`update chain_intents set status = 'DROPPED' where id = ${intent.id}`;
  await expect(retryChainIntent(admin.ctx, named(intent))).rejects.toThrow(NotFound);
  expect(await intentNow(t, intent)).toMatchObject({ status: 'DROPPED' });
});

test('refuses what is under way, what is not there, and everybody but an admin', async () => {
  const intent = await written();
  await expect(retryChainIntent(clerk.ctx, named(intent))).rejects.toThrow(Forbidden);
  await t.db.sql`update chain_intents set status = 'BROADCAST' where id = ${intent.id}`;
  await expect(retryChainIntent(admin.ctx, named(intent))).rejects.toThrow(IllegalTransition);
  const missing = named({ id: '01900000-0000-7000-8000-000000000000' });
  await expect(retryChainIntent(admin.ctx, missing)).rejects.toThrow(NotFound);
});

test('twice at the same time is once', async () => {
  const intent = await written();
  await cancelChainIntent(admin.ctx, { ...named(intent), reason: 'for a while' });
  const retried = await Promise.all(Array.from({ length: 6 }, () => retryChainIntent(admin.ctx, named(intent))));
  for (const { status } of retried) expect(status).toBe('PREPARED');
  const told = await t.db.sql`select from outbox where key = ${intent.id} and payload ->> 'status' = 'DROPPED'`;
  expect(told).toHaveLength(1);
});
