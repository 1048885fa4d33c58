import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventOf } from '../../../test/chain-model.ts';
import { type CustodyLab, NOWHERE, openCustodyLab } from '../../../test/custody-lab.ts';
import { faultsInBooks } from '../../../test/engines.ts';
import { openTestApp, type TestUser } from '../../../test/harness.ts';
import { type IntentRow, lockIntent } from '../../db/chain-intents.ts';
import { brokenConstraint } from '../../db/client.ts';
import type { ConversionView } from '../../db/conversions.ts';
import { transact } from '../context.ts';
import { BankReferenceUsed } from '../deposits/errors.ts';
import { recordDeposit } from '../deposits/record-deposit.ts';
import { ChainUnavailable, Forbidden, IdempotencyConflict, InputInvalid, NotFound } from '../errors.ts';
import { encodeId } from '../ids.ts';
import type { IntentStep } from '../intents/rules.ts';
import { stepIntent } from '../intents/step-intent.ts';
import { recordTicks } from '../prices/record-ticks.ts';
import { PriceStale } from '../trades/errors.ts';
import { FourEyesRequired } from '../wallets/errors.ts';
import { myConversions, visibleConversions } from './read.ts';
import { recordConversion } from './record-conversion.ts';
import { paymentRefOf } from './rules.ts';

let lab: CustodyLab;
let clerk: TestUser;
beforeAll(async () => {
  lab = await openCustodyLab();
  clerk = await lab.t.user('clerk', { roles: ['FINANCE'] });
});
afterAll(() => lab[Symbol.asyncDispose]());
beforeEach(() => tick('8.35'));

async function tick(price: string, secondsAgo = 0): Promise<void> {
  const at = new Date(Date.now() - secondsAgo * 1_000);
  await lab.t.db.sql`delete from price_latest`;
  const ticks = [{ instrument: 'MCO2', currency: 'EUR', price, asOf: at } as const];
  await recordTicks(lab.t.nobody, { source: 'COINGECKO', ticks, seenAt: at });
}

let count = 0;
const customer = () => lab.t.user(`customer${(count += 1)}`);
const wish = (owner: TestUser, changes: object = {}) => ({
  ownerId: encodeId('User', owner.id),
  currency: 'EUR',
  amount: '835.00',
  bankReference: `INV ${owner.username}`,
  idempotencyKey: `convert-${owner.id}`,
  ...changes,
});
const CARBON = 100n * 10n ** 18n;

const intentsOf = async ({ id }: { id: string }): Promise<readonly IntentRow[]> =>
  await lab.t.db.sql<IntentRow[]>`select * from chain_intents where reference = ${id} order by id`;

async function step(conversion: { id: string }, name: IntentStep, errorText: string | null = null): Promise<void> {
  const intent = (await intentsOf(conversion)).find(({ kind }) => kind === 'PAYMENT_CONVERT');
  await transact(clerk.ctx, async (tx) => {
    const locked = (await lockIntent(tx, intent?.id ?? '')) as IntentRow;
    await stepIntent(tx, clerk.ctx, locked, name, { errorCode: errorText && 'X', errorText });
  });
}

const converted = ({ id, fiatAmount, carbonAmount }: ConversionView) => [
  eventOf('CarbonToken', 'Transfer', { from: NOWHERE, to: lab.custody, value: carbonAmount }),
  eventOf('CarbonPayment', 'CarbonConverted', {
    paymentRef: paymentRefOf(id),
    user: lab.custody,
    fiatAmount,
    carbonAmount,
  }),
];
const statusOf = async (owner: TestUser) => (await myConversions(owner.ctx, { first: 1 })).items[0];

test('a payment is confirmed, converted, and in the wallet once that has its confirmations', async () => {
  const owner = await customer();
  const conversion = await recordConversion(clerk.ctx, wish(owner));
  expect(conversion).toMatchObject({ status: 'SENDING', carbonAmount: CARBON, priceSource: 'COINGECKO' });
  const [confirm, convert] = await intentsOf(conversion);
  const args = { paymentRef: paymentRefOf(conversion.id), user: lab.custody, fiatAmount: '83500' };
  expect(confirm).toMatchObject({ kind: 'PAYMENT_CONFIRM', args: { ...args, carbonAmount: CARBON.toString() } });
  expect(convert).toMatchObject({ kind: 'PAYMENT_CONVERT', args, afterIntentId: confirm?.id, userId: owner.id });

  const logs = await lab.tellUnconfirmed(...converted(conversion));
  expect(await lab.t.balance(owner, 'CARBON')).toEqual({ available: 0n, held: 0n });
  await lab.confirm();
  expect(await lab.t.balance(owner, 'CARBON')).toEqual({ available: CARBON, held: 0n });
  expect(await statusOf(owner)).toMatchObject({ status: 'SETTLED', recordedBy: null });

  await lab.undo(logs);
  expect(await lab.t.balance(owner, 'CARBON')).toEqual({ available: 0n, held: 0n });
  expect(await statusOf(owner)).toMatchObject({ status: 'SENDING', settledAt: null });
  await lab.tell(...converted(conversion));
  expect(await lab.t.balance(owner, 'CARBON')).toEqual({ available: CARBON, held: 0n });
  expect(await faultsInBooks(lab.t)).toEqual([]);
});

