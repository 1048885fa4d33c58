import { id } from 'ethers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestIndex } from '../src/resolvers/chain/digest-index.ts';
import { startTestChain, type TestChain } from './chain.ts';
import { type Doomed, openDoomed } from './crashes.ts';
import { openIndexLab, type IndexLab } from './index-lab.ts';

let chain: TestChain;
let lab: IndexLab;
let doomed: Doomed;
beforeAll(async () => {
  chain = await startTestChain();
  lab = await openIndexLab(chain);
  await lab.follow();
  const { dataDir } = lab.opened.app.config;
  doomed = await openDoomed(lab.opened, 'test/indexer-crash-child.ts', { env: { ...chain.env, DATA_DIR: dataDir } });
});
afterAll(async () => {
  await doomed[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

const register = (name: string) => chain.send('CarbonAccount', 'registerUser', [id(name)]);
const usersOf = (logs: readonly { args: Record<string, unknown> | null }[]): unknown[] =>
  logs.map(({ args }) => args?.['userKey']).filter((key) => key !== undefined);

/** Two that are indexed and then replaced by empty blocks, and one after them. */
async function reorganise(name: string): Promise<void> {
  await register(`${name} a`);
  await register(`${name} b`);
  await lab.follow();
  await chain.reorg(2);
  await register(`${name} c`);
}

/** How often each user of this name was told, and told to be orphaned. */
async function toldOf(name: string): Promise<readonly (readonly [number, number])[]> {
  const logs = await lab.db.sql<{ key: string; told: number; orphaned: number }[]>`
    select l.args ->> 'userKey' as key, count(*) filter (where not (o.payload -> 'orphaned')::boolean)::int as told,
      count(*) filter (where (o.payload -> 'orphaned')::boolean)::int as orphaned
    from chain_logs l join outbox o on o.topic = 'chainLog' and o.payload ->> 'blockHash' = '0x' || encode(l.block_hash, 'hex')
      and (o.payload -> 'logIndex')::int = l.log_index
    where l.event = 'UserRegistered' group by 1`;
  return ['a', 'b', 'c'].map((letter) => {
    const row = logs.find(({ key }) => key === id(`${name} ${letter}`));
    return [row?.told ?? 0, row?.orphaned ?? 0];
  });
}

test('killed between any two steps of a reorganisation and of what follows it, it comes to the same, told once', async () => {
  await reorganise('whole');
  const steps = await doomed.toTheEnd();
  // Two transactions: one that undoes, one that indexes.
  expect(steps).toBeGreaterThanOrEqual(2 * 15);
  const seen = new Set<string>();
  for (let step = 1; step <= steps; step += 1) {
    const name = `step ${step}`;
    const before = usersOf(await lab.logs());
    await reorganise(name);
    await doomed.toStep(step);
    const { indexedBlock } = await lab.cursor();
    const now = usersOf(await lab.logs()).slice(before.length);
    const height = BigInt(await chain.height());
    const [a, b, c] = ['a', 'b', 'c'].map((letter) => id(`${name} ${letter}`));
    const whole = { [`${height - 1n}`]: [a, b], [`${height - 3n}`]: [], [`${height}`]: [c] };
    expect(whole[`${indexedBlock}`]).toEqual(now);
    seen.add(`${height - indexedBlock}`);

    await lab.follow();
    expect(usersOf(await lab.logs()).slice(before.length)).toEqual([c]);
    expect(await toldOf(name)).toEqual([
      [1, 1],
      [1, 1],
      [1, 0],
    ]);
  }
  expect([...seen].toSorted()).toEqual(['0', '1', '3']);
  await using replay = await openIndexLab(chain);
  await replay.follow();
  expect(await digestIndex(lab.opened.app, 31_337)).toEqual(await digestIndex(replay.opened.app, 31_337));
}, 600_000);
