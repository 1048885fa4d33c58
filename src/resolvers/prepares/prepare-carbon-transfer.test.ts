import { afterAll, beforeAll, expect, test } from 'vitest';
import { walletOf } from '../../../test/addresses.ts';
import { openPreparesLab, type PreparesLab, TONNE } from '../../../test/prepared.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { InputInvalid, Unauthenticated } from '../errors.ts';
import { prepareCarbonTransfer } from './prepare-carbon-transfer.ts';

let lab: PreparesLab;
let from: string;
const to = walletOf('recipient').address;
beforeAll(async () => {
  lab = await openPreparesLab();
  from = lab.wallet.address;
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

test('sends CARBON to another address', async () => {
  const token = lab.chain.chain.deployment.contracts.CarbonToken.address;
  const prepared = await prepareCarbonTransfer(lab.alice.ctx, { from, to: to.toLowerCase(), amount: '1.25' });
  expect(prepared.summary).toBe(`Send 1.25 CARBON of ${from} by CarbonToken (${token}) to ${to}.`);
  await lab.send(prepared);
  expect(await lab.read('CarbonToken', 'balanceOf', to)).toBe((5n * TONNE) / 4n);
});

test('is a deposit where nobody is named', async () => {
  const { CarbonToken: token, CarbonCustody: custody } = lab.chain.chain.deployment.contracts;
  const held = (await lab.read('CarbonToken', 'balanceOf', custody.address)) as bigint;
  const prepared = await prepareCarbonTransfer(lab.alice.ctx, { from, amount: '2' });
  expect(prepared.summary).toBe(
    `Send 2.00 CARBON of ${from} by CarbonToken (${token.address}) to CarbonCustody (${custody.address}): a deposit, credited to your CARBON wallet after 1 block.`,
  );
  await lab.send(prepared);
  expect(await lab.read('CarbonToken', 'balanceOf', custody.address)).toBe(held + 2n * TONNE);
});

test('refuses where it would be lost, and more than there is', async () => {
  const { contracts } = lab.chain.chain.deployment;
  const lost = [`0x${'0'.repeat(40)}`, from, contracts.CarbonToken.address, contracts.CarbonStaking.address];
  for (const address of lost) {
    const refused = prepareCarbonTransfer(lab.alice.ctx, { from, to: address, amount: '1' });
    await expect(refused).rejects.toThrow(InputInvalid);
    await expect(refused).rejects.toThrow(/^to: is the/);
  }
  const much = prepareCarbonTransfer(lab.alice.ctx, { from, to, amount: '1000' });
  await expect(much).rejects.toMatchObject({ errorName: 'ERC20InsufficientBalance' });
});

test('refuses who has not linked the address', async () => {
  const eve = await lab.t.user('eve');
  await expect(prepareCarbonTransfer(eve.ctx, { from, to, amount: '1' })).rejects.toThrow(AddressNotLinked);
  await expect(prepareCarbonTransfer(lab.t.nobody, { from, to, amount: '1' })).rejects.toThrow(Unauthenticated);
});
