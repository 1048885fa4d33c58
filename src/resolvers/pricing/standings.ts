import type { StandingRow } from '../../db/fee-terms.ts';
import { type FeeStanding, NO_STANDING } from './fees.ts';

/** What decides an owner's fees, among the rows of those who pay otherwise than everybody. */
export function standingOf(rows: readonly StandingRow[], ownerId: string): FeeStanding {
  const row = rows.find((each) => each.ownerId === ownerId);
  return row ? asStanding(row) : NO_STANDING;
}

export const asStanding = ({ makerBps, takerBps, volume }: StandingRow): FeeStanding => ({
  own: { makerBps, takerBps },
  volume,
});
