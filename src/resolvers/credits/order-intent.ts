import { type IntentKind, type IntentRow, selectIntentByReference } from '../../db/chain-intents.ts';
import { lockReference } from '../../db/chain-position-reads.ts';
import type { Db } from '../../db/client.ts';
import type { AuditDetail } from '../../db/audit.ts';
import type { AuditAction } from '../audit/rules.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { chainOf } from '../chain/client.ts';
import type { Context } from '../context.ts';
import { type NewIntent, writeIntent } from '../intents/write-intent.ts';
import { once } from '../once.ts';
import { SourceReferenceUsed } from './errors.ts';

export interface Order<K extends IntentKind> {
  readonly actorId: string;
  readonly operation: string;
  readonly key: string;
  readonly wish: AuditDetail;
  readonly kind: K;
  readonly reference: string;
  readonly action: AuditAction;
  /** Works out what is to be sent; it may write the intents that have to come before. */
  readonly prepare: (tx: Db, chainId: number) => Promise<Pick<NewIntent<K>, 'args' | 'userId' | 'afterIntentId'>>;
}

/**
 * Orders a transaction of the platform, once for its reference whoever asks, and writes it into the audit log.
 * Throws ChainUnavailable, SourceReferenceUsed, IdempotencyConflict.
 */
export async function orderIntent<K extends IntentKind>(ctx: Context, order: Order<K>): Promise<IntentRow> {
  const { actorId, operation, key, wish, kind, reference, action } = order;
  const { chainId } = chainOf(ctx.app);
  return once(ctx, {
    actorId,
    operation,
    key,
    input: wish,
    work: async (tx) => {
      await lockReference(tx, `${kind} ${reference}`);
      if (await selectIntentByReference(tx, { chainId, kind, reference })) throw new SourceReferenceUsed();
      const prepared = await order.prepare(tx, chainId);
      const intent = await writeIntent(tx, { chainId, kind, reference, createdBy: actorId, ...prepared });
      await writeAudit(tx, { actorId, action, subjectType: 'ChainIntent', subjectId: intent.id, detail: wish });
      return intent;
    },
    again: async () => (await selectIntentByReference(ctx.app.db, { chainId, kind, reference })) as IntentRow,
  });
}
