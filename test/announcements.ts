import { v7 as newId } from 'uuid';
import type { AnnouncementRow, AnnouncementStatus } from '../src/db/announcements.ts';
import { cancelAnnouncement } from '../src/resolvers/announcements/cancel-announcement.ts';
import { draftAnnouncement } from '../src/resolvers/announcements/draft-announcement.ts';
import { expireAnnouncements } from '../src/resolvers/announcements/expire-announcements.ts';
import { pauseAnnouncement } from '../src/resolvers/announcements/pause-announcement.ts';
import { platformContext } from '../src/resolvers/context.ts';
import type { Topic } from '../src/resolvers/feed.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import { placeTrade } from '../src/resolvers/trades/place-trade.ts';
import type { TestApp, TestUser } from './harness.ts';
import { openOffer, type OfferTerms } from './offers.ts';

/** The id of an announcement as clients send it. */
export const offerId = ({ id }: { id: string }): string => encodeId('Announcement', id);
/** The input of a step on it, each a wish of its own. */
export const step = (announcement: { id: string }, key: string = newId()) => ({
  announcementId: offerId(announcement),
  idempotencyKey: key,
});

let buyers = 0;

/** Someone who can pay buys this much of it. */
export async function sell(t: TestApp, announcement: AnnouncementRow, quantity: string): Promise<void> {
  const buyer = await t.user(`buyer${(buyers += 1)}`, { funds: { [announcement.currency]: '100000.00' } });
  await placeTrade(buyer.ctx, { ...step(announcement), quantity });
}

/** Lets its time run out, which no seller can. */
export async function runOut(t: TestApp, ids: readonly string[]): Promise<void> {
  await t.db.sql`update announcements set expires_at = now() - interval '1 second' where id = any(${ids}::uuid[])`;
}

/** An announcement of 10 t (or as in `terms`) that has come to this state by the way that leads there. */
export async function offerIn(
  t: TestApp,
  seller: TestUser,
  status: AnnouncementStatus,
  given: OfferTerms = {},
): Promise<AnnouncementRow> {
  const terms = { title: 'Mangroves', quantity: '10', currency: 'EUR', price: { fixed: '8.35' }, ...given } as const;
  if (status === 'DRAFT') return draftAnnouncement(seller.ctx, terms);
  const offer = await openOffer(seller, terms);
  if (status === 'PAUSED') await pauseAnnouncement(seller.ctx, { announcementId: offerId(offer) });
  if (status === 'CANCELLED') await cancelAnnouncement(seller.ctx, step(offer));
  if (status === 'SOLD_OUT') await sell(t, offer, terms.quantity);
  if (status === 'EXPIRED') {
    await runOut(t, [offer.id]);
    await expireAnnouncements(platformContext(t.app, 'test'));
  }
  return rowOf(t, offer);
}

/** The announcement as it is stored. */
export async function rowOf(t: TestApp, { id }: { id: string }): Promise<AnnouncementRow> {
  const [row] = await t.db.sql<AnnouncementRow[]>`select * from announcements where id = ${id}`;
  if (!row) throw new Error('no announcement');
  return row;
}

/** Listens; what it gives tells what was published since it was last asked, such as `announcement <id>`. */
export async function listen(
  t: TestApp,
  topics: readonly Topic[] = ['announcement', 'wallet'],
): Promise<() => Promise<string[]>> {
  await t.broadcast();
  let heard: string[] = [];
  for (const topic of topics) t.app.feed.on(topic, ({ payload }) => heard.push(`${topic} ${subjectOf(payload)}`));
  return async () => {
    await t.broadcast();
    const news = heard;
    heard = [];
    return news;
  };
}

/** A wallet is told of to its owner: by whose it is, tests know it. */
const subjectOf = (payload: object): string =>
  'ownerId' in payload ? String(payload.ownerId) : 'id' in payload ? String(payload.id) : '';
