import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type GovernanceLab, type Member, openGovernanceLab } from '../../../test/governance-lab.ts';
import type { TestUser } from '../../../test/harness.ts';
import { batchIdOf, stockIn } from '../../../test/pricing.ts';
import { selectChangesOf } from '../../db/governed-changes.ts';
import { listAudit } from '../audit/read.ts';
import { encodeCall } from '../chain/contracts.ts';
import { InputInvalid } from '../errors.ts';
import { feesInForce, scheduleOf } from '../fee-schedules/read.ts';
import { encodeId } from '../ids.ts';
import { modelOf } from '../pricing/models.ts';
import { scaled } from '../pricing/decimals.ts';
import { createQuote } from '../quotes/create-quote.ts';
import { decideChanges } from './decide-changes.ts';
import type { PreparedProposal } from './prepare-proposal.ts';

let lab: GovernanceLab;
let ada: Member;
let [admin, owner, buyer] = [] as unknown as TestUser[] as [TestUser, TestUser, TestUser];
let batchId: string;
beforeAll(async () => {
  lab = await openGovernanceLab();
  ada = await lab.member('ada', '100');
  admin = await lab.t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  owner = await lab.t.user('owner', { roles: ['PROJECT_OWNER'] });
  buyer = await lab.t.user('buyer');
  ({ batchId } = await stockIn(lab.t, { owner, admin }));
});
afterAll(() => lab[Symbol.asyncDispose]());

let title = 0;
beforeEach(() => {
  title += 1;
});
const quote = () => createQuote(buyer.ctx, { batchId: batchIdOf(batchId), quantity: '100', currency: 'EUR' });
const outcomes = async ({ id }: PreparedProposal) =>
  (await selectChangesOf(lab.t.db, [id])).map(({ name, value, status, reason }) => [name, value, status, reason]);

/** Proposes, votes, queues and executes. */
async function pass(input: object): Promise<PreparedProposal> {
  const proposal = await lab.propose(ada, { title: `Change ${title}`, ...input });
  await lab.mine(2);
  await lab.vote(ada, proposal, 'FOR');
  await lab.endVoting(proposal);
  await lab.execute(ada, proposal);
  return proposal;
}

/** Sets values that no bound was asked of, as a proposal of calls alone can. */
function setCall(values: Readonly<Record<string, bigint>>): object {
  const to = lab.chain.chain.deployment.contracts.CarbonParameters.address;
  const args = [Object.keys(values), Object.values(values)];
  return { calls: [{ to, data: encodeCall({ contract: 'CarbonParameters', method: 'set', args }) }] };
}

test('an executed proposal changes the fees, once its block is final, and the next quote names it', async () => {
  const before = await quote();
  expect(before).toMatchObject({ buyerFeeBps: 100, buyerFee: 1_600n });
  const proposal = await pass({ fees: { takerBps: 80 } });
  expect(await lab.now(proposal)).toMatchObject({ status: 'EXECUTED' });
  // Executed, and not final: nothing holds yet.
  expect(await decideChanges(lab.index.ctx)).toBe(0);
  expect(await outcomes(proposal)).toEqual([['fees/takerBps', 80n, 'WAITING', null]]);
  expect((await quote()).feeScheduleVersion).toBe(before.feeScheduleVersion);

  await lab.finish();
  expect(await outcomes(proposal)).toEqual([['fees/takerBps', 80n, 'APPLIED', null]]);
  const after = await quote();
  expect(after).toMatchObject({ buyerFeeBps: 80, buyerFee: 1_280n });
  expect(after.feeScheduleVersion).toBeGreaterThan(before.feeScheduleVersion);
  const schedule = await scheduleOf(lab.t.nobody, after.feeScheduleVersion);
  expect(schedule).toMatchObject({ proposalId: proposal.id, authorId: null, takerBps: 80, makerBps: 50 });
  const subjectId = encodeId(
    'FeeSchedule',
    `00000000-0000-0000-0000-${schedule.version.toString(16).padStart(12, '0')}`,
  );
  const { items } = await listAudit(admin.ctx, { filterBy: { subjectId } });
  expect(items).toMatchObject([{ actorId: null, detail: { proposal: encodeId('Proposal', proposal.id) } }]);
  // Nothing more follows from it, however often it is looked at.
  expect(await decideChanges(lab.index.ctx)).toBe(0);
});

