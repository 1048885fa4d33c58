import { z } from 'zod';
import type { LockedWallet, NewEntry } from '../../db/ledger.ts';
import { platformAccounts } from '../../db/ledger.ts';
import type { Asset } from '../../db/wallets.ts';
import { amountOfAsset, idempotencyKey, partyId } from '../input.ts';

/** The characters of a SWIFT message (set x) and few more; runs of spaces count as one. */
export const bankReference = z
  .string()
  .max(400, 'is longer than 140 characters')
  .transform((value) => value.trim().replaceAll(/ +/g, ' '))
  .refine((value) => value.length <= 140, 'is longer than 140 characters')
  .refine((value) => /[A-Za-z0-9]/.test(value), 'holds no letter and no digit')
  .refine(
    (value) => /^[A-Za-z0-9 /?:().,'+_#*&-]*$/.test(value),
    "may hold letters, digits, spaces and /?:().,'+-_#*&",
  );

export const recordDepositInput = z
  .object({ ownerId: partyId.transform(({ id }) => id), bankReference, idempotencyKey })
  .and(amountOfAsset);

/** What came in from outside goes to what the owner may use. */
export function depositEntry(
  deposit: { id: string; amount: bigint; recordedBy: string },
  { asset, available }: Pick<LockedWallet<Asset>, 'asset' | 'available'>,
): NewEntry {
  const { id, amount, recordedBy } = deposit;
  const legs = [
    { accountId: platformAccounts.EXTERNAL[asset], asset, amount: -amount },
    { accountId: available.accountId, asset, amount },
  ];
  return { id, kind: 'DEPOSIT', referenceId: id, actorId: recordedBy, legs };
}
