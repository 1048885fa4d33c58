import {
  type ChainRpc,
  type RpcCallOptions,
  RpcError,
  type RpcErrorDetails,
  type RpcErrorKind,
  type RpcOutcome,
  type RpcRequest,
} from '../../resolvers/chain/client.ts';

export interface RpcOptions {
  /** http or https; a user and a password in it are sent as Basic authorization. */
  readonly url: string;
  /** For a request and its whole answer. */
  readonly timeoutMs: number;
  /** Of one answer, once it is unpacked. */
  readonly maxBytes: number;
  /** Calls in one request. */
  readonly batchCalls: number;
}

/** What a request needs: where to, with what, and until when. */
interface Exchange {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

interface Answered {
  readonly text: string;
  readonly status: number;
  readonly retryAfterMs: number | undefined;
}

/** An error's text is for a log line: the rest of a page that some proxy answers with says nothing more. */
const MESSAGE_CHARS = 300;
/** What is looked at of such a page. */
const PAGE_CHARS = 4_096;
/** The longest wait that a server is believed to mean. */
const RETRY_AFTER_LIMIT_MS = 3_600_000;

/**
 * A client of a chain's JSON-RPC 2.0 over HTTP. It holds no state but a counter of ids: nothing is retried, cached or
 * ordered here. An answer counts only if it is JSON, bears the id that was asked and has exactly a result or an error.
 */
export function createRpc(options: RpcOptions): ChainRpc {
  const { url, authorization } = splitCredentials(options.url);
  const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) };
  let lastId = 0;

  const exchange = (method: string, body: object, given: RpcCallOptions): Promise<Answered> => {
    const { maxBytes } = options;
    const timeoutMs = given.timeoutMs ?? options.timeoutMs;
    return post(method, JSON.stringify(body), { url, headers, maxBytes, timeoutMs, signal: given.signal });
  };

  async function call<T>(method: string, params: readonly unknown[], given: RpcCallOptions = {}): Promise<T> {
    const id = (lastId += 1);
    const answered = await exchange(method, { jsonrpc: '2.0', id, method, params }, given);
    const outcome = outcomeOf<T>(method, id, parse(method, answered), answered);
    if (!outcome.ok) throw outcome.error;
    return outcome.result;
  }

  async function askAll<T>(calls: readonly RpcRequest[], given: RpcCallOptions): Promise<RpcOutcome<T>[]> {
    const asked = calls.map(({ method, params }) => ({ jsonrpc: '2.0', id: (lastId += 1), method, params }));
    const name = `batch of ${calls.length} (${calls[0]?.method})`;
    const answered = await exchange(name, asked, given);
    const answers = parse(name, answered);
    // A server that refuses the batch as a whole answers with one error, which bears no id.
    if (!Array.isArray(answers)) {
      const outcome = outcomeOf(name, null, answers, answered);
      throw outcome.ok ? responseError(name, 'the answer to a batch is no list', answered) : outcome.error;
    }
    const byId = new Map(answers.map((answer: unknown) => [isObject(answer) ? answer['id'] : undefined, answer]));
    if (answers.length !== asked.length || byId.size !== asked.length) {
      throw responseError(name, `${answers.length} answers to ${asked.length} calls`, answered);
    }
    return asked.map(({ id, method }) => outcomeOf<T>(method, id, byId.get(id), answered));
  }

  async function batch<T>(calls: readonly RpcRequest[], given: RpcCallOptions = {}): Promise<RpcOutcome<T>[]> {
    const outcomes: RpcOutcome<T>[] = [];
    for (let from = 0; from < calls.length; from += options.batchCalls) {
      outcomes.push(...(await askAll<T>(calls.slice(from, from + options.batchCalls), given)));
    }
    return outcomes;
  }

  return { call, batch };
}

/** One request and its whole answer. @throws RpcError, or the reason of the caller's signal. */
async function post(method: string, body: string, exchange: Exchange): Promise<Answered> {
  const { url, headers, maxBytes, timeoutMs, signal } = exchange;
  signal?.throwIfAborted();
  const ending = new AbortController();
  let timedOut = false;
  // Not AbortSignal.any: a signal that lives as long as a worker would collect one dependent for each call.
  const end = (): void => {
    ending.abort();
  };
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, timeoutMs);
  signal?.addEventListener('abort', end, { once: true });
  let status: number | undefined;
  try {
    // A redirect would carry the calls, and perhaps a key, to a place that nobody has named.
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal: ending.signal });
    ({ status } = response);
    const retryAfterMs = retryAfter(response.headers.get('retry-after'));
    const text = await readText(method, response, maxBytes);
    return { text, status, retryAfterMs };
  } catch (error) {
    signal?.throwIfAborted();
    if (timedOut) throw new RpcError('TIMEOUT', `no full answer within ${timeoutMs} ms`, { method, status });
    if (error instanceof RpcError) throw error;
    const [kind, message] = failureOf(error, status);
    throw new RpcError(kind, message, { method, status, cause: error });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}

