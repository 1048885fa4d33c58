import { takeChallenge, tryChallenge } from '../../db/second-factors.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { ChallengeEnded, SecondFactorOff } from '../second-factors/errors.ts';
import { checkFactor, forgetFactorAttempts } from '../second-factors/factor.ts';
import { confirmSessionInput } from '../second-factors/rules.ts';
import { type Credentials, signCredentials } from './credentials.ts';
import { openProvenSession } from './opening.ts';
import { hashSecret } from './secrets.ts';

/**
 * Signs in with the second factor, after the first was right. A challenge is answered once, and tried a few times; wrong codes
 * of a user slow down the next ones, whatever the challenge. Throws InputInvalid, ChallengeEnded, CodeWrong, RateLimited.
 */
export async function confirmSession(ctx: Context, input: unknown): Promise<Credentials> {
  const { config, db } = ctx.app;
  const { challenge, ...given } = readInput(confirmSessionInput, input);
  const tokenHash = hashSecret(challenge);
  const userId = await tryChallenge(db, tokenHash, config.SECOND_FACTOR_ATTEMPTS);
  if (userId === undefined) throw new ChallengeEnded();
  const factor = await checkFactor(ctx, userId, given).catch((error: unknown) => {
    // It was ended in the meantime, and its challenges with it.
    throw error instanceof SecondFactorOff ? new ChallengeEnded() : error;
  });
  const opened = await openProvenSession(ctx, userId, async (tx) => {
    if (!(await takeChallenge(tx, tokenHash))) throw new ChallengeEnded();
    await factor.use(tx);
  });
  await forgetFactorAttempts(ctx.app, userId);
  return signCredentials(ctx, opened);
}
