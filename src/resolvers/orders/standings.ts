import type { Db } from '../../db/client.ts';
import { selectFeeStandings } from '../../db/fee-terms.ts';
import type { FeeStanding } from '../pricing/fees.ts';
import { asStanding } from '../pricing/standings.ts';

/** What decides the fees of those of these owners who pay otherwise than everybody. */
export async function standingsOf(db: Db, ownerIds: readonly string[]): Promise<Map<string, FeeStanding>> {
  const rows = await selectFeeStandings(db, ownerIds);
  return new Map(rows.map((row) => [row.ownerId, asStanding(row)]));
}