/** Before the head of an answer came, the connection failed; after it, the answer was cut off. */
function failureOf(error: unknown, status: number | undefined): [RpcErrorKind, string] {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  // The message may name the URL; the code never does.
  const code = isObject(cause) && typeof cause['code'] === 'string' ? cause['code'] : 'failed';
  if (status === undefined) return ['NETWORK', `no connection (${code})`];
  return ['RESPONSE', `the answer was cut off (${code})`];
}

async function readText(method: string, response: Response, maxBytes: number): Promise<string> {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop early cancels the body, so that the rest is not sent.
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      throw new RpcError('RESPONSE', `the answer is larger than ${maxBytes} bytes`, {
        method,
        status: response.status,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes).toString('utf8');
}

/** What the answer says. A status that is not 2xx counts before what is in it, unless that is a JSON-RPC error. */
function parse(method: string, answered: Answered): unknown {
  const { text, status, retryAfterMs } = answered;
  const read = parseJson(text);
  const failed = status < 200 || status > 299;
  // 413 and 429 say what to do, whatever is written in the body.
  if (failed && (status === 413 || status === 429 || !hasError(read))) {
    const told = hasError(read) ? read.error : undefined;
    const message = cut(
      told?.message ??
        text
          .slice(0, PAGE_CHARS)
          .replaceAll(/(?:<[^>]*>|\s)+/g, ' ')
          .trim(),
    );
    const details = { method, status, retryAfterMs, code: codeOf(told?.code), data: told?.data };
    throw new RpcError('HTTP', `status ${status}${message === '' ? '' : `: ${message}`}`, details);
  }
  if (read === undefined) throw responseError(method, 'the answer is not JSON', answered);
  return read;
}

/** Result or refusal of the call with this id. An error may come without an id, when the server could not read it. */
function outcomeOf<T>(
  method: string,
  id: number | null,
  answer: unknown,
  { status, retryAfterMs }: Answered,
): RpcOutcome<T> {
  const refuse = (kind: RpcErrorKind, message: string, details: Partial<RpcErrorDetails> = {}): RpcOutcome<T> => ({
    ok: false,
    error: new RpcError(kind, message, { method, status, retryAfterMs, ...details }),
  });
  if (!isObject(answer)) return refuse('RESPONSE', 'the answer is no JSON-RPC answer');
  const told = hasError(answer) ? answer.error : undefined;
  if (answer['id'] !== id && !(told && answer['id'] == null))
    return refuse('RESPONSE', 'the answer is to another call');
  if (told) {
    const message = cut(typeof told.message === 'string' ? told.message : 'an error without a message');
    return refuse('REFUSED', message, { code: codeOf(told.code), data: told.data });
  }
  if (!('result' in answer)) return refuse('RESPONSE', 'the answer has neither a result nor an error');
  return { ok: true, result: answer['result'] as T };
}

interface ErrorAnswer {
  readonly error: { readonly code?: unknown; readonly message?: unknown; readonly data?: unknown };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const hasError = (value: unknown): value is ErrorAnswer & Record<string, unknown> =>
  isObject(value) && isObject(value['error']);
const codeOf = (code: unknown): number | undefined => (typeof code === 'number' ? code : undefined);
const cut = (text: unknown): string => String(text).slice(0, MESSAGE_CHARS);
const responseError = (method: string, message: string, { status }: Answered): RpcError =>
  new RpcError('RESPONSE', message, { method, status });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Retry-After is a number of seconds or a date (RFC 9110, section 10.2.3). */
function retryAfter(header: string | null): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const waitMs = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), RETRY_AFTER_LIMIT_MS);
}

/** fetch takes no URL with a user in it. */
function splitCredentials(text: string): { url: string; authorization: string | undefined } {
  const url = new URL(text);
  if (url.username === '' && url.password === '') return { url: url.href, authorization: undefined };
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return { url: url.href, authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}
