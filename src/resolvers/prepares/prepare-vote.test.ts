import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPreparesLab, type PreparesLab, TONNE } from '../../../test/prepared.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { InputInvalid, Unauthenticated } from '../errors.ts';
import { interfaces } from '../chain/contracts.ts';
import { prepareCarbonApprove } from './prepare-carbon-approve.ts';
import { prepareStake } from './prepare-stake.ts';
import { prepareVote } from './prepare-vote.ts';
import { prepareTransaction } from './transactions.ts';

let lab: PreparesLab;
let from: `0x${string}`;
let proposalId: string;
beforeAll(async () => {
  lab = await openPreparesLab();
  from = lab.wallet.address;
  await lab.send(await prepareCarbonApprove(lab.alice.ctx, { from, amount: '5' }));
  await lab.send(await prepareStake(lab.alice.ctx, { from, amount: '5' }));
  await lab.chain.mine();
  const { address } = lab.chain.chain.deployment.contracts.CarbonPayment;
  const proposal = [[address], [0n], [interfaces.CarbonPayment.encodeFunctionData('unpause')], 'Try the votes'];
  const call = { contract: 'CarbonGovernor', method: 'propose', args: proposal } as const;
  await lab.send(await prepareTransaction(lab.t.app, { from, ...call, summary: 'Propose.' }));
  const [created] = await lab.chain.contract('CarbonGovernor').queryFilter('ProposalCreated', -1);
  proposalId = String(created && 'args' in created ? created.args.toArray()[0] : undefined);
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

test('votes once the voting has begun, and once only', async () => {
  const governor = lab.chain.chain.deployment.contracts.CarbonGovernor.address;
  const vote = () => prepareVote(lab.alice.ctx, { from, proposalId, support: 'FOR' });
  await expect(vote()).rejects.toMatchObject({ errorName: 'GovernorUnexpectedProposalState' });
  await lab.chain.mine(3);
  const prepared = await vote();
  expect(prepared.summary).toBe(`Vote FOR with ${from} on proposal ${proposalId} of CarbonGovernor (${governor}).`);
  await lab.send(prepared);
  // Against, for, abstaining.
  expect(await lab.read('CarbonGovernor', 'proposalVotes', proposalId)).toEqual([0n, 5n * TONNE, 0n]);
  await expect(vote()).rejects.toMatchObject({ errorName: 'GovernorAlreadyCastVote' });
});

test('refuses what is no proposal or no vote, and who has not linked the address', async () => {
  const vote = (more: object) => prepareVote(lab.alice.ctx, { from, proposalId, support: 'FOR', ...more });
  await expect(vote({ proposalId: '5' })).rejects.toThrow('There is no such proposal.');
  await expect(vote({ support: 'PERHAPS' })).rejects.toThrow(InputInvalid);
  const eve = await lab.t.user('eve');
  await expect(prepareVote(eve.ctx, { from, proposalId, support: 'FOR' })).rejects.toThrow(AddressNotLinked);
  await expect(prepareVote(lab.t.nobody, { from, proposalId, support: 'FOR' })).rejects.toThrow(Unauthenticated);
});
