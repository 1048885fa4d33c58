import { type ExecutionResult, graphql, parse, subscribe } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';
import type { Context } from '../resolvers/context.ts';
import { encodeId } from '../resolvers/ids.ts';
import { schema } from './index.ts';

let t: TestApp;
let [alice, bob, clerk] = [] as unknown as [TestUser, TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  alice = await t.user('alice');
  bob = await t.user('bob');
  clerk = await t.user('clerk', { roles: ['FINANCE'] });
});
afterAll(() => t[Symbol.asyncDispose]());

/** Carries out an operation; `T` says what of the answer the test reads. */
async function ask<T = Record<string, unknown>>(
  { ctx }: { ctx: Context },
  source: string,
  variables: Record<string, unknown> = {},
): Promise<T> {
  const { data, errors } = await graphql({ schema, source, contextValue: ctx, variableValues: variables });
  if (errors) throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
  // Without the null prototypes of graphql-js.
  return JSON.parse(JSON.stringify(data)) as T;
}

let keys = 0;
const input = (fields: Record<string, unknown>) => ({
  input: { ...fields, idempotencyKey: `key-of-test-${(keys += 1)}` },
});
const userId = (user: TestUser) => encodeId('User', user.id);

const DEPOSIT = `mutation ($input: DepositRecordInput!) { depositRecord(input: $input) {
  __typename
  ... on DepositRecordPayload { deposit { id amount asset bankReference recordedBy { username } wallet { id available owner { username } } } }
  ... on Error { code message retryable }
} }`;
const deposit = (owner: TestUser, amount: string, bankReference: string) =>
  ask(clerk, DEPOSIT, input({ ownerId: userId(owner), asset: 'EUR', amount, bankReference }));
const REQUEST = `mutation ($input: WithdrawalRequestInput!) { withdrawalRequest(input: $input) {
  ... on WithdrawalRequestPayload { withdrawal { id status wallet { held } } }
  ... on InsufficientFunds { code asset available required }
} }`;
const APPROVE = `mutation ($input: WithdrawalApproveInput!) { withdrawalApprove(input: $input) {
  __typename ... on WithdrawalApprovePayload { withdrawal { status decidedBy { username } decidedAt } }
  ... on IllegalTransition { status } ... on Error { code }
} }`;
const SEND = `mutation ($input: TransferSendInput!) { transferSend(input: $input) {
  ... on TransferSendPayload { transfer { id amount status sender { username } recipient { username } } }
  ... on Error { code message }
} }`;

describe('the whole way of money', () => {
  test('in, across, held and out, with an account of every step', async () => {
    const recorded = (await deposit(alice, '100', 'BANK 1')).depositRecord;
    expect(recorded).toMatchObject({
      __typename: 'DepositRecordPayload',
      deposit: {
        amount: '100.00',
        asset: 'EUR',
        recordedBy: { username: 'clerk' },
        wallet: { available: '100.00', owner: { username: 'alice' } },
      },
    });
    expect(await deposit(bob, '1.00', 'bank1')).toEqual({
      depositRecord: {
        __typename: 'BankReferenceUsed',
        code: 'BANK_REFERENCE_USED',
        message: expect.any(String) as string,
        retryable: false,
      },
    });
    const sent = (await ask(alice, SEND, input({ recipientId: userId(bob), asset: 'EUR', amount: '12.34' })))
      .transferSend;
    expect(sent).toMatchObject({
      transfer: { amount: '12.34', sender: { username: 'alice' }, recipient: { username: 'bob' } },
    });
    const { withdrawalRequest: asked } = await ask<{ withdrawalRequest: { withdrawal: Node } }>(
      alice,
      REQUEST,
      input({ asset: 'EUR', amount: '50', destination: 'IBAN' }),
    );
    expect(asked).toMatchObject({ withdrawal: { status: 'REQUESTED', wallet: { held: '50.00' } } });
    expect(
      (await ask(alice, REQUEST, input({ asset: 'EUR', amount: '37.67', destination: 'IBAN' }))).withdrawalRequest,
    ).toEqual({
      code: 'INSUFFICIENT_FUNDS',
      asset: 'EUR',
      available: '37.66',
      required: '37.67',
    });
    const decide = { withdrawalId: asked.withdrawal.id };
    const approved = {
      __typename: 'WithdrawalApprovePayload',
      withdrawal: { status: 'APPROVED', decidedBy: { username: 'clerk' } },
    };
    expect((await ask(clerk, APPROVE, input(decide))).withdrawalApprove).toMatchObject(approved);
    expect((await ask(clerk, APPROVE, input(decide))).withdrawalApprove).toEqual({
      __typename: 'IllegalTransition',
      status: 'APPROVED',
      code: 'ILLEGAL_TRANSITION',
    });

    const wallets = (await ask(alice, '{ myWallets { asset available held total } }')).myWallets;
    expect(wallets).toContainEqual({ asset: 'EUR', available: '37.66', held: '0.00', total: '37.66' });
    const { statement, entries } = await accountOf(alice);
    expect(statement.opening).toEqual({ available: '0.00', held: '0.00', total: '0.00' });
    expect(statement.closing).toEqual({ available: '37.66', held: '0.00', total: '37.66' });
    expect(entries).toEqual([
      ['DEPOSIT', 'IN', '100.00', 'AVAILABLE', '100.00', 'Deposit'],
      ['TRANSFER', 'OUT', '12.34', 'AVAILABLE', '87.66', 'Transfer'],
      ['WITHDRAWAL_HOLD', 'OUT', '50.00', 'AVAILABLE', '37.66', 'Withdrawal'],
      ['WITHDRAWAL_HOLD', 'IN', '50.00', 'HELD', '50.00', 'Withdrawal'],
      ['WITHDRAWAL_SETTLEMENT', 'OUT', '50.00', 'HELD', '0.00', 'Withdrawal'],
    ]);
  });
});

