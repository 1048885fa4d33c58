import { selectPartyNames } from '../../../db/rollup-names.ts';
import { type RollupMeasure, summedMeasures, WHOLE_PLATFORM } from '../../../db/rollups.ts';
import { type Asset, assets } from '../../../db/wallets.ts';
import { formatAmount, formatDecimal } from '../../amounts.ts';
import { type Period, readPeriod } from '../../analytics/period.ts';
import {
  readActiveUsers,
  readBalances,
  readRanking,
  readSeries,
  type Statistics,
  statisticsOf,
} from '../../analytics/read.ts';
import { averageOf, changeOf, keyedTotals, type KeyedTotal, nextFloor } from '../../analytics/totals.ts';
import { encodeId } from '../../ids.ts';
import { readCorrelation } from '../../prices/read.ts';
import { type Compile, periodFacts, type ReportSource } from '../source.ts';
import { momentCell, type ReportTable, tableOfRows } from '../tables.ts';

const DAY_MS = 86_400_000;

const NOTES = [
  'Amounts of unlike currencies stand in rows of their own and are never added. Quantities are tonnes of CO2e; CARBON and credits of batches are not added either. What was given back counts below zero, at the time of the refund.',
  'Before is the period of the same length just before; while the period is not over, only as far into it. Days are those of the time zone named above.',
  'Sums are kept as things happen, so the last seconds before this report may be missing.',
];

const isAsset = (unit: string): unit is Asset => (assets as readonly string[]).includes(unit);
/** In what the unit is written: an asset, whole credits, or tonnes with 18 places; nothing where only a number counts. */
function amountCell(amount: bigint | null, unit: string): string | null {
  if (amount === null || unit === '') return null;
  if (isAsset(unit)) return formatAmount(amount, unit);
  return formatDecimal(amount, unit === 'CREDIT' ? 0 : 18, 0);
}

const totalsTable = (rows: readonly (KeyedTotal & { readonly measure: RollupMeasure })[]): ReportTable =>
  tableOfRows({ name: 'totals', title: 'Totals' }, rows, {
    what: ['TEXT', ({ measure }) => measure],
    of: ['TEXT', ({ key }) => key || null],
    unit: ['TEXT', ({ unit }) => unit || null],
    count: ['INTEGER', ({ count }) => count.toString()],
    total: ['DECIMAL', ({ amount, unit }) => amountCell(amount, unit)],
    average: ['DECIMAL', ({ amount, count, unit }) => amountCell(averageOf(amount, count), unit)],
    count_before: ['INTEGER', ({ countBefore }) => countBefore.toString()],
    total_before: ['DECIMAL', ({ amountBefore, unit }) => amountCell(amountBefore, unit)],
    change_percent: [
      'DECIMAL',
      ({ unit, count, countBefore, amount, amountBefore }) =>
        (unit === '' ? changeOf(count, countBefore) : changeOf(amount, amountBefore))?.toFixed(4) ?? null,
    ],
  });

async function seriesTable({ app }: ReportSource, statistics: Statistics): Promise<ReportTable> {
  const { from, to } = statistics.period;
  const days = (to.getTime() - from.getTime()) / DAY_MS;
  const points = await readSeries({ app }, statistics, days + 2 <= app.config.ANALYTICS_POINTS ? 'DAY' : 'MONTH');
  const rows = points.flatMap((point) => point.flows.map((flow) => ({ ...flow, since: point.from, until: point.to })));
  return tableOfRows({ name: 'series', title: 'Over time' }, rows, {
    from: ['MOMENT', ({ since }) => momentCell(since)],
    to: ['MOMENT', ({ until }) => momentCell(until)],
    what: ['TEXT', ({ measure }) => measure],
    of: ['TEXT', ({ key }) => key || null],
    unit: ['TEXT', ({ unit }) => unit || null],
    count: ['INTEGER', ({ count }) => count.toString()],
    total: ['DECIMAL', ({ amount, unit }) => amountCell(amount, unit)],
  });
}

async function ranking(source: ReportSource, statistics: Statistics, measure: 'SALE' | 'SPEND'): Promise<ReportTable> {
  const first = source.app.config.ANALYTICS_RANKED;
  const rows: { currency: Asset; place: number; partyId: string; count: bigint; amount: bigint }[] = [];
  for (const currency of assets) {
    const { parties } = await readRanking(source, statistics, measure, { currency, first });
    rows.push(...parties.map((party, at) => ({ ...party, currency, place: at + 1 })));
  }
  const names = await selectPartyNames(source.snapshot, [...new Set(rows.map(({ partyId }) => partyId))]);
  const [name, title] = measure === 'SALE' ? ['top_sellers', 'Top sellers'] : ['top_buyers', 'Top buyers'];
  return tableOfRows({ name, title }, rows, {
    currency: ['TEXT', ({ currency }) => currency],
    place: ['INTEGER', ({ place }) => String(place)],
    id: ['TEXT', ({ partyId }) => encodeId(names.get(partyId)?.kind === 'USER' ? 'User' : 'Organization', partyId)],
    name: ['TEXT', ({ partyId }) => names.get(partyId)?.name ?? null],
    count: ['INTEGER', ({ count }) => count.toString()],
    total: ['DECIMAL', ({ amount, currency }) => formatAmount(amount, currency)],
    average: ['DECIMAL', ({ amount, count, currency }) => amountCell(averageOf(amount, count), currency)],
  });
}

