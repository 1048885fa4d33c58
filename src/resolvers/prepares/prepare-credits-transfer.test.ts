import { afterAll, beforeAll, expect, test } from 'vitest';
import { walletOf } from '../../../test/addresses.ts';
import { mintCredits, openPreparesLab, type PreparesLab, TONNE } from '../../../test/prepared.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { InputInvalid, Unauthenticated } from '../errors.ts';
import { prepareCreditsTransfer } from './prepare-credits-transfer.ts';

let lab: PreparesLab;
let from: string;
let batchId: string;
let projectKey: string;
const to = walletOf('recipient').address;
beforeAll(async () => {
  lab = await openPreparesLab();
  from = lab.wallet.address;
  ({ batchId, projectKey } = await mintCredits(lab, 10n * TONNE));
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

const send = (more: object = {}) =>
  prepareCreditsTransfer(lab.alice.ctx, { from, to, batchId, amount: '2.5', ...more });

test('sends credits of a batch to another address', async () => {
  const registry = lab.chain.chain.deployment.contracts.CreditRegistry.address;
  const prepared = await send();
  expect(prepared).toMatchObject({ from, to: registry, value: 0n });
  expect(prepared.summary).toBe(
    `Send credits for 2.50 t of batch ${batchId} of ${from} by CreditRegistry (${registry}) to ${to}.`,
  );
  await lab.send(prepared);
  expect(await lab.read('CreditRegistry', 'balanceOf', to, batchId)).toBe((5n * TONNE) / 2n);
  expect(await lab.read('CreditRegistry', 'balanceOf', from, batchId)).toBe((15n * TONNE) / 2n);
});

test('refuses what the registry would refuse, in words', async () => {
  await expect(send({ amount: '11' })).rejects.toMatchObject({ errorName: 'ERC1155InsufficientBalance' });
  await expect(send({ batchId: '1' })).rejects.toThrow(/has 0\.00 t of batch 1, and this needs 2\.50 t/);
  const back = await lab.chain.snapshot();
  await lab.chain.send('CreditRegistry', 'configureProject', [projectKey, false]);
  await expect(send()).rejects.toThrow('Credits of this project cannot be transferred.');
  await back();
  await lab.chain.send('CreditRegistry', 'suspendProject', [projectKey, true]);
  await expect(send()).rejects.toThrow('The project of these credits is suspended: they cannot move.');
  await lab.chain.send('CreditRegistry', 'suspendProject', [projectKey, false]);
});

test('refuses where they would be lost, and who has not linked the address', async () => {
  const { CarbonCustody: custody, CarbonToken: token } = lab.chain.chain.deployment.contracts;
  for (const lost of [custody.address, token.address, from, `0x${'0'.repeat(40)}`]) {
    await expect(send({ to: lost })).rejects.toThrow(InputInvalid);
  }
  const eve = await lab.t.user('eve');
  const input = { from, to, batchId, amount: '1' };
  await expect(prepareCreditsTransfer(eve.ctx, input)).rejects.toThrow(AddressNotLinked);
  await expect(prepareCreditsTransfer(lab.t.nobody, input)).rejects.toThrow(Unauthenticated);
});
