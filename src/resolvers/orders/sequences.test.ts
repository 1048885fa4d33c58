import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { batchIdOf } from '../../../test/credits.ts';
import type { TestUser } from '../../../test/harness.ts';
import { openOffer } from '../../../test/offers.ts';
import { faultsInBooks, order, orderIdOf, payByCard } from '../../../test/order-lab.ts';
import { CLAIM, openToldRetirements, type ToldRetirements } from '../../../test/told-retirements.ts';
import { selectBatchBalances } from '../../db/holdings.ts';
import type { OrderRow } from '../../db/orders.ts';
import type { RetirementRow } from '../../db/retirements.ts';
import { Refusal } from '../errors.ts';
import { cancelOrder } from './cancel-order.ts';
import { refundOrder } from './refund-order.ts';
import { retireOrders } from './retire-orders.ts';
import { settleOrders } from './settle-orders.ts';

let lab: ToldRetirements;
let finance: TestUser;
let runs = 0;

beforeAll(async () => {
  lab = await openToldRetirements({ ORDERS_OPEN: '1000' });
  finance = await lab.t.user('finance', { roles: ['FINANCE'] });
});
afterAll(() => lab[Symbol.asyncDispose]());

/** What one sequence works on: two batches that one seller offers, three buyers, and what has come of it so far. */
interface Scene {
  readonly batchIds: readonly string[];
  readonly buyers: readonly TestUser[];
  readonly issued: ReadonlyMap<string, bigint>;
  readonly orders: { readonly row: OrderRow; readonly buyer: TestUser }[];
}

async function openScene(): Promise<Scene> {
  runs += 1;
  const seller = await lab.t.user(`seller-${runs}`);
  const buyers = [];
  for (let i = 0; i < 3; i += 1) buyers.push(await lab.t.user(`buyer-${runs}-${i}`));
  const batchIds: string[] = [];
  for (const tonnes of [40n, 25n]) {
    const batchId = await lab.batch();
    await lab.give(seller, batchId, tonnes);
    await openOffer(seller, { quantity: String(tonnes), price: { fixed: '8.35' }, batchId: batchIdOf(batchId) });
    batchIds.push(batchId);
  }
  // No reorg takes away what there is to retire: a chain would refuse to retire it then.
  await lab.finalize();
  const issued = new Map([
    [batchIds[0] as string, 40n],
    [batchIds[1] as string, 25n],
  ]);
  return { batchIds, buyers, issued, orders: [] };
}

/** What the sender has in hand: ordered, not given up, and not on the chain, which does each once. */
const openRetirements = async ({ buyers }: Scene): Promise<RetirementRow[]> =>
  lab.t.db.sql<RetirementRow[]>`
    select r.* from retirements r join chain_intents i on i.id = r.intent_id
    where r.owner_id = any(${buyers.map(({ id }) => id)}::uuid[]) and r.status <> 'REVERTED' and i.status <> 'FAILED'
      and not exists (select from chain_receipts c where c.kind = 'CREDITS_RETIRED_FOR' and c.ref = r.chain_ref)
    order by r.id`;
const pick = <T>(things: readonly T[], which: number): T | undefined => things[which % things.length];

/** All that can be done, each with a number that says to which thing and with how much. */
const acts = {
  async ORDER(scene, n) {
    const buyer = pick(scene.buyers, n) as TestUser;
    const autoRetire = n % 3 === 1 ? CLAIM : undefined;
    const criteria = { batchIds: scene.batchIds.map(batchIdOf) };
    const fill = n % 2 === 0 ? 'PARTIAL' : 'ALL_OR_NOTHING';
    const wish = { criteria, quantity: String(1 + (n % 30)), currency: 'EUR', fill, autoRetire };
    scene.orders.push({ row: await order(buyer, wish), buyer });
  },
  async PAY(scene, n) {
    const found = pick(scene.orders, n);
    if (found) await payByCard(found.buyer, found.row);
  },
  async CANCEL(scene, n) {
    const found = pick(scene.orders, n);
    if (found) await cancelOrder(found.buyer.ctx, { orderId: orderIdOf(found.row), idempotencyKey: newId() });
  },
  async SETTLE() {
    const { failed } = await settleOrders(lab.t.nobody);
    if (failed > 0) throw new Error(`${failed} orders could not be settled`);
  },
  async RETIRE_ORDERED() {
    await retireOrders(lab.t.nobody);
  },
  async REFUND(scene, n) {
    const found = pick(scene.orders, n);
    const wish = { reason: 'found wanting', idempotencyKey: newId() };
    if (found) await refundOrder(finance.ctx, { orderId: orderIdOf(found.row), ...wish });
  },
  async RETIRE(scene, n) {
    const wish = { batchId: pick(scene.batchIds, n) as string, quantity: String(1 + (n % 9)) };
    await lab.retire(pick(scene.buyers, n) as TestUser, wish);
  },
  async ASSIGN() {
    await lab.pass();
  },
  async CARRY_OUT(scene) {
    await lab.carryOut(await openRetirements(scene));
  },
  async GIVE_UP(scene, n) {
    const found = pick(await openRetirements(scene), n);
    if (found) await lab.giveUp(found);
  },
  async REORG(_, n) {
    await lab.reorg(1 + (n % 3));
  },
  async FINALIZE() {
    await lab.finalize();
  },
} as const satisfies Record<string, (scene: Scene, n: number) => Promise<void>>;
type Act = keyof typeof acts;

const RUNS = 8;
/** Each sequence begins so: an order that is refunded, and another that is settled for what follows. */
const PREFIX: readonly { readonly act: Act; readonly n: number }[] = [
  ...(['ORDER', 'PAY', 'SETTLE', 'REFUND'] as const).map((act) => ({ act, n: 0 })),
  ...(['ORDER', 'PAY', 'SETTLE'] as const).map((act) => ({ act, n: 13 })),
];

/** Sums of zero, nothing lost and nothing made: what was issued is held, retired or cancelled. */
async function check({ issued }: Scene): Promise<void> {
  expect(await faultsInBooks(lab.t)).toEqual([]);
  for (const balance of await selectBatchBalances(lab.t.db, [...issued.keys()])) {
    const held = balance.available + balance.held;
    expect(balance.issued).toBe(issued.get(balance.batchId));
    expect(held + balance.retired + balance.cancelled).toBe(balance.issued);
    // As the serial numbers say it, too.
    const { serialsHeld, serialsRetired, serialsCancelled } = balance;
    expect([serialsHeld, serialsRetired, serialsCancelled]).toEqual([held, balance.retired, balance.cancelled]);
  }
}

test('property: whatever is ordered, paid, cancelled, refunded, retired and taken back, the books are in order', async () => {
  const names = Object.keys(acts) as Act[];
  const step = fc.record({
    act: fc.constantFrom<Act>(...names, 'ORDER', 'PAY', 'PAY', 'SETTLE', 'RETIRE'),
    n: fc.nat(99),
  });
  const done = new Map<Act, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40, size: 'max' }), async (steps) => {
      const scene = await openScene();
      for (const { act, n } of [...PREFIX, ...steps]) {
        try {
          await acts[act](scene, n);
          done.set(act, (done.get(act) ?? 0) + 1);
        } catch (error) {
          // What is refused has done nothing, which the books show.
          if (!(error instanceof Refusal)) throw error;
        }
        await check(scene);
      }
      // What is still open ends, too.
      await settleOrders(lab.t.nobody);
      await retireOrders(lab.t.nobody);
      await lab.finalize();
      await check(scene);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  expect(done.get('REFUND')).toBeGreaterThanOrEqual(RUNS);
}, 300_000);