const totalsFrom = async (statistics: Statistics): Promise<(KeyedTotal & { measure: RollupMeasure })[]> => {
  const [now, before] = [await statistics.flows(), await statistics.flowsBefore()];
  return summedMeasures.flatMap((measure) => keyedTotals(measure, now, before).map((total) => ({ ...total, measure })));
};

const factsOf = ({ parameters }: ReportSource, { timeZone, compared }: Period): [string, string][] => [
  ...periodFacts(parameters).map(([name, value]): [string, string] => [name, value]),
  ['time_zone', timeZone],
  ['before', `${compared.from.toISOString()} to ${compared.to.toISOString()}`],
];

const readOf = async (source: ReportSource, partyId: string): Promise<Statistics> => {
  const { from, to, timeZone = 'UTC' } = source.parameters;
  const custom = { period: 'CUSTOM', from: from?.toISOString(), to: to?.toISOString(), timeZone };
  return statisticsOf(source.snapshot, partyId, await readPeriod(source, custom, source.at));
};

/** What an owner did in a period. */
export const compileStatistics: Compile = async (source) => {
  const statistics = await readOf(source, source.ownerId);
  return {
    title: 'Statistics',
    facts: factsOf(source, statistics.period),
    notes: NOTES,
    tables: [totalsTable(await totalsFrom(statistics)), await seriesTable(source, statistics)],
  };
};

async function standingFacts(statistics: Statistics): Promise<[string, string][]> {
  const { users, admins } = await statistics.standing();
  const active = await readActiveUsers(statistics, 'NOW');
  return [
    ['users', users.toString()],
    ['admins', admins.toString()],
    ['active_users', active.toString()],
  ];
}

/** How EUA and ETH moved together on the days of the period that are known, and how many they are. */
async function correlationFacts({ asActor, at }: ReportSource, { from, to }: Period): Promise<[string, string][]> {
  const last = new Date(Math.min(to.getTime() - 1, at.getTime()));
  const days = Math.ceil((last.getTime() - from.getTime()) / DAY_MS);
  const wish = { windowDays: Math.min(10_000, Math.max(3, days)), to: last.toISOString().slice(0, 10) };
  const { ofReturns, n } = await readCorrelation(asActor, wish);
  return [
    ['correlation_of_eua_and_eth', ofReturns?.toFixed(4) ?? 'not known'],
    ['correlation_days', String(n)],
  ];
}

async function distributionTable(statistics: Statistics): Promise<ReportTable> {
  const rows = (await readBalances(statistics)).flatMap(({ bins }) => bins);
  return tableOfRows({ name: 'balances', title: 'Balances' }, rows, {
    asset: ['TEXT', ({ asset }) => asset],
    from: ['DECIMAL', ({ floor, asset }) => formatAmount(floor, asset)],
    to: ['DECIMAL', ({ floor, asset }) => formatAmount(nextFloor(floor), asset)],
    wallets: ['INTEGER', ({ wallets }) => wallets.toString()],
    total: ['DECIMAL', ({ total, asset }) => formatAmount(total, asset)],
  });
}

/** What the platform comes to in a period, with what names people. */
export const compilePlatformStatistics: Compile = async (source) => {
  const statistics = await readOf(source, WHOLE_PLATFORM);
  const states = await statistics.states();
  const projects = await statistics.projects();
  const values = keyedTotals('TRADE_VALUE', await statistics.values(), []).toSorted(
    (a, b) => a.unit.localeCompare(b.unit) || Number(BigInt(a.key) - BigInt(b.key)),
  );
  return {
    title: 'Statistics of the platform',
    facts: [
      ...factsOf(source, statistics.period),
      ...(await standingFacts(statistics)),
      ...(await correlationFacts(source, statistics.period)),
    ],
    notes: NOTES,
    tables: [
      totalsTable(await totalsFrom(statistics)),
      await seriesTable(source, statistics),
      tableOfRows({ name: 'statuses', title: 'Statuses' }, states, {
        of: ['TEXT', ({ thing }) => thing],
        status: ['TEXT', ({ state }) => state],
        count: ['INTEGER', ({ count }) => count.toString()],
      }),
      tableOfRows({ name: 'projects', title: 'Projects' }, projects, {
        by: ['TEXT', ({ facet }) => facet],
        value: ['TEXT', ({ value }) => value],
        count: ['INTEGER', ({ count }) => String(count)],
      }),
      tableOfRows({ name: 'trade_values', title: 'Values of trades' }, values, {
        currency: ['TEXT', ({ unit }) => unit],
        from: ['DECIMAL', ({ key, unit }) => amountCell(BigInt(key), unit)],
        to: ['DECIMAL', ({ key, unit }) => amountCell(nextFloor(BigInt(key)), unit)],
        count: ['INTEGER', ({ count }) => count.toString()],
        total: ['DECIMAL', ({ amount, unit }) => amountCell(amount, unit)],
      }),
      await distributionTable(statistics),
      await ranking(source, statistics, 'SALE'),
      await ranking(source, statistics, 'SPEND'),
    ],
  };
};
