import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  chainMeta,
  copyState,
  type Draw,
  type Emitted,
  emptyState,
  happen,
  logsOf,
  type ModelState,
  person,
  word,
} from '../../../test/chain-model.ts';
import { faultsInBooks } from '../../../test/engines.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { POSITION_TABLES } from '../../db/chain-positions.ts';
import { selectDebtsOfOwner } from '../../db/chain-deposits.ts';
import { platformAccounts } from '../../db/ledger.ts';
import { addressBytes, insertLink } from '../../db/linked-addresses.ts';
import { formatAmount } from '../amounts.ts';
import { depositsIn } from '../chain-deposits/rules.ts';
import { encodeId } from '../ids.ts';
import { sendTransfer } from '../transfers/send-transfer.ts';
import { applyLogs, settleConfirmed, undoLogs } from './effects.ts';
import type { ChainMeta, DecodedLog } from './facts.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const CONFIRMATIONS = 3;
let chains = 100;

interface Block {
  readonly number: bigint;
  readonly hash: `0x${string}`;
  readonly state: ModelState;
  readonly events: readonly Emitted[];
}

const draw: fc.Arbitrary<Draw> = fc.record({ what: fc.nat(17), who: fc.nat(3), whom: fc.nat(11), much: fc.nat(40) });
/** Blocks that are added, after `undo` were taken away. */
const move = fc.record({
  undo: fc.nat(6),
  blocks: fc.array(fc.array(draw, { maxLength: 6 }), { minLength: 1, maxLength: 4 }),
});

/** The chain as a list of blocks; `unique` tells one fork's blocks from another's. */
function grow(meta: ChainMeta, chain: readonly Block[], draws: readonly Draw[], unique: string): Block {
  const state = copyState(chain.at(-1)?.state ?? emptyState());
  const number = BigInt(chain.length + 1);
  const events = draws.flatMap((each, index) => happen(state, each, meta, `${unique} ${number} ${index}`));
  return { number, hash: word(`${unique} ${number}`), state, events };
}

const logsIn = (meta: ChainMeta, blocks: readonly Block[]): DecodedLog[] =>
  blocks.flatMap((block) => logsOf(meta, block, block.events));

/** Every row that follows from the logs of a chain, without the chain's own number. */
async function rowsOf(chainId: number): Promise<Record<string, string[]>> {
  const tables = POSITION_TABLES.map(async (table) => {
    const rows = await t.db.sql<{ row: string }[]>`
      select (to_jsonb(r) - 'chain_id')::text as row from ${t.db.sql(table)} r where chain_id = ${chainId} order by 1`;
    return [table, rows.map(({ row }) => row)] as const;
  });
  return Object.fromEntries(await Promise.all(tables));
}

async function depositsOf(chainId: number): Promise<readonly unknown[]> {
  return await t.db.sql`
    select block_number, log_index, asset, address, amount, status from chain_deposits
    where chain_id = ${chainId} and orphaned_at is null order by block_number, log_index`;
}

test('whatever is reorganised, however often, the rows are those of a plain replay', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 6 }), async (moves) => {
      const meta = chainMeta((chains += 1), CONFIRMATIONS);
      let chain: Block[] = [];
      for (const [index, { undo, blocks }] of moves.entries()) {
        const gone = chain.slice(Math.max(0, chain.length - undo)).toReversed();
        chain = chain.slice(0, Math.max(0, chain.length - undo));
        const kept = chain.length;
        for (const draws of blocks) chain.push(grow(meta, chain, draws, `${meta.chainId} ${index}`));
        await t.db.transact(async (tx) => {
          await undoLogs(tx, meta, logsIn(meta, gone).toReversed());
          await applyLogs(tx, meta, logsIn(meta, chain.slice(kept)), { live: index % 2 === 0 });
          await settleConfirmed(tx, meta, BigInt(chain.length - CONFIRMATIONS + 1));
        });
      }
      const plain = chainMeta((chains += 1), CONFIRMATIONS);
      await t.db.transact(async (tx) => {
        await applyLogs(tx, plain, logsIn(plain, chain), { live: false });
        // Blocks without logs follow, until all has its confirmations: a chain that became shorter may have less.
        for (const each of [meta, plain]) await settleConfirmed(tx, each, BigInt(chain.length));
      });
      expect(await rowsOf(meta.chainId)).toEqual(await rowsOf(plain.chainId));
      expect(await depositsOf(meta.chainId)).toEqual(await depositsOf(plain.chainId));
    }),
    { numRuns: 60 },
  );
}, 120_000);

