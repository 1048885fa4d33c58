import type { Db } from '../../../db/client.ts';
import { type StatusChange, selectStatusChanges } from '../../../db/notification-audience.ts';
import type { FeedEvent } from '../../feed.ts';
import type { NotificationKind } from '../kinds.ts';
import { projectNames } from '../names.ts';
import type { Occurrence } from '../audiences.ts';

/** A project is told of when its status changed, to its owner and to whoever holds its credits. */
export async function occurrencesOfProjects(tx: Db, events: readonly FeedEvent<'project'>[]): Promise<Occurrence[]> {
  const since = new Map<string, Date>();
  for (const { payload, at } of events) {
    const first = since.get(payload.id);
    if (!first || at < first) since.set(payload.id, at);
  }
  const changes = await selectStatusChanges(tx, [...since]);
  const names = await projectNames(
    tx,
    changes.map(({ projectId }) => projectId),
  );
  return changes.flatMap((change): Occurrence[] => {
    const { projectId: id, ownerId, seq, status, before } = change;
    const kind = kindOf(change);
    if (!kind) return [];
    const facts = { project: names.get(id) ?? '', status, before: before ?? '' };
    const told = { kind, key: `${id} ${seq}`, facts, subject: { type: 'Project', id } };
    const holders: Occurrence = { ...told, audience: { kind: 'PROJECT_HOLDERS', of: id } };
    return ownerId === null ? [holders] : [{ ...told, ownerId }, holders];
  });
}

function kindOf({ before, statusChanged, suspended, suspensionChanged }: StatusChange): NotificationKind | undefined {
  if (suspensionChanged) return suspended ? 'PROJECT_SUSPENDED' : 'PROJECT_RESUMED';
  // Its first row says what it was from the beginning, which is no news.
  return statusChanged && before !== null ? 'PROJECT_STATUS_CHANGED' : undefined;
}
