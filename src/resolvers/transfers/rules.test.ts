import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assetScale, formatAmount } from '../amounts.ts';
import { encodeId } from '../ids.ts';
import { sendTransferInput } from './rules.ts';

const recipient = '01900000-0000-7000-8000-000000000000';
const asset = fc.constantFrom('USD', 'EUR', 'ETH', 'CARBON');
const read = (input: object) =>
  sendTransferInput.safeParse({ recipientId: encodeId('User', recipient), idempotencyKey: 'a-key-of-mine', ...input });

test('reads every amount of an asset as exactly its minor units', () => {
  fc.assert(
    fc.property(asset, fc.bigInt(1n, 10n ** 38n), (asset, amount) => {
      expect(read({ asset, amount: formatAmount(amount, asset) }).data).toEqual({
        organizationId: undefined,
        recipientId: { kind: 'User', id: recipient },
        note: undefined,
        idempotencyKey: 'a-key-of-mine',
        asset,
        amount,
      });
    }),
  );
});

test('refuses a place more than the asset has', () => {
  fc.assert(
    fc.property(asset, fc.nat(1000), (asset, whole) => {
      expect(read({ asset, amount: `${whole}.${'0'.repeat(assetScale[asset])}1` }).success).toBe(false);
    }),
  );
});

test('takes a note of 500 characters, trimmed, and none longer', () => {
  const noted = (note: string) => read({ asset: 'EUR', amount: '1', note });
  expect(noted(`  ${'n'.repeat(500)} `).data?.note).toHaveLength(500);
  expect(noted('n'.repeat(501)).success).toBe(false);
  expect(noted('\ud800').success).toBe(false);
});
