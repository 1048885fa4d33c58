import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heldBy } from '../../../test/credits.ts';
import type { TestUser } from '../../../test/harness.ts';
import { openToldRetirements, type ToldRetirements } from '../../../test/told-retirements.ts';
import type { RetirementRow } from '../../db/retirements.ts';
import { IllegalTransition, InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { cancelRetirement } from './cancel-retirement.ts';
import { enterRetirement } from './enter-retirement.ts';
import { retirementClaim } from './inputs.ts';

let lab: ToldRetirements;
let holder: TestUser;
let batchId: string;
beforeAll(async () => {
  lab = await openToldRetirements();
  holder = await lab.t.user('holder');
  batchId = await lab.batch();
  await lab.give(holder, batchId, 20n);
});
afterAll(() => lab[Symbol.asyncDispose]());

const input = ({ id }: Pick<RetirementRow, 'id'>) => ({ retirementId: encodeId('Retirement', id) });

async function requested(): Promise<RetirementRow> {
  const [retirement] = (await lab.retire(holder, { batchId, quantity: '2' })).retirements;
  if (!retirement) throw new Error('nothing was retired');
  return retirement;
}

test('what was not sent yet is off at once: the credits are free, and so are their serial numbers', async () => {
  const retirement = await requested();
  const before = await heldBy(lab.t, holder, batchId);
  const cancelled = await cancelRetirement(holder.ctx, input(retirement));
  expect(cancelled).toMatchObject({ status: 'REVERTED', statusReason: 'The transaction was dropped.' });
  const { available, held } = await heldBy(lab.t, holder, batchId);
  expect({ available, held }).toEqual({ available: before.available + 2n, held: before.held - 2n });
  const [intent] = await lab.t.db.sql`select status from chain_intents where id = ${retirement.intentId}`;
  expect(intent).toEqual({ status: 'DROPPED' });
  await expect(cancelRetirement(holder.ctx, input(retirement))).rejects.toThrow(IllegalTransition);
});

test('what has no serial numbers yet is off as well, and none are given to it any more', async () => {
  const claim = retirementClaim.parse({ beneficiary: { name: 'X' }, reason: 'OTHER' });
  const wish = {
    requestId: randomUUID(),
    ownerId: holder.id,
    actorId: holder.id,
    batchId,
    quantity: 10n ** 18n,
    claim,
  };
  const { retirements } = await lab.t.db.transact((tx) => enterRetirement(tx, lab.t.app, wish));
  const [retirement] = retirements;
  if (!retirement) throw new Error('nothing was entered');
  expect(await cancelRetirement(holder.ctx, input(retirement))).toMatchObject({ status: 'REVERTED', intentId: null });
  await lab.pass();
  expect(await lab.now(retirement)).toMatchObject({ status: 'REVERTED', intentId: null });
});

test('of what is under way the wish is noted, and what is mined decides', async () => {
  const retirement = await requested();
  // As the sender leaves it once it has signed with a nonce.
  await lab.t.db.sql`
    update chain_intents set status = 'BROADCAST', nonce = 7, signer = decode(${'11'.repeat(20)}, 'hex')
    where id = ${retirement.intentId}`;
  expect(await cancelRetirement(holder.ctx, input(retirement))).toMatchObject({ status: 'REQUESTED' });
  expect(await cancelRetirement(holder.ctx, input(retirement))).toMatchObject({ status: 'REQUESTED' });
  const [intent] = await lab.t.db.sql`select cancel_requested_at from chain_intents where id = ${retirement.intentId}`;
  expect(intent?.['cancelRequestedAt']).toBeInstanceOf(Date);
  await lab.carryOut([retirement]);
  await lab.finalize();
  expect(await lab.now(retirement)).toMatchObject({ status: 'FINALIZED' });
  await expect(cancelRetirement(holder.ctx, input(retirement))).rejects.toThrow(IllegalTransition);
});

test('refuses others, for whom there is no such retirement', async () => {
  const retirement = await requested();
  const other = await lab.t.user('other');
  await expect(cancelRetirement(other.ctx, input(retirement))).rejects.toThrow(NotFound);
  await expect(cancelRetirement(lab.t.nobody, input(retirement))).rejects.toThrow(Unauthenticated);
  await expect(cancelRetirement(holder.ctx, { retirementId: 'x' })).rejects.toThrow(InputInvalid);
});
