import DataLoader from 'dataloader';
import type { Db } from '../db/client.ts';
import { type AnnouncementView, selectAnnouncementsById } from '../db/announcements.ts';
import { selectUsersById, type UserView } from '../db/users.ts';

/** Batched look-ups by id, for what a statement did not join. */
export interface Loaders {
  readonly users: DataLoader<string, UserView | undefined>;
  readonly announcements: DataLoader<string, AnnouncementView | undefined>;
}

/**
 * `cache` only for a context that lives as long as one request: in a subscription it would serve the rows of the first
 * event for ever.
 */
export function createLoaders(db: Db, { cache }: { cache: boolean }): Loaders {
  const byId = <T extends { id: string }>(select: (db: Db, ids: readonly string[]) => Promise<T[]>) =>
    new DataLoader<string, T | undefined>(
      async (ids) => {
        const rows = new Map((await select(db, ids)).map((row) => [row.id, row]));
        return ids.map((id) => rows.get(id));
      },
      { cache, maxBatchSize: 1_000 },
    );
  return { users: byId(selectUsersById), announcements: byId(selectAnnouncementsById) };
}
