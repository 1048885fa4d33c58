import type { Ranked, Ranking } from '../db/rollup-reads.ts';
import type { Asset as AssetCode } from '../db/wallets.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import {
  type Distribution,
  readAdminStatistics,
  readBalances,
  readOwnStatistics,
  readRanking,
  readSeries,
  type Statistics,
} from '../resolvers/analytics/read.ts';
import { averageOf, nextFloor } from '../resolvers/analytics/totals.ts';
import { feesOf, inMoney, inNumbers, inTonnes, PlatformStatistics, StatisticsPoint } from './analytics.ts';
import { FEW, KeyedMoney, periodArgs, StatisticsInterval, StatisticsRange } from './analytics-parts.ts';
import { builder } from './builder.ts';
import { Organization } from './organizations.ts';
import { User } from './users.ts';
import { Asset } from './wallets.ts';

// Statistics that not everybody may see: of an owner, and those that name people.

const OwnStatistics = builder.objectRef<Statistics>('OwnStatistics').implement({
  description: 'What a user or an organization did in a period. May be some seconds behind.',
  fields: (t) => ({
    range: t.field({ type: StatisticsRange, description: 'Of when it is.', resolve: ({ period }) => period }),
    sales: t.field({
      ...inMoney('SALE'),
      description: 'What was sold on announcements, before fees; refunds take back what was earned, at their own time.',
    }),
    spend: t.field({
      ...inMoney('SPEND'),
      description: 'What credits and CARBON cost with fees, by trades and orders alike, without what came back.',
    }),
    purchases: t.field({ ...inMoney('PURCHASE'), description: 'Orders that were completed, with their fees.' }),
    refunds: t.field({ ...inMoney('REFUND'), description: 'Orders that were undone, with their fees.' }),
    transfersIn: t.field({ ...inMoney('TRANSFER_IN'), description: 'What others sent.' }),
    transfersOut: t.field({ ...inMoney('TRANSFER_OUT'), description: 'What was sent to others.' }),
    fees: t.field({
      type: [KeyedMoney],
      extensions: { listSize: 12 },
      description: 'Fees that were paid, by what for.',
      resolve: feesOf,
    }),
    retired: t.field({ ...inTonnes('RETIREMENT'), description: 'What was retired, for good.' }),
    announcementsOpened: t.field({ ...inNumbers('ANNOUNCEMENT'), description: 'Announcements that were opened.' }),
    series: t.field({
      type: [StatisticsPoint],
      extensions: { listSize: 31 },
      description: 'The period piece by piece, oldest first.',
      args: { interval: t.arg({ type: StatisticsInterval, defaultValue: 'DAY', description: 'How long a piece is.' }) },
      resolve: (of, { interval }, ctx) => readSeries(ctx, of, interval),
    }),
  }),
});

type RankedIn = Ranked & { readonly currency: AssetCode };
const RankedParty = builder.objectRef<RankedIn>('RankedParty').implement({
  description: 'A seller or a buyer, and what it came to.',
  fields: (t) => ({
    user: t.field({
      type: User,
      nullable: true,
      description: 'Who; null if it is an organization.',
      resolve: async ({ partyId }, _, ctx) => (await ctx.loaders.users.load(partyId)) ?? null,
    }),
    organization: t.field({
      type: Organization,
      nullable: true,
      description: 'Which; null if it is a user.',
      resolve: async ({ partyId }, _, ctx) => (await ctx.loaders.organizations.load(partyId)) ?? null,
    }),
    count: t.int({ description: 'Sales or purchases.', resolve: ({ count }) => Number(count) }),
    total: t.field({
      type: 'Decimal',
      description: 'What they came to.',
      resolve: ({ amount, currency }) => formatAmount(amount, currency),
    }),
    average: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The total by the count; null where only something from before was given back.',
      resolve: ({ amount, count, currency }) => average(amount, count, currency),
    }),
  }),
});

function average(amount: bigint, count: bigint, currency: AssetCode): string | null {
  const value = averageOf(amount, count);
  return value === null ? null : formatAmount(value, currency);
}

