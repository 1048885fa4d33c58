import { z } from 'zod';
import { type DeliveryRow, lockDelivery, reviveDelivery } from '../../db/notification-deliveries.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { NotFound } from '../errors.ts';
import { nodeId, readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { nextDeliveryState } from './rules.ts';

const retryNotificationDeliveryInput = z.object({ notificationDeliveryId: nodeId('NotificationDelivery') });

/** Has a message that was given up sent again. Throws InputInvalid, NotFound, IllegalTransition. */
export async function retryNotificationDelivery(ctx: Context, input: unknown): Promise<DeliveryRow> {
  const { userId } = await permit(ctx, 'notification.manage');
  const { notificationDeliveryId: id } = readInput(retryNotificationDeliveryInput, input);
  return transact(ctx, async (tx) => {
    const found = await lockDelivery(tx, id);
    if (!found) throw new NotFound('notification delivery');
    nextDeliveryState(found.state, 'RETRY');
    const revived = await reviveDelivery(tx, id);
    await writeAudit(tx, {
      actorId: userId,
      action: 'NOTIFICATION_DELIVERY_RETRIED',
      subjectType: 'NotificationDelivery',
      subjectId: id,
      detail: { channel: found.channel, attempts: String(found.attempts), lastError: found.lastError },
    });
    return revived;
  });
}
