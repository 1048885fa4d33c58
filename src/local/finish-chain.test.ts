import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRetirementLab, type RetirementLab } from '../../test/retirement-lab.ts';
import type { TestUser } from '../../test/harness.ts';
import { openGovernanceLab } from '../../test/governance-lab.ts';
import { decideChanges } from '../resolvers/governance/decide-changes.ts';
import { finishLocalChain, lengthenLocalChain } from './finish-chain.ts';

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

test('a voting ends there by itself, and what it has set becomes final after it', async () => {
  await using governance = await openGovernanceLab();
  const { t, chain, index } = governance;
  const [finish, lengthen] = [finishLocalChain, lengthenLocalChain].map((pass) => async () => {
    const added = await pass(t.app, chain.chain);
    await index.follow();
    return added;
  });
  const ada = await governance.member('ada', '100');
  expect(await lengthen?.()).toBe(false);
  const proposal = await governance.propose(ada, { title: 'Lower the fee', fees: { takerBps: 80 } });
  while ((await governance.now(proposal)).status !== 'ACTIVE') expect(await lengthen?.()).toBe(true);
  // Whatever else waits: the voting takes its time.
  expect(await finish?.()).toBe(false);
  await governance.vote(ada, proposal, 'FOR');
  while ((await governance.now(proposal)).status === 'ACTIVE') expect(await lengthen?.()).toBe(true);
  expect(await lengthen?.()).toBe(false);
  await governance.execute(ada, proposal);
  expect(await decideChanges(index.ctx)).toBe(0);
  expect(await finish?.()).toBe(true);
  expect(await decideChanges(index.ctx)).toBe(1);
  expect(await finish?.()).toBe(false);
});
