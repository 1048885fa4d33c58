import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { type Cast, caseIdOf, caseIn, castOf, checkWish } from '../../../test/poai.ts';
import { insertBlocks, insertExternalRetirements, takeBatches } from '../../db/batches.ts';
import type { CaseRow } from '../../db/poai.ts';
import { selectChecksOf } from '../../db/poai-reviews.ts';
import { Forbidden, NotFound } from '../errors.ts';
import { completePoaiCheck } from './complete-poai-check.ts';
import { runPoaiChecks } from './run-poai-checks.ts';

let t: TestApp;
let cast: Cast;
beforeAll(async () => {
  t = await openTestApp();
  cast = await castOf(t);
});
afterAll(() => t[Symbol.asyncDispose]());

interface Block {
  readonly first: number;
  readonly last: number;
  readonly serial?: string;
  readonly vintage?: number;
}

/** Gives the project of a case a serial block of Verra; its id. */
async function blockOf({ projectId }: CaseRow, { first, last, serial, vintage = 2027 }: Block): Promise<string> {
  const id = newId();
  const suffix = `VCS-VCU-263-VER-AU-7-2348-0101${vintage}-3112${vintage}-1`;
  await t.db.transact(async (tx) => {
    const days = { vintageStart: `${vintage}-01-01`, vintageEnd: `${vintage}-12-31` };
    const [batchId = ''] = await takeBatches(tx, [{ projectId, ...days }]);
    const range = { prefix: '13861', blockStart: BigInt(first), blockEnd: BigInt(last), suffix };
    const text = serial ?? `13861-${first}-${last}-${suffix}`;
    const rest = { serial: text, state: 'ACTIVE', holder: 'REGISTRY_ACCOUNT', issuedOn: null } as const;
    await insertBlocks(tx, [{ id, batchId, registry: 'VERRA', ...range, ...rest }]);
  });
  return id;
}

async function resultsOf(row: CaseRow): Promise<Record<string, string | null>> {
  await runPoaiChecks(cast.reviewer.ctx, { caseId: caseIdOf(row) });
  const checks = await selectChecksOf(t.db, [row.id]);
  return Object.fromEntries(checks.map(({ code, result, finding }) => [code, result && `${result}: ${finding}`]));
}

test('looks at the serial blocks that there are', async () => {
  const row = await caseIn(cast, 'IN_REVIEW');
  expect((await resultsOf(row))['SERIAL_BLOCKS']).toMatch(/^NOT_APPLICABLE: No credits of it are known/);
  const id = await blockOf(row, { first: 1, last: 128 });
  const good = await resultsOf(row);
  expect(good['SERIAL_BLOCKS']).toMatch(/^PASS: 1 blocks are well formed and count 128 t, .* Read: 1 serial blocks/);
  expect(good['NO_OVERLAP']).toMatch(/^PASS/);
  expect(good['NOT_RETIRED_AT_SOURCE']).toMatch(/^PASS: .* Read: 1 serial blocks as taken in at \d{4}-/);
  expect(good['VINTAGE_IN_PERIOD']).toMatch(/^PASS: .* is within 2026-01-01 to 2045-12-31/);
  expect(good['CREDITING_PERIOD']).toMatch(/^PASS/);
  expect(good['IDENTITY']).toMatch(/^FAIL: Serials name something else: .* names project 2348/);
  expect(good['SUPPLY_IN_CUSTODY']).toMatch(/^NOT_APPLICABLE: The platform has no chain/);
  const retired = { blockId: id, retiredOn: '2027-06-01', beneficiary: null, reason: null, details: null };
  await insertExternalRetirements(t.db, [retired]);
  expect((await resultsOf(row))['NOT_RETIRED_AT_SOURCE']).toMatch(/^FAIL: .* on 2027-06-01/);
});

test('finds what is wrong with them', async () => {
  const row = await caseIn(cast, 'IN_REVIEW');
  await blockOf(row, {
    first: 1_000,
    last: 1_009,
    serial: '13861-1000-1010-VCS-VCU-263-VER-AU-7-2348-01012027-31122027-1',
  });
  expect((await resultsOf(row))['SERIAL_BLOCKS']).toMatch(/^FAIL: .* is stored as 1000 to 1009/);
  const outside = await caseIn(cast, 'IN_REVIEW');
  await blockOf(outside, { first: 2_000, last: 2_009, serial: randomUUID(), vintage: 2024 });
  const results = await resultsOf(outside);
  expect(results['SERIAL_BLOCKS']).toMatch(/^FAIL: .* has no form of VERRA/);
  expect(results['VINTAGE_IN_PERIOD']).toMatch(/^FAIL: 2024-01-01 to 2024-12-31 is not within/);
  await expect(runPoaiChecks(cast.stranger.ctx, { caseId: caseIdOf(row) })).rejects.toThrow(NotFound);
});

test('leaves alone what the reviewer has said, and is the reviewer’s to run', async () => {
  const row = await caseIn(cast, 'IN_REVIEW');
  await completePoaiCheck(cast.reviewer.ctx, checkWish(row, 'IDENTITY'));
  expect((await resultsOf(row))['IDENTITY']).toMatch(/^PASS: Seen/);
  await expect(runPoaiChecks(cast.owner.ctx, { caseId: caseIdOf(row) })).rejects.toThrow(Forbidden);
});
