import { type ExecutionResult, graphql, parse, subscribe } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchIdOf, batchOf, blockIdOf, blockIn, userIdOf } from '../../test/credits.ts';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';
import type { Context } from '../resolvers/context.ts';
import { schema } from './index.ts';

let t: TestApp;
let [admin, alice, bob] = [] as unknown as [TestUser, TestUser, TestUser];
let batchId: string;
beforeAll(async () => {
  t = await openTestApp();
  admin = await t.user('registrar', { roles: ['PLATFORM_ADMIN'] });
  alice = await t.user('alice');
  bob = await t.user('bob', { funds: { EUR: '2000.00' } });
  batchId = await batchOf(t, { owner: await t.user('proponent', { roles: ['PROJECT_OWNER'] }), admin });
});
afterAll(() => t[Symbol.asyncDispose]());

async function ask(
  { ctx }: { ctx: Context },
  source: string,
  variables: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  const { data, errors } = await graphql({ schema, source, contextValue: ctx, variableValues: variables });
  if (errors) throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
  // Without the null prototypes of graphql-js.
  return JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
}
let keys = 0;
const input = (fields: Record<string, unknown>) => ({
  input: { ...fields, idempotencyKey: `key-of-test-${(keys += 1)}` },
});

const DEPOSIT = `mutation ($input: CreditsDepositInput!) { creditsDeposit(input: $input) {
  __typename
  ... on CreditsDepositPayload { deposit {
    id serial quantity reference recordedBy { username } intent { id }
    batch { vintage project { name } } holding { id available owner { username } organization { legalName } }
  } }
  ... on CreditsNotDepositable { code state holder }
  ... on Error { message }
} }`;
const HOLDINGS = `{ myHoldings { edges { node {
  available held total batch { id vintage balance { issued reconciled } }
  entries { edges { node { kind direction amount balanceAfter reference { __typename ... on CreditDeposit { quantity recordedBy { id } } } } } }
} } } }`;
const BALANCE = `query ($batchId: ID!) { batchBalance(batchId: $batchId) {
  issued available held retired cancelled serialsHeld serialsRetired serialsCancelled reconciled } }`;
const DRAFT = `mutation ($input: AnnouncementDraftInput!) { announcementDraft(input: $input) {
  ... on AnnouncementDraftPayload { announcement {
    id asset quantity remaining reserved available minimumFill batch { id } } }
  ... on Error { code message } } }`;
const OPEN = `mutation ($input: AnnouncementOpenInput!) { announcementOpen(input: $input) {
  ... on AnnouncementOpenPayload { announcement { id status remaining } }
  ... on InsufficientCredits { code available required } } }`;
const TRADE = `mutation ($input: TradePlaceInput!) { tradePlace(input: $input) {
  ... on TradePlacePayload { trade { quantity asset totalPrice batch { id } announcement { remaining asset } } }
  ... on QuantityUnavailable { code remaining }
  ... on InputInvalid { code issues { path message } } } }`;

