import { z } from 'zod';
import { endPriceAlert, lockPriceAlert, type PriceAlertRow } from '../../db/price-alerts.ts';
import { type Context, transact } from '../context.ts';
import { NotFound } from '../errors.ts';
import { nodeId, readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { nextAlertStatus } from './rules.ts';

const cancelPriceAlertInput = z.object({ priceAlertId: nodeId('PriceAlert') });

/** Ends an alert of the caller's. Throws InputInvalid, NotFound, IllegalTransition. */
export async function cancelPriceAlert(ctx: Context, input: unknown): Promise<PriceAlertRow> {
  const { userId } = await permit(ctx, 'notification.update');
  const { priceAlertId: id } = readInput(cancelPriceAlertInput, input);
  return transact(ctx, async (tx) => {
    const alert = await lockPriceAlert(tx, id);
    if (alert?.userId !== userId) throw new NotFound('price alert');
    return endPriceAlert(tx, id, nextAlertStatus(alert.status, 'CANCEL'));
  });
}
