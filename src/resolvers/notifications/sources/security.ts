import type { Db } from '../../../db/client.ts';
import type { FeedEvent } from '../../feed.ts';
import type { Occurrence } from '../audiences.ts';

/** What concerns the safety of an account is told to its owner, as it was said. */
export const occurrencesOfSecurity = (_: Db, events: readonly FeedEvent<'security'>[]): Promise<Occurrence[]> =>
  Promise.resolve(
    events.map(({ payload: { id, userId, kind, facts } }) => ({ kind, ownerId: userId, key: id, facts })),
  );
