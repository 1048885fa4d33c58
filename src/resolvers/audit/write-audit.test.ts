import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertAuditRow, selectAuditRange } from '../../db/audit.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { findBreak, GENESIS_HASH, hashAuditRow } from './rules.ts';
import { writeAudit } from './write-audit.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const record = (subjectId: string) =>
  ({
    actorId: null,
    action: 'ROLE_GRANTED',
    subjectType: 'User',
    subjectId,
    detail: { role: 'É\u2028"', a: ['1'], b: true, n: null },
  }) as const;
const rows = () => selectAuditRange(t.db, { from: 1n, to: 10_000n, limit: 10_000 });

test('writers at once make one chain, without gaps and with rising times', async () => {
  await Promise.all(
    Array.from({ length: 60 }, (_, i) => t.db.transact((tx) => writeAudit(tx, record(`subject ${i}`)))),
  );
  const chain = await rows();
  expect(chain.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, i) => BigInt(i + 1)));
  let before: { seq: bigint; hash: Buffer; at: Date } = { seq: 0n, hash: GENESIS_HASH, at: new Date(0) };
  for (const row of chain) {
    expect(findBreak(before, row)).toBeUndefined();
    expect(row.at >= before.at).toBe(true);
    before = row;
  }
});

test('a record stands or falls with the deed', async () => {
  const before = await rows();
  const failing = t.db.transact(async (tx) => {
    await writeAudit(tx, record('undone'));
    throw new Error('the deed failed');
  });
  await expect(failing).rejects.toThrow('the deed failed');
  await t.db.transact((tx) => writeAudit(tx, record('done')));
  expect((await rows()).slice(before.length).map(({ subjectId }) => subjectId)).toEqual(['done']);
});

test('the database refuses to change, remove or number a row anew', async () => {
  for (const change of ["update audit_log set action = 'x'", 'delete from audit_log', 'truncate audit_log']) {
    await expect(t.db.sql.unsafe(change)).rejects.toThrow('append-only');
  }
  const [first] = await rows();
  if (!first) throw new Error('no row');
  const row = { ...first, detail: {}, hash: hashAuditRow({ ...first, detail: {} }) };
  await expect(insertAuditRow(t.db, row)).rejects.toThrow('duplicate key');
});
