import { readSheet } from 'read-excel-file/node';
import { graphql } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { passAnalytics } from '../../test/analytics.ts';
import { offerIn, step } from '../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';
import { foundedBy, type TestOrganization } from '../../test/organizations.ts';
import { askReport, bytesOfReport, reportText, runReports } from '../../test/report-lab.ts';
import type { Context } from '../resolvers/context.ts';
import { Forbidden, InputInvalid } from '../resolvers/errors.ts';
import { encodeId } from '../resolvers/ids.ts';
import { placeTrade } from '../resolvers/trades/place-trade.ts';
import { sendTransfer } from '../resolvers/transfers/send-transfer.ts';
import { schema } from './index.ts';

let t: TestApp;
let [seller, buyer, admin, clerk, viewer, auditor] = [] as unknown as [
  TestUser,
  TestUser,
  TestUser,
  TestUser,
  TestUser,
  TestUser,
];
let organization: TestOrganization;
beforeAll(async () => {
  t = await openTestApp();
  seller = await t.user('seller', { funds: { CARBON: '1000' } });
  buyer = await t.user('buyer', { funds: { EUR: '10000.00', USD: '10000.00' } });
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  clerk = await t.user('clerk', { roles: ['FINANCE'] });
  viewer = await t.user('viewer');
  auditor = await t.user('auditor');
  organization = await foundedBy(t, buyer, [viewer, 'VIEWER'], [auditor, 'AUDITOR']);
  const { organizationId } = organization;
  const offer = await offerIn(t, seller, 'ACTIVE', { quantity: '200', price: { fixed: '8.35' } });
  await placeTrade(buyer.ctx, { ...step(offer), quantity: '120' });
  const dollars = await offerIn(t, seller, 'ACTIVE', { quantity: '20', currency: 'USD', price: { fixed: '10' } });
  await placeTrade(buyer.ctx, { ...step(dollars), quantity: '10' });
  const transfer = { asset: 'EUR', amount: '1000', note: '' };
  await sendTransfer(buyer.ctx, { ...transfer, recipientId: organizationId, idempotencyKey: 'to-the-firm' });
  await sendTransfer(buyer.ctx, {
    ...transfer,
    recipientId: encodeId('User', viewer.id),
    idempotencyKey: 'to-somebody',
  });
  await placeTrade(buyer.ctx, { ...step(offer), quantity: '20', organizationId });
  await passAnalytics(t);
});
afterAll(() => t[Symbol.asyncDispose]());

interface Answer {
  readonly platformStatistics?: Record<string, unknown>;
  readonly adminStatistics?: Record<string, unknown>;
  readonly myStatistics?: Record<string, unknown>;
  /** The codes of what was refused. */
  readonly refused?: readonly string[];
}

async function ask(ctx: Context, source: string, variableValues: Record<string, unknown> = {}): Promise<Answer> {
  const { data, errors } = await graphql({ schema, source, contextValue: ctx, variableValues });
  if (errors)
    return { refused: errors.map(({ originalError }) => (originalError as unknown as { code: string }).code) };
  // Without the null prototypes of graphql-js.
  return JSON.parse(JSON.stringify(data)) as Answer;
}
const MONEY = '{ currency count total average totalBefore changePercent }';

test('everybody sees what the platform comes to, each currency by itself, and transfers are no trades', async () => {
  const { platformStatistics } = await ask(
    t.nobody,
    `{ platformStatistics(period: DAY, timeZone: "Europe/Berlin") {
      range { timeZone isOver } users newUsers { count } activeUsers { count countBefore } activeAnnouncements
      trades ${MONEY} transfers ${MONEY} fees { currency total } feesBySource { source currency total }
      tradedTonnes { asset total { count tonnes } } tradeValues(currency: EUR) { from to count total }
      statuses { thing status count } retired { count tonnes } series(interval: HOUR) { trades { currency count total } } } }`,
  );
  expect(platformStatistics).toMatchObject({
    range: { timeZone: 'Europe/Berlin', isOver: false },
    users: 6,
    newUsers: { count: 6 },
    activeUsers: { count: 2, countBefore: 0 },
    activeAnnouncements: 2,
    trades: [
      { currency: 'USD', count: 1, total: '100.00', average: '100.00', totalBefore: '0.00', changePercent: null },
      { currency: 'EUR', count: 2, total: '1169.00', average: '584.50' },
    ],
    transfers: [{ currency: 'EUR', count: 2, total: '2000.00', average: '1000.00' }],
    fees: [
      { currency: 'USD', total: '1.50' },
      { currency: 'EUR', total: '17.54' },
    ],
    tradedTonnes: [{ asset: 'CARBON', total: { count: 3, tonnes: '150' } }],
    tradeValues: [
      { from: '100.00', to: '200.00', count: 1, total: '167.00' },
      { from: '1000.00', to: '2000.00', count: 1, total: '1002.00' },
    ],
    statuses: [{ thing: 'ANNOUNCEMENT', status: 'ACTIVE', count: 2 }],
    retired: { count: 0, tonnes: '0' },
  });
  const series = platformStatistics?.['series'] as { trades: { currency: string; count: number }[] }[];
  expect([23, 24, 25]).toContain(series.length);
  expect(series.flatMap(({ trades }) => trades).reduce((sum, { count }) => sum + count, 0)).toBe(3);
});