test('a wallet holds what its addresses sent and the chain still says, less what was spent; the rest is owed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 5 }), fc.nat(60), async (moves, spent) => {
      const meta = chainMeta((chains += 1), 1);
      const sender = await linked(`sender-${meta.chainId}`, person(0));
      const other = await t.user(`other-${meta.chainId}`);
      let out = 0n;
      let chain: Block[] = [];
      for (const [index, { undo, blocks }] of moves.entries()) {
        const gone = chain.slice(Math.max(0, chain.length - undo)).toReversed();
        chain = chain.slice(0, Math.max(0, chain.length - undo));
        const kept = chain.length;
        for (const draws of blocks) chain.push(grow(meta, chain, draws, `${meta.chainId} ${index}`));
        await t.db.transact((tx) => undoLogs(tx, meta, logsIn(meta, gone).toReversed()));
        await t.db.transact(async (tx) => {
          await applyLogs(tx, meta, logsIn(meta, chain.slice(kept)), { live: true });
          await settleConfirmed(tx, meta, BigInt(chain.length));
        });
        out += await spend(sender, other, BigInt(spent));
      }
      const sent = depositsIn(meta, logsIn(meta, chain)).filter(({ asset, address }) => {
        return asset === 'CARBON' && `0x${address}` === person(0);
      });
      const { available } = await t.balance(sender, 'CARBON');
      expect(available - (await owedBy(sender))).toBe(sent.reduce((sum, { amount }) => sum + amount, 0n) - out);
      expect(await suspense('CARBON')).toBe(-(await allOwed('CARBON')));
      expect(await faultsInBooks(t)).toEqual([]);
      await t.db.sql`update linked_addresses set unlinked_at = now() where unlinked_at is null`;
    }),
    { numRuns: 30 },
  );
}, 120_000);

async function linked(name: string, address: `0x${string}`): Promise<TestUser> {
  const user = await t.user(name);
  await t.db.transact((tx) => insertLink(tx, { address, userId: user.id, kind: 'EOA' }));
  return user;
}

/** Sends up to an amount to somebody else; gives how much it was. */
async function spend(from: TestUser, to: TestUser, most: bigint): Promise<bigint> {
  const { available } = await t.balance(from, 'CARBON');
  const amount = available < most ? available : most;
  if (amount === 0n) return 0n;
  const wish = { recipientId: encodeId('User', to.id), asset: 'CARBON', idempotencyKey: randomUUID() };
  await sendTransfer(from.ctx, { ...wish, amount: formatAmount(amount, 'CARBON') });
  return amount;
}

async function owedBy(user: TestUser): Promise<bigint> {
  const debts = await selectDebtsOfOwner(t.db, user.id);
  return debts.find(({ asset }) => asset === 'CARBON')?.owed ?? 0n;
}

async function suspense(asset: 'CARBON'): Promise<bigint> {
  const [row] = await t.db.sql<{ sum: bigint }[]>`
    select coalesce(sum(amount), 0) as sum from postings where account_id = ${platformAccounts.SUSPENSE[asset]}`;
  return row?.sum ?? 0n;
}

async function allOwed(asset: 'CARBON'): Promise<bigint> {
  const [row] = await t.db.sql<{ sum: bigint }[]>`
    select coalesce(sum(d.owed), 0) as sum from chain_debts d join wallets w on w.id = d.wallet_id where w.asset = ${asset}`;
  return row?.sum ?? 0n;
}

test('a text that looks like an address, in another case, is that address once', async () => {
  const meta = chainMeta((chains += 1));
  const account = person(1);
  const events: Emitted[] = [
    {
      contract: 'CarbonCustody',
      event: 'Unheard',
      args: { account, message: account.toUpperCase().replace('X', 'x') },
    },
    { contract: 'CarbonCustody', event: 'Unheard', args: { account, message: `0x${'zz'.repeat(20)}` } },
  ];
  const logs = logsOf(meta, { number: 129n, hash: word('texts') }, events);
  await t.db.transact((tx) => applyLogs(tx, meta, logs, { live: true }));
  const rows = await t.db.sql`select address, span, places from chain_participants where chain_id = ${meta.chainId}`;
  const first = 129n * 2n ** 20n;
  expect(rows).toEqual([{ address: addressBytes(account), span: 1n, places: [first, first + 1n] }]);
});

test('undone to the beginning, nothing is left', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(draw, { minLength: 1, maxLength: 40 }), async (draws) => {
      const meta = chainMeta((chains += 1));
      const logs = logsIn(meta, [grow(meta, [], draws, `${meta.chainId}`)]);
      await t.db.transact((tx) => applyLogs(tx, meta, logs, { live: false }));
      await t.db.transact((tx) => undoLogs(tx, meta, logs.toReversed()));
      for (const rows of Object.values(await rowsOf(meta.chainId))) expect(rows).toEqual([]);
    }),
    { numRuns: 40 },
  );
}, 120_000);
