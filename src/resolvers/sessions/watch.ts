import { selectEndedSessions } from '../../db/sessions.ts';
import type { App } from '../context.ts';

/**
 * Refuses the access tokens of ended sessions, and revoked API keys, in this process, whichever process ends them: those that were ended while
 * their tokens may still be alive, and from now on each as it ends. Gives the way to stop.
 */
export async function watchRevocations(app: App): Promise<() => void> {
  // Listen first: a session that ends meanwhile is then in one of the two, or in both.
  const stop = app.feed.on('session', ({ payload }) => {
    app.tokens.revoke(payload.id);
    app.keys.revoke(payload.id);
  });
  for (const id of await selectEndedSessions(app.db, app.config.ACCESS_TOKEN_TTL_S)) app.tokens.revoke(id);
  return stop;
}
