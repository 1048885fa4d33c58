import type { IncomingMessage } from 'node:http';
import { OperationTypeNode } from 'graphql';
import type { Config } from '../config.ts';
import { isJson, readJson } from './body.ts';
import { badRequest } from './masking.ts';
import type { Variables } from './pipeline.ts';
import type { Prepared } from './prepare.ts';

/** One operation as a client sent it. Everything in it is still text and untrusted. */
export interface Asked {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Variables;
  /** Came by GET, which only reads. */
  readonly readOnly: boolean;
}

/** A request that holds no operation, in the words for its client. */
export interface Bad {
  readonly status: number;
  readonly problems: readonly string[];
}

export type OneAsked = Asked | Bad;

export const isBad = (asked: OneAsked): asked is Bad => 'problems' in asked;

/**
 * Other sites can make a browser send forms, plain text and multipart without asking us first (CORS's simple requests);
 * JSON they cannot. So JSON is all that is taken.
 */
const NOT_JSON_TYPE =
  'Send the operation as "Content-Type: application/json". Nothing else is taken, so that no other site can send one.';

const bad = (status: number, ...problems: readonly string[]): Bad => ({ status, problems });

/** Reads what a POST or GET asks for; a list for a batch. */
export async function readAsked(
  req: IncomingMessage,
  { BODY_BYTES, BATCH_SIZE }: Config,
): Promise<OneAsked | readonly OneAsked[]> {
  if (req.method !== 'POST') return readUrl(req.url ?? '');
  if (!isJson(req.headers['content-type'])) return bad(415, NOT_JSON_TYPE);
  const body = await readJson(req, BODY_BYTES);
  if (body === 'TOO_LARGE') return bad(413, `The body is larger than ${BODY_BYTES} bytes.`);
  if (typeof body === 'string') return bad(400, 'The body is not JSON.');
  if (!Array.isArray(body.value)) return readObject(body.value);
  const { length } = body.value;
  if (length === 0 || length > BATCH_SIZE) {
    return bad(length > BATCH_SIZE ? 413 : 400, `A batch holds 1 to ${BATCH_SIZE} operations.`);
  }
  return body.value.map(readObject);
}

/** What is in the body of a POST, or in the `operations` of a form. */
export function readObject(given: unknown): OneAsked {
  if (!isObject(given)) return bad(400, 'The body must be an object with `query`.');
  const { query, operationName, variables, extensions } = given;
  const problems = [
    ...(typeof query === 'string' ? [] : ['`query` must be a string: the text of the operation.']),
    ...(operationName == null || typeof operationName === 'string' ? [] : ['`operationName` must be a string.']),
    ...(variables == null || isObject(variables) ? [] : ['`variables` must be an object.']),
    ...(extensions == null || isObject(extensions) ? [] : ['`extensions` must be an object.']),
  ];
  if (problems.length > 0) return bad(400, ...problems);
  return {
    query: query as string,
    operationName: (operationName as string | null | undefined) ?? undefined,
    variables: (variables as Variables | null | undefined) ?? {},
    readOnly: false,
  };
}

/** What a GET asks for, by its address. */
export function readUrl(url: string): OneAsked {
  const start = url.indexOf('?');
  const given = new URLSearchParams(start < 0 ? '' : url.slice(start));
  const query = given.get('query');
  if (query === null) return bad(400, 'Send an operation: POST {"query": "..."} or GET ?query=...');
  const variables = readJsonObject(given.get('variables'));
  if (!variables || !readJsonObject(given.get('extensions'))) {
    return bad(400, '`variables` and `extensions` must be JSON objects.');
  }
  return { query, operationName: given.get('operationName') || undefined, variables, readOnly: true };
}

function readJsonObject(text: string | null): Variables | undefined {
  if (text === null || text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (value === null) return {};
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a caller may not ask in this way, though the operation itself is in order. */
export function misplaced({ readOnly }: Pick<Asked, 'readOnly'>, { kind }: Prepared, streaming: boolean) {
  if (readOnly && kind === OperationTypeNode.MUTATION) {
    return {
      status: 405,
      errors: [badRequest('GET only reads: send a mutation by POST.')],
      headers: { allow: 'POST' },
    };
  }
  if (!streaming && kind === OperationTypeNode.SUBSCRIPTION) {
    const ways = 'Subscriptions go over WebSocket (graphql-transport-ws) or with "Accept: text/event-stream".';
    return { status: 400, errors: [badRequest(ways)] };
  }
  return undefined;
}
