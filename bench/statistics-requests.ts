import { randomOf } from './random.ts';

const MONEY = '{ currency count total average countBefore totalBefore changePercent }';
const TONNES = '{ count tonnes tonnesBefore changePercent }';
const POINTS = `{ from to trades { currency count total } transfers { currency count total } purchases { currency count total }
  fees { currency total } retired { tonnes } issued { tonnes } newUsers }`;

/** All that the dashboard of the platform shows. */
const PLATFORM = `range { from to isOver } users newUsers { count countBefore } activeUsers { count countBefore } activeAnnouncements
  trades ${MONEY} tradedTonnes { asset total ${TONNES} } tradeValues(currency: EUR) { from to count total } transfers ${MONEY}
  purchases ${MONEY} fees ${MONEY} retired ${TONNES} issued ${TONNES} statuses { thing status count }
  projectsByStatus { value count } projectsByType { value count }`;
const RANKING =
  '{ partyCount count total averageOfParties parties { count total average user { id displayName } organization { id legalName } } }';

const ARGS = '$period: StatisticsPeriod!, $at: DateTime, $from: DateTime, $to: DateTime, $timeZone: String!';
const GIVEN = 'period: $period, at: $at, from: $from, to: $to, timeZone: $timeZone';
const platform = (interval: string): string =>
  `query P(${ARGS}) { platformStatistics(${GIVEN}) { ${PLATFORM} series(interval: ${interval}) ${POINTS} } }`;

interface StatisticsCase {
  readonly title: string;
  readonly root: string;
  readonly query: string;
  /** The period of the n-th request, about a moment within the data. */
  readonly variables: (at: Date) => object;
}

const DAY_MS = 86_400_000;
const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'UTC'] as const;
const zoneOf = (at: Date): string => zones[Math.floor(at.getTime() / 60_000) % zones.length] ?? 'UTC';
const calendar = (period: string) => (at: Date) => ({ period, at: at.toISOString(), timeZone: zoneOf(at) });
const custom = (days: number) => (at: Date) => ({
  period: 'CUSTOM',
  from: new Date(at.getTime() - days * DAY_MS).toISOString(),
  to: at.toISOString(),
  timeZone: zoneOf(at),
});
const ranked = (field: string): string =>
  `query A(${ARGS}) { adminStatistics(${GIVEN}) { ${field}(currency: EUR) ${RANKING} } }`;

/** What is asked for, by name. */
export const statistics = {
  day: {
    title: 'the platform, a day by hours',
    root: 'platformStatistics',
    query: platform('HOUR'),
    variables: calendar('DAY'),
  },
  week: {
    title: 'the platform, a week by days',
    root: 'platformStatistics',
    query: platform('DAY'),
    variables: calendar('WEEK'),
  },
  month: {
    title: 'the platform, a month by days',
    root: 'platformStatistics',
    query: platform('DAY'),
    variables: calendar('MONTH'),
  },
  half: {
    title: 'the platform, 180 days by weeks',
    root: 'platformStatistics',
    query: platform('WEEK'),
    variables: custom(180),
  },
  sellers: {
    title: 'who sold most in a month',
    root: 'adminStatistics',
    query: ranked('topSellers'),
    variables: calendar('MONTH'),
  },
  sellersHalf: {
    title: 'who sold most in 180 days',
    root: 'adminStatistics',
    query: ranked('topSellers'),
    variables: custom(180),
  },
  buyers: {
    title: 'who spent most in a week',
    root: 'adminStatistics',
    query: ranked('topBuyers'),
    variables: calendar('WEEK'),
  },
  buyersMonth: {
    title: 'who spent most in a month',
    root: 'adminStatistics',
    query: ranked('topBuyers'),
    variables: calendar('MONTH'),
  },
  balances: {
    title: 'balances',
    root: 'adminStatistics',
    query: `query B(${ARGS}) { adminStatistics(${GIVEN}) { admins balances { asset holders total average bins { from to wallets total } } } }`,
    variables: calendar('DAY'),
  },
  own: {
    title: 'a seller’s own, a month by days',
    root: 'myStatistics',
    query: `query M(${ARGS}) { myStatistics(${GIVEN}) { sales ${MONEY} spend ${MONEY} fees { source currency total } retired ${TONNES}
      series(interval: DAY) { from sales { currency count total } spend { currency count total } } } }`,
    variables: calendar('MONTH'),
  },
} as const satisfies Record<string, StatisticsCase>;
export type StatisticsName = keyof typeof statistics;

/** The last half of the trades of the dataset lie here. */
const [FROM, TO] = [Date.UTC(2025, 6, 1), Date.UTC(2025, 7, 15)];

/** Requests of one case without end. */
export function asking(
  { name, token }: { readonly name: StatisticsName; readonly token: string },
  seed: number,
): () => { readonly body: string; readonly token: string } {
  const below = randomOf(seed);
  const { query, variables }: StatisticsCase = statistics[name];
  return () => ({ token, body: JSON.stringify({ query, variables: variables(new Date(FROM + below(TO - FROM))) }) });
}
