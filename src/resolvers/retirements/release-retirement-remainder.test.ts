import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestUser, units } from '../../../test/harness.ts';
import { openToldRetirements, type ToldRetirements } from '../../../test/told-retirements.ts';
import { NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { NothingHeld } from './errors.ts';
import { myBeneficiaries } from './read.ts';
import { releaseRetirementRemainder } from './release-retirement-remainder.ts';

let lab: ToldRetirements;
let holder: TestUser;
beforeAll(async () => {
  lab = await openToldRetirements();
  holder = await lab.t.user('holder', { funds: { CARBON: '5' } });
});
afterAll(() => lab[Symbol.asyncDispose]());

const inputOf = ({ id }: { readonly id: string }) => ({
  beneficiaryId: encodeId('RetirementBeneficiary', id),
  idempotencyKey: randomUUID(),
});

test('what is held for a beneficiary is its owner’s again, once', async () => {
  const { beneficiary } = await lab.retire(holder, { quantity: '0.75' });
  const [shown] = (await myBeneficiaries(holder.ctx, { onlyHeld: true })).items;
  expect(shown).toMatchObject({ id: beneficiary.id, carbonHeld: units('0.75', 'CARBON') });
  const input = inputOf(beneficiary);
  const released = await Promise.all(Array.from({ length: 4 }, () => releaseRetirementRemainder(holder.ctx, input)));
  for (const each of released) expect(each).toMatchObject({ id: beneficiary.id, carbonHeld: 0n });
  expect(await lab.t.balance(holder, 'CARBON')).toEqual({ available: units('5', 'CARBON'), held: 0n });
  expect((await lab.t.ledgerSums())['CARBON']).toBe(0n);
  await expect(releaseRetirementRemainder(holder.ctx, inputOf(beneficiary))).rejects.toThrow(NothingHeld);
  expect((await myBeneficiaries(holder.ctx, { onlyHeld: true })).items).toEqual([]);
});

test('given and taken back at the same time, it adds up', async () => {
  const { beneficiary } = await lab.retire(holder, { quantity: '0.1', claim: claimFor('Races') });
  await Promise.allSettled(
    Array.from({ length: 10 }, (_, i) =>
      i % 2
        ? releaseRetirementRemainder(holder.ctx, inputOf(beneficiary))
        : lab.retire(holder, { quantity: '0.03', claim: claimFor('Races') }),
    ),
  );
  const [row] = await lab.t.db.sql<{ carbonHeld: bigint; sum: bigint }[]>`
    select b.carbon_held, sum(c.quantity) as sum
    from retirement_beneficiaries b join retirement_contributions c on c.beneficiary_id = b.id
    where b.id = ${beneficiary.id} group by b.id`;
  expect(row?.carbonHeld).toBe(row?.sum);
  expect((await lab.t.balance(holder, 'CARBON')).held).toBe(row?.carbonHeld);
});

test('refuses others, for whom there is no such beneficiary', async () => {
  const { beneficiary } = await lab.retire(holder, { quantity: '0.1', claim: claimFor('Mine') });
  const other = await lab.t.user('other');
  await expect(releaseRetirementRemainder(other.ctx, inputOf(beneficiary))).rejects.toThrow(NotFound);
  await expect(releaseRetirementRemainder(lab.t.nobody, inputOf(beneficiary))).rejects.toThrow(Unauthenticated);
});

const claimFor = (name: string) => ({ beneficiary: { name }, reason: 'OTHER' });
