import type { Db } from '../../db/client.ts';
import { countHits } from '../../db/throttles.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Context } from '../context.ts';
import { networkOf } from '../throttle-keys.ts';
import { TooManySignUps } from './errors.ts';

/**
 * Counts an account for the address from which it is opened, in the transaction that opens it: so only those count that come to
 * be. Throws TooManySignUps where there were too many.
 */
export async function countSignUp({ app: { config }, request }: Context, tx: Db): Promise<void> {
  const windowS = config.SIGN_UPS_WINDOW_S;
  const [count] = await countHits(tx, [{ key: `sign-up:${networkOf(request.address)}`, hits: 1, windowS }]);
  if (!count || count.hits <= config.SIGN_UPS_PER_ADDRESS) return;
  throw new TooManySignUps(new Date(Date.now() + count.endsInS * 1_000));
}

/** Where that was thrown, the first time in a window is recorded. */
export async function noteSignUps({ app: { config, db }, request }: Context, error: unknown): Promise<void> {
  if (!(error instanceof TooManySignUps)) return;
  const network = networkOf(request.address);
  const [told] = await countHits(db, [
    { key: `sign-up-told:${network}`, hits: 1, windowS: Math.ceil((error.retryAt.getTime() - Date.now()) / 1_000) },
  ]);
  if (told?.hits !== 1) return;
  const detail = { accounts: String(config.SIGN_UPS_PER_ADDRESS), retryAt: error.retryAt.toISOString() };
  await db.transact((tx) =>
    writeAudit(tx, { actorId: null, action: 'SIGN_UPS_REFUSED', subjectType: 'Network', subjectId: network, detail }),
  );
}
