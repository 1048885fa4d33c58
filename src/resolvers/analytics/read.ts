import { z } from 'zod';
import { type CalendarUnit, selectBorders } from '../../db/rollup-periods.ts';
import {
  type BalanceBin,
  type Flow,
  type ProjectCount,
  type Ranking,
  selectActiveUsers,
  selectBalanceBins,
  selectFlows,
  selectProjectCounts,
  selectRanking,
  selectSeries,
  selectStanding,
  selectStateCounts,
  type Standing,
  type StateCount,
} from '../../db/rollup-reads.ts';
import type { Db } from '../../db/client.ts';
import { summedMeasures, TRADE_VALUES, WHOLE_PLATFORM } from '../../db/rollups.ts';
import { type Asset, assets } from '../../db/wallets.ts';
import type { Context } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { readInput } from '../input.ts';
import { permit, permitFor } from '../permissions.ts';
import { type Period, readPeriod } from './period.ts';
import { ownerInput } from './rules.ts';

type Reader = Pick<Db, 'sql'>;

/** What statistics are read from: the sums of the platform or of a party in a period, each read when it is first asked for. */
export interface Statistics {
  readonly db: Reader;
  readonly period: Period;
  /** WHOLE_PLATFORM, or a user or an organization. */
  readonly partyId: string;
  flows(): Promise<readonly Flow[]>;
  flowsBefore(): Promise<readonly Flow[]>;
  /** Of the platform: trades by their values. */
  values(): Promise<readonly Flow[]>;
  standing(): Promise<Standing>;
  states(): Promise<readonly StateCount[]>;
  projects(): Promise<readonly ProjectCount[]>;
}

const lazily = <T>(read: () => Promise<T>): (() => Promise<T>) => {
  let reading: Promise<T> | undefined;
  return () => (reading ??= read());
};

/** Statistics of a party, or of the platform. Who may see them is for the caller to ask. */
export const statisticsOf = (db: Reader, partyId: string, period: Period): Statistics => ({
  db,
  period,
  partyId,
  flows: lazily(() => selectFlows(db, partyId, period)),
  flowsBefore: lazily(() => selectFlows(db, partyId, period.compared)),
  values: lazily(() => selectFlows(db, TRADE_VALUES, period)),
  standing: lazily(() => selectStanding(db)),
  states: lazily(() => selectStateCounts(db)),
  projects: lazily(() => selectProjectCounts(db)),
});

/** Statistics of the platform that anybody may see: they identify nobody. Throws InputInvalid. */
export const readPlatformStatistics = async (ctx: Pick<Context, 'app'>, input: unknown): Promise<Statistics> =>
  statisticsOf(ctx.app.db, WHOLE_PLATFORM, await readPeriod(ctx, input));

/** Statistics of the caller or of an organization of theirs. Throws InputInvalid, Unauthenticated, Forbidden. */
export async function readOwnStatistics(
  ctx: Context,
  { organizationId, ...input }: Readonly<Record<string, unknown>>,
): Promise<Statistics> {
  const wish = readInput(ownerInput, { organizationId });
  const { ownerId } = await permitFor(ctx, 'analytics.read-own', wish.organizationId);
  return statisticsOf(ctx.app.db, ownerId, await readPeriod(ctx, input));
}

/** Statistics of the platform with what names people, for finance and administrators. Throws InputInvalid, Forbidden. */
export async function readAdminStatistics(ctx: Context, input: unknown): Promise<Statistics> {
  await permit(ctx, 'analytics.read-any');
  return readPlatformStatistics(ctx, input);
}

/** Of a stretch of a series. */
export interface Point {
  readonly from: Date;
  readonly to: Date;
  readonly flows: readonly Flow[];
}

/**
 * The period cut into hours, days, weeks or months of its time zone, oldest first. Those in which nothing happened are
 * there as well, without flows. Throws InputInvalid where they are more than ANALYTICS_POINTS.
 */
export async function readSeries(
  { app }: Pick<Context, 'app'>,
  { db, period, partyId }: Statistics,
  interval: CalendarUnit,
): Promise<Point[]> {
  const most = app.config.ANALYTICS_POINTS;
  const borders = await selectBorders(db, interval, { ...period, limit: most + 2 });
  if (borders.length > most + 1) {
    throw new InputInvalid([{ path: ['interval'], message: `cuts the period into more than ${most} points` }]);
  }
  const flows = Map.groupBy(await selectSeries(db, partyId, borders, summedMeasures), ({ place }) => place);
  return borders.slice(1).map((to, place) => ({ from: borders[place] as Date, to, flows: flows.get(place) ?? [] }));
}

/** How many users did something: opened an announcement, bought, sent or retired. Now, or in what it is compared with. */
export const readActiveUsers = ({ db, period }: Statistics, when: 'NOW' | 'BEFORE'): Promise<bigint> =>
  selectActiveUsers(db, when === 'NOW' ? period : period.compared);

const rankingInput = (most: number) =>
  z.object({
    currency: z.enum(assets),
    first: z.int().min(1, 'must be at least 1').max(most, `must be at most ${most}`),
  });

/** Who sold most, or spent most, in one currency. Throws InputInvalid. */
export async function readRanking(
  { app }: Pick<Context, 'app'>,
  { db, period }: Statistics,
  measure: 'SALE' | 'SPEND',
  input: unknown,
): Promise<Ranking & { readonly currency: Asset }> {
  const { currency, first } = readInput(rankingInput(app.config.ANALYTICS_RANKED), input);
  const ranking = await selectRanking(db, { measure, unit: currency, span: period, limit: first });
  return { ...ranking, currency };
}

/** How what users and organizations hold of an asset is distributed over their wallets. */
export interface Distribution {
  readonly asset: Asset;
  /** Wallets that hold something. */
  readonly holders: bigint;
  readonly total: bigint;
  readonly bins: readonly BalanceBin[];
}

/** Of each asset that anybody holds, in the order of assets. What is nothing at all is not counted. */
export async function readBalances({ db }: Statistics): Promise<Distribution[]> {
  const bins = Map.groupBy(
    (await selectBalanceBins(db)).filter(({ floor }) => floor > 0n),
    ({ asset }) => asset,
  );
  return assets.flatMap((asset) => {
    const of = bins.get(asset) ?? [];
    const sum = (figure: (bin: BalanceBin) => bigint) => of.reduce((total, bin) => total + figure(bin), 0n);
    return of.length === 0 ? [] : [{ asset, holders: sum((b) => b.wallets), total: sum((b) => b.total), bins: of }];
  });
}
