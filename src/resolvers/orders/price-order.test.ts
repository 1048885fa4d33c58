import { expect, test } from 'vitest';
import { grossUp, sharesOf } from '../pricing/fees.ts';
import type { Offer } from './fill.ts';
import { priceOrder } from './price-order.ts';

const offer = (change: Partial<Offer> = {}): Offer => ({
  id: 'an announcement',
  announcementId: 'an announcement',
  batchId: 'a batch',
  sellerId: 'a seller',
  available: 1_000n,
  minimumFill: 1n,
  quote: { price: 8_350_000_000_000_000_000n, source: 'ANNOUNCEMENT', asOf: new Date() },
  since: new Date(),
  ...change,
});
const fees = {
  makerBps: 50,
  takerBps: 100,
  tiers: [],
  limits: {},
  shares: { platformBps: 7_000, communityBps: 2_000, insuranceBps: 1_000 },
};
const terms = { currency: 'EUR' as const, fees, buyerId: 'a buyer', standings: new Map() };

test('the worked example comes out to the cent', () => {
  const { lines, total, buyerFee } = priceOrder([{ offer: offer(), quantity: 120n }], terms);
  expect({ total, buyerFee }).toEqual({ total: 1002_00n, buyerFee: 10_02n });
  const [line] = lines;
  expect(line).toMatchObject({ total: 1002_00n, buyerFee: 10_02n, sellerFee: 5_01n });
  expect(total - (line?.sellerFee ?? 0n)).toBe(996_99n);
  expect(sharesOf(buyerFee + (line?.sellerFee ?? 0n), fees)).toEqual({
    platform: 10_52n,
    community: 3_01n,
    insurance: 1_50n,
  });
  expect(grossUp(total + buyerFee, { rateBps: 290, fixed: 30n })).toEqual({ charge: 1042_56n, kept: 30_54n });
});

test('CARBON is counted in its own units', () => {
  const { total } = priceOrder([{ offer: offer({ batchId: null }), quantity: 120n * 10n ** 18n }], terms);
  expect(total).toBe(1002_00n);
});

test('the platform charges itself nothing, and the fee of the buyer is borne by the lines by what they cost', () => {
  const stock = offer({ id: 'a batch', announcementId: null });
  const { lines, buyerFee } = priceOrder(
    [
      { offer: offer(), quantity: 1n },
      { offer: stock, quantity: 2n },
    ],
    terms,
  );
  expect(buyerFee).toBe(26n);
  expect(lines.map((line) => [line.total, line.buyerFee, line.sellerFee])).toEqual([
    [8_35n, 8n, 5n],
    [16_70n, 18n, 0n],
  ]);
});

test('what is agreed with an organization goes before the schedule', () => {
  const standings = new Map([['a buyer', { own: { makerBps: null, takerBps: 0 }, volume: 0n }]]);
  expect(priceOrder([{ offer: offer(), quantity: 120n }], { ...terms, standings }).buyerFee).toBe(0n);
});

test('what a quote has promised stands', () => {
  const promised = { total: 900_00n, buyerFee: 9_00n };
  const stock = offer({ id: 'a batch', announcementId: null });
  const order = priceOrder([{ offer: stock, quantity: 120n }], { ...terms, promised });
  expect(order).toMatchObject({ ...promised, lines: [{ ...promised, sellerFee: 0n }] });
});
