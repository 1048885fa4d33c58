import { type IntentRow, selectIntentByReference } from '../../db/chain-intents.ts';
import { hasIssue, hasProject, lockReference } from '../../db/chain-position-reads.ts';
import type { Db } from '../../db/client.ts';
import { lockLink } from '../../db/linked-addresses.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { chainOf } from '../chain/client.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { writeIntent } from '../intents/write-intent.ts';
import { permit } from '../permissions.ts';
import { SourceReferenceUsed } from './errors.ts';
import { orderIntent } from './order-intent.ts';
import { issueCreditsInput, keyOf, NOBODYS_ADDRESS } from './rules.ts';

/**
 * Issues the credits of a serial block, to an address that somebody has linked or to the custody. A project that the chain
 * does not know yet is recorded first.
 * Throws InputInvalid, AddressNotLinked, SourceReferenceUsed, ChainUnavailable, IdempotencyConflict.
 */
export async function issueCredits(ctx: Context, input: unknown): Promise<IntentRow> {
  const { userId: actorId } = await permit(ctx, 'credits.issue');
  const { idempotencyKey: key, ...wish } = readInput(issueCreditsInput, input);
  const { deployment } = chainOf(ctx.app);
  const { projectKey, projectUri = '', vintage, serialBlock, quantity, recipient, sourceReference } = wish;
  const [serialBlockHash, sourceRef] = [keyOf(serialBlock), keyOf(sourceReference)];
  return orderIntent(ctx, {
    actorId,
    operation: 'creditsIssue',
    key,
    wish: {
      projectKey,
      projectUri,
      vintage: String(vintage),
      serialBlock,
      quantity: quantity.toString(),
      recipient: recipient ?? null,
      sourceReference,
    },
    kind: 'CREDITS_MINT',
    reference: sourceReference,
    action: 'CREDITS_ISSUED',
    prepare: async (tx, chainId) => {
      const link = recipient && (await lockLink(tx, recipient));
      if (recipient && !link) throw new AddressNotLinked(NOBODYS_ADDRESS);
      if (await hasIssue(tx, chainId, { serialBlockHash, sourceRef })) throw new SourceReferenceUsed();
      const record = await recordOf(tx, { chainId, actorId, projectKey, uri: projectUri });
      const to = recipient ?? deployment.contracts.CarbonCustody.address;
      return {
        args: { projectKey: keyOf(projectKey), vintage, to, amount: quantity, serialBlockHash, sourceRef },
        userId: (link && link.userId) ?? null,
        afterIntentId: record,
      };
    },
  });
}

interface ProjectWish {
  readonly chainId: number;
  readonly actorId: string;
  readonly projectKey: string;
  readonly uri: string;
}

/** The intent that records the project, or null where the chain knows it without one. */
export async function recordOf(tx: Db, { chainId, actorId, projectKey, uri }: ProjectWish): Promise<string | null> {
  // Whoever else issues of a new project waits here, and finds the record that this one orders.
  await lockReference(tx, `PROJECT_RECORD ${projectKey}`);
  if (await hasProject(tx, chainId, keyOf(projectKey))) return null;
  const ordered = await selectIntentByReference(tx, { chainId, kind: 'PROJECT_RECORD', reference: projectKey });
  if (ordered) return ordered.id;
  const record = await writeIntent(tx, {
    chainId,
    kind: 'PROJECT_RECORD',
    reference: projectKey,
    args: { projectKey: keyOf(projectKey), uri },
    createdBy: actorId,
  });
  return record.id;
}
