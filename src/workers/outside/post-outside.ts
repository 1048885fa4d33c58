import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { retryAfterMs } from './fetch-text.ts';
import { NotPublicError, publicAddressOf } from './public-addresses.ts';

export interface OutsidePost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** All of it, from the look-up of the name to the end of the answer. */
  readonly timeoutMs: number;
  /** Hosts that may be called although they are not public, also without TLS. */
  readonly privateHosts: readonly string[];
}

/** What became of it. What was answered beyond the status is never given out: it would be a way to read what is inside. */
export type OutsideAnswer =
  | { readonly state: 'ANSWERED'; readonly status: number; readonly retryAfterMs: number | undefined }
  | { readonly state: 'UNREACHABLE' | 'REFUSED'; readonly reason: string };

const MOST_ANSWERED_BYTES = 65_536;

/**
 * POSTs to an address that a stranger has named. The name is looked up once and the connection goes to the very address
 * that was found public, so that a name that changes meanwhile leads nowhere else; redirects are not followed, and no
 * proxy or connection is shared with anything else.
 */
export async function postOutside({
  url,
  headers,
  body,
  timeoutMs,
  privateHosts,
}: OutsidePost): Promise<OutsideAnswer> {
  const target = URL.parse(url);
  if (!target) return { state: 'REFUSED', reason: 'the address is none' };
  const isPrivate = privateHosts.includes(target.hostname);
  if (target.protocol !== 'https:' && !(isPrivate && target.protocol === 'http:')) {
    return { state: 'REFUSED', reason: 'the address does not begin with https:' };
  }
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const lookup = isPrivate ? undefined : await pinned(target.hostname, deadline);
    const response = await send(target, { headers, body, signal: deadline, lookup });
    await drain(response);
    const { statusCode: status = 0 } = response;
    return { state: 'ANSWERED', status, retryAfterMs: retryAfterMs(response.headers['retry-after'] ?? null) };
  } catch (error) {
    if (error instanceof NotPublicError) return { state: 'REFUSED', reason: error.message };
    if (deadline.aborted) return { state: 'UNREACHABLE', reason: `no answer within ${timeoutMs} ms` };
    return { state: 'UNREACHABLE', reason: reasonOf(error) };
  }
}

/** Looks a name up and gives what every later look-up is answered with. */
async function pinned(host: string, signal: AbortSignal): Promise<LookupFunction> {
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the name was not found in time')), { once: true });
  });
  const { address, family } = await Promise.race([publicAddressOf(host), late]);
  return (_host, options, found) => {
    if (options.all) found(null, [{ address, family }]);
    else found(null, address, family);
  };
}

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  readonly signal: AbortSignal;
  readonly lookup: LookupFunction | undefined;
}

function send(target: URL, { headers, body, signal, lookup }: Sent): Promise<IncomingMessage> {
  const request = target.protocol === 'http:' ? requestHttp : requestHttps;
  return new Promise((resolve, reject) => {
    const sent = request(
      target,
      {
        method: 'POST',
        agent: false,
        signal,
        headers: { ...headers, 'content-length': Buffer.byteLength(body), 'user-agent': 'EcoCoin' },
        ...(lookup && { lookup }),
      },
      resolve,
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Lets the answer come to its end, or ends it where it is too long. */
async function drain(response: IncomingMessage): Promise<void> {
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop closes the connection.
    if (bytes > MOST_ANSWERED_BYTES) return;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the request failed';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
