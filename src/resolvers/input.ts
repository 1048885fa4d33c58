import { z } from 'zod';
import { InputInvalid } from './errors.ts';
import { assets } from '../db/wallets.ts';
import { assetScale, parseDecimal } from './amounts.ts';
import { decodeId } from './ids.ts';

/** Checks what a client sent. Throws one InputInvalid that lists every issue with its path. */
export function readInput<T extends z.ZodType>(shape: T, input: unknown): z.output<T> {
  const read = shape.safeParse(input);
  if (read.success) return read.data;
  throw new InputInvalid(read.error.issues.map((issue) => ({ path: issue.path.map(String), message: issue.message })));
}

/** Wraps an optional field: GraphQL sends null for what was cleared and nothing for what was left out. */
export const optional = <T extends z.ZodType>(type: T) => type.nullish().transform((value) => value ?? undefined);

/** Text for people: no NUL, no lone surrogate, no control characters but line breaks and tabs, trimmed. */
export const text = (least: number, most: number) =>
  z
    .string()
    .max(most * 4, `is longer than ${most} characters`)
    .refine((value) => value.isWellFormed(), 'holds a broken character (a lone surrogate)')
    // eslint-disable-next-line no-control-regex -- these are the characters to refuse
    .refine((value) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(value), 'holds a control character')
    .transform((value) => value.trim())
    .refine((value) => value.length >= least, least === 1 ? 'is empty' : `is shorter than ${least} characters`)
    .refine((value) => value.length <= most, `is longer than ${most} characters`);

// What would begin a line of its own where it is printed, or change the order in which what stands around it reads.
const TURNS = /[\t\n\r\u{2028}\u{2029}\u{202A}-\u{202E}\u{2066}-\u{2069}]/u;

/** Text of one line that leaves what stands around it as it is, such as the name of somebody. */
export const line = (least: number, most: number) =>
  text(least, most).refine((value) => !TURNS.test(value), 'holds a line break, or what changes the direction of text');

/** A positive decimal with at most `scale` places, as minor units. */
export const decimal = (scale: number, { zero = false } = {}) =>
  z.string().transform((value, ctx) => {
    const parsed = value.length > 100 ? undefined : parseDecimal(value, scale);
    if (parsed === undefined) {
      ctx.addIssue(`is not a plain decimal such as "12.5" with at most ${scale} places, without sign or exponent`);
      return z.NEVER;
    }
    if (parsed === 0n && !zero) {
      ctx.addIssue('must be more than zero');
      return z.NEVER;
    }
    return parsed;
  });

/** The opaque id of a node of this type, as its inner id. */
export const nodeId = (type: string) =>
  z.string().transform((value, ctx) => {
    const decoded = value.length > 200 ? undefined : decodeId(value);
    if (decoded?.type === type) return decoded.id;
    ctx.addIssue(`is not the id of a ${type}`);
    return z.NEVER;
  });

/** The opaque id of whoever can own a wallet, as its kind and the id inside. */
export const partyId = z.string().transform((value, ctx) => {
  const decoded = value.length > 200 ? undefined : decodeId(value);
  const kind = (['User', 'Organization'] as const).find((type) => type === decoded?.type);
  if (decoded && kind) return { kind, id: decoded.id };
  ctx.addIssue('is not the id of a User or an Organization');
  return z.NEVER;
});

/** The organization for which one acts; undefined for oneself. */
export const actingFor = optional(nodeId('Organization'));

/** Named by the client, unique to one wish: the same key with the same input is carried out once. */
export const idempotencyKey = z.string().regex(/^[\x21-\x7e]{8,100}$/, 'must be 8 to 100 visible ASCII characters');

/** An ISO 8601 moment with a time zone. */
export const moment = z.string().transform((value, ctx) => {
  const date = new Date(value);
  if (
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(value) &&
    !Number.isNaN(date.getTime())
  )
    return date;
  ctx.addIssue('is not a moment such as "2026-11-21T09:30:00Z"');
  return z.NEVER;
});

/** A day of the calendar, as text. */
export const day = z.iso.date('is not a day such as "2026-11-21"');

/** `asset` and `amount`, where the places of the amount are those of the asset. */
export const amountOfAsset = z
  .object({ asset: z.enum(assets), amount: z.string() })
  .transform(({ asset, amount }, ctx) => {
    const read = decimal(assetScale[asset]).safeParse(amount);
    if (read.success) return { asset, amount: read.data };
    for (const issue of read.error.issues) ctx.addIssue({ code: 'custom', path: ['amount'], message: issue.message });
    return z.NEVER;
  });
