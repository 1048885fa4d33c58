import { v7 as newId } from 'uuid';
import { type ApiKeyRow, countLiveApiKeys, insertApiKey } from '../../db/api-keys.ts';
import { lockPasswordHash } from '../../db/users.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permitCaller, permitFor } from '../permissions.ts';
import { requireFactor } from '../second-factors/factor.ts';
import { securityNoticed } from '../security-events.ts';
import { newSecret } from '../sessions/secrets.ts';
import { TooManyApiKeys } from './errors.ts';
import { checkExpiry, createApiKeyInput, prefixOf, readScopes, tokenOf } from './rules.ts';

/**
 * Makes a key with which a service acts for the caller, or for an organization whose ADMIN they are. It is given once and
 * never again. Needs a session: no key makes keys. Throws InputInvalid, TooManyApiKeys,
 * SecondFactorNeeded.
 */
export async function createApiKey(
  ctx: Context,
  input: unknown,
): Promise<{ readonly apiKey: ApiKeyRow; readonly token: string }> {
  await requireFactor(ctx, await permitCaller(ctx, 'api-key.manage'));
  const { name, expiresAt, organizationId = null, ...wish } = readInput(createApiKeyInput, input);
  const { config } = ctx.app;
  const scopes = readScopes(wish.scopes, { forOrganization: organizationId !== null });
  checkExpiry(expiresAt, new Date(), config.API_KEY_DAYS);
  const [id, { secret, hash }] = [newId(), newSecret()];
  const apiKey = await transact(ctx, async (tx) => {
    const { userId } = await permitFor(ctx, 'api-key.manage', organizationId, tx);
    await lockPasswordHash(tx, userId);
    if ((await countLiveApiKeys(tx, userId)) >= config.API_KEYS_PER_USER) throw new TooManyApiKeys();
    const row = { id, userId, organizationId, name, prefix: prefixOf(id), secretHash: hash, scopes, expiresAt };
    const key = await insertApiKey(tx, row);
    await tell(tx, [securityNoticed(userId, 'API_KEY_CREATED', { prefix: row.prefix })]);
    await writeAudit(tx, {
      actorId: userId,
      action: 'API_KEY_CREATED',
      subjectType: 'ApiKey',
      subjectId: id,
      detail: { name, organizationId, scopes, expiresAt: expiresAt.toISOString() },
    });
    return key;
  });
  return { apiKey, token: tokenOf(id, secret) };
}
