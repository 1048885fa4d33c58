import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  expectStepRefusals,
  type GovernanceLab,
  type Member,
  openGovernanceLab,
} from '../../../test/governance-lab.ts';
import { encodeId } from '../ids.ts';
import { prepareProposalQueue } from './prepare-proposal-queue.ts';

let lab: GovernanceLab;
let [ada, ben] = [] as unknown as [Member, Member];
beforeAll(async () => {
  lab = await openGovernanceLab();
  ada = await lab.member('ada', '100');
  ben = await lab.member('ben', '0');
});
afterAll(() => lab[Symbol.asyncDispose]());

test('is prepared when the contract lets it, by the id or the number', async () => {
  const proposal = await lab.propose(ada, { title: 'A step' });
  await lab.mine(2);
  const step = { from: ben.from, proposalId: encodeId('Proposal', proposal.id) };
  await lab.vote(ada, proposal, 'FOR');
  await expect(prepareProposalQueue(ben.ctx, step)).rejects.toThrow('This proposal is ACTIVE: it cannot be queued.');
  await lab.endVoting(proposal);
  const prepared = await prepareProposalQueue(ben.ctx, step);
  expect(prepared.summary).toContain('Queue the proposal “A step” of CarbonGovernor');
  const byNumber = await prepareProposalQueue(ben.ctx, { ...step, proposalId: String(proposal.number) });
  expect(byNumber.data).toBe(prepared.data);
  await lab.send(ben, prepared);
  expect(await lab.now(proposal)).toMatchObject({ status: 'QUEUED' });
  await expect(prepareProposalQueue(ben.ctx, step)).rejects.toThrow('This proposal is QUEUED');
});

test('refuses who has not linked the address, and what is no proposal', () =>
  expectStepRefusals(lab, ada, prepareProposalQueue));
