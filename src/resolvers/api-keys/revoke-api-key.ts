import { type ApiKeyRow, revokeApiKeyRow, selectApiKeysById } from '../../db/api-keys.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permitCaller } from '../permissions.ts';
import { sessionsEnded } from '../sessions/rules.ts';
import { managesApiKey } from './read.ts';
import { revokeApiKeyInput } from './rules.ts';

/**
 * Ends a key, with what it has open, in every process: one's own, or any that acts for an organization whose ADMIN the
 * caller is. One that has ended stays as it is. Throws InputInvalid, NotFound.
 */
export async function revokeApiKey(ctx: Context, input: unknown): Promise<ApiKeyRow> {
  const { userId } = await permitCaller(ctx, 'api-key.manage');
  const { apiKeyId: keyId } = readInput(revokeApiKeyInput, input);
  const key = await transact(ctx, async (tx) => {
    const [found] = await selectApiKeysById(tx, [keyId]);
    if (!found || !(await managesApiKey(ctx, found, tx))) throw new NotFound('API key');
    const revoked = await revokeApiKeyRow(tx, { keyId, userId });
    if (!revoked) return (await selectApiKeysById(tx, [keyId]))[0] ?? found;
    await tell(tx, sessionsEnded(revoked.userId, [keyId]));
    await writeAudit(tx, {
      actorId: userId,
      action: 'API_KEY_REVOKED',
      subjectType: 'ApiKey',
      subjectId: keyId,
      detail: { name: revoked.name, organizationId: revoked.organizationId },
    });
    return revoked;
  });
  ctx.app.keys.revoke(keyId);
  return key;
}
