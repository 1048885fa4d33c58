import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import type { AnnouncementRow } from '../src/db/announcements.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import { placeTrade } from '../src/resolvers/trades/place-trade.ts';
import { faultsInBooks } from './engines.ts';
import { openTestApp, type TestApp, type TestUser, units } from './harness.ts';
import { openOffer } from './offers.ts';

const NEVER = 0;

let t: TestApp;
let [seller, buyer] = [] as unknown as [TestUser, TestUser];
let offer: AnnouncementRow;

beforeAll(async () => {
  t = await openTestApp();
  seller = await t.user('seller', { funds: { CARBON: '1000' } });
  buyer = await t.user('buyer', { funds: { EUR: '1000.00' } });
  offer = await openOffer(seller, { quantity: '1000', price: { fixed: '1' } });
});
afterAll(() => t[Symbol.asyncDispose]());

/** Runs a process that places the trade and dies of SIGKILL after that step; gives its steps if it came to the end. */
async function placeAndDie(input: object, dieAfter: number): Promise<number | undefined> {
  const given = { databaseUrl: t.databaseUrl, dataDir: t.app.config.dataDir, userId: buyer.id, input, dieAfter };
  const child = spawn(process.execPath, ['test/settlement-crash-child.ts', JSON.stringify(given)], {
    // What the first one compiled is at hand for the others, which start in half the time.
    env: { ...process.env, NODE_COMPILE_CACHE: join(t.app.config.dataDir, 'compiled') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const [steps, complaint, [code, signal]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code === 0) return Number(steps);
  expect({ complaint, code, signal }).toEqual({ complaint: '', code: null, signal: 'SIGKILL' });
  return undefined;
}

/** Waits until the server has carried out or given up whatever it was still sent. */
async function serverIsThrough(): Promise<void> {
  for (;;) {
    const [row] = await t.db.sql<{ busy: boolean }[]>`
      select exists (select from pg_stat_activity
        where datname = current_database() and application_name = 'crashing') as busy`;
    if (!row?.busy) return;
  }
}

async function situation(): Promise<{ trades: number; credits: bigint; euros: bigint }> {
  const [count] = await t.db.sql<{ trades: number }[]>`select count(*)::int as trades from trades`;
  const [credits, money] = [await t.balance(buyer, 'CARBON'), await t.balance(buyer, 'EUR')];
  return { trades: count?.trades ?? 0, credits: credits.available, euros: money.available };
}

/** After so many trades of 1 t at 1.00 EUR, with 1 cent of fee each. */
const after = (trades: number) => ({
  trades,
  credits: BigInt(trades) * units('1', 'CARBON'),
  euros: units('1000', 'EUR') - BigInt(trades) * 101n,
});

test('a process killed between any two steps of a trade leaves all of it or nothing, and its key still makes one', async () => {
  const wish = () => ({
    announcementId: encodeId('Announcement', offer.id),
    quantity: '1',
    idempotencyKey: newId(),
  });
  const steps = (await placeAndDie(wish(), NEVER)) ?? 0;
  // Each statement leaves and is answered: beginning, five that lock and read, some that write, committing.
  expect(steps).toBeGreaterThanOrEqual(2 * 12);

  const lost = { nothing: 0, all: 0 };
  for (let step = 1; step <= steps; step += 1) {
    const input = wish();
    expect(await placeAndDie(input, step)).toBeUndefined();
    await serverIsThrough();
    const now = await situation();
    lost[now.trades === step ? 'nothing' : 'all'] += 1;
    expect(now).toEqual(after(now.trades === step ? step : step + 1));
    expect(await faultsInBooks(t)).toEqual([]);

    const trade = await placeTrade(buyer.ctx, input);
    expect((await placeTrade(buyer.ctx, input)).id).toBe(trade.id);
    expect(await situation()).toEqual(after(step + 1));
    expect(await faultsInBooks(t)).toEqual([]);
  }
  // Only when the commit has left can there be a trade.
  expect(lost.all).toBeGreaterThanOrEqual(1);
  expect(lost.nothing + lost.all).toBe(steps);
  expect(lost.nothing).toBeGreaterThanOrEqual(steps - 4);
}, 600_000);
