import type { Database } from './client.ts';

/** A lock that this process holds through a connection of its own, for as long as that connection lives. */
export interface HeldLock {
  /** Whether the session that took the lock is still there, and the lock with it. Never throws. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/** Apart from every other advisory lock: two numbers are another space than one. */
const INDEXER = 4_207;

/**
 * Takes the lock of a chain's indexer, or gives undefined where another process has it. The lock is the session's: when
 * the process dies its connection ends, and with it the lock; when its machine does, the server finds out by the
 * keep-alives that are set here.
 */
export async function holdIndexerLock(db: Database, chainId: number): Promise<HeldLock | undefined> {
  const session = db.openSession();
  const { sql } = session;
  try {
    const [row] = await sql<{ held: boolean; pid: number }[]>`
      select pg_try_advisory_lock(${INDEXER}, ${chainId}::int) as held, pg_backend_pid() as pid,
        set_config('tcp_keepalives_idle', '3', false), set_config('tcp_keepalives_interval', '2', false),
        set_config('tcp_keepalives_count', '2', false)`;
    if (row?.held) {
      return {
        // After a loss the client opens another connection and goes on there, without the lock.
        isHeld: () =>
          sql<{ pid: number }[]>`select pg_backend_pid() as pid`.then(
            ([now]) => now?.pid === row.pid,
            () => false,
          ),
        release: session.close,
      };
    }
  } catch (error) {
    await session.close();
    throw error;
  }
  await session.close();
  return undefined;
}
