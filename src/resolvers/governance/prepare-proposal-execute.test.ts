import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  expectStepRefusals,
  type GovernanceLab,
  type Member,
  openGovernanceLab,
} from '../../../test/governance-lab.ts';
import { encodeId } from '../ids.ts';
import { prepareProposalExecute } from './prepare-proposal-execute.ts';
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
  await lab.endVoting(proposal);
  await lab.send(ada, await prepareProposalQueue(ada.ctx, { ...step, from: ada.from }));
  // The contract has the last word: its delay is not over.
  await expect(prepareProposalExecute(ben.ctx, step)).rejects.toMatchObject({
    errorName: 'TimelockUnexpectedOperationState',
  });
  await lab.chain.chain.rpc.call('evm_increaseTime', ['0x6']);
  await lab.mine(1);
  const prepared = await prepareProposalExecute(ben.ctx, step);
  expect(prepared.summary).toContain('Execute the proposal “A step” of CarbonGovernor');
  const byNumber = await prepareProposalExecute(ben.ctx, { ...step, proposalId: String(proposal.number) });
  expect(byNumber.data).toBe(prepared.data);
  await lab.send(ben, prepared);
  expect(await lab.now(proposal)).toMatchObject({ status: 'EXECUTED' });
  await expect(prepareProposalExecute(ben.ctx, step)).rejects.toThrow('This proposal is EXECUTED');
});

test('refuses who has not linked the address, and what is no proposal', () =>
  expectStepRefusals(lab, ada, prepareProposalExecute));
