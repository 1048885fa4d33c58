import { id as keccakOf } from 'ethers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mintCredits, openPreparesLab, type PreparesLab, TONNE } from '../../../test/prepared.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { InputInvalid, Unauthenticated } from '../errors.ts';
import { prepareCreditsRetire } from './prepare-credits-retire.ts';

let lab: PreparesLab;
let from: string;
let batchId: string;
beforeAll(async () => {
  lab = await openPreparesLab();
  from = lab.wallet.address;
  ({ batchId } = await mintCredits(lab, 10n * TONNE));
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

const wish = (more: object = {}) => ({
  from,
  batchId,
  amount: '3',
  beneficiary: 'Ada & Söhne',
  reason: 'CORPORATE_INVENTORY',
  ...more,
});

test('retires credits for a beneficiary, for ever', async () => {
  const registry = lab.chain.chain.deployment.contracts.CreditRegistry.address;
  const prepared = await prepareCreditsRetire(lab.alice.ctx, wish({ message: 'For 2025' }));
  expect(prepared).toMatchObject({ from, to: registry, value: 0n });
  expect(prepared.summary).toBe(
    `Retire credits for 3.00 t of batch ${batchId} of ${from} in CreditRegistry (${registry}) for Ada & Söhne, reason CORPORATE_INVENTORY, with a message that everybody can read. They are used up for ever.`,
  );
  await lab.send(prepared);
  expect(await lab.read('CreditRegistry', 'balanceOf', from, batchId)).toBe(7n * TONNE);
  expect(await lab.read('CreditRegistry', 'retiredOf', batchId)).toBe(3n * TONNE);
  const [retired] = await lab.chain.contract('CreditRegistry').queryFilter('CreditsRetired', -1);
  const args = retired && 'args' in retired ? retired.args.toArray() : [];
  expect(args).toEqual([BigInt(batchId), from, keccakOf('Ada & Söhne'), 3n * TONNE, 3n, 'For 2025']);
});

test('refuses what is not there, what is no reason, and who has not linked the address', async () => {
  const retire = (more: object) => prepareCreditsRetire(lab.alice.ctx, wish(more));
  await expect(retire({ amount: '100' })).rejects.toMatchObject({ errorName: 'ERC1155InsufficientBalance' });
  await expect(retire({ reason: 'FUN' })).rejects.toThrow(InputInvalid);
  await expect(retire({ beneficiary: ' ' })).rejects.toThrow(InputInvalid);
  await expect(retire({ message: 'm'.repeat(1_001) })).rejects.toThrow(InputInvalid);
  const eve = await lab.t.user('eve');
  await expect(prepareCreditsRetire(eve.ctx, wish())).rejects.toThrow(AddressNotLinked);
  await expect(prepareCreditsRetire(lab.t.nobody, wish())).rejects.toThrow(Unauthenticated);
});
