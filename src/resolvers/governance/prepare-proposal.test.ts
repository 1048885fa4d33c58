import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GovernanceLab, type Member, openGovernanceLab } from '../../../test/governance-lab.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { encodeCall } from '../chain/contracts.ts';
import { ChainUnavailable, Forbidden, InputInvalid, Unauthenticated } from '../errors.ts';
import { wordsOf } from './calls.ts';
import { prepareProposal } from './prepare-proposal.ts';

let lab: GovernanceLab;
let ada: Member;
beforeAll(async () => {
  lab = await openGovernanceLab();
  ada = await lab.member('ada', '100');
});
afterAll(() => lab[Symbol.asyncDispose]());

const wish = (more: object = {}) => ({ from: ada.from, title: 'Plant mangroves', text: 'We should.', ...more });

test('of words alone it puts their hash on record, under a number that the governor gives it too', async () => {
  const proposal = await lab.propose(ada, wish());
  const { contracts } = lab.chain.chain.deployment;
  expect(proposal.prepared.summary).toBe(
    `Propose “Plant mangroves” with ${ada.from} to CarbonGovernor (${contracts.CarbonGovernor.address}): 1 call.`,
  );
  expect(proposal.description).toBe(`# Plant mangroves\n\nWe should.\n\n#proposer=${ada.from.toLowerCase()}`);
  const [call] = proposal.calls;
  expect(call && wordsOf(lab.t.app, call)).toMatchObject({
    contract: 'CarbonParameters',
    words: expect.stringMatching(/^adopt\("0x[\da-f]{64}"\)$/) as string,
  });
  // `now` asks the governor under that number.
  expect(await lab.now(proposal)).toMatchObject({
    title: 'Plant mangroves',
    descriptionHash: Buffer.from(proposal.descriptionHash.slice(2), 'hex'),
  });
});

test('of calls, fees and parameters it makes them all, in this order, and says what it sets', async () => {
  const { CarbonPayment: payment, CarbonParameters: board } = lab.chain.chain.deployment.contracts;
  const data = encodeCall({ contract: 'CarbonPayment', method: 'setMaxPriceAge', args: [7_200] });
  const { calls, prepared } = await prepareProposal(
    ada.ctx,
    wish({
      calls: [
        { to: payment.address, data },
        { to: ada.from, ether: '0.5' },
      ],
      fees: { makerBps: 40, limits: [{ currency: 'EUR', floor: '1.00', cap: null }] },
      pricing: [{ name: 'TICK', currency: 'EUR', value: '0.05' }],
    }),
  );
  expect(calls.map(({ target, value }) => [target, value])).toEqual([
    [payment.address, '0'],
    [ada.from, '500000000000000000'],
    [board.address, '0'],
  ]);
  const said = calls.map((call) => wordsOf(lab.t.app, call));
  expect(said.map(({ words }) => words)).toEqual([
    'setMaxPriceAge(7200)',
    null,
    'set(["fees/makerBps", "fees/limits/EUR/floor", "fees/limits/EUR/cap", "pricing/TICK/EUR/"], [40, 100, ' +
      `${2n ** 256n - 1n}, 50000000000000000])`,
  ]);
  expect(said.map(({ settings }) => settings)).toEqual([
    [],
    [],
    [
      { name: 'fees/makerBps', value: 40n },
      { name: 'fees/limits/EUR/floor', value: 100n },
      { name: 'fees/limits/EUR/cap', value: 2n ** 256n - 1n },
      { name: 'pricing/TICK/EUR/', value: 50_000_000_000_000_000n },
    ],
  ]);
  expect(prepared.summary).toContain('3 calls, which set fees/makerBps = 40, fees/limits/EUR/floor = 100');
});

test('who has not enough votes is told how many are needed', async () => {
  const poor = await lab.member('poor', '0');
  const refused = prepareProposal(poor.ctx, wish({ from: poor.from }));
  await expect(refused).rejects.toMatchObject({ errorName: 'GovernorInsufficientProposerVotes' });
  await expect(refused).rejects.toThrow('A proposer needs 1.00 votes, and the address has 0.00');
});

test('refuses who is no member, whose address it is not, and what is malformed', async () => {
  const eve = await lab.t.user('eve');
  await expect(prepareProposal(lab.t.nobody, wish())).rejects.toThrow(Unauthenticated);
  await expect(prepareProposal(eve.ctx, wish())).rejects.toThrow(Forbidden);
  const other = await lab.t.user('other', { roles: ['GOVERNANCE_MEMBER'] });
  await expect(prepareProposal(other.ctx, wish())).rejects.toThrow(AddressNotLinked);
  const app = { ...lab.t.app, chain: undefined };
  await expect(prepareProposal({ ...ada.ctx, app }, wish())).rejects.toThrow(ChainUnavailable);
  const bad = prepareProposal(ada.ctx, wish({ title: 'a\nb', text: ' ', calls: [{ to: '0x1', data: '0x1' }] }));
  await expect(bad).rejects.toThrow(InputInvalid);
  await expect(bad).rejects.toMatchObject({
    issues: [{ path: ['title'] }, { path: ['text'] }, { path: ['calls', '0', 'to'] }, { path: ['calls', '0', 'data'] }],
  });
});
