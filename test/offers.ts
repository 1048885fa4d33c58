import { v7 as newId } from 'uuid';
import type { AnnouncementRow } from '../src/db/announcements.ts';
import { draftAnnouncement } from '../src/resolvers/announcements/draft-announcement.ts';
import { openAnnouncement } from '../src/resolvers/announcements/open-announcement.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import type { TestUser } from './harness.ts';

/** What a client would send; what is left out is an offer of 100 t at 8.35 EUR. */
export interface OfferTerms {
  /** Credits of this batch (its opaque id); left out: CARBON. */
  readonly batchId?: string;
  readonly title?: string;
  readonly description?: string;
  readonly quantity?: string;
  readonly minimumFill?: string;
  readonly currency?: 'USD' | 'EUR' | 'ETH';
  readonly price?: { readonly fixed: string } | { readonly marketPremiumBps: number };
  readonly expiresAt?: string;
}

/** Drafts and opens an announcement as its seller would, who must have the CARBON. */
export async function openOffer(seller: TestUser, terms: OfferTerms = {}): Promise<AnnouncementRow> {
  const preset = { title: 'Mangroves of the Sundarbans', quantity: '100', currency: 'EUR', price: { fixed: '8.35' } };
  const draft = await draftAnnouncement(seller.ctx, { ...preset, ...terms });
  return openAnnouncement(seller.ctx, { announcementId: encodeId('Announcement', draft.id), idempotencyKey: newId() });
}
