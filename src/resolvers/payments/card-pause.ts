import type { Db } from '../../db/client.ts';
import type { PaymentRow } from '../../db/payments.ts';
import { countHits, forgetAttempts, selectHits } from '../../db/throttles.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { securityNoticed } from '../security-events.ts';
import { CardPaymentsPaused } from './errors.ts';

// Who tries stolen cards has many of them declined. After CARD_FAILURES in CARD_FAILURES_S a payer pays by no card for
// CARD_PAUSE_S; every other way stays open.

const pauseKey = (payerId: string): string => `card:paused:${payerId}`;

/** Counts a card that was declined, for whoever tried to pay by it. */
export async function noteDecline(ctx: Context, { payerId }: Pick<PaymentRow, 'payerId'>): Promise<void> {
  const { CARD_FAILURES, CARD_FAILURES_S, CARD_PAUSE_S } = ctx.app.config;
  const key = `card:declined:${payerId}`;
  const [count] = await countHits(ctx.app.db, [{ key, hits: 1, windowS: CARD_FAILURES_S }]);
  if ((count?.hits ?? 0) < CARD_FAILURES) return;
  await transact(ctx, async (tx) => {
    const [paused] = await countHits(tx, [{ key: pauseKey(payerId), hits: 1, windowS: CARD_PAUSE_S }]);
    await forgetAttempts(tx, key);
    // It has begun before, and was told.
    if (!paused || paused.hits > 1) return;
    const retryAt = new Date(Date.now() + paused.endsInS * 1_000).toISOString();
    await tell(tx, [securityNoticed(payerId, 'CARD_PAYMENTS_PAUSED', { retryAt })]);
    const subject = { subjectType: 'User', subjectId: payerId } as const;
    const detail = { declined: String(CARD_FAILURES), retryAt };
    await writeAudit(tx, { actorId: null, action: 'CARD_PAYMENTS_PAUSED', ...subject, detail });
  });
}

/** Throws CardPaymentsPaused while the payer pays by no card. */
export async function refusePaused(tx: Db, payerId: string): Promise<void> {
  const paused = await selectHits(tx, pauseKey(payerId));
  if (paused) throw new CardPaymentsPaused(new Date(Date.now() + paused.endsInS * 1_000));
}
