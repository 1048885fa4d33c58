import { expect, test } from 'vitest';
import { linkedBy, walletOf } from '../../../test/addresses.ts';
import { chainMeta, type Emitted, logsOf, word } from '../../../test/chain-model.ts';
import { openTestApp } from '../../../test/harness.ts';
import { updateConfirmedBlock } from '../../db/chain-deposits.ts';
import { applyLogs, settleConfirmed } from '../chain/effects.ts';

test('what an address sent before it was linked is its user’s as soon as it is', async () => {
  await using t = await openTestApp();
  const carol = await t.user('carol');
  const wallet = walletOf('early');
  const meta = chainMeta(31_337, 1);
  const args = { from: wallet.address.toLowerCase(), amount: '3000000000000000000' };
  const sent: Emitted = { contract: 'CarbonCustody', event: 'EtherReceived', args };
  await t.db.transact(async (tx) => {
    await updateConfirmedBlock(tx, meta.chainId, 0n);
    await applyLogs(tx, meta, logsOf(meta, { number: 1n, hash: word('block 1') }, [sent]), { live: true });
    await settleConfirmed(tx, meta, 1n);
  });
  expect(await t.balance(carol, 'ETH')).toEqual({ available: 0n, held: 0n });
  await linkedBy(carol, wallet);
  expect(await t.balance(carol, 'ETH')).toEqual({ available: 3n * 10n ** 18n, held: 0n });
});
