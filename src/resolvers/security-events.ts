import { randomUUID } from 'node:crypto';
import type { SecurityKind } from './events.ts';
import type { NewEvent } from './feed.ts';

/**
 * Says that something happened that concerns the safety of an account: its owner is told of it at once. `facts` are what
 * the words for the owner name; never a secret.
 */
export function securityNoticed(
  userId: string,
  kind: SecurityKind,
  facts: Readonly<Record<string, string>> = {},
): NewEvent {
  const id = randomUUID();
  return { topic: 'security', key: userId, payload: { id, userId, kind, facts } };
}
