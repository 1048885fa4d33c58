import { selectEndpointsById, type EndpointRow, updateSecret } from '../../db/webhooks.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { IllegalTransition, NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { callerOf, mayFor, permitCaller } from '../permissions.ts';
import { lockOwnEndpoint } from './own.ts';
import { rotateWebhookSecretInput } from './rules.ts';
import { sealSecret } from './secrets.ts';
import { newSecretBytes, writeSecret } from './signing.ts';

const OVERLAP_HOURS = 24;
const HOUR_S = 3_600;

/**
 * Gives a webhook another secret. Until the overlap is over messages carry two signatures, by the new and by the old one,
 * so that the receiver can change over in its own time. Throws InputInvalid, NotFound, IllegalTransition.
 */
export async function rotateWebhookSecret(
  ctx: Context,
  input: unknown,
): Promise<{ readonly webhook: EndpointRow; readonly secret: string }> {
  await permitCaller(ctx, 'webhook.manage');
  const { userId } = callerOf(ctx);
  const { webhookId: id, overlapHours = OVERLAP_HOURS } = readInput(rotateWebhookSecretInput, input);
  const { db, vault } = ctx.app;
  const [known] = await selectEndpointsById(db, [id]);
  if (!known || !(await mayFor(ctx, 'webhook.manage', known.ownerId))) throw new NotFound('webhook');
  const secret = newSecretBytes();
  // A key server may be asked here: not while the row is locked.
  const sealed = await sealSecret(vault.masterKeys, { endpointId: id, number: known.secretNumber + 1 }, secret);
  const webhook = await transact(ctx, async (tx) => {
    const { secretNumber, status } = await lockOwnEndpoint(ctx, id, tx);
    if (secretNumber !== known.secretNumber)
      throw new IllegalTransition('webhook', status, 'given two secrets at once');
    const after = await updateSecret(tx, id, { ...sealed, overlapS: overlapHours * HOUR_S });
    await writeAudit(tx, {
      actorId: userId,
      action: 'WEBHOOK_SECRET_ROTATED',
      subjectType: 'Webhook',
      subjectId: id,
      detail: { number: String(after.secretNumber), overlapHours: String(overlapHours) },
    });
    return after;
  });
  return { webhook, secret: writeSecret(secret) };
}
