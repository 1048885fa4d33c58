import { tradesOf } from '../../../db/report-trades.ts';
import { formatAmount, formatPrice, formatQuantity } from '../../amounts.ts';
import { encodeId } from '../../ids.ts';
import { type Compile, periodFacts } from '../source.ts';
import { momentCell, tableOf } from '../tables.ts';

/** Every trade of an owner in a period, bought and sold alike. */
export const compileTrades: Compile = async ({ snapshot, ownerId, parameters }) => ({
  title: 'Trades',
  facts: periodFacts(parameters),
  notes: ['Quantities are tonnes of CO2e. A fee is the one that this party paid: on top of a purchase, off a sale.'],
  tables: [
    tableOf({ name: 'trades', title: 'Trades' }, tradesOf(snapshot, ownerId, parameters), {
      trade: ['TEXT', ({ id }) => encodeId('Trade', id)],
      at: ['MOMENT', ({ createdAt }) => momentCell(createdAt)],
      side: ['TEXT', ({ side }) => side],
      project: ['TEXT', ({ project }) => project],
      vintage: ['INTEGER', ({ vintage }) => (vintage === null ? null : String(vintage))],
      asset: ['TEXT', ({ batchId }) => (batchId === null ? 'CARBON' : 'CREDIT')],
      tonnes: ['DECIMAL', ({ quantity, batchId }) => formatQuantity(quantity, batchId)],
      currency: ['TEXT', ({ currency }) => currency],
      price: ['DECIMAL', ({ pricePerCredit }) => formatPrice(pricePerCredit)],
      total: ['DECIMAL', ({ totalPrice, currency }) => formatAmount(totalPrice, currency)],
      fee: ['DECIMAL', ({ fee, currency }) => formatAmount(fee, currency)],
      status: ['TEXT', ({ status }) => status],
      price_source: ['TEXT', ({ priceSource }) => priceSource],
      price_as_of: ['MOMENT', ({ priceAsOf }) => momentCell(priceAsOf)],
      announcement: ['TEXT', ({ announcementId }) => encodeId('Announcement', announcementId)],
    }),
  ],
});
