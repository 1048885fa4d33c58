import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressOf, eventOf } from '../../../test/chain-model.ts';
import { faultsInBooks } from '../../../test/engines.ts';
import { someoneWaits } from '../../../test/accounts.ts';
import { type CustodyLab, openCustodyLab, sentEther, whole } from '../../../test/custody-lab.ts';
import type { TestUser } from '../../../test/harness.ts';
import type { ChainDepositRow } from '../../db/chain-deposits.ts';
import { insertLink } from '../../db/linked-addresses.ts';
import { settleConfirmed } from '../chain/effects.ts';
import { claimDeposits } from './claim-deposits.ts';

let lab: CustodyLab;
beforeAll(async () => {
  lab = await openCustodyLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

let count = 0;
const newcomer = () => lab.t.user(`newcomer${(count += 1)}`);
const stranger = () => addressOf(0xdd_00_00 + (count += 1));
const link = (user: TestUser, address: `0x${string}`) =>
  lab.t.db.transact(async (tx) => {
    await insertLink(tx, { address, userId: user.id, kind: 'EOA' });
    return await claimDeposits(tx, address, user.id);
  });
const depositsFrom = async (address: string): Promise<readonly Pick<ChainDepositRow, 'asset' | 'status'>[]> =>
  await lab.t.db.sql<ChainDepositRow[]>`
    select asset, status from chain_deposits where address = decode(${address.slice(2)}, 'hex')
    order by block_number, log_index`;

test('what came from nobody’s address waits, and goes to who links it; what is not confirmed follows', async () => {
  const [user, address] = [await newcomer(), stranger()];
  await lab.tell(
    sentEther(address, whole(2)),
    eventOf('CarbonToken', 'Transfer', { from: `0x${'0'.repeat(40)}`, to: address, value: whole(9) }),
    eventOf('CarbonToken', 'Transfer', { from: address, to: lab.custody, value: whole(9) }),
  );
  await lab.tellUnconfirmed(sentEther(address, whole(1)));
  expect((await depositsFrom(address)).map(({ status }) => status)).toEqual(['UNCLAIMED', 'UNCLAIMED', 'PENDING']);
  expect(await lab.t.balance(user, 'ETH')).toEqual({ available: 0n, held: 0n });

  expect(await link(user, address)).toBe(2);
  expect(await lab.t.balance(user, 'ETH')).toEqual({ available: whole(2), held: 0n });
  expect(await lab.t.balance(user, 'CARBON')).toEqual({ available: whole(9), held: 0n });
  await lab.confirm();
  expect(await lab.t.balance(user, 'ETH')).toEqual({ available: whole(3), held: 0n });
  expect((await depositsFrom(address)).map(({ status }) => status)).toEqual(['CREDITED', 'CREDITED', 'CREDITED']);
  expect(await lab.t.db.transact((tx) => claimDeposits(tx, address, user.id))).toBe(0);
  expect(await faultsInBooks(lab.t)).toEqual([]);
});

test('a deposit that is confirmed while its sender is being linked is credited, whoever is first', async () => {
  for (const linkFirst of [true, false]) {
    const [user, address] = [await newcomer(), stranger()];
    const [log] = await lab.tellUnconfirmed(sentEther(address, whole(1)));
    if (!log) throw new Error('there is no log');
    const settle = (tx: Parameters<typeof settleConfirmed>[0]) => settleConfirmed(tx, lab.meta, log.blockNumber);
    let later: Promise<unknown> = Promise.resolve();
    await lab.t.db.transact(async (tx) => {
      if (linkFirst) {
        await insertLink(tx, { address, userId: user.id, kind: 'EOA' });
        await claimDeposits(tx, address, user.id);
        later = lab.t.db.transact(settle);
      } else {
        await settle(tx);
        later = link(user, address);
      }
      // The other one is at the door by now, and waits until this one has committed.
      await someoneWaits(lab.t);
    });
    await later;
    expect(await lab.t.balance(user, 'ETH')).toEqual({ available: whole(1), held: 0n });
  }
});

test('what a reorg undid before anybody claimed it cannot be claimed', async () => {
  const [user, address] = [await newcomer(), stranger()];
  const logs = await lab.tell(sentEther(address, whole(2)));
  await lab.undo(logs);
  expect(await link(user, address)).toBe(0);
  expect(await depositsFrom(address)).toMatchObject([{ status: 'ORPHANED' }]);
});
