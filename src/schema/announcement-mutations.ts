import type { AnnouncementRow } from '../db/announcements.ts';
import { cancelAnnouncement } from '../resolvers/announcements/cancel-announcement.ts';
import { draftAnnouncement } from '../resolvers/announcements/draft-announcement.ts';
import { openAnnouncement } from '../resolvers/announcements/open-announcement.ts';
import { pauseAnnouncement } from '../resolvers/announcements/pause-announcement.ts';
import { announcementOf } from '../resolvers/announcements/read.ts';
import { resumeAnnouncement } from '../resolvers/announcements/resume-announcement.ts';
import { updateAnnouncement } from '../resolvers/announcements/update-announcement.ts';
import {
  IdempotencyConflict,
  IllegalTransition,
  InputInvalid,
  InsufficientCredits,
  InsufficientFunds,
  NotFound,
} from '../resolvers/errors.ts';
import { Announcement } from './announcements.ts';
import { builder } from './builder.ts';
import { IDEMPOTENCY_KEY } from './inputs.ts';
import { type StepMutation, stepMutation } from './step-mutation.ts';
import { Asset } from './wallets.ts';

const AnnouncementPrice = builder.inputType('AnnouncementPriceInput', {
  description: 'How credits are priced: exactly one of the two.',
  fields: (t) => ({
    fixed: t.field({ type: 'Decimal', required: false, description: 'Per credit, in the currency, such as "8.35".' }),
    marketPremiumBps: t.int({
      required: false,
      description: 'MCO2 in the currency plus these basis points: 100 = 1 % more, -50 = 0.5 % less; -9000 to 100000.',
    }),
  }),
});

/** A step of the seller: it gives the announcement as it is after it. */
const announcementMutation = (name: string, it: StepMutation<AnnouncementRow>): void => {
  stepMutation(name, it, (t) => ({
    announcement: t.field({
      type: Announcement,
      description: 'The announcement as it is now.',
      resolve: ({ id }, _, ctx) => announcementOf(ctx, id),
    }),
  }));
};

announcementMutation('announcementDraft', {
  description: 'Writes an offer that only you see. `announcementOpen` publishes it.',
  input: 'The terms of an offer.',
  inputFields: (t) => ({
    organizationId: t.id({
      required: false,
      description: 'For which organization you sell, as its ADMIN or FINANCE (default: for yourself).',
    }),
    batchId: t.id({
      required: false,
      description: 'Of which batch you sell credits that you hold (default: CARBON of your wallet).',
    }),
    title: t.string({ description: 'What buyers see first, up to 120 characters.' }),
    description: t.string({ required: false, description: 'More about it, up to 5,000 characters.' }),
    quantity: t.field({
      type: 'Decimal',
      description: 'Credits (tonnes of CO2e) to sell, such as "120" or "0.5"; of a batch whole ones.',
    }),
    minimumFill: t.field({
      type: 'Decimal',
      required: false,
      description: 'The fewest sold at once (default: no least).',
    }),
    currency: t.field({ type: Asset, description: 'USD, EUR or ETH: buyers pay from this wallet.' }),
    price: t.field({ type: AnnouncementPrice, description: 'At which price.' }),
    expiresAt: t.field({
      type: 'DateTime',
      required: false,
      description: 'When it ends by itself (default and most: 365 days).',
    }),
  }),
  refusals: [InputInvalid, NotFound],
  resolve: draftAnnouncement,
});

announcementMutation('announcementUpdate', {
  description:
    'Changes the terms of your draft or open announcement. A change of quantity moves what is held along. What is left out stays.',
  input: 'What to change.',
  inputFields: (t) => ({
    announcementId: t.id({ description: 'Which announcement of yours.' }),
    title: t.string({ required: false, description: 'What buyers see first, up to 120 characters.' }),
    description: t.string({ required: false, description: 'More about it, up to 5,000 characters.' }),
    quantity: t.field({
      type: 'Decimal',
      required: false,
      description: 'Credits offered in all, sold ones included; more than were sold, and what orders have reserved.',
    }),
    minimumFill: t.field({ type: 'Decimal', required: false, description: 'The fewest sold at once.' }),
    price: t.field({ type: AnnouncementPrice, required: false, description: 'The new price, for the next buyer.' }),
    expiresAt: t.field({ type: 'DateTime', required: false, description: 'When it ends by itself.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
  refusals: [InputInvalid, NotFound, IllegalTransition, InsufficientFunds, InsufficientCredits, IdempotencyConflict],
  resolve: updateAnnouncement,
});

announcementMutation('announcementOpen', {
  description:
    'Publishes your draft. Its quantity is held in your CARBON wallet or your holding of the batch from now on, so that buyers can be sure of it.',
  input: 'Which draft.',
  inputFields: (t) => ({
    announcementId: t.id({ description: 'Which draft of yours.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
  refusals: [InputInvalid, NotFound, IllegalTransition, InsufficientFunds, InsufficientCredits, IdempotencyConflict],
  resolve: openAnnouncement,
});

announcementMutation('announcementPause', {
  description: 'Stops the sale for a while. What is left stays held.',
  input: 'Which announcement.',
  inputFields: (t) => ({ announcementId: t.id({ description: 'Which ACTIVE announcement of yours.' }) }),
  refusals: [InputInvalid, NotFound, IllegalTransition],
  resolve: pauseAnnouncement,
});

announcementMutation('announcementResume', {
  description: 'Goes on with the sale of a paused announcement.',
  input: 'Which announcement.',
  inputFields: (t) => ({ announcementId: t.id({ description: 'Which PAUSED announcement of yours.' }) }),
  refusals: [InputInvalid, NotFound, IllegalTransition],
  resolve: resumeAnnouncement,
});

announcementMutation('announcementCancel', {
  description: 'Ends an announcement of yours for good. What is left of it becomes available to you again.',
  input: 'Which announcement.',
  inputFields: (t) => ({
    announcementId: t.id({ description: 'Which announcement of yours, in any state but the closed ones.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
  refusals: [InputInvalid, NotFound, IllegalTransition, IdempotencyConflict],
  resolve: cancelAnnouncement,
});
