import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressOf, type Emitted, eventOf, word } from '../../../test/chain-model.ts';
import { openToldIndex, type ToldIndex } from '../../../test/told-index.ts';
import { InputInvalid } from '../errors.ts';
import { encodeKeyset } from '../pages.ts';
import { batchOf, listCreditBalances, listCreditBatches, readCreditBatch } from './read.ts';

const [holder, other] = [addressOf(0xaa_00_01), addressOf(0xaa_00_02)];
const [forest, wind] = [word('forest'), word('wind')];
const MOST = 2n ** 256n - 1n;

let serials = 0;
const issued = (batchId: bigint, projectKey: string, to: string, amount: bigint): Emitted => {
  const unique = (serials += 1);
  const facts = { serialBlockHash: word(`serial ${unique}`), sourceRef: word(`source ${unique}`) };
  return eventOf('CreditRegistry', 'CreditsMinted', { batchId, projectKey, to, vintage: 2_024, amount, ...facts });
};

let lab: ToldIndex & AsyncDisposable;
beforeAll(async () => {
  lab = await openToldIndex();
  await lab.index(
    [
      lab.block(1, [issued(7n, forest, holder, 30n), issued(9n, wind, other, 20n), issued(MOST, forest, holder, 10n)]),
      lab.block(2, [
        eventOf('CreditRegistry', 'CreditsTransferred', { batchId: 9n, from: other, to: holder, amount: 5n }),
        eventOf('CreditRegistry', 'CreditsRetired', {
          batchId: 7n,
          account: holder,
          beneficiaryHash: word('b'),
          amount: 12n,
          reason: 1,
          message: '',
        }),
        eventOf('CreditRegistry', 'ProjectSuspended', { projectKey: wind, suspended: true }),
      ]),
    ],
    { safe: 1n, finalized: 0n },
  );
});
afterAll(() => lab[Symbol.asyncDispose]());

/** The numbers of all pages, of two each. */
async function walk(page: (after: string | undefined) => ReturnType<typeof listCreditBatches>): Promise<bigint[]> {
  const found: bigint[] = [];
  for (let after: string | undefined; ;) {
    const { items, hasNextPage, cursorOf } = await page(after);
    found.push(...items.map(({ batchId }) => batchId));
    const last = items.at(-1);
    if (!hasNextPage || !last) return found;
    after = cursorOf(last);
  }
}

test('an address has what came to it, less what it sent and retired', async () => {
  const { items } = await listCreditBalances(lab.t.nobody, { address: holder });
  expect(items).toMatchObject([
    { batchId: 7n, balance: 18n, address: holder, blockNumber: 2n, safeBlock: 1n },
    { batchId: 9n, balance: 5n },
    { batchId: MOST, balance: 10n },
  ]);
  const paged = await listCreditBalances(lab.t.nobody, { address: holder, first: 2 });
  const [, second] = paged.items;
  const rest = await listCreditBalances(lab.t.nobody, {
    address: holder,
    first: 2,
    after: second && paged.cursorOf(second),
  });
  expect(rest.items.map(({ batchId }) => batchId)).toEqual([MOST]);
  expect((await listCreditBalances(lab.t.nobody, { address: addressOf(5) })).items).toEqual([]);
});

test('batches are listed page by page, all or those of a project', async () => {
  expect(await walk((after) => listCreditBatches(lab.t.nobody, { first: 2, after }))).toEqual([7n, 9n, MOST]);
  expect(
    await walk((after) =>
      listCreditBatches(lab.t.nobody, { first: 1, after, projectKey: forest.toUpperCase().replace('0X', '0x') }),
    ),
  ).toEqual([7n, MOST]);
});

test('a batch is found by its number in either form, with what was minted and retired of it', async () => {
  const batch = { projectKey: forest, vintage: 2_024, minted: 30n, retired: 12n, uri: null, blockNumber: 2n };
  expect(await readCreditBatch(lab.t.nobody, { batchId: '7' })).toMatchObject(batch);
  const hex = `0x${7n.toString(16).padStart(64, '0')}`;
  expect(await readCreditBatch(lab.t.nobody, { batchId: hex })).toMatchObject(batch);
  expect(await batchOf(lab.t.nobody, { batchId: 9n })).toMatchObject({ suspended: true, transferable: null });
  expect(await readCreditBatch(lab.t.nobody, { batchId: '8' })).toBe(null);
});

test.each([
  ['an address that is none', () => listCreditBalances(lab.t.nobody, { address: 'x' })],
  ['a key that is none', () => listCreditBatches(lab.t.nobody, { projectKey: '0x12' })],
  ['a number beyond 256 bits', () => readCreditBatch(lab.t.nobody, { batchId: (MOST + 1n).toString() })],
  ['a cursor of something else', () => listCreditBatches(lab.t.nobody, { after: encodeKeyset(['x']) })],
])('refuses %s', async (_, call) => {
  await expect(call()).rejects.toThrow(InputInvalid);
});
