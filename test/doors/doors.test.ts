import { randomUUID } from 'node:crypto';
import type { GraphQLField } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { platformRole } from '../../src/db/users.ts';
import { encodeCursor } from '../../src/resolvers/feed.ts';
import { updateOrganization } from '../../src/resolvers/organizations/update-organization.ts';
import { permissions } from '../../src/resolvers/permissions.ts';
import { type Message, openGreeted, openTestApi, post, type Reply, type TestApi, tickPrice } from '../clients.ts';
import { bring, PDF } from '../documents.ts';
import { postForm } from '../forms.ts';
import type { TestUser } from '../harness.ts';
import { foundedBy } from '../organizations.ts';
import { projectIn } from '../projects.ts';
import { callOf, rootFields } from './calls.ts';
import type { Door } from './door.ts';
import { doors, inner } from './table.ts';
import { tellAll, tellOfCase } from './tell.ts';

const fields = rootFields();

let on: TestApi;
/** Nobody, someone without a role, and one for each role. */
const callers = ['nobody', 'user', ...platformRole.enumValues] as const;
type Caller = (typeof callers)[number];
const users = new Map<Caller, TestUser>();
let after: string;

beforeAll(async () => {
  on = await openTestApi({ RATE_LIMIT_STRICT: '10000', RATE_LIMIT_PER_ADDRESS: '10000', RATE_LIMIT_PER_USER: '10000' });
  const { t } = on;
  for (const caller of callers) {
    if (caller === 'nobody') continue;
    const roles = caller === 'user' ? [] : [caller];
    users.set(caller, await t.user(caller.toLowerCase(), { roles, funds: { CARBON: '100' } }));
  }
  await tickPrice(t, 7);
  await t.broadcast();
  after = JSON.stringify(encodeCursor(t.app.feed.head));
  await tellAll(t, [...users.values()]);
  for (const user of users.values()) {
    const { organizationId } = await foundedBy(t, user);
    await updateOrganization(user.ctx, { organizationId, vatId: 'CHE123' });
    await bring(user);
  }
  const [owner, admin] = [users.get('PROJECT_OWNER'), users.get('PLATFORM_ADMIN')];
  const project = owner && admin && (await projectIn({ owner, admin }, 'LISTED'));
  for (const user of users.values()) if (project) await tellOfCase(t, project, user);
  await t.broadcast();
});
afterAll(() => on[Symbol.asyncDispose]());

/** What the table says: the refusal, or undefined where the caller may pass. */
function refusalOf({ who }: Door, caller: Caller): string | undefined {
  if (who === 'ANYONE') return undefined;
  if (caller === 'nobody') return 'UNAUTHENTICATED';
  return who === 'SIGNED_IN' || (caller !== 'user' && who.includes(caller)) ? undefined : 'FORBIDDEN';
}

function fieldOf(name: string): GraphQLField<unknown, unknown> {
  const field = fields.get(name);
  if (!field) throw new Error(`there is no ${name}`);
  return field;
}

/** A token of a session of its own: some of the calls end the session that they are made with. */
async function headersOf(caller: Caller): Promise<Record<string, string>> {
  const user = users.get(caller);
  if (!user) return {};
  return { authorization: `Bearer ${(await on.t.app.tokens.sign(user.id, randomUUID())).token}` };
}

/** Within this every call is answered: a subscription too, since what it tells has happened before. */
const ANSWER_MS = 15_000;

/** A file can only be sent with a form. */
const ask = (query: string, headers: Record<string, string>): Promise<Reply> =>
  query.includes('$file')
    ? postForm(on.url, { query, files: { 'variables.file': { bytes: PDF } } }, headers)
    : post(on.url, { query }, headers);

type Outcome = Pick<Reply['body'], 'data' | 'errors'>;

