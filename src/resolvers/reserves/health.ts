import { selectReserves } from '../../db/reserves.ts';
import { formatDecimal } from '../amounts.ts';
import type { App } from '../context.ts';
import { shortfallOf } from './rules.ts';

/** Whether the custody covered what is owed of an asset when it was last looked at. */
export interface ReserveHealth {
  readonly asset: string;
  readonly covered: boolean;
  /** What is missing, as decimal text; "0" while it is covered. */
  readonly shortfall: string;
  readonly shortSince: Date | null;
  readonly checkedAt: Date;
}

const SCALE = 18;

export async function readReserveHealth({ db, config }: Pick<App, 'db' | 'config'>): Promise<ReserveHealth[]> {
  const rows = await selectReserves(db, config.CHAIN_ID);
  return rows.map((row) => ({
    asset: row.asset,
    covered: row.shortSince === null,
    shortfall: formatDecimal(shortfallOf(row), SCALE, 0),
    shortSince: row.shortSince,
    checkedAt: row.checkedAt,
  }));
}
