import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPreparesLab, type PreparesLab, TONNE } from '../../../test/prepared.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { Unauthenticated } from '../errors.ts';
import { prepareCarbonApprove } from './prepare-carbon-approve.ts';
import { prepareStake } from './prepare-stake.ts';
import { prepareUnstake } from './prepare-unstake.ts';

let lab: PreparesLab;
let from: string;
beforeAll(async () => {
  lab = await openPreparesLab();
  from = lab.wallet.address;
  await lab.send(await prepareCarbonApprove(lab.alice.ctx, { from, amount: '10' }));
  await lab.send(await prepareStake(lab.alice.ctx, { from, amount: '10' }));
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

test('begins the cool-down, and pays out when it is over', async () => {
  const { address } = lab.chain.chain.deployment.contracts.CarbonStaking;
  const unstake = (amount?: string) => prepareUnstake(lab.alice.ctx, { from, amount });
  await expect(unstake()).rejects.toMatchObject({ errorName: 'NothingCooling' });
  await expect(unstake('10.5')).rejects.toThrow('The address has 10.00 CARBON staked, less than 10.50 CARBON.');

  const begun = await unstake('4');
  expect(begun.summary).toBe(
    `Take 4.00 CARBON of ${from} out of the stake in CarbonStaking (${address}). The votes go at once; it can be paid out 60 s later, and whatever still cools waits as long again.`,
  );
  await lab.send(begun);
  const [staked, cooling, availableAt] = (await lab.read('CarbonStaking', 'positionOf', from)) as bigint[];
  expect([staked, cooling]).toEqual([6n * TONNE, 4n * TONNE]);
  expect(await lab.read('CarbonStaking', 'getVotes', from)).toBe(6n * TONNE);

  const early = unstake();
  await expect(early).rejects.toMatchObject({ errorName: 'StillCooling' });
  await expect(early).rejects.toThrow(new Date(Number(availableAt) * 1_000).toISOString());

  await lab.chain.chain.rpc.call('evm_setNextBlockTimestamp', [`0x${(availableAt ?? 0n).toString(16)}`]);
  await lab.chain.mine();
  const ended = await unstake();
  expect(ended.summary).toBe(`Pay out 4.00 CARBON, which has cooled down, from CarbonStaking (${address}) to ${from}.`);
  await lab.send(ended);
  expect(await lab.read('CarbonStaking', 'positionOf', from)).toEqual([6n * TONNE, 0n, 0n]);
  expect(await lab.read('CarbonToken', 'balanceOf', from)).toBe(94n * TONNE);
});

test('refuses who has not linked the address', async () => {
  const eve = await lab.t.user('eve');
  await expect(prepareUnstake(eve.ctx, { from })).rejects.toThrow(AddressNotLinked);
  await expect(prepareUnstake(lab.t.nobody, { from })).rejects.toThrow(Unauthenticated);
});
