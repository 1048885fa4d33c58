import type { Db } from '../../db/client.ts';
import {
  type SecondFactorRow,
  selectFactorState,
  selectSecondFactor,
  takeRecoveryCode,
  takeStep,
} from '../../db/second-factors.ts';
import { countAttempt, forgetAttempts } from '../../db/throttles.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { App, Context, Viewer } from '../context.ts';
import { RateLimited } from '../errors.ts';
import { tell } from '../feed.ts';
import { securityNoticed } from '../security-events.ts';
import { CodeWrong, SecondFactorNeeded, SecondFactorOff } from './errors.ts';
import { factorBackoff, factorKey, type GivenFactor, hashRecoveryCode, sealContext, stepOf } from './rules.ts';

/** A factor that was looked at, and is used up in the transaction that it is proven for. */
export interface CheckedFactor {
  /** Throws CodeWrong if it was used meanwhile. As the last step: it may write to the audit log. */
  use(tx: Db): Promise<void>;
}

/** The secret of an authenticator, opened. */
export const openSeed = ({ vault }: App, row: Pick<SecondFactorRow, 'userId' | 'masterKeyId' | 'wrappedKey'>) =>
  vault.masterKeys.unwrap(row, sealContext(row.userId));

/** Counts an attempt before it is made: codes are short. Throws RateLimited. */
export async function countFactorAttempt({ db, config }: App, userId: string): Promise<void> {
  const waitS = await countAttempt(db, factorKey(userId), factorBackoff(config));
  if (waitS > 0) throw new RateLimited(waitS);
}

export const forgetFactorAttempts = ({ db }: App, userId: string): Promise<void> =>
  forgetAttempts(db, factorKey(userId));

/** Looks at a code of the user's second factor, or a recovery code. Throws SecondFactorOff, CodeWrong, RateLimited. */
export async function checkFactor(ctx: Context, userId: string, given: GivenFactor): Promise<CheckedFactor> {
  const { app } = ctx;
  await countFactorAttempt(app, userId);
  const row = await selectSecondFactor(app.db, userId);
  if (!row?.enabledAt) throw new SecondFactorOff();
  const { code, recoveryCode } = given;
  if (recoveryCode !== undefined) return recovery(userId, recoveryCode);
  const { wrappedKey } = row;
  const step = stepOf(await openSeed(app, row), code ?? '', new Date());
  if (step === undefined) throw new CodeWrong();
  return {
    async use(tx) {
      if (!(await takeStep(tx, { userId, wrappedKey, step }))) throw new CodeWrong();
    },
  };
}

const recovery = (userId: string, code: string): CheckedFactor => ({
  async use(tx) {
    if (!(await takeRecoveryCode(tx, userId, hashRecoveryCode(code)))) throw new CodeWrong();
    await tell(tx, [securityNoticed(userId, 'RECOVERY_CODE_USED')]);
    const subject = { subjectType: 'User', subjectId: userId } as const;
    await writeAudit(tx, { actorId: userId, action: 'RECOVERY_CODE_USED', ...subject });
  },
});

/**
 * Throws SecondFactorNeeded where the caller has a second factor and this session has not proven it lately: for what is
 * sensitive. A key was made by a session that had.
 */
export async function requireFactor({ app }: Context, { userId, sessionId, key }: Viewer): Promise<void> {
  if (key) return;
  const withinS = app.config.SECOND_FACTOR_RECENT_S;
  const { enabled, recent } = await selectFactorState(app.db, { userId, sessionId, withinS });
  if (enabled && !recent) throw new SecondFactorNeeded();
}
