import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { platformRole } from '../../src/db/users.ts';
import { encodeCursor } from '../../src/resolvers/feed.ts';
import { writeIntent } from '../../src/resolvers/intents/write-intent.ts';
import { permissions } from '../../src/resolvers/permissions.ts';
import { linkedBy, walletOf } from '../addresses.ts';
import { offerIn, sell } from '../announcements.ts';
import { type Message, openGreeted, openTestApi, post, type Reply, type TestApi, tickPrice } from '../clients.ts';
import type { TestApp, TestUser } from '../harness.ts';
import { callOf, rootFields } from './calls.ts';
import { type Door, doors, inner } from './table.ts';

const fields = rootFields();

let on: TestApi;
/** Nobody, someone without a role, and one for each role. */
const callers = ['nobody', 'user', ...platformRole.enumValues] as const;
type Caller = (typeof callers)[number];
const users = new Map<Caller, TestUser>();
let after: string;

beforeAll(async () => {
  on = await openTestApi({ RATE_LIMIT_STRICT: '1000' });
  const { t } = on;
  for (const caller of callers) {
    if (caller === 'nobody') continue;
    const roles = caller === 'user' ? [] : [caller];
    users.set(caller, await t.user(caller.toLowerCase(), { roles, funds: { CARBON: '100' } }));
  }
  await tickPrice(t, 7);
  await t.broadcast();
  after = JSON.stringify(encodeCursor(t.app.feed.head));
  // What each subscription has to tell, to each of them.
  await tickPrice(t, 8);
  for (const user of users.values()) {
    await sell(t, await offerIn(t, user, 'ACTIVE'), '1');
    await intendFor(t, user);
    await linkedBy(user, walletOf(user.username));
  }
  await t.broadcast();
});
afterAll(() => on[Symbol.asyncDispose]());

/** Writes a transaction of the platform that is about this user. */
const intendFor = ({ db }: TestApp, { id }: TestUser) =>
  db.transact((tx) =>
    writeIntent(tx, {
      chainId: 31_337,
      kind: 'ACCOUNT_REGISTER_USER',
      reference: id,
      args: { userKey: `0x${randomUUID().replaceAll('-', '').repeat(2)}` },
      createdBy: null,
      userId: id,
    }),
  );

/** What the table says: the refusal, or undefined where the caller may pass. */
function refusalOf({ who }: Door, caller: Caller): string | undefined {
  if (who === 'ANYONE') return undefined;
  if (caller === 'nobody') return 'UNAUTHENTICATED';
  return who === 'SIGNED_IN' || (caller !== 'user' && who.includes(caller)) ? undefined : 'FORBIDDEN';
}

/** A token of a session of its own: some of the calls end the session that they are made with. */
async function headersOf(caller: Caller): Promise<Record<string, string>> {
  const user = users.get(caller);
  if (!user) return {};
  return { authorization: `Bearer ${(await on.t.app.tokens.sign(user.id, randomUUID())).token}` };
}

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

/** The first answer to a subscription. */
async function firstOf(query: string, headers: Record<string, string>): Promise<Outcome> {
  const { say, hear, socket } = await openGreeted(on.url, headers);
  say({ id: '1', type: 'subscribe', payload: { query } });
  const { type, payload } = await hear();
  socket.terminate();
  return type === 'error' ? { errors: payload as never } : (payload as NonNullable<Message['payload']>);
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

describe.each(callers)('as %s', (caller) => {
  const asked = Object.entries(doors).filter(([name]) => !name.startsWith('Subscription'));
  test.each(asked)('%s', async (name, door) => {
    const field = fields.get(name);
    if (!field) throw new Error(`there is no ${name}`);
    const { body } = await post(on.url, { query: callOf(name, field) }, await headersOf(caller));
    check(`${name} as ${caller}`, body, refusalOf(door, caller));
  });

  const watched = Object.entries(doors).filter(([name]) => name.startsWith('Subscription'));
  test.each(watched)('%s', async (name, door) => {
    const field = fields.get(name);
    if (!field) throw new Error(`there is no ${name}`);
    const outcome = await firstOf(callOf(name, field, { after }), await headersOf(caller));
    const refusal = refusalOf(door, caller);
    check(`${name} as ${caller}`, outcome, refusal);
    if (!refusal) expect(outcome.data?.['it']).toHaveProperty('__typename');
  });

  test('Subscription.tradePlaced, of the own trades', async () => {
    const field = fields.get('Subscription.tradePlaced');
    if (!field) throw new Error('there is no tradePlaced');
    const query = callOf('Subscription.tradePlaced', field, { after, mine: 'true' });
    const outcome = await firstOf(query, await headersOf(caller));
    const refusal = refusalOf({ who: 'SIGNED_IN' }, caller);
    check(`tradePlaced(mine: true) as ${caller}`, outcome, refusal);
    if (!refusal) expect(outcome.data?.['it']).toHaveProperty('__typename');
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
      const reply = await post(on.url, { query: callOf(name, field) }, { authorization: `Bearer ${forged}` });
      check(`${name} with ${forged.slice(0, 10)}`, reply.body, 'UNAUTHENTICATED');
    }
  }
});
