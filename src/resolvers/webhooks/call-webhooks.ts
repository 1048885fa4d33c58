import { v7 as newId } from 'uuid';
import type { Db } from '../../db/client.ts';
import { insertMessages, type NewMessage } from '../../db/webhook-messages.ts';
import { selectListening } from '../../db/webhooks.ts';
import { encodeId } from '../ids.ts';
import type { OwnOccurrence } from '../notifications/audiences.ts';
import { kinds } from '../notifications/kinds.ts';
import { hears, typeOf } from './rules.ts';

/** Writes what the webhooks of owners are to be told, in order, in the caller's transaction; what was written stays. */
export async function callWebhooks(tx: Db, occurrences: readonly OwnOccurrence[], now: Date): Promise<void> {
  const listening = await selectListening(tx, [...new Set(occurrences.map(({ ownerId }) => ownerId))]);
  if (listening.length === 0) return;
  const byOwner = Map.groupBy(listening, ({ ownerId }) => ownerId);
  const messages = occurrences.flatMap((occurrence): NewMessage[] => {
    const { kind, key, ownerId } = occurrence;
    return (byOwner.get(ownerId) ?? [])
      .filter(({ triggers }) => hears(triggers, kinds[kind]))
      .map((endpoint) => ({
        id: newId(),
        endpointId: endpoint.id,
        type: typeOf(kind),
        data: dataOf(occurrence, now),
        dedupeKey: `${kind} ${key}`,
      }));
  });
  await insertMessages(tx, messages);
}

/** What a message says: facts as the API writes them, and ids as it gives them. */
const dataOf = ({ kind, facts, subject }: OwnOccurrence, now: Date): Readonly<Record<string, unknown>> => ({
  trigger: kinds[kind],
  kind,
  subjectId: subject ? encodeId(subject.type, subject.id) : null,
  facts,
  at: now.toISOString(),
});
