import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { offerId, step } from '../../../test/announcements.ts';
import { batchIdOf } from '../../../test/credits.ts';
import { buy } from '../../../test/engines.ts';
import type { TestUser } from '../../../test/harness.ts';
import { openOffer } from '../../../test/offers.ts';
import { faultsInBooks, order, orderIdOf, payByCard } from '../../../test/order-lab.ts';
import { openToldRetirements, type ToldRetirements } from '../../../test/told-retirements.ts';
import type { AnnouncementRow } from '../../db/announcements.ts';
import { selectBatchBalances } from '../../db/holdings.ts';
import { selectOrdersById } from '../../db/order-lists.ts';
import type { OrderRow } from '../../db/orders.ts';
import type { RetirementRow } from '../../db/retirements.ts';
import { cancelAnnouncement } from '../announcements/cancel-announcement.ts';
import { Refusal } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { expireOrders } from '../orders/expire-orders.ts';
import { refundOrder } from '../orders/refund-order.ts';
import { settleOrders } from '../orders/settle-orders.ts';
import { cancelRetirement } from '../retirements/cancel-retirement.ts';
import { isReconciled } from './read.ts';

// Whatever people, payments and the chain do, in whatever order: no credit is lost or made. What was issued is held,
// retired or cancelled, by the ledger and by the serial numbers, and every asset of the ledger sums to zero.

let lab: ToldRetirements;
let refunder: TestUser;
beforeAll(async () => {
  lab = await openToldRetirements();
  refunder = await lab.t.user('refunder', { roles: ['FINANCE'] });
});
afterAll(() => lab[Symbol.asyncDispose]());

const PEOPLE = 3;
const BATCHES = 2;
const who = fc.nat(PEOPLE - 1);
const batch = fc.nat(BATCHES - 1);
const pick = fc.nat(1_000);
const tonnes = fc.integer({ min: 1, max: 20 });
const of = <K extends string, T extends object>(kind: K, more: { [P in keyof T]: fc.Arbitrary<T[P]> }) =>
  fc.record({ do: fc.constant(kind), ...more }) as fc.Arbitrary<{ do: K } & T>;

