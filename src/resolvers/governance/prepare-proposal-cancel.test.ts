import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  expectStepRefusals,
  type GovernanceLab,
  type Member,
  openGovernanceLab,
} from '../../../test/governance-lab.ts';
import { encodeId } from '../ids.ts';
import { prepareProposalCancel } from './prepare-proposal-cancel.ts';

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
  await lab.mine(0);
  const step = { from: ben.from, proposalId: encodeId('Proposal', proposal.id) };
  await expect(prepareProposalCancel(ben.ctx, step)).rejects.toMatchObject({ errorName: 'GovernorUnableToCancel' });
  step.from = ada.from;
  const prepared = await prepareProposalCancel(ada.ctx, step);
  expect(prepared.summary).toContain('Cancel the proposal “A step” of CarbonGovernor');
  const byNumber = await prepareProposalCancel(ada.ctx, { ...step, proposalId: String(proposal.number) });
  expect(byNumber.data).toBe(prepared.data);
  await lab.send(ada, prepared);
  expect(await lab.now(proposal)).toMatchObject({ status: 'CANCELED' });
  await expect(prepareProposalCancel(ada.ctx, step)).rejects.toThrow('This proposal is CANCELED');
});

test('refuses who has not linked the address, and what is no proposal', () =>
  expectStepRefusals(lab, ada, prepareProposalCancel));
