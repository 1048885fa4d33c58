import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { type Asset, assets, type WalletView } from '../../db/wallets.ts';
import type { WalletEntryView } from '../../db/wallet-entries.ts';
import { formatAmount } from '../amounts.ts';
import { recordDeposit } from '../deposits/record-deposit.ts';
import { InsufficientFunds, Refusal } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { sendTransfer } from '../transfers/send-transfer.ts';
import { approveWithdrawal } from '../withdrawals/approve-withdrawal.ts';
import { rejectWithdrawal } from '../withdrawals/reject-withdrawal.ts';
import { requestWithdrawal } from '../withdrawals/request-withdrawal.ts';
import { myWallets, statementEntries, walletStatement } from './read.ts';

// Random histories against a model in plain arithmetic: whatever people do, in whatever order, the ledger holds.

let t: TestApp;
let clerk: TestUser;
beforeAll(async () => {
  t = await openTestApp();
  clerk = await t.user('clerk', { roles: ['FINANCE'] });
});
afterAll(() => t[Symbol.asyncDispose]());

const USERS = 3;
const person = fc.nat(USERS - 1);
const asset = fc.constantFrom<Asset>('EUR', 'CARBON');
const amount = fc.bigInt(1n, 500n);
const pick = fc.nat(1000);
const command = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('deposit' as const), who: person, asset, amount }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('transfer' as const), who: person, to: person, asset, amount }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('withdraw' as const), who: person, asset, amount }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('approve' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reject' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('again' as const), pick }) },
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

interface World {
  readonly run: number;
  readonly users: readonly TestUser[];
  /** Everything that was tried, to be tried again under the same key. */
  readonly done: { readonly call: () => Promise<{ id: string }>; readonly id: string | undefined }[];
  readonly withdrawals: {
    readonly id: string;
    readonly who: number;
    readonly asset: Asset;
    readonly amount: bigint;
    open: boolean;
  }[];
  /** Available and held by user and asset, as plain arithmetic has it. */
  readonly model: Map<string, { available: bigint; held: bigint }>;
}

let runs = 0;
async function newWorld(): Promise<World> {
  const run = (runs += 1);
  const users = await Promise.all(Array.from({ length: USERS }, (_, i) => t.user(`user${run}x${i}`)));
  return { run, users, done: [], withdrawals: [], model: new Map() };
}

function sideOf({ model }: World, who: number, asset: Asset): { available: bigint; held: bigint } {
  const key = `${who}${asset}`;
  const side = model.get(key) ?? { available: 0n, held: 0n };
  model.set(key, side);
  return side;
}

/** What a command calls, and what the model says of it: undefined where it is to be refused. */
function plan(
  world: World,
  command: Command,
  step: number,
): { call: () => Promise<{ id: string }>; effect: ((id: string) => void) | undefined } {
  const idempotencyKey = `history-${world.run}-${step}`;
  if (command.do === 'approve' || command.do === 'reject' || command.do === 'again')
    throw new Error('is decided elsewhere');
  const { who, asset } = command;
  const actor = world.users[who] as TestUser;
  const own = sideOf(world, who, asset);
  const input = { asset, amount: formatAmount(command.amount, asset), idempotencyKey };
  if (command.do === 'deposit') {
    const wish = { ...input, ownerId: encodeId('User', actor.id), bankReference: idempotencyKey };
    return { call: () => recordDeposit(clerk.ctx, wish), effect: () => void (own.available += command.amount) };
  }
  const enough = own.available >= command.amount;
  if (command.do === 'transfer') {
    const recipient = world.users[command.to] as TestUser;
    const other = sideOf(world, command.to, asset);
    const effect = () => {
      own.available -= command.amount;
      other.available += command.amount;
    };
    const call = () => sendTransfer(actor.ctx, { ...input, recipientId: encodeId('User', recipient.id) });
    return { call, effect: enough && command.to !== who ? effect : undefined };
  }
  const effect = (id: string) => {
    own.available -= command.amount;
    own.held += command.amount;
    world.withdrawals.push({ id, who, asset, amount: command.amount, open: true });
  };
  return {
    call: () => requestWithdrawal(actor.ctx, { ...input, destination: 'IBAN' }),
    effect: enough ? effect : undefined,
  };
}

function planDecision(world: World, { do: verb, pick }: Extract<Command, { pick: number }>, step: number) {
  const chosen = world.withdrawals[pick % world.withdrawals.length];
  if (!chosen) return undefined;
  const input = { withdrawalId: encodeId('Withdrawal', chosen.id), idempotencyKey: `history-${world.run}-${step}` };
  const call = () =>
    verb === 'approve'
      ? approveWithdrawal(clerk.ctx, input)
      : rejectWithdrawal(clerk.ctx, { ...input, reason: 'by chance' });
  const side = sideOf(world, chosen.who, chosen.asset);
  const effect = () => {
    chosen.open = false;
    side.held -= chosen.amount;
    if (verb === 'reject') side.available += chosen.amount;
  };
  return { call, effect: chosen.open ? effect : undefined };
}

async function perform(world: World, command: Command, step: number): Promise<void> {
  if (command.do === 'again') {
    const earlier = world.done[command.pick % world.done.length];
    if (earlier?.id) expect((await earlier.call()).id).toBe(earlier.id);
    return;
  }
  const planned = 'pick' in command ? planDecision(world, command, step) : plan(world, command, step);
  if (!planned) return;
  if (planned.effect) {
    const { id } = await planned.call();
    planned.effect(id);
    world.done.push({ call: planned.call, id });
  } else {
    await expect(planned.call()).rejects.toThrow(Refusal);
    world.done.push({ call: planned.call, id: undefined });
  }
}

/** The ledger's own rules, over everything in the database. */
async function expectSoundLedger(): Promise<void> {
  expect(Object.values(await t.ledgerSums()).filter((sum) => sum !== 0n)).toEqual([]);
  const unlike = await t.db.sql`
    select a.id from accounts a left join postings p on p.account_id = a.id
    where a.wallet_id is not null group by a.id having a.balance <> coalesce(sum(p.amount), 0) or a.balance < 0`;
  expect(unlike.count).toBe(0);
  const unbalanced = await t.db.sql`select entry_id from postings group by entry_id, asset having sum(amount) <> 0`;
  expect(unbalanced.count).toBe(0);
}

async function expectModel({ users, model }: World): Promise<void> {
  for (const [who, user] of users.entries()) {
    for (const asset of assets) {
      expect(await t.balance(user, asset)).toEqual(model.get(`${who}${asset}`) ?? { available: 0n, held: 0n });
    }
  }
}

async function entriesOf(
  ctx: TestUser['ctx'],
  statement: Awaited<ReturnType<typeof walletStatement>>,
): Promise<WalletEntryView[]> {
  const found: WalletEntryView[] = [];
  for (let after: string | undefined; ;) {
    const page = await statementEntries(ctx, statement, { first: 7, after });
    found.push(...page.items);
    if (!page.hasNextPage) return found;
    after = page.cursorOf(page.items.at(-1) as WalletEntryView);
  }
}

/** Cuts the history of a wallet at moments of its own: every piece adds up, and each begins where the last one ended. */
async function expectStatementsAddUp({ ctx }: TestUser, wallet: WalletView, cuts: readonly number[]): Promise<void> {
  const moments = await t.db.sql<{ at: Date }[]>`
    select distinct date_trunc('milliseconds', p.created_at) as at from postings p join accounts a on a.id = p.account_id
    where a.wallet_id = ${wallet.id} order by at`;
  const chosen = cuts
    .flatMap((cut) => moments[cut % Math.max(moments.length, 1)]?.at ?? [])
    .toSorted((a, b) => a.getTime() - b.getTime());
  const bounds = [new Date(0), ...chosen, new Date('2999-01-01')];
  let before = { lastPosting: 0n, available: 0n, held: 0n };
  for (const [i, to] of bounds.slice(1).entries()) {
    const period = { from: (bounds[i] as Date).toISOString(), to: to.toISOString() };
    const statement = await walletStatement(ctx, wallet, period);
    expect(statement.opening).toEqual(before);
    const sum = { AVAILABLE: statement.opening.available, HELD: statement.opening.held };
    for (const { account, amount, balanceAfter, createdAt } of await entriesOf(ctx, statement)) {
      sum[account] += amount;
      expect(balanceAfter).toBe(sum[account]);
      expect(createdAt >= (bounds[i] as Date) && createdAt < to).toBe(true);
    }
    expect({ available: sum.AVAILABLE, held: sum.HELD }).toEqual({
      available: statement.closing.available,
      held: statement.closing.held,
    });
    before = statement.closing;
  }
  expect(before).toMatchObject({ available: wallet.available, held: wallet.held });
}

test('after any history the ledger is sound, balances are as reckoned, and every statement adds up', async () => {
  const history = fc.array(command, { minLength: 1, maxLength: 40 });
  const cuts = fc.array(fc.nat(1000), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(history, cuts, async (commands, cuts) => {
      const world = await newWorld();
      for (const [step, command] of commands.entries()) await perform(world, command, step);
      await expectModel(world);
      await expectSoundLedger();
      for (const user of world.users) {
        for (const wallet of await myWallets(user.ctx)) await expectStatementsAddUp(user, wallet, cuts);
      }
    }),
    { numRuns: 40 },
  );
});

test('the same holds when everything happens at once', async () => {
  const seeds = fc.array(fc.record({ do: fc.constant('deposit' as const), who: person, asset, amount }), {
    minLength: 3,
    maxLength: 6,
  });
  const storm = fc.array(command, { minLength: 10, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(seeds, storm, fc.array(fc.nat(1000), { maxLength: 3 }), async (seeds, commands, cuts) => {
      const world = await newWorld();
      for (const [step, seed] of seeds.entries()) await perform(world, seed, step);
      for (let i = 0; i < 3; i++) {
        await requestWithdrawal((world.users[i] as TestUser).ctx, {
          asset: 'EUR',
          amount: '0.50',
          destination: 'IBAN',
          idempotencyKey: `open-withdrawal-${i}`,
        })
          .then(({ id }) => world.withdrawals.push({ id, who: i, asset: 'EUR', amount: 50n, open: true }))
          .catch((error: unknown) => expect(error).toBeInstanceOf(InsufficientFunds));
      }
      const calls = commands.flatMap((command, step) => {
        if (command.do === 'again') return [];
        const planned = 'pick' in command ? planDecision(world, command, 100 + step) : plan(world, command, 100 + step);
        // Each twice: the second waits for the first and gets its result, or is refused like it.
        return planned ? [planned.call, planned.call] : [];
      });
      const results = await Promise.allSettled(calls.map((call) => call()));
      const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
      expect(failures.filter((failure) => !(failure instanceof Refusal))).toEqual([]);
      await expectSoundLedger();
      for (const user of world.users) {
        for (const wallet of await myWallets(user.ctx)) await expectStatementsAddUp(user, wallet, cuts);
      }
    }),
    { numRuns: 15 },
  );
});
