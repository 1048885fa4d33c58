import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestUser } from '../../../test/harness.ts';
import { openToldRetirements, type ToldRetirements } from '../../../test/told-retirements.ts';
import { selectBatchBalances } from '../../db/holdings.ts';
import { PLATFORM_PARTY } from '../../db/parties.ts';
import { type RetirementRow, TONNE } from '../../db/retirements.ts';
import { Refusal } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { cancelRetirement } from './cancel-retirement.ts';
import { enterRetirement } from './enter-retirement.ts';
import { retirementClaim } from './inputs.ts';
import { releaseRetirementRemainder } from './release-retirement-remainder.ts';

// Random histories: whatever is deposited, asked for, mined, undone, given up and made final, in whatever order, the ledger
// and the serial numbers say the same, and what was final stays.

let lab: ToldRetirements;
beforeAll(async () => {
  lab = await openToldRetirements();
});
afterAll(() => lab[Symbol.asyncDispose]());

const who = fc.nat(1);
const pick = fc.nat(1_000);
const tonnes = fc.bigInt(1n, 6n);
const command = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('deposit' as const), who: fc.nat(2), batch: fc.nat(1), tonnes }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('retire' as const), who, batch: fc.nat(1), tonnes }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('carbon' as const),
      who,
      name: fc.nat(1),
      percent: fc.integer({ min: 1, max: 230 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('enter' as const), who, batch: fc.nat(1), tonnes }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), who, pick }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('mine' as const), pick, count: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reorg' as const), depth: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('giveUp' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('finalize' as const) }) },
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

interface World {
  readonly users: readonly TestUser[];
  readonly batches: readonly string[];
  /** What was final once, with all that it said. */
  readonly final: Map<string, RetirementRow>;
}

const claimFor = (name: number) => ({ beneficiary: { name: `Number ${name}` }, reason: 'OTHER' });

let worlds = 0;
async function newWorld(): Promise<World> {
  const number = (worlds += 1);
  const users = await Promise.all([0, 1].map((i) => lab.t.user(`user${number}x${i}`, { funds: { CARBON: '10' } })));
  return { users, batches: [await lab.batch(), await lab.batch()], final: new Map() };
}

const selectOf = ({ users }: World, condition = 'true') => lab.t.db.sql<RetirementRow[]>`
  select * from retirements where owner_id = any(${users.map(({ id }) => id)}::uuid[]) and ${lab.t.db.sql.unsafe(condition)}
  order by id`;

const chosen = <T>(of: readonly T[], number: number): T | undefined => of[number % Math.max(of.length, 1)];

async function retireCommand(world: World, each: Extract<Command, { do: 'retire' | 'enter' }>): Promise<void> {
  const [user, batchId] = [world.users[each.who] as TestUser, world.batches[each.batch] as string];
  if (each.do === 'retire') {
    await lab.retire(user, { batchId, quantity: String(each.tonnes), claim: claimFor(0) });
    return;
  }
  // As an order does it: serial numbers come later, with the pass.
  const wish = { requestId: randomUUID(), ownerId: user.id, actorId: user.id, batchId, quantity: each.tonnes * TONNE };
  const claim = retirementClaim.parse(claimFor(1));
  await lab.t.db.transact((tx) => enterRetirement(tx, lab.t.app, { ...wish, claim }));
}

async function carbonCommand(world: World, each: Extract<Command, { do: 'carbon' | 'release' }>): Promise<void> {
  const user = world.users[each.who] as TestUser;
  if (each.do === 'carbon') {
    await lab.retire(user, { quantity: (each.percent / 100).toFixed(2), claim: claimFor(each.name) });
    return;
  }
  const beneficiaries = await lab.t.db.sql<{ id: string }[]>`
    select id from retirement_beneficiaries where owner_id = ${user.id} order by id`;
  const one = chosen(beneficiaries, each.pick);
  const beneficiaryId = encodeId('RetirementBeneficiary', one?.id ?? '');
  if (one) await releaseRetirementRemainder(user.ctx, { beneficiaryId, idempotencyKey: randomUUID() });
}

async function chainCommand(world: World, each: Command): Promise<void> {
  switch (each.do) {
    case 'mine': {
      // The chain takes each reference once, and nothing whose transaction was given up.
      const ready = await selectOf(
        world,
        `status in ('REQUESTED', 'SUBMITTED') and intent_id is not null and block_number is null
        and not exists (select from chain_receipts c where c.ref = chain_ref)`,
      );
      const from = each.pick % (ready.length + 1);
      await lab.carryOut(ready.slice(from, from + each.count));
      return;
    }
    case 'giveUp':
    case 'cancel': {
      const sent = await selectOf(world, `status in ('REQUESTED', 'SUBMITTED') and intent_id is not null`);
      const one = chosen(sent, each.pick);
      const owner = world.users.find(({ id }) => id === one?.ownerId);
      if (!one || !owner) return;
      if (each.do === 'giveUp') await lab.giveUp(one);
      else await cancelRetirement(owner.ctx, { retirementId: encodeId('Retirement', one.id) });
      return;
    }
    case 'reorg':
      await lab.reorg(each.depth);
      return;
    case 'finalize':
      return lab.finalize();
    default:
      await lab.pass();
  }
}

