import { z } from 'zod';
import { insertEntries, lockWallets, walletKey } from '../../db/ledger.ts';
import { insertContribution, lockBeneficiary } from '../../db/retirement-writes.ts';
import { type BeneficiaryRow, selectBeneficiariesById } from '../../db/retirements.ts';
import type { Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import { idempotencyKey, nodeId, readInput } from '../input.ts';
import { once } from '../once.ts';
import { mayFor, permitCaller } from '../permissions.ts';
import { walletChanged } from '../wallets/rules.ts';
import { carbonReleaseEntry } from './entries.ts';
import { NothingHeld } from './errors.ts';

const input = z.object({ beneficiaryId: nodeId('RetirementBeneficiary'), idempotencyKey });

/**
 * Gives back the CARBON that is held for a beneficiary and is no whole tonne yet: nothing of it is retired.
 * Throws InputInvalid, NotFound, NothingHeld, IdempotencyConflict.
 */
export async function releaseRetirementRemainder(ctx: Context, given: unknown): Promise<BeneficiaryRow> {
  const { userId } = await permitCaller(ctx, 'retirement.request');
  const { beneficiaryId, idempotencyKey: key } = readInput(input, given);
  const [found] = await selectBeneficiariesById(ctx.app.db, [beneficiaryId]);
  if (!found || !(await mayFor(ctx, 'retirement.request', found.ownerId))) throw new NotFound('beneficiary');
  return once(ctx, {
    actorId: userId,
    operation: 'retirementRemainderRelease',
    key,
    input: { beneficiaryId },
    work: async (tx, id) => {
      const beneficiary = await lockBeneficiary(tx, beneficiaryId);
      if (!beneficiary) throw new NotFound('beneficiary');
      const { ownerId, carbonHeld: quantity } = beneficiary;
      if (quantity === 0n) throw new NothingHeld();
      const wallet = { ownerId, asset: 'CARBON' } as const;
      const locked = (await lockWallets(tx, [wallet])).get(walletKey(wallet));
      if (!locked) throw new Error(`there is no wallet ${walletKey(wallet)}`);
      await insertEntries(tx, [carbonReleaseEntry({ referenceId: id, actorId: userId, quantity }, locked)], [locked]);
      await insertContribution(tx, { id, beneficiaryId, quantity: -quantity, remainder: 0n });
      await tell(tx, [walletChanged(locked)]);
      return { ...beneficiary, carbonHeld: 0n };
    },
    again: async () => (await selectBeneficiariesById(ctx.app.db, [beneficiaryId]))[0] as BeneficiaryRow,
  });
}
