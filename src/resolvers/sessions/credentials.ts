import type { Context } from '../context.ts';
import { SecondFactorRequired } from '../second-factors/errors.ts';

/** What a client holds of its session. */
export interface Credentials {
  readonly userId: string;
  readonly sessionId: string;
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date;
  readonly refreshToken: string;
  readonly refreshTokenExpiresAt: Date;
}

/** A session without its access token. */
export type OpenedSession = Pick<Credentials, 'userId' | 'sessionId' | 'refreshToken' | 'refreshTokenExpiresAt'>;

/** What stands in a session's place while the second factor is waited for. */
export interface OpenedChallenge {
  readonly challenge: string;
  readonly challengeExpiresAt: Date;
}

/**
 * Adds an access token to a session that was opened or continued. Throws SecondFactorRequired where none was opened, because
 * its user has a second factor.
 */
export async function signCredentials(ctx: Context, opened: OpenedSession | OpenedChallenge): Promise<Credentials> {
  if ('challenge' in opened) throw new SecondFactorRequired(opened.challenge, opened.challengeExpiresAt);
  const { token, expiresAt } = await ctx.app.tokens.sign(opened.userId, opened.sessionId);
  return { ...opened, accessToken: token, accessTokenExpiresAt: expiresAt };
}