test('one payment is a deposit or a conversion, and once; twice is once', async () => {
  const owner = await customer();
  const [first, again] = await Promise.all([0, 1].map(() => recordConversion(clerk.ctx, wish(owner))));
  expect(again).toEqual(first);
  const other = { idempotencyKey: randomUUID(), bankReference: `inv${owner.username.toUpperCase()}` };
  await expect(recordConversion(clerk.ctx, wish(owner, other))).rejects.toThrow(BankReferenceUsed);
  const deposit = { ...wish(owner, other), asset: 'EUR' };
  await expect(recordDeposit(clerk.ctx, deposit)).rejects.toThrow(BankReferenceUsed);
  await expect(recordConversion(clerk.ctx, wish(owner, { amount: '1.00' }))).rejects.toThrow(IdempotencyConflict);

  const recorded = { ...deposit, bankReference: `other ${owner.id}` };
  await recordDeposit(clerk.ctx, recorded);
  const late = wish(owner, { idempotencyKey: randomUUID(), bankReference: recorded.bankReference });
  await expect(recordConversion(clerk.ctx, late)).rejects.toThrow(BankReferenceUsed);
});

test('when the chain does not take it the money can be put to another use, or it is tried again', async () => {
  const owner = await customer();
  const conversion = await recordConversion(clerk.ctx, wish(owner));
  await step(conversion, 'FAIL', 'PaymentUnknown()');
  expect(await statusOf(owner)).toMatchObject({ status: 'FAILED', reason: 'PaymentUnknown()' });
  await step(conversion, 'RETRY');
  expect(await statusOf(owner)).toMatchObject({ status: 'SENDING', reason: null });
  await step(conversion, 'FAIL', 'PaymentUnknown()');
  await recordDeposit(clerk.ctx, { ...wish(owner), asset: 'EUR', idempotencyKey: randomUUID() });
  await expect(step(conversion, 'RETRY')).rejects.toThrow(BankReferenceUsed);
  expect(await lab.t.balance(owner, 'CARBON')).toEqual({ available: 0n, held: 0n });
});

test('refuses a price that is stale or missing, and an amount that buys nothing', async () => {
  const owner = await customer();
  await tick('8.35', 1_000);
  await expect(recordConversion(clerk.ctx, wish(owner))).rejects.toThrow(PriceStale);
  await expect(recordConversion(clerk.ctx, wish(owner, { currency: 'USD' }))).rejects.toEqual(new PriceStale(null));
  const faults = wish(owner, { amount: '0.001', currency: 'ETH', bankReference: ' ' });
  await expect(recordConversion(clerk.ctx, faults)).rejects.toThrow(InputInvalid);
  expect(
    await lab.t.db
      .sql`select from conversions where wallet_id in (select id from wallets where owner_id = ${owner.id})`,
  ).toHaveLength(0);
});

test('refuses the own wallet as the database does, whoever is not in finance, and a user who does not exist', async () => {
  const owner = await customer();
  await expect(recordConversion(owner.ctx, wish(clerk))).rejects.toThrow(Forbidden);
  await expect(recordConversion(clerk.ctx, wish(clerk))).rejects.toThrow(FourEyesRequired);
  const nobody = { ownerId: encodeId('User', randomUUID()), idempotencyKey: randomUUID() };
  await expect(recordConversion(clerk.ctx, wish(owner, nobody))).rejects.toThrow(NotFound);
  const past = lab.t.db.sql`
    insert into conversions (wallet_id, currency, fiat_amount, carbon_amount, price, price_source, price_as_of,
                             bank_reference, payment_ref, recorded_by)
    select id, 'EUR', 1, 1, 1, 'X', now(), 'past', 'x', owner_id from wallets where owner_id = ${clerk.id} limit 1`;
  expect(await past.catch(brokenConstraint)).toBe('conversions_four_eyes');
});

test('is seen by its owner and by finance, who alone see which clerk recorded it', async () => {
  const [owner, stranger] = [await customer(), await customer()];
  const { id } = await recordConversion(clerk.ctx, wish(owner));
  expect(await visibleConversions(owner.ctx, [id])).toMatchObject([{ id, recordedBy: null }]);
  expect(await visibleConversions(clerk.ctx, [id])).toMatchObject([{ id, recordedBy: clerk.id }]);
  expect(await visibleConversions(stranger.ctx, [id])).toEqual([null]);
});

test('without a chain there is nothing to convert with', async () => {
  await using t = await openTestApp();
  const [lone, owner] = [await t.user('lone', { roles: ['FINANCE'] }), await t.user('owner')];
  await expect(recordConversion(lone.ctx, wish(owner))).rejects.toThrow(ChainUnavailable);
});
