import { type ExecutionResult, graphql, parse, subscribe } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';
import { batchIdOf, euroInDollars, stockIn } from '../../test/pricing.ts';
import type { Context } from '../resolvers/context.ts';
import { computeMarkets } from '../resolvers/pricing/compute-markets.ts';
import { publishPricingParameters } from '../resolvers/pricing/publish-pricing-parameters.ts';
import { recordBatchPrices } from '../resolvers/pricing/record-batch-prices.ts';
import { schema } from './index.ts';

let t: TestApp;
let [admin, buyer] = [] as unknown as TestUser[] as [TestUser, TestUser];
let batchId: string;
beforeAll(async () => {
  t = await openTestApp();
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  buyer = await t.user('buyer');
  const owner = await t.user('owner', { roles: ['PROJECT_OWNER'] });
  const inner = await stockIn(t, { owner, admin }, { project: { category: 'IFM' } });
  batchId = batchIdOf(inner.batchId);
  await euroInDollars(t, '1.1623', 1);
});
afterAll(() => t[Symbol.asyncDispose]());

async function ask(source: string, ctx: Context = t.nobody): Promise<Record<string, unknown>> {
  const { data, errors } = await graphql({ schema, source, contextValue: ctx, variableValues: { batchId } });
  if (errors) throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
  // Without the null prototypes of graphql-js.
  return JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
}

test('a price comes with all that it is made of, and multiplies to what it says', async () => {
  const { batchPrice } =
    (await ask(`query ($batchId: ID!) { batchPrice(batchId: $batchId, quantity: "12", currency: USD) {
    unitPrice total stock batch { vintage } calculation { modelVersion type baseCurrency typeBase base unbounded anchor bandLow
    bandHigh tick price insufficientData exchange { base rate source ageDays }
    factors { name value insufficientData inputs { name value } } } } }`)) as { batchPrice: Record<string, unknown> };
  expect(batchPrice).toMatchObject({
    // 12 * 1.1623 = 13.9476
    unitPrice: '13.95',
    total: '167.40',
    stock: '1000',
    batch: { vintage: new Date().getUTCFullYear() },
    calculation: {
      modelVersion: 1,
      type: 'IFM',
      baseCurrency: 'EUR',
      typeBase: '12',
      base: '12',
      unbounded: '12',
      anchor: '12',
      bandLow: '6',
      bandHigh: '24',
      tick: '0.01',
      price: '13.95',
      insufficientData: true,
      exchange: { base: 'EUR', rate: '1.1623', source: 'ECB', ageDays: 1 },
    },
  });
  const { factors } = batchPrice['calculation'] as { factors: { name: string }[] };
  expect(factors).toHaveLength(6);
  expect(factors[0]).toMatchObject({
    name: 'VINTAGE',
    value: '1',
    insufficientData: false,
    inputs: expect.arrayContaining([{ name: 'lambda', value: '0.05' }]) as unknown,
  });
});

test('a quote is a promise with its fee, its rule and its end', async () => {
  const create = (quantity: string) => `mutation ($batchId: ID!) {
    quoteCreate(input: { batchId: $batchId, quantity: "${quantity}", currency: EUR }) {
      __typename ... on QuoteCreatePayload { quote { id quantity unitPrice total buyerFee buyerFeeBps buyerFeeBasis toPay
        feeScheduleVersion status askedBy { username } organization { legalName } calculation { price } } }
      ... on NotEnoughInStock { code available } ... on Error { message } } }`;
  const { quoteCreate } = (await ask(create('120'), buyer.ctx)) as { quoteCreate: { quote: Record<string, unknown> } };
  const { id, ...quote } = quoteCreate.quote;
  expect(quote).toEqual({
    quantity: '120',
    unitPrice: '12.00',
    total: '1440.00',
    buyerFee: '14.40',
    buyerFeeBps: 100,
    buyerFeeBasis: 'DEFAULT',
    toPay: '1454.40',
    feeScheduleVersion: 2,
    status: 'OPEN',
    askedBy: { username: 'buyer' },
    organization: null,
    calculation: { price: '12' },
  });
  expect(await ask('{ myQuotes { edges { node { id } } } }', buyer.ctx)).toEqual({
    myQuotes: { edges: [{ node: { id } }] },
  });
  expect(await ask(create('1001'), buyer.ctx)).toMatchObject({
    quoteCreate: { __typename: 'NotEnoughInStock', code: 'NOT_ENOUGH_IN_STOCK', available: '1000' },
  });
});

