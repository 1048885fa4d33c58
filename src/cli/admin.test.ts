import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../../test/commands.ts';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { openPostgresLab } from '../../test/postgres-lab.ts';
import { migrateDatabase, openDatabase } from '../db/client.ts';
import { insertUser } from '../db/users.ts';
import { verifyAudit } from '../resolvers/audit/verify-audit.ts';

const admin = (env: Record<string, string>, ...args: string[]) => runCommand('admin', args, { env });

let t: TestApp;
let env: Record<string, string>;
beforeAll(async () => {
  t = await openTestApp();
  env = { DATABASE_URL: t.databaseUrl };
});
afterAll(() => t[Symbol.asyncDispose]());

test('makes the first admin, says so, records it, and twice is once', async () => {
  const { ctx, id } = await t.user('ada');
  expect(await admin(env, 'roles', 'ada@example.org')).toMatchObject({
    code: 0,
    out: 'ada <ada@example.org>: no role',
  });
  for (let i = 0; i < 2; i += 1) {
    const said = { code: 0, out: 'ada <ada@example.org>: PLATFORM_ADMIN', err: '' };
    expect(await admin(env, 'grant', 'ADA@example.org')).toEqual(said);
  }
  expect(await t.db.sql`select action, actor_id, subject_id, detail from audit_log`).toEqual([
    { action: 'ROLE_GRANTED', actorId: null, subjectId: id, detail: { role: 'PLATFORM_ADMIN' } },
  ]);
  expect(await verifyAudit(ctx, {})).toMatchObject({ checked: 1, broken: undefined });
});

test('grants and revokes other roles, but leaves the last admin', async () => {
  await t.user('bob');
  expect((await admin(env, 'grant', 'bob@example.org', 'FINANCE')).out).toBe('bob <bob@example.org>: FINANCE');
  expect((await admin(env, 'revoke', 'bob@example.org', 'FINANCE')).out).toBe('bob <bob@example.org>: no role');
  const refused = await admin(env, 'revoke', 'ada@example.org');
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toMatch(/^This is the last PLATFORM_ADMIN/);
});

test('refuses in words what it does not understand and whom it does not know', async () => {
  const wrong = [
    [],
    ['grant'],
    ['give', 'ada@example.org'],
    ['grant', 'ada@example.org', 'GOD'],
    ['roles', 'a', 'FINANCE', 'x'],
  ];
  for (const args of wrong)
    expect(await admin(env, ...args)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^Usage:/) as string,
    });
  const { code, err } = await admin(env, 'grant', 'nobody@example.org');
  expect(code).toBe(1);
  expect(err).toMatch(/^No user has the e-mail address nobody@example\.org\./);
  const empty = await admin({ DATA_DIR: '/nonexistent/data' }, 'roles', 'ada@example.org');
  expect(empty.err).toMatch(/^There is no database in \/nonexistent\/data yet/);
});

test('works on the embedded database, left as it was found: running or not', async () => {
  const lab = await openPostgresLab();
  try {
    const running = await lab.start();
    await migrateDatabase(running.url);
    const db = openDatabase({ url: running.url, poolSize: 1, statementTimeoutMs: 5_000 });
    const profile = { displayName: 'Eve', isSeller: false, isBuyer: true, country: null };
    const user = {
      id: '01a1fbba-56cc-725e-a6a4-c83c9e0af5a6',
      username: 'eve',
      email: 'eve@example.org',
      passwordHash: '-',
    };
    await insertUser(db, { ...user, ...profile });
    await db.close();
    const local = { DATA_DIR: `${lab.root}/data` };
    expect(await admin(local, 'grant', 'eve@example.org')).toMatchObject({
      out: 'eve <eve@example.org>: PLATFORM_ADMIN',
    });
    expect((await lab.start()).adopted).toBe(true);
    await running.stop();
    expect(await admin(local, 'roles', 'eve@example.org')).toMatchObject({
      out: 'eve <eve@example.org>: PLATFORM_ADMIN',
    });
    expect((await lab.start()).adopted).toBe(false);
  } finally {
    await lab.close();
  }
});