test('finance and administrators see who leads, by sales alone, and what wallets hold', async () => {
  const RANKED =
    '{ partyCount count total averageOfParties parties { count total average user { username } organization { legalName } } }';
  const query = `{ adminStatistics(period: DAY) { admins platform { users } topSellers(currency: EUR) ${RANKED}
    topBuyers(currency: EUR) ${RANKED} balances { asset holders total average bins { from to wallets total } } } }`;
  const { adminStatistics } = await ask(admin.ctx, query);
  expect(adminStatistics).toMatchObject({
    admins: 1,
    platform: { users: 6 },
    // The firm and somebody were sent money: that is no sale.
    topSellers: {
      partyCount: 1,
      total: '1169.00',
      parties: [{ count: 2, total: '1169.00', average: '584.50', user: { username: 'seller' }, organization: null }],
    },
    topBuyers: {
      partyCount: 2,
      parties: [
        { count: 1, total: '1012.02', user: { username: 'buyer' } },
        { count: 1, total: '168.67', user: null, organization: { legalName: 'Moss AG' } },
      ],
    },
  });
  const balances = adminStatistics?.['balances'] as { asset: string; holders: number; total: string }[];
  expect(balances.map(({ asset }) => asset)).toEqual(['USD', 'EUR', 'CARBON']);
  // What was paid in, less the fees that went to the platform.
  expect(balances[1]).toMatchObject({ holders: 4, total: '9982.46' });
  expect(await ask(clerk.ctx, query)).toHaveProperty('adminStatistics');
  for (const user of [seller, buyer, auditor]) expect(await ask(user.ctx, query)).toEqual({ refused: ['FORBIDDEN'] });
  expect(await ask(t.nobody, query)).toEqual({ refused: ['UNAUTHENTICATED'] });
});

describe('an owner', () => {
  const query = `query ($organizationId: ID) { myStatistics(period: DAY, organizationId: $organizationId) {
    sales ${MONEY} spend ${MONEY} transfersIn ${MONEY} transfersOut ${MONEY} fees { source currency total }
    announcementsOpened { count } series(interval: DAY) { spend { currency total } } } }`;

  test('sees what is its own', async () => {
    expect((await ask(seller.ctx, query)).myStatistics).toMatchObject({
      sales: [
        { currency: 'USD', total: '100.00' },
        { currency: 'EUR', count: 2, total: '1169.00' },
      ],
      spend: [],
      announcementsOpened: { count: 2 },
    });
    expect((await ask(buyer.ctx, query)).myStatistics).toMatchObject({
      spend: [
        { currency: 'USD', total: '101.00' },
        { currency: 'EUR', count: 1, total: '1012.02' },
      ],
      transfersOut: [{ currency: 'EUR', count: 2, total: '2000.00' }],
      series: [
        {
          spend: [
            { currency: 'USD', total: '101.00' },
            { currency: 'EUR', total: '1012.02' },
          ],
        },
      ],
    });
  });

  test('that is an organization shows it to those who see its money', async () => {
    const { organizationId } = organization;
    for (const user of [buyer, auditor]) {
      expect((await ask(user.ctx, query, { organizationId })).myStatistics).toMatchObject({
        spend: [{ currency: 'EUR', count: 1, total: '168.67' }],
        transfersIn: [{ currency: 'EUR', total: '1000.00' }],
        fees: [{ source: 'PURCHASE', currency: 'EUR', total: '1.67' }],
      });
    }
    for (const user of [viewer, seller, admin]) {
      expect(await ask(user.ctx, query, { organizationId })).toEqual({ refused: ['FORBIDDEN'] });
    }
  });
});

describe('a report of statistics', () => {
  const day = new Date();
  const from = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() - 1)).toISOString();
  const to = new Date(Date.parse(from) + 3 * 86_400_000).toISOString();
  const platform = { kind: 'PLATFORM_STATISTICS', from, to, timeZone: 'America/New_York' };

  test('has the same figures in CSV, JSON and Excel', async () => {
    const csv = await reportText(t, admin, { ...platform, format: 'CSV', section: 'totals' });
    expect(csv.split(/\r?\n/)).toContain('TRADE,,EUR,2,1169.00,584.50,0,0.00,');
    const json = JSON.parse(await reportText(t, admin, { ...platform, format: 'JSON' })) as {
      tables: Record<string, Record<string, unknown>[]>;
    };
    expect(JSON.stringify(json)).toContain('"1169.00"');
    expect(JSON.stringify(json)).toContain('"correlation_days"');
    const report = await askReport(admin, { ...platform, format: 'XLSX' });
    await runReports(t);
    const sheet = await readSheet(await bytesOfReport(t, report), 'top_sellers');
    expect(sheet.find((row) => row.includes('seller') && row.includes('EUR'))).toBeDefined();
  });

  test('of an owner has no more than is its own', async () => {
    const text = await reportText(t, seller, { kind: 'STATISTICS', from, to, format: 'CSV', section: 'totals' });
    expect(text).toContain('SALE,,EUR,2,1169.00,584.50');
    expect(text).not.toContain('PURCHASE');
  });

  test('of the platform is for finance and administrators, for themselves', async () => {
    await expect(askReport(seller, { ...platform, format: 'CSV' })).rejects.toThrow(Forbidden);
    await expect(
      askReport(admin, { ...platform, format: 'CSV', organizationId: organization.organizationId }),
    ).rejects.toThrow(Forbidden);
    await expect(
      askReport(viewer, { kind: 'STATISTICS', from, to, format: 'CSV', organizationId: organization.organizationId }),
    ).rejects.toThrow(Forbidden);
    await expect(askReport(admin, { kind: 'TRADES', format: 'CSV', timeZone: 'UTC' })).rejects.toThrow(InputInvalid);
    await expect(askReport(admin, { kind: 'STATISTICS', format: 'CSV' })).rejects.toThrow(InputInvalid);
  });
});