const RankingType = builder.objectRef<Ranking & { readonly currency: AssetCode }>('PartyRanking').implement({
  description: 'Who sold or spent most in one currency, and what all of them come to.',
  fields: (t) => ({
    currency: t.expose('currency', { type: Asset, description: 'In what.' }),
    parties: t.field({
      type: [RankedParty],
      extensions: { listSize: 10 },
      description: 'The first of them.',
      resolve: ({ parties, currency }) => parties.map((party) => ({ ...party, currency })),
    }),
    partyCount: t.int({ description: 'How many there are.', resolve: ({ total }) => Number(total.parties) }),
    count: t.int({ description: 'Sales or purchases of all.', resolve: ({ total }) => Number(total.count) }),
    total: t.field({
      type: 'Decimal',
      description: 'What all come to.',
      resolve: ({ total, currency }) => formatAmount(total.amount, currency),
    }),
    averageOfParties: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'What one of them comes to on average; null of none.',
      resolve: ({ total, currency }) => average(total.amount, total.parties, currency),
    }),
  }),
});

const BalanceBinType = builder
  .objectRef<{ floor: bigint; wallets: bigint; total: bigint; asset: AssetCode }>('BalanceBin')
  .implement({
    description: 'Wallets whose balance lies in a range. Ranges begin at 1, 2 and 5 times a power of ten.',
    fields: (t) => ({
      from: t.field({
        type: 'Decimal',
        description: 'This much or more.',
        resolve: ({ floor, asset }) => formatAmount(floor, asset),
      }),
      to: t.field({
        type: 'Decimal',
        description: 'Less than this.',
        resolve: ({ floor, asset }) => formatAmount(nextFloor(floor), asset),
      }),
      wallets: t.int({ description: 'How many.', resolve: ({ wallets }) => Number(wallets) }),
      total: t.field({
        type: 'Decimal',
        description: 'What they hold together.',
        resolve: ({ total, asset }) => formatAmount(total, asset),
      }),
    }),
  });

const BalanceDistribution = builder.objectRef<Distribution>('BalanceDistribution').implement({
  description: 'How what users and organizations hold of an asset is distributed. What is held for something counts.',
  fields: (t) => ({
    asset: t.expose('asset', { type: Asset, description: 'Of what.' }),
    holders: t.int({ description: 'Wallets that hold some.', resolve: ({ holders }) => Number(holders) }),
    total: t.field({
      type: 'Decimal',
      description: 'What they hold together.',
      resolve: ({ total, asset }) => formatAmount(total, asset),
    }),
    average: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'What one that holds some holds on average.',
      resolve: ({ total, holders, asset }) => average(total, holders, asset),
    }),
    bins: t.field({
      type: [BalanceBinType],
      extensions: { listSize: 30 },
      description: 'How many hold how much, the least first.',
      resolve: ({ bins }) => [...bins],
    }),
  }),
});

const AdminStatistics = builder.objectRef<Statistics>('AdminStatistics').implement({
  description: 'Statistics of the platform with what names people, for finance and administrators.',
  fields: (t) => ({
    platform: t.field({ type: PlatformStatistics, description: 'What everybody may see.', resolve: (of) => of }),
    admins: t.int({
      description: 'Users who are PLATFORM_ADMIN now.',
      resolve: async (of) => Number((await of.standing()).admins),
    }),
    balances: t.field({
      type: [BalanceDistribution],
      extensions: FEW,
      description: 'What wallets hold now, by asset.',
      resolve: (of) => readBalances(of),
    }),
    topSellers: t.field({
      type: RankingType,
      description: 'Who earned most by sales in one currency, before fees. Transfers are no sales.',
      args: {
        currency: t.arg({ type: Asset, description: 'In what.' }),
        first: t.arg.int({ defaultValue: 10, description: 'How many of them are named.' }),
      },
      resolve: (of, args, ctx) => readRanking(ctx, of, 'SALE', args),
    }),
    topBuyers: t.field({
      type: RankingType,
      description: 'Who spent most in one currency, with fees, and how often they bought.',
      args: {
        currency: t.arg({ type: Asset, description: 'In what.' }),
        first: t.arg.int({ defaultValue: 10, description: 'How many of them are named.' }),
      },
      resolve: (of, args, ctx) => readRanking(ctx, of, 'SPEND', args),
    }),
  }),
});

builder.queryFields((t) => ({
  myStatistics: t.field({
    type: OwnStatistics,
    description: 'Your own statistics, or those of an organization whose money you see.',
    args: {
      ...periodArgs,
      organizationId: t.arg.id({ required: false, description: 'Those of this organization (default: your own).' }),
    },
    resolve: (_, args, ctx) => readOwnStatistics(ctx, args),
  }),
  adminStatistics: t.field({
    type: AdminStatistics,
    description: 'Statistics of the platform, for finance and administrators.',
    args: periodArgs,
    resolve: (_, args, ctx) => readAdminStatistics(ctx, args),
  }),
}));
