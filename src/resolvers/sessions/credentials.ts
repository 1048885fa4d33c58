import type { Context } from '../context.ts';

/** What a client holds of its session. */
export interface Credentials {
  readonly userId: string;
  readonly sessionId: string;
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date;
  readonly refreshToken: string;
  readonly refreshTokenExpiresAt: Date;
}

/** Adds an access token to a session that was opened or continued. */
export async function signCredentials(
  ctx: Context,
  session: Pick<Credentials, 'userId' | 'sessionId' | 'refreshToken' | 'refreshTokenExpiresAt'>,
): Promise<Credentials> {
  const { token, expiresAt } = await ctx.app.tokens.sign(session.userId, session.sessionId);
  return { ...session, accessToken: token, accessTokenExpiresAt: expiresAt };
}
