import { deletePhone } from '../../db/phones.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { permit } from '../permissions.ts';

/** Sends the caller no more text messages; says whether there was a number. */
export async function removePhone(ctx: Context): Promise<{ readonly removed: boolean }> {
  const { userId } = await permit(ctx, 'notification.channels');
  const removed = await transact(ctx, async (tx) => {
    if (!(await deletePhone(tx, userId))) return false;
    await writeAudit(tx, { actorId: userId, action: 'PHONE_REMOVED', subjectType: 'User', subjectId: userId });
    return true;
  });
  return { removed };
}
