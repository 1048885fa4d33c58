import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { nodeId, optional } from '../input.ts';
import { username } from '../users/rules.ts';
import type { FlowSecrets } from './provider.ts';

// One secret in a cookie of the browser binds all of a sign-in to it: state, nonce and verifier follow from it. So nothing is
// kept of a sign-in before the provider has said who it is.

const SECRET_BYTES = 32;
const CHALLENGE = /^[\w-]{43}$/;
const SECRET = /^[\w-]{43}$/;
/** Pages that may have begun a sign-in, and are gone back to. */
const PAGES = ['/sign-in', '/account'] as const;
export type FlowPage = (typeof PAGES)[number];

/** What the browser keeps of a sign-in while its user is at the provider. */
export interface Flow {
  readonly secret: string;
  /** SHA-256 of the page's own secret, in base64url (RFC 7636, S256). */
  readonly challenge: string;
  readonly page: FlowPage;
}

/** A new flow for a page; undefined where the challenge or the page is none. */
export function newFlow(challenge: string | null, page: string | null): Flow | undefined {
  const known = PAGES.find((each) => each === (page ?? PAGES[0]));
  if (challenge === null || !CHALLENGE.test(challenge) || !known) return undefined;
  return { secret: randomBytes(SECRET_BYTES).toString('base64url'), challenge, page: known };
}

export const cookieOf = ({ secret, challenge, page }: Flow): string => [secret, challenge, page.slice(1)].join('.');

/** The flow that a cookie holds; undefined if it is none. */
export function readCookie(text: string | undefined): Flow | undefined {
  const [secret = '', challenge = '', name, ...rest] = (text ?? '').split('.');
  const page = PAGES.find((each) => each.slice(1) === name);
  if (!page || rest.length > 0 || !SECRET.test(secret) || !CHALLENGE.test(challenge)) return undefined;
  return { secret, challenge, page };
}

const derive = (secret: string, provider: string, what: string): string =>
  createHmac('sha256', Buffer.from(secret, 'base64url')).update(`${provider}\0${what}`).digest('base64url');

/** What follows from the secret of a flow for this provider: of one of them nothing is learned about another. */
export const secretsOf = ({ secret }: Flow, provider: string): FlowSecrets => ({
  state: derive(secret, provider, 'state'),
  nonce: derive(secret, provider, 'nonce'),
  verifier: derive(secret, provider, 'verifier'),
});

const s256 = (verifier: string): Buffer => createHash('sha256').update(verifier).digest();

/** Whether the page that gives this verifier is the one that began the sign-in. */
export const isOfPage = (challenge: Buffer, verifier: string): boolean =>
  challenge.length === 32 && timingSafeEqual(challenge, s256(verifier));

const code = z.string().min(1, 'is empty').max(200, 'is too long');
const verifier = z.string().regex(/^[\w.~-]{43,128}$/, 'is not 43 to 128 letters, digits or - . _ ~');
const password = z.string().min(1, 'is empty').max(1_000, 'is too long');

export const loginIdentityInput = z.object({ code, verifier, username: optional(username) });
export const linkIdentityInput = z.object({ code, verifier, password: optional(password) });
export const unlinkIdentityInput = z.object({ identityId: nodeId('Identity'), password: optional(password) });

const LONGEST_BASE = 24;

/** A username for somebody who gave none, made of what the provider calls them; `suffix` tells those of one name apart. */
export function usernameFor(name: string | null, email: string, suffix: string): string {
  const source = (name ?? email.split('@')[0] ?? '').normalize('NFKD').replaceAll(/\p{M}/gu, '');
  const base = source
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_BASE)
    .replaceAll(/^-+|-+$/g, '');
  const wish = [base, suffix].filter(Boolean).join('-');
  return username.safeParse(wish).success ? wish : `member-${suffix || '1'}`;
}
