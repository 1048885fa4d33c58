import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressOf, eventOf, word } from '../../../test/chain-model.ts';
import { type CustodyLab, NOWHERE, openCustodyLab, sentEther, whole } from '../../../test/custody-lab.ts';
import { chainAssets, selectBatchReserves, selectReserves, selectReserveStates } from '../../db/reserves.ts';
import type { App } from '../context.ts';
import { checkReserves, refuseFrozen, refuseShort } from './check-reserves.ts';
import { WithdrawalsFrozen } from './errors.ts';
import { placesOf } from './rules.ts';

let lab: CustodyLab;
beforeAll(async () => {
  lab = await openCustodyLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const chain = () => {
  const { chain: configured } = lab.t.app;
  if (!configured) throw new Error('there is no chain');
  return configured;
};
const stateOf = async (asset: 'ETH' | 'CARBON') => {
  const [state] = await selectReserveStates(lab.t.db, placesOf(chain()), [asset]);
  return state;
};

/** An app whose log is heard. */
function listening(): { app: App; heard: string[] } {
  const heard: string[] = [];
  const hear = (level: string) => (found: { asset?: string }, text: string) =>
    heard.push(`${level} ${found.asset}: ${text.split(':')[0]}`);
  const log = { error: hear('error'), info: hear('info') } as unknown as App['log'];
  return { app: { ...lab.t.app, log }, heard };
}

test('what is owed is all that lies in wallets and fees, whatever it was moved by', async () => {
  const user = await lab.t.user('alice', { funds: { ETH: '3', CARBON: '7', EUR: '9' } });
  const address = await lab.link(user);
  await lab.tell(sentEther(address, whole(5)));
  const [sum] = await lab.t.db.sql<{ owed: bigint }[]>`
    select sum(coalesce(a.balance, (select sum(p.amount) from postings p where p.account_id = a.id), 0)) as owed
    from accounts a where a.asset = 'ETH' and a.kind in ('AVAILABLE', 'HELD', 'FEES', 'FEES_COMMUNITY', 'FEES_INSURANCE')`;
  expect(await stateOf('ETH')).toMatchObject({ liabilities: sum?.owed, custody: whole(5), supply: null });
  expect(sum?.owed).toBe(whole(8));
  expect(await stateOf('CARBON')).toMatchObject({ liabilities: whole(7), custody: 0n, supply: 0n });
});

test('custody and supply are those of the confirmed block, whatever came after it', async () => {
  const before = await stateOf('CARBON');
  const [from, batchId, projectKey] = [addressOf(5), '12345', word('project')];
  await lab.tellUnconfirmed(
    eventOf('CarbonToken', 'Transfer', { from: NOWHERE, to: from, value: 30n }),
    eventOf('CarbonToken', 'Transfer', { from, to: lab.custody, value: 20n }),
    eventOf('CarbonToken', 'Transfer', { from, to: NOWHERE, value: 4n }),
    eventOf('CreditRegistry', 'CreditsMinted', {
      batchId,
      projectKey,
      to: lab.custody,
      vintage: 2024,
      amount: 50n,
      serialBlockHash: word('serial'),
      sourceRef: word('source'),
    }),
  );
  expect(await stateOf('CARBON')).toEqual(before);
  const batches = () => selectBatchReserves(lab.t.db, placesOf(chain()), { after: undefined, limit: 5 });
  expect(await batches()).toMatchObject([{ asset: batchId, custody: 0n, supply: 0n, liabilities: 0n }]);
  await lab.confirm();
  expect(await stateOf('CARBON')).toMatchObject({
    custody: (before?.custody ?? 0n) + 20n,
    supply: (before?.supply ?? 0n) + 26n,
    blockNumber: (before?.blockNumber ?? 0n) + 1n,
  });
  expect(await batches()).toMatchObject([{ asset: batchId, custody: 50n, supply: 50n }]);
});

test('cries out once when the custody holds too little, and says when it is covered again', async () => {
  const { app, heard } = listening();
  await lab.t.user(randomUUID(), { funds: { ETH: '100' } });
  await checkReserves(app);
  await checkReserves(app);
  const cries = ['error ETH: the custody holds less than is owed', 'error CARBON: the custody holds less than is owed'];
  expect(heard).toEqual(cries);
  const [first] = await selectReserves(lab.t.db, chain().chainId);
  expect(first).toMatchObject({ asset: 'CARBON', shortSince: expect.any(Date) as unknown });
  for (const asset of chainAssets) {
    await expect(refuseFrozen(lab.t.db, chain(), asset)).rejects.toThrow(WithdrawalsFrozen);
    await expect(refuseShort(lab.t.db, app, asset)).rejects.toThrow(WithdrawalsFrozen);
  }
  await lab.tell(
    eventOf('CarbonCustody', 'ReserveFunded', { from: addressOf(1), amount: whole(200) }),
    eventOf('CarbonToken', 'Transfer', { from: NOWHERE, to: lab.custody, value: whole(200) }),
  );
  await checkReserves(app);
  expect(heard.slice(2)).toEqual([
    'info ETH: the custody holds what is owed again',
    'info CARBON: the custody holds what is owed again',
  ]);
  await refuseFrozen(lab.t.db, chain(), 'ETH');
  await refuseShort(lab.t.db, app, 'ETH');
  // Whoever comes before anybody has looked does not wait for that.
  await lab.t.db.sql`delete from reserves`;
  await refuseFrozen(lab.t.db, chain(), 'ETH');
});

test('nothing is known before the index has reached the head: withdrawals wait, and nobody cries', async () => {
  await using fresh = await openCustodyLab();
  await fresh.t.db.sql`delete from chain_settlements`;
  await fresh.t.user('early', { funds: { ETH: '1' } });
  const heard: string[] = [];
  const log = { error: (_: object, text: string) => heard.push(text) } as unknown as App['log'];
  await checkReserves({ ...fresh.t.app, log });
  expect(heard).toEqual([]);
  const { chain: configured } = fresh.t.app;
  if (!configured) throw new Error('there is no chain');
  await expect(refuseFrozen(fresh.t.db, configured, 'ETH')).rejects.toThrow(WithdrawalsFrozen);
});
