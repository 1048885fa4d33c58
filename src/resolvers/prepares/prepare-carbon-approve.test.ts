import { afterAll, beforeAll, expect, test } from 'vitest';
import { walletOf } from '../../../test/addresses.ts';
import { openPreparesLab, type PreparesLab, TONNE } from '../../../test/prepared.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { Unauthenticated } from '../errors.ts';
import { prepareCarbonApprove } from './prepare-carbon-approve.ts';

let lab: PreparesLab;
let from: string;
beforeAll(async () => {
  lab = await openPreparesLab();
  from = lab.wallet.address;
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

test('lets CarbonStaking take CARBON unless another is named, and takes it back with zero', async () => {
  const staking = lab.chain.chain.deployment.contracts.CarbonStaking.address;
  const given = await prepareCarbonApprove(lab.alice.ctx, { from, amount: '0.000000000000000001' });
  expect(given.summary).toBe(
    `Let CarbonStaking (${staking}) take up to 0.000000000000000001 CARBON of ${from}. Nothing moves yet.`,
  );
  await lab.send(given);
  expect(await lab.read('CarbonToken', 'allowance', from, staking)).toBe(1n);
  const back = await prepareCarbonApprove(lab.alice.ctx, { from, amount: '0' });
  expect(back.summary).toBe(`Let CarbonStaking (${staking}) take no CARBON of ${from} any more.`);
  await lab.send(back);
  expect(await lab.read('CarbonToken', 'allowance', from, staking)).toBe(0n);
});

test('says of a stranger that it is one, and asks the contract whether it can be allowed anything', async () => {
  const spender = walletOf('spender').address;
  const given = await prepareCarbonApprove(lab.alice.ctx, { from, spender, amount: '2' });
  expect(given.summary).toBe(
    `Let ${spender}, which is no contract of EcoCoin, take up to 2.00 CARBON of ${from}. Nothing moves yet.`,
  );
  await lab.send(given);
  expect(await lab.read('CarbonToken', 'allowance', from, spender)).toBe(2n * TONNE);
  const zero = `0x${'0'.repeat(40)}`;
  const refused = prepareCarbonApprove(lab.alice.ctx, { from, spender: zero, amount: '2' });
  await expect(refused).rejects.toMatchObject({ errorName: 'ERC20InvalidSpender' });
});

test('refuses who has not linked the address', async () => {
  const eve = await lab.t.user('eve');
  await expect(prepareCarbonApprove(eve.ctx, { from, amount: '1' })).rejects.toThrow(AddressNotLinked);
  await expect(prepareCarbonApprove(lab.t.nobody, { from, amount: '1' })).rejects.toThrow(Unauthenticated);
});
