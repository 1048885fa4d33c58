import type { Database } from './client.ts';

/** Locks of one connection, for as long as it lives: when the process or its machine dies, another can take them. */
export interface LeaderLocks {
  /** Which of these are held now, after a try to take the others. Never throws: without a database nothing is held. */
  hold(names: readonly string[]): Promise<ReadonlySet<string>>;
  close(): Promise<void>;
}

/** Apart from every other advisory lock: two numbers are another space than one. */
const LEADERS = 4_209;

/** One connection holds all locks of a process. The server finds a machine that vanished by these keep-alives. */
export function openLeaderLocks(db: Database): LeaderLocks {
  const { sql, close } = db.openSession();
  let held = new Set<string>();
  let session: number | undefined;
  return {
    async hold(names) {
      try {
        const [row] = await sql<{ pid: number }[]>`
          select pg_backend_pid() as pid, set_config('tcp_keepalives_idle', '3', false),
            set_config('tcp_keepalives_interval', '2', false), set_config('tcp_keepalives_count', '2', false)`;
        // After a loss the client opens another connection and goes on there, without what was held.
        if (row?.pid !== session) held = new Set();
        session = row?.pid;
        const wanted = names.filter((name) => !held.has(name));
        if (wanted.length > 0) {
          // A lock that is taken twice must be let go twice: those that are held are not asked for again.
          const taken = await sql<{ name: string }[]>`
            select name from unnest(${wanted}::text[]) as name
            where pg_try_advisory_lock(${LEADERS}, hashtext(name)) and pg_backend_pid() = ${session ?? 0}`;
          for (const { name } of taken) held.add(name);
        }
      } catch {
        held = new Set();
        session = undefined;
      }
      return held;
    },
    close,
  };
}
