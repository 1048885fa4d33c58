import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { Forbidden, InputInvalid, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { listAudit } from './read.ts';
import { hashAuditRow } from './rules.ts';
import { verifyAudit } from './verify-audit.ts';
import { writeAudit } from './write-audit.ts';
import { selectAuditRange } from '../../db/audit.ts';

let t: TestApp;
let admin: TestUser;
const ROWS = 2_345;
beforeAll(async () => {
  t = await openTestApp({ AUDIT_VERIFY_ROWS: '2000' });
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  await t.db.transact(async (tx) => {
    for (let i = 1; i <= ROWS; i += 1) {
      const detail = { role: 'FINANCE', note: `row ${i}` };
      await writeAudit(tx, {
        actorId: admin.id,
        action: 'ROLE_GRANTED',
        subjectType: 'User',
        subjectId: `subject${i}`,
        detail,
      });
    }
  });
});
afterAll(() => t[Symbol.asyncDispose]());

/** Does what only someone with the database's own power can do, looks, and takes it back. */
async function tampered(statement: string, range: { from?: number; to?: number } = {}) {
  const { sql } = t.db;
  await sql`alter table audit_log disable trigger user`;
  await sql`create table kept as select * from audit_log`;
  try {
    await sql.unsafe(statement);
    return await verifyAudit(admin.ctx, range);
  } finally {
    await sql`delete from audit_log`;
    await sql`insert into audit_log select * from kept`;
    await sql`drop table kept`;
    await sql`alter table audit_log enable trigger user`;
  }
}

test('finds a whole chain whole, in steps of what is verified at once', async () => {
  const first = await verifyAudit(admin.ctx, {});
  expect(first).toMatchObject({ from: 1n, to: 2_000n, checked: 2_000, broken: undefined });
  const second = await verifyAudit(admin.ctx, { from: Number(first.to) + 1 });
  expect(second).toMatchObject({ from: 2_001n, to: 2_345n, checked: 345, broken: undefined });
  const [last] = await selectAuditRange(t.db, { from: 2_345n, to: 2_345n, limit: 1 });
  expect(second.lastHash).toEqual(last?.hash);
});

test('names the first row that was changed, whatever was changed in it', async () => {
  const changes = [
    `action = 'ROLE_REVOKED'`,
    `actor_id = null`,
    `subject_id = 'another'`,
    `subject_type = 'Wallet'`,
    `at = at + interval '1 millisecond'`,
    `detail = detail || '{"role": "PLATFORM_ADMIN"}'`,
    `detail = detail - 'note'`,
    `hash = sha256(hash)`,
  ];
  for (const change of changes) {
    const found = await tampered(`update audit_log set ${change} where seq in (1234, 1500)`);
    expect(found, change).toMatchObject({ checked: 1_233, broken: { seq: 1_234n, reason: 'ALTERED' } });
  }
});

test('names a row that was changed and given a hash that fits', async () => {
  const [row] = await selectAuditRange(t.db, { from: 700n, to: 700n, limit: 1 });
  if (!row) throw new Error('no row');
  const hash = hashAuditRow({ ...row, detail: { role: 'GOD' } }).toString('hex');
  const found = await tampered(`update audit_log set detail = '{"role": "GOD"}', hash = '\\x${hash}' where seq = 700`);
  expect(found).toMatchObject({ checked: 700, broken: { seq: 701n, reason: 'UNLINKED' } });
});

test('names a row that was removed, at the start, between others, at the end and before the range', async () => {
  const missing = (seq: bigint) => ({ broken: { seq, reason: 'MISSING' } });
  expect(await tampered('delete from audit_log where seq = 1')).toMatchObject(missing(1n));
  expect(await tampered('delete from audit_log where seq = 42')).toMatchObject(missing(42n));
  expect(await tampered('delete from audit_log where seq > 2300', { from: 2_290, to: ROWS })).toMatchObject(
    missing(2_301n),
  );
  expect(await tampered('delete from audit_log where seq = 99', { from: 100 })).toMatchObject(missing(99n));
  expect(await tampered('delete from audit_log', { from: 1, to: 1 })).toMatchObject(missing(1n));
});

test('refuses a range that is none, and who is no PLATFORM_ADMIN', async () => {
  for (const range of [{ from: 0 }, { from: -1 }, { from: 5, to: 4 }]) {
    await expect(verifyAudit(admin.ctx, range)).rejects.toThrow(InputInvalid);
  }
  const finance = await t.user('finance', { roles: ['FINANCE'] });
  await expect(verifyAudit(finance.ctx, {})).rejects.toThrow(Forbidden);
  await expect(verifyAudit(t.nobody, {})).rejects.toThrow(Unauthenticated);
  await expect(listAudit(finance.ctx, {})).rejects.toThrow(Forbidden);
  await expect(listAudit(t.nobody, {})).rejects.toThrow(Unauthenticated);
});

test('lists newest first, of one actor or about one thing', async () => {
  const page = await listAudit(admin.ctx, { first: 2 });
  expect(page.items.map(({ seq }) => seq)).toEqual([2_345n, 2_344n]);
  const [, last] = page.items;
  const next = await listAudit(admin.ctx, { first: 2, after: last && page.cursorOf(last) });
  expect(next.items.map(({ seq }) => seq)).toEqual([2_343n, 2_342n]);
  const user = await t.user('subject');
  await t.db.transact((tx) =>
    writeAudit(tx, { actorId: null, action: 'ROLE_REVOKED', subjectType: 'User', subjectId: user.id }),
  );
  const about = await listAudit(admin.ctx, { filterBy: { subjectId: encodeId('User', user.id) } });
  expect(about.items.map(({ action }) => action)).toEqual(['ROLE_REVOKED']);
  const by = await listAudit(admin.ctx, { first: 1, filterBy: { actorId: encodeId('User', admin.id) } });
  expect(by.items.map(({ seq }) => seq)).toEqual([2_345n]);
  await expect(listAudit(admin.ctx, { filterBy: { subjectId: 'x' } })).rejects.toThrow(InputInvalid);
});