test('a parameter of the pricing model changes the price, and its version names the proposal', async () => {
  const before = await quote();
  expect(before.unitPrice).toBe(scaled('16.00'));
  const [base] = await lab.t.db.sql<{ key: string }[]>`
    select key from pricing_parameters where name = 'TYPE_BASE' and currency = 'EUR' and key = 'WRC' limit 1`;
  const proposal = await pass({
    pricing: [{ name: 'TYPE_BASE', key: base?.key, currency: 'EUR', value: '17.5' }],
    fees: { shares: { platformBps: 6_000, communityBps: 3_000, insuranceBps: 1_000 } },
  });
  await lab.finish();
  const after = await quote();
  expect(after.unitPrice).toBe(scaled('17.50'));
  expect(await modelOf(lab.t.nobody, after.modelVersion)).toMatchObject({
    proposalId: proposal.id,
    authorId: null,
    reason: `Proposal ${proposal.number} of CarbonGovernor`,
  });
  expect(await feesInForce(lab.t.nobody)).toMatchObject({
    proposalId: proposal.id,
    takerBps: 80,
    shares: { platformBps: 6_000 },
  });
  expect((await outcomes(proposal)).map(([, , status]) => status)).toEqual(['APPLIED', 'APPLIED', 'APPLIED']);
});

test('what is out of bounds is refused, with all that was set with it, and recorded', async () => {
  const before = await feesInForce(lab.t.nobody);
  const proposal = await pass(
    setCall({ 'fees/takerBps': 10_001n, 'fees/nothing': 1n, 'pricing/BAND_LOW//': 5n * 10n ** 17n }),
  );
  await lab.finish();
  expect(await outcomes(proposal)).toEqual([
    ['fees/takerBps', 10_001n, 'REFUSED', 'takerBps: is more than 10000, which is all of the price'],
    ['fees/nothing', 1n, 'REFUSED', 'The platform knows no parameter of this name.'],
    [
      'pricing/BAND_LOW//',
      5n * 10n ** 17n,
      'REFUSED',
      'It was set together with what is refused: of one execution all holds, or nothing.',
    ],
  ]);
  expect((await feesInForce(lab.t.nobody)).version).toBe(before.version);
  const { items } = await listAudit(admin.ctx, { filterBy: { subjectId: encodeId('Proposal', proposal.id) } });
  expect(items).toMatchObject([{ action: 'PARAMETERS_REFUSED', actorId: null }]);
});

test('before it is proposed, what is out of bounds is refused to the proposer', async () => {
  const wish = (input: object) => lab.propose(ada, { title: `Change ${title}`, ...input });
  await expect(wish({ fees: { takerBps: 10_001 } })).rejects.toMatchObject({
    issues: [{ path: ['fees', 'takerBps'] }],
  });
  await expect(wish({ fees: { takerBps: 80 } })).rejects.toMatchObject({ issues: [{ path: ['fees'] }] });
  const pricing = [{ name: 'BAND_LOW', value: '1.5' }];
  await expect(wish({ pricing })).rejects.toMatchObject({ issues: [{ path: ['pricing', '0', 'value'] }] });
  await expect(wish({ discussionUrl: 'javascript:alert(1)' })).rejects.toThrow(InputInvalid);
  await expect(wish({ discussionUrl: 'http://forum.example.org' })).rejects.toThrow(InputInvalid);
});

test('an execution that a reorganisation takes back changes nothing', async () => {
  const before = await feesInForce(lab.t.nobody);
  const proposal = await pass({ fees: { takerBps: 70 } });
  await lab.chain.reorg(1);
  await lab.mine(1);
  expect(await lab.now(proposal)).toMatchObject({ status: 'QUEUED' });
  await lab.finish();
  expect(await outcomes(proposal)).toEqual([]);
  expect((await feesInForce(lab.t.nobody)).version).toBe(before.version);
});