test('a price that moves is told, and stays in the history', async () => {
  await recordBatchPrices(t.nobody);
  await t.broadcast();
  const source =
    'subscription ($batchId: ID) { batchPriceChanged(batchId: $batchId, currency: EUR) { unitPrice before batch { id } } }';
  const events = (await subscribe({
    schema,
    document: parse(source),
    contextValue: t.nobody,
    variableValues: { batchId },
  })) as AsyncGenerator<ExecutionResult>;
  const base = { name: 'TYPE_BASE', key: 'IFM', currency: 'EUR', value: '13', source: 'a test' };
  await publishPricingParameters(admin.ctx, { reason: 'IFM has risen', parameters: [base] });
  await recordBatchPrices(t.nobody);
  await t.broadcast();
  expect(JSON.parse(JSON.stringify((await events.next()).value))).toEqual({
    data: { batchPriceChanged: { unitPrice: '13.00', before: '12.00', batch: { id: batchId } } },
  });
  await events.return(undefined);
  const history =
    'query ($batchId: ID!) { batchPriceHistory(batchId: $batchId, first: 1) { pageInfo { hasNextPage endCursor } edges { node { unitPrice modelVersion calculation { typeBase } } } } }';
  expect(await ask(history)).toMatchObject({
    batchPriceHistory: {
      pageInfo: { hasNextPage: true },
      edges: [{ node: { unitPrice: '13.00', modelVersion: 2, calculation: { typeBase: '13' } } }],
    },
  });
});

test('parameters, indexes, rates and fees are there for everybody', async () => {
  await computeMarkets(t.nobody);
  const answer = await ask(`{
    pricingModel(version: 1) { version reason author { username } parameters { name key currency value source modelVersion } }
    pricingModels(first: 1) { edges { node { version published { name key value } author { username } } } }
    marketIndexes { segment index stale trades openQuantity windowDays }
    marketIndexHistory(segment: "IFM") { segment filledQuantity }
    fxRates { base quote rate source ageDays stale simulated }
    fxRateHistory(currency: "USD") { rate revision }
    processorTerms { method currency rateBps fixed }
    feeSchedule { version tiers { fromVolume takerBps } limits { currency } shares { platformBps communityBps insuranceBps } }
  }`);
  expect(answer).toMatchObject({
    pricingModel: { version: 1, author: null },
    pricingModels: { edges: [{ node: { version: 2, published: [{ name: 'TYPE_BASE', key: 'IFM', value: '13' }] } }] },
    marketIndexHistory: [{ segment: 'IFM', filledQuantity: '0' }],
    fxRates: [{ base: 'EUR', quote: 'USD', rate: '1.1623', source: 'ECB', ageDays: 1, stale: false, simulated: false }],
    fxRateHistory: [{ rate: '1.1623', revision: 1 }],
    feeSchedule: {
      version: 2,
      tiers: [{ fromVolume: '100000.00', takerBps: 80 }, {}, {}],
      limits: [],
      shares: { platformBps: 7_000, communityBps: 2_000, insuranceBps: 1_000 },
    },
  });
  expect(answer['marketIndexes']).toContainEqual({
    segment: 'IFM',
    index: null,
    stale: true,
    trades: 0,
    openQuantity: '1000',
    windowDays: 30,
  });
  expect(answer['processorTerms']).toContainEqual({ method: 'CARD', currency: 'EUR', rateBps: 290, fixed: '0.30' });
  const mine =
    '{ myFees { maker { bps basis } taker { bps basis } volume tier { takerBps } nextTier { fromVolume } } }';
  expect(await ask(mine, buyer.ctx)).toEqual({
    myFees: {
      maker: { bps: 50, basis: 'DEFAULT' },
      taker: { bps: 100, basis: 'DEFAULT' },
      volume: '0.00',
      tier: null,
      nextTier: { fromVolume: '100000.00' },
    },
  });
});
