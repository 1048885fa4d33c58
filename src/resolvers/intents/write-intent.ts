import type { Db } from '../../db/client.ts';
import { insertIntent, type IntentKind, type IntentRow, selectIntentByReference } from '../../db/chain-intents.ts';
import { hashInput } from '../once.ts';
import { tell } from '../feed.ts';
import { type IntentArgsInput, readArgs, storedArgs } from './args.ts';
import { intentChanged } from './rules.ts';

export interface NewIntent<K extends IntentKind = IntentKind> {
  readonly chainId: number;
  readonly kind: K;
  /** What it is for, such as the id of a withdrawal: one reference of a kind is one transaction. Up to 200 characters. */
  readonly reference: string;
  readonly args: IntentArgsInput<K>;
  /** Who wanted it; null for the platform itself. */
  readonly createdBy: string | null;
  /** Whom it is about: that user sees it. */
  readonly userId?: string | null;
  /** It waits until this one is mined, and fails with it. */
  readonly afterIntentId?: string | null;
}

/** Our own code asked for two different transactions under one name. */
class IntentReferenceTaken extends Error {
  constructor({ kind, reference }: Pick<NewIntent, 'kind' | 'reference'>) {
    super(`intent ${kind} ${reference} was written before with other arguments`);
  }
}

/**
 * Writes an intent in the caller's transaction; the workers carry it out after the commit. Twice is once: the same
 * reference gives the intent that is there, in the state that it is in. Throws ZodError for arguments that its kind does
 * not take, and IntentReferenceTaken when they are not those of before: both are faults of the caller.
 */
export async function writeIntent<K extends IntentKind>(tx: Db, intent: NewIntent<K>): Promise<IntentRow> {
  const { chainId, kind, reference, createdBy, userId = null, afterIntentId = null } = intent;
  if (reference.length === 0 || reference.length > 200) throw new Error(`intent ${kind} has no usable reference`);
  const args = storedArgs(readArgs(kind, intent.args));
  const written = await insertIntent(tx, { chainId, kind, reference, args, createdBy, userId, afterIntentId });
  if (written) {
    await tell(tx, [intentChanged(written)]);
    return written;
  }
  const before = await selectIntentByReference(tx, { chainId, kind, reference });
  if (!before) throw new Error(`intent ${kind} ${reference} is there and cannot be read`);
  if (!hashInput(before.args).equals(hashInput(args))) throw new IntentReferenceTaken(intent);
  return before;
}
