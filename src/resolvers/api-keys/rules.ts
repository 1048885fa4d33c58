import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { InputInvalid } from '../errors.ts';
import { actingFor, moment, nodeId, text } from '../input.ts';
import { scopesOf } from '../permission-list.ts';
import { type Action, memberRule } from '../permissions.ts';
import { hashSecret } from '../sessions/secrets.ts';

const MARK = 'eco_';
const KEY = /^eco_([0-9a-f]{32})_([\w-]{43})$/;

/** Whether a bearer token means to be an API key. */
export const isApiKey = (token: string): boolean => token.startsWith(MARK);

/** What every form of a key begins with: it names the key, and tells nothing of its secret. */
export const prefixOf = (keyId: string): string => `${MARK}${keyId.replaceAll('-', '')}`;

/** A key as its owner holds it. */
export const tokenOf = (keyId: string, secret: string): string => `${prefixOf(keyId)}_${secret}`;

/** The id and the secret of a key; undefined if the token is none. */
export function readToken(token: string): { readonly keyId: string; readonly secret: string } | undefined {
  const [, hex, secret] = KEY.exec(token) ?? [];
  if (hex === undefined || secret === undefined) return undefined;
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return { keyId: parts.join('-'), secret };
}

/** Of no secret: what is compared where there is no key, so that the answer takes as long. */
const NO_HASH = Buffer.alloc(32);

/** Whether the secret has this hash. It takes as long whichever byte is wrong, and where there is no key. */
export const isSecretOf = (secret: string, hash: Buffer | undefined): boolean =>
  timingSafeEqual(hashSecret(secret), hash ?? NO_HASH) && hash !== undefined;

const MOST_SCOPES = 100;

export const createApiKeyInput = z.object({
  name: text(1, 80),
  scopes: z.array(text(1, 60)).min(1, 'names no scope').max(MOST_SCOPES, `has more than ${MOST_SCOPES} scopes`),
  expiresAt: moment,
  organizationId: actingFor,
});

export const revokeApiKeyInput = z.object({ apiKeyId: nodeId('ApiKey') });

/**
 * The rows of the permission table that these names stand for, each once and in order. A key keeps them as they are now: it
 * gets no more when the table grows. Throws InputInvalid for what is no scope, or cannot be one for an organization.
 */
export function readScopes(names: readonly string[], { forOrganization }: { forOrganization: boolean }): Action[] {
  const issues = [];
  const found = new Set<Action>();
  for (const [index, name] of names.entries()) {
    const meant = scopesOf(name);
    const usable = forOrganization ? meant.filter((scope) => memberRule(scope).length > 0) : meant;
    for (const scope of usable) found.add(scope);
    const path = ['scopes', String(index)];
    if (meant.length === 0) issues.push({ path, message: 'is no scope: see `permissions`' });
    else if (usable.length === 0) issues.push({ path, message: 'is nothing that is done for an organization' });
  }
  if (issues.length > 0) throw new InputInvalid(issues);
  return [...found].toSorted();
}

/** Throws InputInvalid for a key that would end at once, or serve longer than keys may. */
export function checkExpiry(expiresAt: Date, now: Date, longestDays: number): void {
  const issue = (message: string) => new InputInvalid([{ path: ['expiresAt'], message }]);
  if (expiresAt <= now) throw issue('has passed');
  if (expiresAt.getTime() - now.getTime() > longestDays * 86_400_000) {
    throw issue(`is more than ${longestDays} days ahead`);
  }
}
