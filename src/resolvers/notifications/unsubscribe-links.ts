import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { notificationTrigger, type NotificationTrigger } from '../../db/notifications.ts';
import type { App } from '../context.ts';
import { publicUrl } from '../documents/links.ts';

/** Where links to unsubscribe lead to. */
export const UNSUBSCRIBE = '/notifications/unsubscribe/';

const LONGEST = 1_000;
const shape = z.object({ u: z.uuid(), t: z.array(z.enum(notificationTrigger.enumValues)).min(1).max(50) });

/** What a link switches off, of whom. */
export interface Unsubscribing {
  readonly userId: string;
  readonly triggers: readonly NotificationTrigger[];
}

const sign = (key: Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(`ecocoin/notification/unsubscribe\0${text}`).digest();

/**
 * A link that ends mails of these triggers without a sign-in (RFC 8058). It does not expire: mails lie about for years,
 * and all that it can do is to end them.
 */
export function unsubscribeUrl(app: Pick<App, 'vault' | 'config'>, { userId, triggers }: Unsubscribing): string {
  const text = Buffer.from(JSON.stringify({ u: userId, t: triggers })).toString('base64url');
  return `${publicUrl(app)}${UNSUBSCRIBE}${text}.${sign(app.vault.linkKey, text).toString('base64url')}`;
}

/** What a link that we made says; undefined for any other. */
export function readUnsubscribe({ vault }: Pick<App, 'vault'>, token: string): Unsubscribing | undefined {
  if (token.length > LONGEST) return undefined;
  const [text = '', mac = '', ...rest] = token.split('.');
  const [given, expected] = [Buffer.from(mac, 'base64url'), sign(vault.linkKey, text)];
  if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const { u: userId, t: triggers } = shape.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  return { userId, triggers };
}
