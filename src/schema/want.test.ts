import { getNamedType, isLeafType, isObjectType } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';
import { openOffer } from '../../test/offers.ts';
import { createPipeline, type Pipeline } from '../http/pipeline.ts';
import { isPrepared } from '../http/prepare.ts';
import { encodeId } from '../resolvers/ids.ts';
import { placeTrade } from '../resolvers/trades/place-trade.ts';
import { schema } from './index.ts';

// A joined row holds only the columns that the selected fields are known to need. Each field, asked for alone, must be
// what it is where the whole row was read.

let t: TestApp;
let pipeline: Pipeline;
let seller: TestUser;
beforeAll(async () => {
  t = await openTestApp();
  pipeline = createPipeline(schema, t.app.config);
  seller = await t.user('seller', { funds: { CARBON: '200' } });
  const buyer = await t.user('buyer', { funds: { EUR: '1000.00' } });
  await t.db.sql`
    insert into price_latest (instrument, currency, price, as_of, seen_at, source, market_open)
    values ('MCO2', 'EUR', 500000000000000000, now(), now(), 'COINGECKO', true)`;
  await t.db.sql`update users set email_verified_at = now()`;
  await t.db.sql`insert into user_roles (user_id, role) values (${seller.id}, 'PROJECT_OWNER')`;
  for (const price of [{ fixed: '8.35' }, { marketPremiumBps: 250 }]) {
    const { id } = await openOffer(seller, { price });
    const announcementId = encodeId('Announcement', id);
    await placeTrade(buyer.ctx, { announcementId, quantity: '1', idempotencyKey: `trade-${id}` });
  }
});
afterAll(() => t[Symbol.asyncDispose]());

interface Node {
  readonly [field: string]: unknown;
}

async function ask(source: string): Promise<Readonly<Record<string, Node>>> {
  const prepared = pipeline.prepare(source);
  if (!isPrepared(prepared)) throw new Error(prepared[0]?.message);
  const { data, errors } = await pipeline.execute(prepared, {}, seller.ctx);
  expect(errors).toBeUndefined();
  return data as Record<string, Node>;
}

/** Fields that are values and take no arguments. */
function leavesOf(name: string): string[] {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no object`);
  const fields = Object.values(type.getFields());
  return fields
    .filter((field) => isLeafType(getNamedType(field.type)) && field.args.length === 0)
    .map(({ name: field }) => field);
}

const RELATIONS = [
  ['buyer', 'User'],
  ['seller', 'User'],
  ['announcement', 'Announcement'],
] as const;
const cases = RELATIONS.flatMap(([relation, type]) => leavesOf(type).map((field) => [relation, type, field] as const));

test.each(cases)('%s: %s.%s alone is what it is in the whole', async (relation, type, field) => {
  const { trades } = await ask(`{ trades { edges { node { id ${relation} { ${field} } } } } }`);
  const edges = (trades as unknown as { edges: { node: { id: string } & Record<string, unknown> }[] }).edges;
  expect(edges).toHaveLength(2);
  for (const { node } of edges) {
    const trade = (await ask(`{ node(id: "${node.id}") { ... on Trade { ${relation} { id } } } }`)) as { node: Node };
    const { id } = trade.node[relation] as { id: string };
    const whole = await ask(`{ node(id: "${id}") { ... on ${type} { ${field} } } }`);
    expect(node[relation]).toEqual(whole['node']);
  }
});

test.each(leavesOf('Trade'))('Trade.%s alone is what it is in the whole', async (field) => {
  const { trades } = await ask(`{ trades { edges { node { ref: id ${field} } } } }`);
  for (const { node } of (trades as unknown as { edges: { node: Node }[] }).edges) {
    const whole = await ask(`{ node(id: "${node['ref'] as string}") { ref: id ... on Trade { ${field} } } }`);
    expect(node).toEqual(whole['node']);
  }
});

test("an announcement's seller is joined with it", async () => {
  const asked = 'edges { node { announcement { id seller { username country } } } }';
  const { trades } = (await ask(`{ trades { ${asked} } }`)) as unknown as { trades: { edges: { node: Node }[] } };
  expect(trades.edges[0]?.node['announcement']).toMatchObject({ seller: { username: 'seller', country: null } });
});
