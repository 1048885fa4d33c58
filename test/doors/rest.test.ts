import { randomUUID } from 'node:crypto';
import {
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PlatformRole } from '../../src/db/users.ts';
import { restRoutes } from '../../src/http/rest-routes.ts';
import { encodeId } from '../../src/resolvers/ids.ts';
import { schema } from '../../src/schema/index.ts';
import { openTestApi, type TestApi } from '../clients.ts';
import type { TestUser } from '../harness.ts';
import type { Door } from './door.ts';
import { doors } from './table.ts';

const routes = [...restRoutes(schema).values()];
const doorOf = (route: (typeof routes)[number]): string =>
  `${route.method === 'GET' ? 'Query' : 'Mutation'}.${route.field.name}`;

let on: TestApi;
const callers = ['nobody', 'user', 'FINANCE', 'PLATFORM_ADMIN'] as const;
type Caller = (typeof callers)[number];
const users = new Map<Caller, TestUser>();

beforeAll(async () => {
  on = await openTestApi({ RATE_LIMIT_STRICT: '10000', RATE_LIMIT_PER_ADDRESS: '10000', RATE_LIMIT_PER_USER: '10000' });
  for (const caller of callers) {
    if (caller === 'nobody') continue;
    const roles: PlatformRole[] = caller === 'user' ? [] : [caller];
    users.set(caller, await on.t.user(caller.toLowerCase(), { roles, funds: { CARBON: '100' } }));
  }
});
afterAll(() => on[Symbol.asyncDispose]());

const SCALARS: Readonly<Record<string, unknown>> = {
  ID: encodeId('User', randomUUID()),
  Decimal: '1',
  DateTime: '2100-01-01T00:00:00Z',
  Date: '2026-01-01',
  Address: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  Hash: `0x${'5a'.repeat(32)}`,
  Int: 1,
  Float: 1,
  Boolean: true,
};

/** The least value of a type, in JSON. */
function leastOf(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return leastOf(type.ofType);
  if (isListType(type)) return [leastOf(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isRequiredInputField(field));
    return Object.fromEntries(fields.map((field) => [field.name, leastOf(field.type)]));
  }
  return type.name === 'String' ? randomUUID().slice(0, 8) : SCALARS[type.name];
}

async function ask(route: (typeof routes)[number], caller: Caller) {
  const user = users.get(caller);
  const token = user && (await on.t.app.tokens.sign(user.id, randomUUID())).token;
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const required = route.field.args.filter((arg) => isRequiredArgument(arg));
  const url = new URL(route.path, on.url);
  if (route.method === 'POST') {
    const [input] = required;
    const body = JSON.stringify(input ? leastOf(input.type) : {});
    return fetch(url, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body });
  }
  for (const { name, type } of required) {
    for (const item of [leastOf(type)].flat()) {
      url.searchParams.append(name, typeof item === 'string' ? item : JSON.stringify(item));
    }
  }
  return fetch(url, { headers });
}

function refusalOf({ who }: Door, caller: Caller): 'UNAUTHENTICATED' | 'FORBIDDEN' | undefined {
  if (who === 'ANYONE') return undefined;
  if (caller === 'nobody') return 'UNAUTHENTICATED';
  return who === 'SIGNED_IN' || (caller !== 'user' && who.includes(caller)) ? undefined : 'FORBIDDEN';
}

test('every query and mutation has an address, but those that take a file', () => {
  const missing = Object.keys(doors).filter(
    (door) => !door.startsWith('Subscription') && !routes.some((route) => doorOf(route) === door),
  );
  expect(missing.toSorted()).toEqual([
    'Mutation.documentUpload',
    'Mutation.documentVersionAdd',
    'Mutation.statementImport',
  ]);
});

describe.each(callers)('as %s', { timeout: 60_000 }, (caller) => {
  test.each(routes.map((route) => [doorOf(route), route] as const))('%s', async (name, route) => {
    const response = await ask(route, caller);
    const said = (await response.json()) as { code?: string; status?: number } | null;
    const refusal = refusalOf(doors[name] as Door, caller);
    if (refusal !== undefined) {
      expect({ status: response.status, code: said?.code }).toEqual({
        status: refusal === 'FORBIDDEN' ? 403 : 401,
        code: refusal,
      });
      return;
    }
    // What was asked for need not exist; but it was let in, and its selection is one that the API takes.
    const code = response.status === 200 ? undefined : said?.code;
    expect(
      ['UNAUTHENTICATED', 'FORBIDDEN', 'INTERNAL', 'BAD_USER_INPUT', 'QUERY_TOO_COMPLEX', 'BAD_REQUEST'],
      name,
    ).not.toContain(code);
    if (response.status !== 200) expect(said?.status).toBe(response.status);
  });
});
