import { readFileSync } from 'node:fs';
import { getAddress, id, zeroPadValue } from 'ethers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chainMeta } from '../../../test/chain-model.ts';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { type Emission, mineLogs, placeEmitters } from '../../../test/emitter.ts';
import { type IndexLab, openIndexLab } from '../../../test/index-lab.ts';
import type { Hex } from '../../resolvers/chain/client.ts';
import { digestIndex } from '../../resolvers/chain/digest-index.ts';
import { listChainEvents } from '../../resolvers/chain/read.ts';
import { readOutsideTokens } from './follow-what.ts';
import { type Followed, makeFollowed, UPGRADED_TOPIC } from './followed.ts';
import { resync } from './resync.ts';

// The same event of the same types, whose second version says it in other words.
const V1 = ['event Upgraded(address indexed implementation)', 'event Set(uint256 amount, uint256 fee)'];
const V2 = [
  'event Upgraded(address indexed implementation)',
  'event Set(uint256 quantity, uint256 tax)',
  'event New(uint8 x)',
];
const proxy: Hex = `0x${'a1'.repeat(20)}`;
const [first, second, third] = ['b1', 'b2', 'b3'].map((byte): Hex => `0x${byte.repeat(20)}`) as [Hex, Hex, Hex];
const meta = chainMeta(31_337, 1);
const follow = () =>
  makeFollowed(meta, [
    {
      name: 'Registry',
      address: proxy,
      versions: [
        { abi: V1, implementations: [first] },
        { abi: V2, implementations: [second] },
      ],
    },
  ]);

const word = (value: number): string => value.toString(16).padStart(64, '0');
const set: Emission & { address: Hex } = {
  address: proxy,
  topics: [id('Set(uint256,uint256)') as Hex],
  data: `0x${word(3)}${word(4)}`,
};
const fresh: Emission & { address: Hex } = { address: proxy, topics: [id('New(uint8)') as Hex], data: `0x${word(5)}` };
const upgraded = (implementation: Hex) => ({
  address: proxy,
  topics: [UPGRADED_TOPIC, zeroPadValue(implementation, 32) as Hex],
  data: '0x' as Hex,
});

let chain: TestChain;
beforeAll(async () => {
  chain = await startTestChain();
  await placeEmitters(chain.chain.rpc, [proxy]);
});
afterAll(() => chain[Symbol.asyncDispose]());

const said = async (lab: IndexLab, from: number) =>
  (await lab.logs()).slice(from).map(
    ({ event, args }) =>
      `${event}(${Object.keys(args ?? {})
        .toSorted()
        .join()})`,
  );

test('the ABI changes with the log that says so, is remembered, and is as before where that log is undone', async () => {
  const { rpc } = chain.chain;
  await using lab = await openIndexLab(chain, { follow });
  await mineLogs(rpc, [set, fresh, upgraded(second), set, fresh]);
  await lab.follow();
  const inOneBlock = ['Set(amount,fee)', 'null()', 'Upgraded(implementation)', 'Set(quantity,tax)', 'New(x)'];
  expect(await said(lab, 0)).toEqual(inOneBlock);
  // A new process knows it from the table.
  lab.restart();
  await mineLogs(rpc, [set, upgraded(first), set]);
  await lab.follow();
  expect(await said(lab, 5)).toEqual(['Set(quantity,tax)', 'Upgraded(implementation)', 'Set(amount,fee)']);
  await chain.reorg(1);
  await mineLogs(rpc, [set]);
  await lab.follow();
  expect(await said(lab, 5)).toEqual(['Set(quantity,tax)']);
  // Of an implementation that nobody knows, what any version can read is read.
  await mineLogs(rpc, [upgraded(third), set, fresh]);
  await lab.follow();
  expect(await said(lab, 6)).toEqual(['Upgraded(implementation)', 'Set(quantity,tax)', 'New(x)']);
  await using replay = await openIndexLab(chain, { follow });
  await replay.follow();
  expect(await digestIndex(lab.opened.app, 31_337)).toEqual(await digestIndex(replay.opened.app, 31_337));
});

test('of an outside token the named events are taken, as Moss emits them, and nothing follows from them', async () => {
  const [example] = JSON.parse(readFileSync('../shared/data/chain/moss_carbon_offset_events.json', 'utf8')) as [
    { event: string; log: { address: Hex; topics: Hex[]; data: Hex }; decoded: Record<string, string> },
  ];
  const { address, topics, data } = example.log;
  const events = ['event Transfer(address indexed from, address indexed to, uint256 value)', `event ${example.event}`];
  const CHAIN_TOKENS = JSON.stringify([{ name: 'MCO2', address, events }]);
  await placeEmitters(chain.chain.rpc, [address]);
  await using lab = await openIndexLab(chain, { env: { CHAIN_TOKENS } });
  const [from, to] = [getAddress(`0x${'0a'.repeat(20)}`), getAddress(`0x${'0b'.repeat(20)}`)];
  const transfer = {
    address,
    topics: [id('Transfer(address,address,uint256)') as Hex, ...[from, to].map((who) => zeroPadValue(who, 32) as Hex)],
    data: `0x${word(12)}`,
  } satisfies Emission & { address: Hex };
  await lab.follow();
  const balances = (): Promise<unknown> => lab.db.sql`select * from token_balances order by token, address`;
  const before = await balances();
  await mineLogs(chain.chain.rpc, [
    { address, topics, data },
    transfer,
    { address, topics: [id('Paused()') as Hex], data: '0x' },
  ]);
  await lab.follow();
  const { items } = await listChainEvents(lab.ctx, {
    filterBy: { contract: 'MCO2' },
    orderBy: 'OLDEST_FIRST',
    first: 9,
  });
  expect(items).toMatchObject([
    { event: 'CarbonOffset', args: example.decoded },
    { event: 'Transfer', args: { from, to, value: '12' } },
  ]);
  const [found] = await lab.db.sql<{ n: bigint }[]>`
    select count(*) as n from chain_logs where address = decode(${address.slice(2)}, 'hex')`;
  expect(found?.n).toBe(2n);
  expect(await balances()).toEqual(before);

  // One who names the token later has the blocks before read again.
  let named = false;
  const follow = (all: Followed): Followed => (named ? all : makeFollowed(all.meta, []));
  await using late = await openIndexLab(chain, { env: { CHAIN_TOKENS }, follow });
  await late.follow();
  expect(await late.logs()).toEqual([]);
  named = true;
  late.restart();
  await resync(late.index, { from: undefined, to: undefined }, new AbortController().signal);
  expect(await late.logs()).toEqual(await lab.logs());
});

test.each([
  ['is no JSON', '{'],
  ['has no address', '[{"name":"A","events":["event A()"]}]'],
  ['has an address that is none', '[{"name":"A","address":"0x12","events":["event A()"]}]'],
  ['has no events', `[{"name":"A","address":"${getAddress(proxy)}","events":[]}]`],
])('CHAIN_TOKENS that %s is refused by its name', (_, text) => {
  expect(() => readOutsideTokens(text)).toThrow(/^CHAIN_TOKENS/);
});
