import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsInBooks } from '../../../test/engines.ts';
import { type CustodyLab, openCustodyLab, sentEther, whole } from '../../../test/custody-lab.ts';
import type { TestUser } from '../../../test/harness.ts';
import { selectDebtsOfOwner } from '../../db/chain-deposits.ts';
import { encodeId } from '../ids.ts';
import { sendTransfer } from '../transfers/send-transfer.ts';
import { applyLogs, settleConfirmed } from './effects.ts';

let lab: CustodyLab;
beforeAll(async () => {
  lab = await openCustodyLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const give = (from: TestUser, to: TestUser, amount: string) =>
  sendTransfer(from.ctx, { recipientId: encodeId('User', to.id), asset: 'ETH', amount, idempotencyKey: randomUUID() });

const eventsOf = async (ownerId: string): Promise<unknown[]> => {
  const rows = await lab.t.db.sql<{ topic: string }[]>`
    select topic from outbox where payload->>'ownerId' = ${ownerId} order by position`;
  return rows.map(({ topic }) => topic);
};

test('a deposit is taken back as far as it is there, the rest is owed; back in the chain, it covers that first', async () => {
  const [user, other] = [await lab.t.user('user'), await lab.t.user('other')];
  const address = await lab.link(user);
  const logs = await lab.tell(sentEther(address, whole(10)));
  await give(user, other, '7');

  await lab.undo(logs);
  expect(await lab.t.balance(user, 'ETH')).toEqual({ available: 0n, held: 0n });
  expect(await selectDebtsOfOwner(lab.t.db, user.id)).toEqual([{ asset: 'ETH', owed: whole(7) }]);
  const kinds = await lab.t.db.sql<{ kind: string }[]>`
    select kind from entries where kind in ('CHAIN_DEPOSIT', 'CHAIN_DEPOSIT_REVERSAL') order by created_at`;
  expect(kinds.map(({ kind }) => kind)).toEqual(['CHAIN_DEPOSIT', 'CHAIN_DEPOSIT_REVERSAL']);
  // Seen, credited, given away, undone.
  expect(await eventsOf(user.id)).toEqual([
    'chainDeposit',
    'wallet',
    'chainDeposit',
    'wallet',
    'wallet',
    'chainDeposit',
  ]);

  // The block comes back: the same logs, and so the same deposit.
  await lab.t.db.transact(async (tx) => {
    await applyLogs(tx, lab.meta, logs, { live: true });
    await settleConfirmed(tx, lab.meta, 1n);
  });
  expect(await lab.t.balance(user, 'ETH')).toEqual({ available: whole(3), held: 0n });
  expect(await selectDebtsOfOwner(lab.t.db, user.id)).toEqual([]);
  expect(await lab.t.ledgerSums()).toMatchObject({ ETH: 0n });
  expect(await faultsInBooks(lab.t)).toEqual([]);
});

test('undone before it was credited, it moves nothing', async () => {
  const user = await lab.t.user('careful');
  const address = await lab.link(user);
  const logs = await lab.tellUnconfirmed(sentEther(address, whole(5)));
  await lab.undo(logs);
  await lab.confirm();
  expect(await lab.t.balance(user, 'ETH')).toEqual({ available: 0n, held: 0n });
  expect(await selectDebtsOfOwner(lab.t.db, user.id)).toEqual([]);
});