async function run(world: World, each: Command): Promise<void> {
  try {
    if (each.do === 'deposit') {
      const user = each.who === 2 ? undefined : world.users[each.who];
      await lab.give(user, world.batches[each.batch] as string, each.tonnes);
    } else if (each.do === 'retire' || each.do === 'enter') await retireCommand(world, each);
    else if (each.do === 'carbon' || each.do === 'release') await carbonCommand(world, each);
    else await chainCommand(world, each);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

async function check(world: World): Promise<void> {
  const sums = await lab.t.ledgerSums();
  for (const asset of ['CARBON', ...world.batches]) expect([asset, sums[asset] ?? 0n]).toEqual([asset, 0n]);
  const rows = await selectOf(world);
  const all = await lab.t.db.sql<RetirementRow[]>`
    select * from retirements where batch_id = any(${[...world.batches]}::uuid[])`;
  const sum = (some: readonly RetirementRow[]): bigint => some.reduce((total, { quantity }) => total + quantity, 0n);
  const isOpen = ({ status }: RetirementRow): boolean => status !== 'FINALIZED' && status !== 'REVERTED';
  for (const balance of await selectBatchBalances(lab.t.db, world.batches)) {
    const { issued, available, held, retired, cancelled, serialsHeld, serialsRetired } = balance;
    const ours = all.filter(({ batchId }) => batchId === balance.batchId);
    expect(issued).toBe(available + held + retired + cancelled);
    expect(held * TONNE).toBe(sum(ours.filter(isOpen)));
    expect(retired * TONNE).toBe(sum(ours.filter(({ status }) => status === 'FINALIZED')));
    expect([serialsHeld, serialsRetired]).toEqual([available + held, retired]);
  }
  for (const user of world.users) {
    const [given] = await lab.t.db.sql<{ held: bigint }[]>`
      select coalesce(sum(carbon_held), 0) as held from retirement_beneficiaries where owner_id = ${user.id}`;
    const open = rows.filter((row) => row.ownerId === user.id && row.retiredAsset === 'CARBON' && isOpen(row));
    expect((await lab.t.balance(user, 'CARBON')).held).toBe((given?.held ?? 0n) + sum(open));
  }
  const [twice] = await lab.t.db.sql`
    select block_id from retirement_blocks where released_at is null group by block_id having count(*) > 1`;
  expect(twice).toBeUndefined();
  for (const row of rows.filter(({ status }) => status === 'FINALIZED')) {
    const before = world.final.get(row.id);
    if (before) expect(row).toEqual(before);
    world.final.set(row.id, row);
  }
  for (const id of world.final.keys()) expect(rows.find((row) => row.id === id)?.status).toBe('FINALIZED');
}

test('whatever happens, the ledger, the serial numbers and the retirements say the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 25 }), async (commands) => {
      const world = await newWorld();
      await lab.give(undefined, world.batches[0] as string, 6n);
      await lab.give(world.users[0], world.batches[0] as string, 6n);
      for (const each of commands) {
        await run(world, each);
        await check(world);
      }
      // In the end everything is one or the other.
      await lab.pass();
      const left = await selectOf(
        world,
        `status in ('REQUESTED', 'SUBMITTED') and block_number is null
        and not exists (select from chain_receipts c where c.ref = chain_ref)`,
      );
      await lab.carryOut(left.filter((_, i) => i % 2 === 0));
      for (const one of left.filter((_, i) => i % 2 === 1)) await lab.giveUp(one);
      await lab.finalize();
      await check(world);
      expect(await selectOf(world, `status not in ('FINALIZED', 'REVERTED')`)).toEqual([]);
    }),
    // The same histories each time: which states are met must not be a matter of luck.
    { numRuns: 8, seed: 20_261_121 },
  );
  // A property that meets nothing holds of nothing.
  const met = await lab.t.db.sql<{ what: string }[]>`
    select distinct retired_asset || ' ' || status as what from retirements order by 1`;
  expect(met.map(({ what }) => what)).toEqual([
    'CARBON FINALIZED',
    'CARBON REVERTED',
    'CREDIT FINALIZED',
    'CREDIT REVERTED',
  ]);
  const [platform] = await lab.t.db.sql<{ held: bigint }[]>`
    select coalesce(sum(a.balance), 0) as held from wallets w join accounts a on a.wallet_id = w.id and a.kind = 'HELD'
    where w.owner_id = ${PLATFORM_PARTY} and w.batch_id is not null`;
  expect(platform?.held).toBe(0n);
}, 240_000);
