import { id } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openIndexLab, type IndexLab } from '../../../test/index-lab.ts';
import type { ChainLogView } from '../../db/chain-log-lists.ts';
import { localAccounts } from '../../local/local-plan.ts';
import { InputInvalid } from '../errors.ts';
import { finalityOf } from './facts.ts';
import { type ChainEventsInput, listChainEvents, readChain } from './read.ts';

let chain: TestChain;
let lab: IndexLab;
const registered: string[] = [];

beforeAll(async () => {
  chain = await startTestChain();
  lab = await openIndexLab(chain);
  for (const name of ['carol', 'dave', 'erin']) {
    registered.push((await chain.send('CarbonAccount', 'registerUser', [id(name)])).hash);
  }
  await lab.follow();
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

/** All pages, of two each. */
async function listAll(input: Omit<ChainEventsInput, 'first' | 'after'>): Promise<ChainLogView[]> {
  const found: ChainLogView[] = [];
  for (let after: string | undefined; ;) {
    const page = await listChainEvents(lab.opened.nobody, { ...input, first: 2, after });
    found.push(...page.items);
    const last = page.items.at(-1);
    if (!page.hasNextPage || !last) return found;
    after = page.cursorOf(last);
  }
}

const placesOf = (logs: readonly ChainLogView[]) =>
  logs.map(({ blockNumber, logIndex }) => `${blockNumber}.${logIndex}`);

describe('events of the chain', () => {
  test('are listed page by page in either order, none twice and none left out', async () => {
    const stored = placesOf((await lab.logs()) as unknown as ChainLogView[]);
    expect(placesOf(await listAll({ orderBy: 'OLDEST_FIRST' }))).toEqual(stored);
    expect(placesOf(await listAll({ orderBy: 'NEWEST_FIRST' }))).toEqual(stored.toReversed());
  });

  test('are found by contract, event, transaction and blocks', async () => {
    const found = await listAll({
      orderBy: 'OLDEST_FIRST',
      filterBy: { contract: 'CarbonAccount', event: 'UserRegistered' },
    });
    expect(found.map(({ args }) => args?.['userKey']).slice(-3)).toEqual(['carol', 'dave', 'erin'].map(id));
    const [, dave] = found.slice(-3);
    const byHash = await listAll({ orderBy: 'OLDEST_FIRST', filterBy: { txHash: registered[1] } });
    expect(byHash).toEqual([dave]);
    const number = Number(dave?.blockNumber);
    const byBlock = await listAll({ orderBy: 'OLDEST_FIRST', filterBy: { fromBlock: number, toBlock: number } });
    expect(byBlock).toEqual([dave]);
  });

  test('are found by their contract alone, in either order', async () => {
    const all = await listAll({ orderBy: 'OLDEST_FIRST' });
    for (const contract of new Set(all.map((log) => log.contract ?? ''))) {
      const its = placesOf(all.filter((log) => log.contract === contract));
      expect(placesOf(await listAll({ orderBy: 'OLDEST_FIRST', filterBy: { contract } }))).toEqual(its);
      expect(placesOf(await listAll({ orderBy: 'NEWEST_FIRST', filterBy: { contract } }))).toEqual(its.toReversed());
    }
  });

  test('are found by an address that takes part', async () => {
    const address = chain.wallet(localAccounts.operator.index).address;
    const all = await listAll({ orderBy: 'OLDEST_FIRST' });
    const named = all.filter(({ args }) => Object.values(args ?? {}).includes(address));
    expect(named.length).toBeGreaterThan(2);
    const filterBy = { address: address.toLowerCase() };
    expect(placesOf(await listAll({ orderBy: 'OLDEST_FIRST', filterBy }))).toEqual(placesOf(named));
    expect(placesOf(await listAll({ orderBy: 'NEWEST_FIRST', filterBy }))).toEqual(placesOf(named).toReversed());
    const roles = { ...filterBy, contract: 'CarbonToken', event: 'RoleGranted' };
    const granted = named.filter(({ contract, event }) => contract === 'CarbonToken' && event === 'RoleGranted');
    expect(placesOf(await listAll({ orderBy: 'OLDEST_FIRST', filterBy: roles }))).toEqual(placesOf(granted));
  });

  test('are PENDING until the chain says more', async () => {
    const [newest] = await listAll({ orderBy: 'NEWEST_FIRST' });
    expect(newest && finalityOf(newest, newest)).toBe('PENDING');
  });

  test.each([
    ['an event without its contract', { event: 'PriceSet' }],
    ['an address with a wrong checksum', { address: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD' }],
    ['a hash that is none', { txHash: '0x12' }],
    ['a block below zero', { fromBlock: -1 }],
  ])('refuses %s', async (_, filterBy) => {
    const listing = listChainEvents(lab.opened.nobody, { orderBy: 'NEWEST_FIRST', filterBy });
    await expect(listing).rejects.toThrow(InputInvalid);
  });
});

test('the chain tells how far it is indexed', async () => {
  expect(await readChain(lab.opened.nobody)).toMatchObject({
    chainId: chain.chain.chainId,
    headBlock: BigInt(await chain.height()),
    indexedBlock: BigInt(await chain.height()),
    stoppedReason: null,
    unknownLogs: 0n,
  });
});
