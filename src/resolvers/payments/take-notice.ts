import { insertNotices } from '../../db/payment-looks.ts';
import type { App } from '../context.ts';
import { NotFound } from '../errors.ts';

/**
 * Takes what was posted for the processor of cards: checks that it comes from there, and has the payment that it is about
 * looked at; true if it was new. What it says of the payment is not believed, so it may come twice, late and in any order.
 * Throws NotFound (no processor here that posts), NoticeForged.
 */
export async function takeNotice(
  { cards, db }: Pick<App, 'cards' | 'db'>,
  body: Buffer,
  signature: string | undefined,
): Promise<boolean> {
  if (cards?.gateway !== 'STRIPE') throw new NotFound('processor');
  const { gateway } = cards;
  const { id, kind, externalId } = cards.readNotice(body, signature);
  return (await insertNotices(db, [{ id, gateway, kind, externalId }])) > 0;
}
