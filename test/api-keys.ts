import type { ApiKeyRow } from '../src/db/api-keys.ts';
import { createApiKey } from '../src/resolvers/api-keys/create-api-key.ts';
import type { Context } from '../src/resolvers/context.ts';
import type { TestApp, TestUser } from './harness.ts';

/** When the keys of tests end. */
export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

/** A key of this user, made as anyone makes one. */
export const keyOf = (
  user: TestUser,
  scopes: readonly string[],
  organizationId?: string,
): Promise<{ readonly apiKey: ApiKeyRow; readonly token: string }> =>
  createApiKey(user.ctx, { name: 'a service', scopes, expiresAt: inDays(30), organizationId });

/** The context of a call with this key, as the doors make it; nobody's if the key is refused. */
export async function callByKey(t: TestApp, token: string): Promise<Context> {
  return { ...t.nobody, viewer: (await t.app.keys.verify(token, '192.0.2.1')) ?? null };
}
