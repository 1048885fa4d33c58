import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { App } from '../context.ts';
import { LinkRefused } from './errors.ts';

/** What a link is for: one that is for one thing does not serve for another. */
const shapes = {
  download: z.object({ versionId: z.uuid(), userId: z.uuid(), expiresS: z.int() }),
  upload: z.object({ uploadId: z.uuid(), expiresS: z.int() }),
  invoice: z.object({ invoiceId: z.uuid(), userId: z.uuid(), expiresS: z.int() }),
};
type Purpose = keyof typeof shapes;
type Content<P extends Purpose> = z.output<(typeof shapes)[P]>;

const LONGEST = 1_000;

/** HMAC-SHA256 over the purpose and the content, which anybody may read and nobody can change. */
const sign = (key: Buffer, purpose: Purpose, content: string): Buffer =>
  createHmac('sha256', key).update(`ecocoin/document/${purpose}\0${content}`).digest();

const secondsFrom = (nowMs: number, ttlS: number): number => Math.floor(nowMs / 1000) + ttlS;

export function downloadToken(
  { vault, config }: Pick<App, 'vault' | 'config'>,
  link: { versionId: string; userId: string },
  ttlS = config.DOCUMENT_LINK_TTL_S,
): string {
  return tokenOf(vault.linkKey, 'download', { ...link, expiresS: secondsFrom(Date.now(), ttlS) });
}

export const invoiceToken = (
  { vault, config }: Pick<App, 'vault' | 'config'>,
  link: { invoiceId: string; userId: string },
): string =>
  tokenOf(vault.linkKey, 'invoice', { ...link, expiresS: secondsFrom(Date.now(), config.DOCUMENT_LINK_TTL_S) });

export const uploadToken = ({ vault }: Pick<App, 'vault'>, uploadId: string, expiresAt: Date): string =>
  tokenOf(vault.linkKey, 'upload', { uploadId, expiresS: Math.floor(expiresAt.getTime() / 1000) });

function tokenOf<P extends Purpose>(key: Buffer, purpose: P, content: Content<P>): string {
  const text = Buffer.from(JSON.stringify(content)).toString('base64url');
  return `${text}.${sign(key, purpose, text).toString('base64url')}`;
}

/** What is in a link that we made for this purpose and that has not expired. Throws LinkRefused for any other. */
export function readToken<P extends Purpose>({ vault }: Pick<App, 'vault'>, purpose: P, token: string): Content<P> {
  const [text = '', mac = '', ...rest] = token.length > LONGEST ? [] : token.split('.');
  const expected = sign(vault.linkKey, purpose, text);
  const given = Buffer.from(mac, 'base64url');
  // Compared as text too: base64url has several ways to write the same bytes, and one link has one form.
  const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
  if (!isOurs || rest.length > 0 || given.toString('base64url') !== mac) throw new LinkRefused();
  const content = shapes[purpose].parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))) as Content<P>;
  if (content.expiresS * 1000 <= Date.now()) throw new LinkRefused();
  return content;
}

/** Where people and programs reach the API. */
export const publicUrl = ({ config }: Pick<App, 'config'>): string =>
  config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`;
