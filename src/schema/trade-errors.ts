import { formatAmount, formatPrice, formatQuantity } from '../resolvers/amounts.ts';
import { Busy } from '../resolvers/errors.ts';
import {
  AnnouncementClosed,
  BelowMinimumFill,
  OwnAnnouncement,
  PriceMoved,
  PriceStale,
  QuantityUnavailable,
} from '../resolvers/trades/errors.ts';
import { AnnouncementStatus } from './announcements.ts';
import { builder } from './builder.ts';
import { RefusalInterface } from './errors.ts';
import { Asset } from './wallets.ts';

const interfaces = [RefusalInterface];

builder.objectType(AnnouncementClosed, {
  name: 'AnnouncementClosed',
  description: 'The announcement is not ACTIVE (any more). Nothing was moved.',
  interfaces,
  fields: (t) => ({ status: t.expose('status', { type: AnnouncementStatus, description: 'What it is instead.' }) }),
});

builder.objectType(QuantityUnavailable, {
  name: 'QuantityUnavailable',
  description: 'Less is left than was asked for. Nothing was moved.',
  interfaces,
  fields: (t) => ({
    remaining: t.field({
      type: 'Decimal',
      description: 'What is left, and no order has reserved.',
      resolve: (error) => formatQuantity(error.remaining, error.batchId),
    }),
  }),
});

builder.objectType(BelowMinimumFill, {
  name: 'BelowMinimumFill',
  description: 'The seller sells no less than the minimum fill at once (or all that is left). Nothing was moved.',
  interfaces,
  fields: (t) => ({
    minimumFill: t.field({
      type: 'Decimal',
      description: 'The fewest credits sold at once.',
      resolve: (error) => formatQuantity(error.minimumFill, error.batchId),
    }),
  }),
});

builder.objectType(PriceStale, {
  name: 'PriceStale',
  description: 'The market price is too old to trade on, or there is none. Nothing was moved; try again later.',
  interfaces,
  fields: (t) => ({
    asOf: t.expose('asOf', { type: 'DateTime', nullable: true, description: 'How old it is; null if there is none.' }),
  }),
});

builder.objectType(PriceMoved, {
  name: 'PriceMoved',
  description: 'It would cost more than `maxTotal`. Nothing was moved.',
  interfaces,
  fields: (t) => ({
    currency: t.expose('currency', { type: Asset, description: 'In which currency the amounts are.' }),
    pricePerCredit: t.field({
      type: 'Decimal',
      description: 'What one credit costs now.',
      resolve: (error) => formatPrice(error.pricePerCredit),
    }),
    toPay: t.field({
      type: 'Decimal',
      description: 'What it would cost in all, fee included.',
      resolve: (error) => formatAmount(error.toPay, error.currency),
    }),
    maxTotal: t.field({
      type: 'Decimal',
      description: 'The limit that was given.',
      resolve: (error) => formatAmount(error.maxTotal, error.currency),
    }),
  }),
});

builder.objectType(OwnAnnouncement, {
  name: 'OwnAnnouncement',
  description: 'Buyer and seller are the same. Nothing was moved.',
  interfaces,
});

builder.objectType(Busy, {
  name: 'Busy',
  description: 'Too much is waiting at this moment; nothing was done. Try again shortly.',
  interfaces,
});
