import type { Text } from '../../operations.generated.ts';

/** What an answer without data says, or that there was no answer at all. */
export class AskError extends Error {
  /** `extensions.code` of the API, or UNREACHABLE. */
  readonly code: string;
  readonly requestId: string | undefined;
  readonly retryAfterS: number | undefined;

  constructor(code: string, message: string, more: { requestId?: string; retryAfterS?: number } = {}) {
    super(message);
    this.code = code;
    this.requestId = more.requestId;
    this.retryAfterS = more.retryAfterS;
  }
}

interface Answer<R> {
  readonly data?: R | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string; readonly requestId?: string; readonly retryAfterS?: number };
  }[];
}

/** Asks with this token, or as nobody. */
export async function askAs<R, V>(text: Text<R, V>, variables: V, token?: string, signal?: AbortSignal): Promise<R> {
  const response = await send(text, variables, token, signal);
  const answer = (await response.json().catch(() => undefined)) as Answer<R> | undefined;
  const [error] = answer?.errors ?? [];
  if (error) {
    const { code = 'UNEXPECTED', requestId, retryAfterS } = error.extensions ?? {};
    throw new AskError(code, error.message, {
      ...(requestId !== undefined && { requestId }),
      ...(retryAfterS !== undefined && { retryAfterS }),
    });
  }
  if (!answer?.data) throw new AskError('UNREACHABLE', `The server answered with status ${response.status}.`);
  return answer.data;
}

async function send(query: string, variables: unknown, token?: string, signal?: AbortSignal): Promise<Response> {
  const { body, headers: own } = bodyOf(query, variables);
  const headers: Record<string, string> = { ...own, accept: 'application/json' };
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
  try {
    return await fetch('/graphql', { method: 'POST', headers, body, ...(signal && { signal }) });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new AskError('UNREACHABLE', 'The server cannot be reached. Check your connection.');
  }
}

/**
 * JSON; or, of what takes a file at `input.file`, a form with the file beside it, as the GraphQL multipart request specification
 * has it.
 */
function bodyOf(query: string, variables: unknown): { body: string | FormData; headers: Record<string, string> } {
  const file = (variables as { readonly input?: { readonly file?: unknown } } | undefined)?.input?.file;
  if (!(file instanceof File)) {
    return { body: JSON.stringify({ query, variables }), headers: { 'content-type': 'application/json' } };
  }
  const form = new FormData();
  form.append(
    'operations',
    JSON.stringify({ query, variables }, (_, value: unknown) => (value === file ? null : value)),
  );
  form.append('map', JSON.stringify({ file: ['variables.input.file'] }));
  form.append('file', file);
  // The browser writes the type of a form itself. No other site can send this header without asking us first.
  return { body: form, headers: { 'graphql-require-preflight': '1' } };
}

/** What the process says of itself. A 503 says why it is not ready, which is an answer too. */
export async function askHealth<R>(path: '/ready' | '/health', signal?: AbortSignal): Promise<R> {
  try {
    return (await (
      await fetch(path, { headers: { accept: 'application/json' }, ...(signal && { signal }) })
    ).json()) as R;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new AskError('UNREACHABLE', 'The server cannot be reached. Check your connection.');
  }
}