const command = fc.oneof(
  { weight: 3, arbitrary: of('deposit', { who: fc.nat(PEOPLE), batch, tonnes }) },
  { weight: 4, arbitrary: of('offer', { who, batch, tonnes }) },
  { weight: 1, arbitrary: of('withdraw offer', { pick }) },
  { weight: 3, arbitrary: of('trade', { who, pick, tonnes }) },
  { weight: 5, arbitrary: of('order', { who, pick, tonnes }) },
  { weight: 2, arbitrary: of('order of the platform', { who, batch, tonnes }) },
  { weight: 5, arbitrary: of('pay', { pick }) },
  { weight: 1, arbitrary: of('cancel order', { pick }) },
  { weight: 1, arbitrary: of('let orders expire', { pick }) },
  { weight: 3, arbitrary: of('settle', {}) },
  { weight: 2, arbitrary: of('refund', { pick }) },
  { weight: 5, arbitrary: of('retire', { who, batch, tonnes }) },
  { weight: 2, arbitrary: of('retire CARBON', { who, tonnes }) },
  { weight: 4, arbitrary: of('carry out', { pick }) },
  { weight: 1, arbitrary: of('give up', { pick }) },
  { weight: 1, arbitrary: of('cancel retirement', { pick }) },
  { weight: 2, arbitrary: of('mine', {}) },
  { weight: 2, arbitrary: of('reorg', { tonnes }) },
  { weight: 2, arbitrary: of('finalize', {}) },
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

interface World {
  readonly people: readonly TestUser[];
  readonly batches: readonly string[];
  readonly offers: { readonly row: AnnouncementRow; readonly seller: TestUser }[];
  readonly orders: { readonly row: OrderRow; readonly buyer: TestUser }[];
  readonly retirements: { readonly row: RetirementRow; readonly owner: TestUser }[];
  /** How often each kind of thing came to be, so that a history in which nothing happens is noticed. */
  readonly done: Map<string, number>;
}

let runs = 0;
async function newWorld(done: Map<string, number>): Promise<World> {
  const run = (runs += 1);
  const funds = { EUR: '10000.00', CARBON: '50' } as const;
  const people = await Promise.all(Array.from({ length: PEOPLE }, (_, i) => lab.t.user(`run${run}x${i}`, { funds })));
  const batches: string[] = [];
  for (let i = 0; i < BATCHES; i += 1) batches.push(await lab.batch(new Date().getUTCFullYear() - i));
  return { people, batches, offers: [], orders: [], retirements: [], done };
}

const chosen = <T>(from: readonly T[], at: number): T | undefined => from[at % from.length];
const person = (world: World, at: number): TestUser => world.people[at] as TestUser;
const batchAt = (world: World, at: number): string => world.batches[at] as string;

/** One of the retirements whose transaction is ordered and not in any block: the chain takes each reference once. */
async function waiting(world: World, at: number): Promise<RetirementRow | undefined> {
  const ids = world.retirements.map(({ row }) => row.id);
  const rows = await lab.t.db.sql<{ id: string }[]>`
    select r.id from retirements r
    where r.id = any(${ids}::uuid[]) and r.intent_id is not null and r.status in ('REQUESTED', 'SUBMITTED')
      and not exists (select from chain_receipts c where c.kind = 'CREDITS_RETIRED_FOR' and c.ref = r.chain_ref)
    order by r.id`;
  const found = chosen(rows, at);
  return found && lab.now(found);
}

const did = async (work: Promise<void>): Promise<true> => {
  await work;
  return true;
};

async function buyOrSell(world: World, given: Command): Promise<unknown> {
  switch (given.do) {
    case 'deposit':
      return did(lab.give(world.people[given.who], batchAt(world, given.batch), BigInt(given.tonnes)));
    case 'offer': {
      const seller = person(world, given.who);
      const terms = { batchId: batchIdOf(batchAt(world, given.batch)), quantity: String(given.tonnes) };
      return world.offers.push({ seller, row: await openOffer(seller, { ...terms, price: { fixed: '1.01' } }) });
    }
    case 'withdraw offer': {
      const offer = chosen(world.offers, given.pick);
      return offer && cancelAnnouncement(offer.seller.ctx, step(offer.row));
    }
    case 'trade': {
      const offer = chosen(world.offers, given.pick);
      return offer && buy(person(world, given.who).ctx, offer.row, String(given.tonnes));
    }
    case 'order': {
      const [offer, buyer] = [chosen(world.offers, given.pick), person(world, given.who)];
      if (!offer) return undefined;
      const row = await order(buyer, { announcementId: offerId(offer.row), quantity: String(given.tonnes) });
      return world.orders.push({ buyer, row });
    }
    case 'order of the platform': {
      const buyer = person(world, given.who);
      const wish = { batchId: batchIdOf(batchAt(world, given.batch)), quantity: String(given.tonnes), currency: 'EUR' };
      return world.orders.push({ buyer, row: await order(buyer, wish) });
    }
    default:
      return false;
  }
}

/** One of the orders that are in a state in which the command may do something. */
async function orderFor(world: World, { do: verb, ...given }: Command) {
  if (!('pick' in given)) return undefined;
  const status = verb === 'refund' ? 'COMPLETED' : 'PENDING_PAYMENT';
  const rows = await selectOrdersById(
    lab.t.db,
    world.orders.map(({ row }) => row.id),
  );
  const ids = new Set(rows.filter((row) => row.status === status).map(({ id }) => id));
  return chosen(
    world.orders.filter(({ row }) => ids.has(row.id)),
    given.pick,
  );
}

async function seeToOrders(world: World, given: Command): Promise<unknown> {
  const found = await orderFor(world, given);
  const input = found && { orderId: orderIdOf(found.row), idempotencyKey: randomUUID() };
  switch (given.do) {
    case 'pay':
      return found && payByCard(found.buyer, found.row);
    case 'cancel order':
      return found && cancelOrder(found.buyer.ctx, input);
    case 'let orders expire':
      // The time to pay is never shortened, but by the clock; the guard is off for this statement alone.
      await lab.t.db.transact(async ({ sql }) => {
        await sql`alter table orders disable trigger user`;
        await sql`update orders set pay_by = now() - interval '1 second' where id = ${found?.row.id ?? randomUUID()}`;
        await sql`alter table orders enable trigger user`;
      });
      return expireOrders(lab.t.nobody);
    case 'settle':
      return settleOrders(lab.t.nobody);
    case 'refund':
      return found && refundOrder(refunder.ctx, { ...input, reason: 'by chance' });
    default:
      return false;
  }
}

async function seeToRetirements(world: World, given: Command): Promise<unknown> {
  switch (given.do) {
    case 'retire':
    case 'retire CARBON': {
      const owner = person(world, given.who);
      const what = given.do === 'retire' ? { batchId: batchAt(world, given.batch) } : {};
      const { retirements } = await lab.retire(owner, { ...what, quantity: String(given.tonnes) });
      world.retirements.push(...retirements.map((row) => ({ row, owner })));
      return lab.pass();
    }
    case 'carry out': {
      const found = await waiting(world, given.pick);
      return found && did(lab.carryOut([found]));
    }
    case 'give up': {
      const found = await waiting(world, given.pick);
      return found && did(lab.giveUp(found));
    }
    case 'cancel retirement': {
      const found = chosen(world.retirements, given.pick);
      return found && cancelRetirement(found.owner.ctx, { retirementId: encodeId('Retirement', found.row.id) });
    }
    case 'mine':
      return did(lab.mine(2));
    case 'reorg':
      return lab.reorg(given.tonnes % 6);
    case 'finalize':
      return did(lab.finalize());
    default:
      return false;
  }
}

/** Carries a command out; what is refused changes nothing, and anything else that is thrown is a fault. */
async function carryOut(world: World, given: Command): Promise<void> {
  try {
    for (const work of [buyOrSell, seeToOrders, seeToRetirements]) {
      const result = await work(world, given);
      if (result === false) continue;
      if (result !== undefined) world.done.set(given.do, (world.done.get(given.do) ?? 0) + 1);
      return;
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

/** A history in which each kind of thing comes to be: whatever chance leaves out is tried by this one. */
const example: Command[] = [
  { do: 'order', who: 2, pick: 0, tonnes: 5 },
  { do: 'pay', pick: 0 },
  { do: 'settle' },
  { do: 'refund', pick: 0 },
  { do: 'trade', who: 2, pick: 0, tonnes: 6 },
  { do: 'order of the platform', who: 2, batch: 1, tonnes: 3 },
  { do: 'cancel order', pick: 0 },
  { do: 'order', who: 1, pick: 0, tonnes: 4 },
  { do: 'let orders expire', pick: 0 },
  { do: 'order', who: 1, pick: 0, tonnes: 4 },
  { do: 'withdraw offer', pick: 0 },
  { do: 'pay', pick: 0 },
  { do: 'settle' },
  { do: 'retire', who: 2, batch: 0, tonnes: 2 },
  { do: 'carry out', pick: 0 },
  { do: 'reorg', tonnes: 1 },
  { do: 'carry out', pick: 0 },
  { do: 'retire', who: 2, batch: 0, tonnes: 1 },
  { do: 'give up', pick: 0 },
  { do: 'retire', who: 2, batch: 0, tonnes: 1 },
  { do: 'cancel retirement', pick: 2 },
  { do: 'retire CARBON', who: 2, tonnes: 2 },
  { do: 'carry out', pick: 0 },
  { do: 'mine' },
  { do: 'finalize' },
];

async function expectSound({ batches }: World): Promise<void> {
  const balances = await selectBatchBalances(lab.t.db, batches);
  for (const balance of balances) expect(isReconciled(balance), JSON.stringify(balance, asText)).toBe(true);
  expect(await faultsInBooks(lab.t)).toEqual([]);
}
const asText = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);

test('after any history of orders, refunds, retirements and reversals, no credit is lost or made', async () => {
  const done = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 10, maxLength: 45 }), async (history) => {
      const world = await newWorld(done);
      // So that there is something to do from the first command on.
      for (let at = 0; at < BATCHES; at += 1) {
        await carryOut(world, { do: 'deposit', who: at, batch: at, tonnes: 40 });
        await carryOut(world, { do: 'deposit', who: PEOPLE, batch: at, tonnes: 20 });
        await carryOut(world, { do: 'offer', who: at, batch: at, tonnes: 25 });
      }
      for (const [index, each] of history.entries()) {
        await carryOut(world, each);
        if (index % 5 === 4) await expectSound(world);
      }
      await expectSound(world);
      await lab.finalize();
      await expectSound(world);
    }),
    { numRuns: 12, endOnFailure: true, examples: [[example]] },
  );
  for (const { do: kind } of example) expect(done.get(kind) ?? 0, kind).toBeGreaterThan(0);
}, 240_000);