function check(what: string, { data, errors }: Outcome, refusal: string | undefined): void {
  const codes = (errors ?? []).map(({ extensions }) => extensions['code']);
  if (refusal) {
    expect(codes, what).toEqual([refusal]);
    expect(data?.['it'] ?? null, what).toBeNull();
  } else {
    // What was called for need not exist; anything else would mean that the call did not get as far as the door.
    expect(
      codes.filter((code) => code !== 'INPUT_INVALID' && code !== 'NOT_FOUND'),
      what,
    ).toEqual([]);
  }
}

/** The first answer to a subscription. Throws with its name if none comes: then nothing in `tellAll` tells it. */
async function firstOf(name: string, query: string, headers: Record<string, string>): Promise<Outcome> {
  const { say, hear, socket } = await openGreeted(on.url, headers);
  const { promise: deadline, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new Error(`nothing was told to ${name} within ${ANSWER_MS} ms`));
  }, ANSWER_MS);
  try {
    say({ id: '1', type: 'subscribe', payload: { query } });
    const { type, payload } = await Promise.race([hear(), deadline]);
    return type === 'error' ? { errors: payload as never } : (payload as NonNullable<Message['payload']>);
  } finally {
    clearTimeout(timer);
    socket.terminate();
  }
}

async function checkFirst(
  name: string,
  given: Readonly<Record<string, string>>,
  caller: Caller,
  refusal: string | undefined,
): Promise<void> {
  const what = `${name} as ${caller}`;
  const outcome = await firstOf(what, callOf(name, fieldOf(name), given), await headersOf(caller));
  check(what, outcome, refusal);
  if (!refusal) expect(outcome.data?.['it'], what).toHaveProperty('__typename');
}

test('the table has every door of the schema, and no door that is none', () => {
  expect(Object.keys(doors).toSorted()).toEqual([...fields.keys()].toSorted());
});

test('the table says what the platform’s own table of permissions says, of each of its rows', () => {
  for (const [name, { who, action }] of Object.entries(doors)) {
    expect(action === undefined, name).toBe(who === 'ANYONE');
    if (action) expect(permissions[action], name).toEqual(who);
  }
  const used = new Set([...Object.values(doors).flatMap(({ action }) => action ?? []), ...inner]);
  expect([...used].toSorted()).toEqual(Object.keys(permissions).toSorted());
});

describe.each(callers)('as %s', { timeout: 2 * ANSWER_MS }, (caller) => {
  const asked = Object.entries(doors).filter(([name]) => !name.startsWith('Subscription'));
  test.each(asked)('%s', async (name, door) => {
    const { body } = await ask(callOf(name, fieldOf(name)), await headersOf(caller));
    check(`${name} as ${caller}`, body, refusalOf(door, caller));
  });

  const watched = Object.entries(doors).filter(([name]) => name.startsWith('Subscription'));
  // At once, so that many that are told nothing cost no more than one.
  test.concurrent.each(watched)('%s', async (name, door) => {
    await checkFirst(name, { after }, caller, refusalOf(door, caller));
  });

  test('Subscription.tradePlaced, of the own trades', async () => {
    const refusal = refusalOf({ who: 'SIGNED_IN' }, caller);
    await checkFirst('Subscription.tradePlaced', { after, mine: 'true' }, caller, refusal);
  });
});

test('a token that is none, or of a key that is not ours, opens no door that nobody may pass', async () => {
  const { token } = await on.t.app.tokens.sign(users.get('PLATFORM_ADMIN')?.id ?? '', randomUUID());
  const [head, body, signature = ''] = token.split('.');
  const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
  const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
  for (const forged of ['x', `${none}.${body}.`, `${head}.${body}.${flipped}`]) {
    for (const [name, door] of Object.entries(doors)) {
      const field = fields.get(name);
      if (!field || door.who === 'ANYONE' || name.startsWith('Subscription')) continue;
      const reply = await ask(callOf(name, field), { authorization: `Bearer ${forged}` });
      check(`${name} with ${forged.slice(0, 10)}`, reply.body, 'UNAUTHENTICATED');
    }
  }
});
