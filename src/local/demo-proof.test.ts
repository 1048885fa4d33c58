import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../test/chain.ts';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { selectCases } from '../db/poai-cases.ts';
import { selectChecksOf } from '../db/poai-reviews.ts';
import { platformContext } from '../resolvers/context.ts';
import { fillDemoProof } from './demo-proof.ts';
import { linkDemoPeople } from './demo-links.ts';
import { importDemoRegistry } from './demo-registry.ts';
import { fillDemoProjects } from './demo-projects.ts';

let chain: TestChain;
let t: TestApp;
beforeAll(async () => {
  chain = await startTestChain();
  t = await openTestApp({}, chain);
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

test('credits of the demo come from a list and are proven, once, also where an earlier start was cut short', async () => {
  await fillDemoProof(t.app);
  const alice = await t.user('alice', { roles: ['PROJECT_OWNER'] });
  const grace = await t.user('grace', { roles: ['PLATFORM_ADMIN'] });
  await fillDemoProjects({ owner: alice.ctx, admin: grace.ctx });
  const reports = await importDemoRegistry(platformContext(t.app, 'demo'));
  expect(reports).toMatchObject([
    { read: 40, stored: 40, refused: 0, refusals: [] },
    { read: 10, stored: 10, refused: 0, refusals: [] },
  ]);
  expect(await importDemoRegistry(platformContext(t.app, 'demo'))).toEqual([]);
  // Without its reviewers there is nobody to go on.
  await fillDemoProof(t.app);
  const cases = () => selectCases(t.db, { decided: true, after: undefined, limit: 10 });
  expect(await cases()).toEqual([]);
  await t.user('ines', { roles: ['POAI_REVIEWER'] });
  await t.user('omar', { roles: ['POAI_REVIEWER'] });
  // Nobody has an address to sign with yet: it comes as far as that.
  await expect(fillDemoProof(t.app)).rejects.toMatchObject({ code: 'ADDRESS_NOT_LINKED' });
  expect(await cases()).toMatchObject([{ status: 'IN_REVIEW' }]);
  await linkDemoPeople(t.app);
  await fillDemoProof(t.app);
  await fillDemoProof(t.app);
  const [row, ...others] = await cases();
  expect([row?.status, others]).toEqual(['APPROVED', []]);
  const checks = await selectChecksOf(t.db, [row?.id ?? '']);
  const automated = checks
    .filter(({ method }) => method === 'AUTOMATED')
    .map(({ code, result }) => `${code} ${result}`);
  expect(automated).toEqual(
    expect.arrayContaining(['SERIAL_BLOCKS PASS', 'VINTAGE_IN_PERIOD PASS', 'PARAMETERS PASS', 'RECALCULATION PASS']),
  );
});
