import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRetirementLab, type RetirementLab } from '../../test/retirement-lab.ts';
import type { TestUser } from '../../test/harness.ts';
import { finishLocalChain } from './finish-chain.ts';

let lab: RetirementLab;
let holder: TestUser;
beforeAll(async () => {
  lab = await openRetirementLab({}, { slotsInAnEpoch: 32 });
  holder = await lab.t.user('holder');
});
afterAll(() => lab[Symbol.asyncDispose]());

test('a retirement becomes final on a chain on which nobody else does anything, and then no more blocks are added', async () => {
  const batchId = await lab.batch();
  await lab.give(holder, batchId, 5n);
  const finish = () => finishLocalChain(lab.t.app, lab.chain.chain);
  expect(await finish()).toBe(false);
  const [retirement] = (await lab.retire(holder, { batchId, quantity: '2' })).retirements;
  if (!retirement) throw new Error('nothing was retired');
  await lab.until(retirement, 'SUBMITTED');
  await lab.chain.mine(1);
  await lab.until(retirement, 'CONFIRMED');
  expect(await finish()).toBe(true);
  await lab.until(retirement, 'FINALIZED');
  const height = await lab.chain.height();
  expect(await finish()).toBe(false);
  expect(await lab.chain.height()).toBe(height);
});
