import { z } from 'zod';
import { retryAfterMs, type TextAnswer } from './fetch-text.ts';
import { isChallenge } from './investing-page.ts';
import { failure, type SourceFailure } from './price-source.ts';

/** The error number sits in one of three places, by endpoint and by mood. */
const complaint = z.object({
  error_code: z.coerce.number().optional(),
  status: z.object({ error_code: z.coerce.number().optional(), error_message: z.string().optional() }).optional(),
  error: z
    .union([
      z.string(),
      z.object({
        status: z.object({ error_code: z.coerce.number().optional(), error_message: z.string().optional() }),
      }),
    ])
    .optional(),
});

const CROSSED_KEYS: Readonly<Record<number, string>> = {
  10010: 'a Pro key was sent to the public host: set COINGECKO_URL to https://pro-api.coingecko.com/api/v3',
  10011: 'a Demo key was sent to the Pro host: set COINGECKO_URL to https://api.coingecko.com/api/v3',
};

/**
 * The JSON of a good answer, with every number as its own text (JSON.parse alone would round `0.6875857090838133` and
 * the like to a double), or the named failure that the answer is. CoinGecko and the Cloudflare in front of it say "too
 * many requests" as JSON, as `Throttled`, as `error code: 1015` and as HTML, and not always with status 429.
 */
export function readAnswer(answer: TextAnswer): { state: 'JSON'; json: unknown } | SourceFailure {
  const { status, text } = answer;
  const pause = { retryAfterMs: retryAfterMs(answer.headers.get('retry-after')) };
  const start = text.slice(0, 2_000).trim();
  if (/^Throttled\b/.test(start) || /^error code: 1015\b/.test(start)) {
    return failure('RATE_LIMITED', `HTTP ${status}: ${start.slice(0, 40)}`, pause);
  }
  if (start.startsWith('<')) return ofHtml(status, text, pause);
  const json = exactJson(text);
  const said = complaintOf(json);
  if (status === 429 || said.code === 429) return failure('RATE_LIMITED', `HTTP ${status}: ${said.message}`, pause);
  if (status >= 500) return failure('UNREACHABLE', `HTTP ${status}: ${said.message}`, pause);
  if (status === 403) return failure('BLOCKED', `HTTP 403: ${said.message}`, pause);
  if (status >= 400 || said.code !== undefined || said.isError) {
    const detail = CROSSED_KEYS[said.code ?? 0] ?? `HTTP ${status}: ${said.message}`;
    return failure('REFUSED', detail, { ...pause, vendorCode: said.code });
  }
  if (json === undefined) return failure('LAYOUT_CHANGED', `HTTP ${status}: the answer is no JSON`);
  return { state: 'JSON', json };
}

function ofHtml(status: number, text: string, pause: { retryAfterMs: number | undefined }): SourceFailure {
  const title = /<title>([^<]{0,120})/.exec(text)?.[1]?.trim() ?? 'an HTML page';
  if (status === 429) return failure('RATE_LIMITED', `HTTP 429: ${title}`, pause);
  const blocked = status === 403 || isChallenge(text) || /access denied|used cloudflare to restrict/i.test(title);
  if (blocked) return failure('BLOCKED', `HTTP ${status}: ${title}`, pause);
  return failure(status >= 500 ? 'UNREACHABLE' : 'LAYOUT_CHANGED', `HTTP ${status}: ${title}`, pause);
}

type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;
const numbersAsText: Reviver = (_key, value, { source }) => (typeof value === 'number' ? (source ?? value) : value);

/** Undefined if the text is no JSON (or is nested so deeply that reading it would end the stack). */
function exactJson(text: string): unknown {
  try {
    return JSON.parse(text, numbersAsText as (key: string, value: unknown) => unknown) as unknown;
  } catch {
    return undefined;
  }
}

function complaintOf(json: unknown): { code?: number; message: string; isError: boolean } {
  const read = complaint.safeParse(json);
  if (!read.success) return { message: 'no reason given', isError: false };
  const { error, status, error_code } = read.data;
  const inner = typeof error === 'object' ? error.status : undefined;
  const code = error_code ?? status?.error_code ?? inner?.error_code;
  const message = typeof error === 'string' ? error : (inner?.error_message ?? status?.error_message);
  return {
    ...(code === undefined || Number.isNaN(code) ? {} : { code }),
    message: (message ?? 'no reason given').replaceAll(/\s+/g, ' ').slice(0, 200),
    isError: error !== undefined,
  };
}
