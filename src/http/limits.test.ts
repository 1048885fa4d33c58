import { generateKeyPairSync } from 'node:crypto';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentKeys } from '../../test/document-keys.ts';
import { encodeId } from '../resolvers/ids.ts';
import { openTestApi, post, type TestApi } from '../../test/clients.ts';

let on: TestApi;
beforeAll(async () => {
  on = await openTestApi();
});
afterAll(() => on[Symbol.asyncDispose]());

interface Told {
  readonly code: unknown;
  readonly limit: unknown;
  readonly value: unknown;
  readonly most: unknown;
}

async function told(query: string, variables: object = {}): Promise<Told | undefined> {
  const { body } = await post(on.url, { query, variables });
  const { code, limit, value, most } = body.errors?.[0]?.extensions ?? {};
  return body.errors ? { code, limit, value, most } : undefined;
}

const refused = (limit: string, value: unknown, most: number): Told => ({
  code: 'QUERY_TOO_COMPLEX',
  limit,
  value,
  most,
});
const nested = (levels: number, inner: string): string =>
  levels === 0 ? inner : `{ seller ${nested(levels - 1, inner)} }`;
const LIST = 'announcements(first: 1) { edges { node';

describe('the size of an operation', () => {
  test('depth is counted through fragments', async () => {
    expect(await told(`{ ${LIST} { seller { username } } } } }`)).toBeUndefined();
    const deep = `{ ${LIST} ${nested(7, '{ username }')} } } }`;
    expect(await told(deep)).toEqual(refused('depth', 11, 10));
    const hidden = `{ ${LIST} { ...A } } } } fragment A on Announcement ${nested(7, '{ username }')}`;
    expect(await told(hidden)).toEqual(refused('depth', 11, 10));
  });

  test('aliases are counted as often as their fragment is spread', async () => {
    const fields = (count: number) => Array.from({ length: count }, (_, i) => `a${i}: title`).join(' ');
    expect(await told(`{ ${LIST} { ${fields(30)} } } } }`)).toBeUndefined();
    expect(await told(`{ ${LIST} { ${fields(31)} } } } }`)).toEqual(refused('aliases', 31, 30));
    const twice = `{ x: ${LIST} { ...A } } } y: ${LIST} { ...A } } } } fragment A on Announcement { ${fields(15)} }`;
    expect(await told(twice)).toEqual(refused('aliases', 32, 30));
  });

  test('directives are counted, repeated ones too', async () => {
    const query = (count: number) => `{ __typename ${'@include(if: true) '.repeat(count)} }`;
    expect(await told(query(21))).toEqual(refused('directives', 21, 20));
    expect(await told(`query ${'@skip(if: false) '.repeat(21)} { __typename }`)).toEqual(refused('directives', 21, 20));
  });

  test('tokens are counted before anything else is done', async () => {
    const query = (texts: number) => `{ nodes(ids: [${'"" '.repeat(texts)}]) { __typename } }`;
    // Twelve besides.
    expect(await told(query(1_988))).not.toMatchObject({ limit: 'tokens' });
    expect(await told(query(1_989))).toEqual(refused('tokens', 'more than 2000', 2_000));
    expect(await told('{a'.repeat(50_000))).toEqual(refused('tokens', 'more than 2000', 2_000));
  });
});

describe('cost', () => {
  const page = (
    first: string,
    fields = 'id title description status currency quantity remaining seller { id username }',
  ) => `announcements${first} { edges { cursor node { ${fields} } } }`;
  // A row costs 13: edges, cursor, node and ten fields; and the connection itself 1.
  test('a page counts as often as it has items, by a literal', async () => {
    expect(await told(`{ ${page('(first: 100)')} }`)).toBeUndefined();
    expect(await told(`{ a: ${page('(first: 100)')} b: ${page('(first: 100)')} c: ${page('(first: 100)')} }`)).toEqual(
      refused('cost', 3_903, 3_000),
    );
  });

  test('by a variable, its default, or the default of the page', async () => {
    const thrice = (definition: string, args: string) =>
      `query (${definition}) { a: ${page(args)} b: ${page(args)} c: ${page(args)} }`;
    const query = thrice('$n: Int', '(first: $n)');
    expect(await told(query, { n: 70 })).toBeUndefined();
    expect(await told(query, { n: 100 })).toEqual(refused('cost', 3_903, 3_000));
    expect(await told(query)).toBeUndefined();
    expect(await told(thrice('$n: Int = 100', '(first: $n)'))).toEqual(refused('cost', 3_903, 3_000));
    expect(await told(query, { n: 0 })).toBeUndefined();
  });

  test('what a connection works out once counts once, however long its page is, and as often as it is asked for', async () => {
    // A facet costs 62: itself, its list, and three fields of each of twenty values.
    const facets = (names: string) => `facets { ${names.replaceAll(/\w+/g, '$& { values { value name count } }')} }`;
    const query = (
      names: string,
    ) => `{ projects(first: 100) { totalCount ...F ${facets(names)} edges { node { id } } } }
      fragment F on ProjectConnection { ${facets('sdgs')} }`;
    expect(await told(query('countries types statuses'))).toBeUndefined();
    const many = Array.from({ length: 29 }, (_, index) => `a${index}: ${facets('countries types')}`).join(' ');
    expect(await told(`{ projects(first: 1) { ${many} } }`)).toEqual(refused('cost', 3_626, 3_000));
  });

  test('more than a page is told by the list, not as a cost', async () => {
    const { body } = await post(on.url, { query: `{ ${page('(first: 1000000)', 'id')} }` });
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'INPUT_INVALID', issues: [{ path: ['first'] }] });
  });

  test('ids count as often as there are any', async () => {
    const id = encodeId('User', '01890000-0000-7000-8000-000000000000');
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on User { username displayName country } } }';
    expect(await told(query, { ids: [id, id] })).toBeUndefined();
    expect(await told(query, { ids: Array.from({ length: 1_000 }, () => id) })).toEqual(refused('cost', 4_001, 3_000));
  });

  test('a subscription costs too, on every way', async () => {
    const fields = Array.from({ length: 28 }, (_, i) => `f${i}: price`).join(' ');
    const spread = Array.from({ length: 120 }, () => '... on PriceTickedEvent { ...F }').join(' ');
    const query = `subscription { priceTicked { ${spread} } } fragment F on PriceTickedEvent { ${fields} }`;
    const { body } = await post(on.url, { query }, { accept: 'text/event-stream' });
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'QUERY_TOO_COMPLEX', limit: 'aliases' });
  });
});