describe('the whole way of credits', () => {
  test('what comes into custody is held by whose it is, who hears of it, and comes once', async () => {
    const block = await blockIn(t, batchId, 150n);
    const wish = { ownerId: userIdOf(alice), blockId: blockIdOf(block), reference: 'VERRA 4711' };
    const events = await listen(alice);
    const given = await ask(admin, DEPOSIT, input({ ...wish, quantity: '140' }));
    expect(given['creditsDeposit']).toMatchObject({
      __typename: 'CreditsDepositPayload',
      deposit: {
        serial: block.serial.replace(`-${block.blockEnd}-`, `-${block.blockEnd - 10n}-`),
        quantity: '140',
        reference: 'VERRA 4711',
        recordedBy: { username: 'registrar' },
        intent: null,
        batch: { vintage: 2_027, project: { name: 'Mangroves of Gazi Bay' } },
        holding: { available: '140', owner: { username: 'alice' }, organization: null },
      },
    });
    expect((await ask(admin, DEPOSIT, input(wish)))['creditsDeposit']).toEqual({
      __typename: 'CreditsNotDepositable',
      code: 'CREDITS_NOT_DEPOSITABLE',
      state: 'ACTIVE',
      holder: 'PLATFORM_CUSTODY',
      message: "These credits are in the platform's custody already.",
    });
    await t.broadcast();
    expect(await events()).toMatchObject({
      holdingChanged: { holding: { available: '140', held: '0', batch: { id: batchIdOf(batchId) } } },
    });
  });

  test('what is held is offered and sold, by whole tonnes', async () => {
    const terms = { title: 'Gazi', currency: 'EUR', price: { fixed: '8.35' }, batchId: batchIdOf(batchId) };
    const { announcementDraft } = await ask(alice, DRAFT, { input: { ...terms, quantity: '120' } });
    expect(announcementDraft).toMatchObject({
      announcement: {
        asset: 'CREDIT',
        quantity: '120',
        remaining: '120',
        reserved: '0',
        available: '120',
        minimumFill: '1',
        batch: { id: batchIdOf(batchId) },
      },
    });
    const { id } = (announcementDraft as { announcement: { id: string } }).announcement;
    expect(await ask(alice, OPEN, input({ announcementId: id }))).toMatchObject({
      announcementOpen: { announcement: { status: 'ACTIVE', remaining: '120' } },
    });
    expect(await ask(bob, TRADE, input({ announcementId: id, quantity: '1.5' }))).toEqual({
      tradePlace: {
        code: 'INPUT_INVALID',
        issues: [{ path: ['quantity'], message: 'is no whole number: credits of a batch are whole tonnes' }],
      },
    });
    expect(await ask(bob, TRADE, input({ announcementId: id, quantity: '121' }))).toEqual({
      tradePlace: { code: 'QUANTITY_UNAVAILABLE', remaining: '120' },
    });
    expect(await ask(bob, TRADE, input({ announcementId: id, quantity: '120', maxTotal: '1012.02' }))).toEqual({
      tradePlace: {
        trade: {
          quantity: '120',
          asset: 'CREDIT',
          totalPrice: '1002.00',
          batch: { id: batchIdOf(batchId) },
          announcement: { remaining: '0', asset: 'CREDIT' },
        },
      },
    });
  });

  test('every step is accounted for, to the batch, to the seller and to the buyer', async () => {
    expect(await ask({ ctx: t.nobody }, BALANCE, { batchId: batchIdOf(batchId) })).toEqual({
      batchBalance: {
        issued: '140',
        available: '140',
        held: '0',
        retired: '0',
        cancelled: '0',
        serialsHeld: '140',
        serialsRetired: '0',
        serialsCancelled: '0',
        reconciled: true,
      },
    });
    const { myHoldings } = (await ask(alice, HOLDINGS)) as { myHoldings: { edges: { node: object }[] } };
    expect(myHoldings.edges.map(({ node }) => node)).toMatchObject([
      {
        available: '20',
        held: '0',
        total: '20',
        batch: { vintage: 2_027, balance: { issued: '140', reconciled: true } },
      },
    ]);
    expect(JSON.stringify(myHoldings)).toContain(
      '{"kind":"CREDIT_DEPOSIT","direction":"IN","amount":"140","balanceAfter":"140",' +
        '"reference":{"__typename":"CreditDeposit","quantity":"140","recordedBy":null}}',
    );
    expect((await ask(bob, `{ holding(batchId: "${batchIdOf(batchId)}") { available } }`))['holding']).toEqual({
      available: '120',
    });
  });

  test('what is not held is not offered', async () => {
    const terms = { title: 'Air', currency: 'EUR', price: { fixed: '1' }, batchId: batchIdOf(batchId), quantity: '21' };
    const { announcementDraft } = await ask(alice, DRAFT, { input: terms });
    const { id } = (announcementDraft as { announcement: { id: string } }).announcement;
    expect(await ask(alice, OPEN, input({ announcementId: id }))).toEqual({
      announcementOpen: { code: 'INSUFFICIENT_CREDITS', available: '20', required: '21' },
    });
  });

  test('lists are cut by what is sold', async () => {
    const carbon = await t.user('carbon', { funds: { CARBON: '500' } });
    for (const [who, given] of [
      [alice, { batchId: batchIdOf(batchId), quantity: '7' }],
      [carbon, { quantity: '6.5' }],
      [carbon, { quantity: '100' }],
    ] as const) {
      const { announcementDraft } = await ask(who, DRAFT, {
        input: { title: 'Listed', currency: 'EUR', price: { fixed: '3' }, ...given },
      });
      const { id } = (announcementDraft as { announcement: { id: string } }).announcement;
      await ask(who, OPEN, input({ announcementId: id }));
    }
    const listed = async (filterBy: string) => {
      const source = `{ announcements(orderBy: QUANTITY, filterBy: { ${filterBy} }) { edges { node { remaining } } } }`;
      const { announcements } = (await ask({ ctx: t.nobody }, source)) as {
        announcements: { edges: { node: { remaining: string } }[] };
      };
      return announcements.edges.map(({ node }) => node.remaining);
    };
    expect(await listed('')).toEqual(['100.00', '7', '6.50']);
    expect(await listed('asset: CARBON')).toEqual(['100.00', '6.50']);
    expect(await listed('asset: CREDIT')).toEqual(['7']);
    expect(await listed(`batchId: "${batchIdOf(batchId)}"`)).toEqual(['7']);
    const trades = await ask(
      { ctx: t.nobody },
      `{ trades(filterBy: { batchId: "${batchIdOf(batchId)}" }) { edges { node { quantity asset } } } }`,
    );
    expect(trades).toEqual({ trades: { edges: [{ node: { quantity: '120', asset: 'CREDIT' } }] } });
  });
});

/** Subscribes; what it gives is the next event. */
async function listen({ ctx }: TestUser): Promise<() => Promise<unknown>> {
  const document = parse('subscription { holdingChanged { cursor holding { available held batch { id } } } }');
  const stream = (await subscribe({ schema, document, contextValue: ctx })) as AsyncGenerator<ExecutionResult>;
  return async () => {
    const { value } = (await stream.next()) as { value: ExecutionResult };
    await stream.return(undefined);
    if (value.errors) throw new AggregateError(value.errors, 'the event came with errors');
    return value.data;
  };
}
