import type { App, Viewer } from '../resolvers/context.ts';

/** Connections that stay: WebSockets and event streams. Both count as the same for an address, and end with a session. */
export interface Live {
  /** Takes a place for the address; gives the way to leave it, or undefined if it has as many as one may. */
  enter(address: string): (() => void) | undefined;
  /** Calls back once when the viewer's token or API key expires or is ended; gives the way to stop. */
  watch(viewer: Viewer, end: (reason: string) => void): () => void;
  close(): void;
}

const SESSION = {
  expired: 'The access token has expired: refresh it and connect again.',
  ended: 'The session was ended.',
};
const API_KEY = { expired: 'The API key has expired.', ended: 'The API key was revoked.' };
/** A later timer would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function createLive(app: App): Live {
  const perAddress = new Map<string, number>();
  const bySession = new Map<string, Set<(why: keyof typeof SESSION) => void>>();

  const forget = app.feed.on('session', ({ payload }) => {
    for (const end of bySession.get(payload.id) ?? []) end('ended');
  });

  return {
    enter(address) {
      const open = perAddress.get(address) ?? 0;
      if (open >= app.config.SOCKETS_PER_ADDRESS) return undefined;
      perAddress.set(address, open + 1);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        const others = (perAddress.get(address) ?? 1) - 1;
        if (others > 0) perAddress.set(address, others);
        else perAddress.delete(address);
      };
    },

    watch({ sessionId, expiresAt, key }, end) {
      const ends = bySession.get(sessionId) ?? new Set();
      bySession.set(sessionId, ends);
      const stop = (): void => {
        clearTimeout(timer);
        ends.delete(once);
        if (ends.size === 0 && bySession.get(sessionId) === ends) bySession.delete(sessionId);
      };
      const once = (why: keyof typeof SESSION): void => {
        stop();
        end((key ? API_KEY : SESSION)[why]);
      };
      const timer = setTimeout(once, Math.min(expiresAt.getTime() - Date.now(), LONGEST_TIMER_MS), 'expired');
      ends.add(once);
      return stop;
    },

    close: forget,
  };
}