describe('fragment bombs', () => {
  const chain = (length: number, spread: (next: number) => string) =>
    Array.from(
      { length },
      (_, i) => `fragment F${i} on Announcement { ${i + 1 < length ? spread(i + 1) : 'id'} }`,
    ).join(' ');

  test('a chain that doubles at every step is refused at once', async () => {
    const bomb = chain(
      30,
      (next) => `a: seller { ...U } ...F${next} b: seller { ...U } ... on Announcement { ...F${next} }`,
    );
    const startedAt = performance.now();
    const answer = await told(`{ ${LIST} { ...F0 } } } } ${bomb} fragment U on User { username }`);
    expect(answer).toMatchObject({ code: 'QUERY_TOO_COMPLEX', limit: 'aliases' });
    expect(answer?.value).toBeGreaterThan(2 ** 29);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test('without aliases, its cost is as large', async () => {
    const bomb = chain(30, (next) => `title ...F${next} ... on Announcement { ...F${next} }`);
    expect(await told(`{ ${LIST} { ...F0 } } } } ${bomb}`)).toMatchObject({ code: 'QUERY_TOO_COMPLEX', limit: 'cost' });
  });

  test('cycles are refused by name', async () => {
    const cycle = 'fragment A on Announcement { id ...B } fragment B on Announcement { title ...A }';
    const { body } = await post(on.url, { query: `{ ${LIST} { ...A } } } } ${cycle}` });
    expect(body.errors?.[0]?.message).toContain('Cannot spread fragment "A" within itself via "B"');
    const self = await post(on.url, { query: `{ ${LIST} { ...A } } } } fragment A on Announcement { ...A }` });
    expect(self.body.errors?.[0]?.message).toContain('within itself');
  });

  test('many equal fields under one another are compared in a bounded time', async () => {
    const startedAt = performance.now();
    const many = Array.from({ length: 240 }, (_, i) => `...F${i % 40}`).join(' ');
    const fragments = Array.from(
      { length: 40 },
      (_, i) => `fragment F${i} on Announcement { seller { username ... on User { id } } ...F${(i + 1) % 40} }`,
    );
    await told(`{ ${LIST} { ${many} } } } } ${fragments.join(' ')}`);
    await told(`{ ${LIST} { ${'title '.repeat(1_900)} } } } }`);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe('introspection', () => {
  test('what GraphiQL and other tools ask is answered', async () => {
    const query = getIntrospectionQuery({
      schemaDescription: true,
      inputValueDeprecation: true,
      specifiedByUrl: true,
      oneOf: true,
    });
    const { body } = await post(on.url, { query });
    expect(body.errors).toBeUndefined();
    expect(body.data).toHaveProperty('__schema.types');
  });

  test('more than that is not', async () => {
    const [, fragments = ''] = /(fragment FullType[^]*)/.exec(getIntrospectionQuery()) ?? [];
    const twice = `{ a: __schema { ...S } b: __schema { ...S } } fragment S on __Schema { types { ...FullType } } ${fragments}`;
    expect(await told(twice)).toMatchObject({ code: 'QUERY_TOO_COMPLEX', limit: 'introspection cost' });
    const deep = `{ __type(name: "User") { ${'ofType { '.repeat(20)} name ${'} '.repeat(20)} } }`;
    expect(await told(deep)).toMatchObject({ code: 'QUERY_TOO_COMPLEX', limit: 'introspection depth' });
  });
});

test('what depends on variables is decided anew for each request, and only that', async () => {
  const query = 'query Same($n: Int) { announcements(first: $n) { edges { node { id } } } }';
  for (const n of [1, 50, 100]) expect(await told(query, { n })).toBeUndefined();
});

test('suggestions help in development and are left out in production', async () => {
  const query =
    'query ($by: AnnouncementOrder) { announcements(orderBy: NEWES) { edges { nod { id } } } announcement }';
  const developing = await post(on.url, { query });
  expect(JSON.stringify(developing.body)).toContain('Did you mean');

  const privateKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await using production = await openTestApi({ NODE_ENV: 'production', JWT_PRIVATE_KEY: privateKey, ...documentKeys });
  const { body } = await post(production.url, { query });
  expect(body.errors?.length).toBeGreaterThan(0);
  expect(JSON.stringify(body)).not.toMatch(/Did you mean|stack|\.ts:\d/);

  const variable = 'query ($i: [Instrument!]) { prices(instruments: $i) { price } }';
  const coerced = await post(production.url, { query: variable, variables: { i: ['MCO'] } });
  expect(coerced.body.errors?.[0]?.message).toContain('MCO');
  expect(JSON.stringify(coerced.body)).not.toContain('Did you mean');
});