interface Node {
  readonly __typename: string;
  readonly id: string;
}
interface Statement {
  readonly opening: unknown;
  readonly closing: unknown;
  readonly entries: { edges: { node: Record<string, unknown> & { reference: Node } }[] };
}

async function accountOf(user: TestUser): Promise<{ statement: Statement; entries: unknown[] }> {
  const { myWallets } = await ask<{ myWallets: { asset: string; statement: Statement }[] }>(
    user,
    `{ myWallets { asset statement(from: "2000-01-01T00:00:00Z", to: "2999-01-01T00:00:00Z") {
      opening { available held total } closing { available held total }
      entries { edges { node { kind direction amount account balanceAfter reference { __typename id } } } }
    } } }`,
  );
  const statement = myWallets.find(({ asset }) => asset === 'EUR')?.statement;
  if (!statement) throw new Error('no wallet');
  const entries = statement.entries.edges.map(({ node: { reference, ...node } }) => [
    ...Object.values(node),
    reference.__typename,
  ]);
  return { statement, entries };
}

test('nodes of value are absent for everyone who may not see them', async () => {
  await deposit(bob, '5.00', 'BANK 2');
  const { myWallets } = await ask<{ myWallets: (Node & { entries: { edges: { node: { reference: Node } }[] } })[] }>(
    bob,
    '{ myWallets { id entries(filterBy: { kinds: [DEPOSIT] }) { edges { node { reference { id } } } } } }',
  );
  const wallet = myWallets.find(({ entries }) => entries.edges.length > 0);
  const sent = input({ recipientId: userId(alice), asset: 'EUR', amount: '1' });
  const { transferSend } = await ask<{ transferSend: { transfer: Node } }>(bob, SEND, sent);
  const asked = input({ asset: 'EUR', amount: '1', destination: 'IBAN' });
  const { withdrawalRequest } = await ask<{ withdrawalRequest: { withdrawal: Node } }>(bob, REQUEST, asked);
  const deposited = wallet?.entries.edges[0]?.node.reference.id;
  const ids = [wallet?.id, transferSend.transfer.id, withdrawalRequest.withdrawal.id, deposited];
  const carol = await t.user('carol');
  const seen = async (who: { ctx: Context }) => {
    const { nodes } = await ask<{ nodes: (Node | null)[] }>(
      who,
      'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }',
      { ids },
    );
    return nodes.map((node) => node?.__typename);
  };
  expect(await seen(bob)).toEqual(['Wallet', 'Transfer', 'Withdrawal', 'Deposit']);
  expect(await seen(clerk)).toEqual(['Wallet', undefined, 'Withdrawal', 'Deposit']);
  expect(await seen(alice)).toEqual([undefined, 'Transfer', undefined, undefined]);
  for (const who of [carol, { ctx: t.nobody }])
    expect(await seen(who)).toEqual(Array.from({ length: 4 }, () => undefined));
});

test('a list of transfers with both parties is one statement', async () => {
  const [dave, eve] = [await t.user('dave', { funds: { EUR: '10.00' } }), await t.user('eve')];
  for (let i = 0; i < 3; i++) await ask(dave, SEND, input({ recipientId: userId(eve), asset: 'EUR', amount: '1' }));
  const loaded: unknown[] = [];
  const { users } = dave.ctx.loaders;
  const load = users.load.bind(users);
  users.load = (id) => {
    loaded.push(id);
    return load(id);
  };
  const { myTransfers } = await ask<{ myTransfers: { edges: unknown } }>(
    dave,
    '{ myTransfers { edges { node { ...parties } } } } fragment parties on Transfer { from: sender { username } recipient { username } }',
  );
  expect(myTransfers.edges).toEqual(
    Array.from({ length: 3 }, () => ({ node: { from: { username: 'dave' }, recipient: { username: 'eve' } } })),
  );
  expect(loaded).toEqual([]);
});

test('walletChanged shows the wallet as it is at each event, not as it was at the first', async () => {
  const frank = await t.user('frank');
  const document = parse('subscription { walletChanged { cursor at wallet { asset available } } }');
  const events = await subscribe({ schema, document, contextValue: frank.ctx });
  if (!(Symbol.asyncIterator in events)) throw new AggregateError(events.errors ?? [], 'the subscription was refused');
  const available = async () => {
    const { value } = (await events.next()) as IteratorYieldResult<
      ExecutionResult<{ walletChanged: { wallet: { available: string } } }>
    >;
    return value.data?.walletChanged.wallet.available;
  };
  for (const [amount, total] of [
    ['1.00', '1.00'],
    ['2.50', '3.50'],
  ] as const) {
    await deposit(frank, amount, `BANK ${frank.username} ${amount}`);
    await t.broadcast();
    expect(await available()).toBe(total);
  }
  await events.return?.();
});
