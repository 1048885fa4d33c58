import { expect, test } from 'vitest';
import { openAccount, plantToken, signIn } from '../../test/accounts.ts';
import { openTestApp } from '../../test/harness.ts';
import type { Db } from '../db/client.ts';
import { insertSiweNonce } from '../db/linked-addresses.ts';
import { insertNotices } from '../db/payment-looks.ts';
import { upsertDiscussion } from '../db/proposal-discussions.ts';
import { countHits } from '../db/throttles.ts';
import { platformContext } from '../resolvers/context.ts';
import { refreshSession } from '../resolvers/sessions/refresh-session.ts';
import { passSweep } from './sweep.ts';

const NOTICE = { gateway: 'STRIPE', kind: 'charge.updated', externalId: null } as const;

const discussed = (db: Db, number: bigint, userId: string): Promise<void> =>
  upsertDiscussion(db, {
    chainId: 31_337,
    number,
    proposer: '1'.repeat(40),
    descriptionHash: '2'.repeat(64),
    url: 'https://forum.example.org/t/1',
    userId,
  });

test('forgets what is over, a batch at a time, and nothing that still serves', async () => {
  await using t = await openTestApp({ SWEEP_BATCH: '3' });
  const account = await openAccount(t, 'ada');
  const kept = await signIn(t, account);
  const gone = [];
  for (let i = 0; i < 4; i += 1) gone.push((await signIn(t, account)).sessionId);
  let rotating = await signIn(t, account);
  for (let i = 0; i < 4; i += 1) rotating = await refreshSession(t.nobody, { refreshToken: rotating.refreshToken });
  gone.push(rotating.sessionId);
  await t.db.sql`update sessions set expires_at = now() - interval '31 days' where id = any(${gone})`;
  const recent = await signIn(t, account);
  await t.db.sql`update sessions set expires_at = now() - interval '29 days' where id = ${recent.sessionId}`;
  for (let i = 0; i < 4; i += 1) await plantToken(t, account.id, 'PASSWORD_RESET', { ttlS: -1 });
  await plantToken(t, account.id, 'PASSWORD_RESET');
  await t.db.sql`delete from throttles`;
  await countHits(t.db, [
    { key: 'over', hits: 1, windowS: -1 },
    { key: 'open', hits: 1, windowS: 60 },
  ]);

  for (let i = 0; i < 4; i += 1) await insertSiweNonce(t.db, Buffer.from([i]), -1);
  await insertSiweNonce(t.db, Buffer.from('serves'), 60);

  for (let i = 0; i < 4; i += 1) await insertNotices(t.db, [{ id: `old-${i}`, ...NOTICE }]);
  await t.db.sql`update payment_notices set received_at = now() - interval '46 days'`;
  await insertNotices(t.db, [{ id: 'new', ...NOTICE }]);

  for (let number = 1n; number <= 4n; number += 1n) await discussed(t.db, number, account.id);
  await t.db.sql`update proposal_discussions set created_at = now() - interval '31 days'`;
  await discussed(t.db, 5n, account.id);

  const ctx = platformContext(t.app, 'sweep');
  let passes = 1;
  while (await passSweep(ctx)) passes += 1;
  expect(passes).toBeGreaterThan(1);
  const ids = await t.db.sql<{ id: string }[]>`select id from sessions order by id`;
  expect(ids.map(({ id }) => id)).toEqual([kept.sessionId, recent.sessionId]);
  const [left] = await t.db.sql`
    select (select count(*)::int from refresh_tokens) as refresh, (select count(*)::int from one_time_tokens) as once,
           (select string_agg(key, ',') from throttles) as keys,
           (select string_agg(convert_from(nonce_hash, 'UTF8'), ',') from siwe_nonces) as nonces,
           (select string_agg(number::text, ',') from proposal_discussions) as discussions,
           (select string_agg(id, ',') from payment_notices) as notices`;
  expect(left).toEqual({ refresh: 2, once: 1, keys: 'open', nonces: 'serves', discussions: '5', notices: 'new' });
  await refreshSession(t.nobody, { refreshToken: kept.refreshToken });
});
