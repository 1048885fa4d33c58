import { failure, type SourceFailure } from './price-source.ts';

export interface FetchTextOptions {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

export interface TextAnswer {
  readonly state: 'ANSWER';
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly url: string;
}

const MAX_REDIRECTS = 3;

/**
 * GETs a text within a time and a size, whatever its status. Redirects are followed on the same origin only: another
 * host must neither get our key nor speak for the source.
 */
export async function fetchText(url: string, options: FetchTextOptions): Promise<TextAnswer | SourceFailure> {
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal === undefined ? deadline : AbortSignal.any([deadline, options.signal]);
  try {
    return await followed(new URL(url), options, signal);
  } catch (error) {
    if (deadline.aborted) return failure('UNREACHABLE', `no whole answer within ${options.timeoutMs} ms`);
    return failure('UNREACHABLE', reasonOf(error));
  }
}

async function followed(
  first: URL,
  options: FetchTextOptions,
  signal: AbortSignal,
): Promise<TextAnswer | SourceFailure> {
  let url = first;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const response = await fetch(url.href, { headers: { ...options.headers }, redirect: 'manual', signal });
    const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (location === null) {
      const text = await textWithin(response, options.maxBytes);
      if (text === undefined) return failure('LAYOUT_CHANGED', `the answer is larger than ${options.maxBytes} bytes`);
      return { state: 'ANSWER', status: response.status, headers: response.headers, text, url: url.href };
    }
    await response.body?.cancel();
    const next = URL.parse(location, url.href);
    if (next === null || next.origin !== first.origin) {
      return failure('BLOCKED', `redirected to another host (${next?.host ?? 'unreadable'}), which is not followed`);
    }
    url = next;
  }
  return failure('BLOCKED', `more than ${MAX_REDIRECTS} redirects`);
}

/** The body as text, or undefined once it is larger than the limit (counted after decompression). */
async function textWithin(response: Response, maxBytes: number): Promise<string | undefined> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the stream, and with it the connection.
    if (bytes > maxBytes) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The cause of a failed fetch in words (`ECONNREFUSED`, `ENOTFOUND`, ...). */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the request failed';
  const cause = error.cause;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return error.message;
}

/** The pause that a Retry-After header asks for (RFC 9110 section 10.2.3: seconds or a date), at most a day. */
export function retryAfterMs(header: string | null, nowMs = Date.now()): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  const seconds = /^\d{1,9}$/.test(text);
  const pause = seconds
    ? Number(text) * 1_000
    : /^[A-Z][a-z]{2,8}, /.test(text)
      ? Date.parse(text) - nowMs
      : Number.NaN;
  return Number.isFinite(pause) ? Math.min(Math.max(pause, 0), 86_400_000) : undefined;
}
