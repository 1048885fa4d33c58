import {
  type GraphQLArgument,
  type GraphQLInputType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  parse,
  print,
} from 'graphql';
import type { Variables } from './pipeline.ts';
import type { RestRoute } from './rest-routes.ts';

/** What a request to the REST API asks for: arguments of its field, and what it wants of the result. */
export interface RestAsked {
  readonly args: Variables;
  readonly fields: string | undefined;
}

/** What is wrong with a request, in the words for its client. */
export class RestInputError extends Error {
  override readonly name = 'RestInputError';
}

/** The parameter that says what one wants of the result, in the words of GraphQL: "id status buyer { username }". */
const FIELDS = 'fields';
const KEY = 'idempotencyKey';
const LONGEST_FIELDS = 4_000;

/** Reads the parameters of a GET. Throws RestInputError. */
export function readParameters({ field }: RestRoute, params: URLSearchParams): RestAsked {
  const taken = new Set([FIELDS]);
  const given = field.args.map(({ name, type }) => [name, valueOf(type, name, params, taken)] as const);
  refuseUnknown(params, taken);
  const args = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  return { args, fields: readFields(params) };
}

/**
 * Reads the body of a POST: the mutation's input. A key that its sender repeats may stand in the header Idempotency-Key
 * instead (draft-ietf-httpapi-idempotency-key-header, with or without its quotes). Throws RestInputError.
 */
export function readBody(
  { field }: RestRoute,
  params: URLSearchParams,
  body: unknown,
  keyHeader: string | undefined,
): RestAsked {
  refuseUnknown(params, new Set([FIELDS]));
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new RestInputError('The body must be a JSON object: the input.');
  }
  const fields = readFields(params);
  const input = field.args.find(({ name }) => name === 'input');
  if (!input) return { args: body as Variables, fields };
  return { args: { input: withKey(input, body as Variables, keyHeader) }, fields };
}

export const takesKey = ({ type }: GraphQLArgument): boolean => {
  const bare = isNonNullType(type) ? type.ofType : type;
  return isInputObjectType(bare) && KEY in bare.getFields();
};

function withKey(argument: GraphQLArgument, body: Variables, header: string | undefined): Variables {
  if (header === undefined || !takesKey(argument)) return body;
  const key = /^"(.*)"$/.exec(header.trim())?.[1] ?? header.trim();
  if (body[KEY] !== undefined && body[KEY] !== key) {
    throw new RestInputError('The header Idempotency-Key and `idempotencyKey` in the body differ.');
  }
  return { ...body, [KEY]: key };
}

function refuseUnknown(params: URLSearchParams, taken: ReadonlySet<string>): void {
  const unknown = [...new Set(params.keys())].filter((name) => !taken.has(name));
  if (unknown.length > 0) throw new RestInputError(`There is no parameter ${unknown.slice(0, 5).join(', ')}.`);
}

/** One selection and nothing else, so that what stands in it cannot end the operation and begin another. */
function readFields(params: URLSearchParams): string | undefined {
  const text = params.get(FIELDS);
  if (text === null) return undefined;
  try {
    if (text.length > LONGEST_FIELDS) throw new Error('too long');
    const { definitions } = parse(`{ ${text} }`, { noLocation: true });
    const [only] = definitions;
    if (definitions.length !== 1 || only?.kind !== Kind.OPERATION_DEFINITION) throw new Error('more than a selection');
    return only.selectionSet.selections.map(print).join(' ');
  } catch {
    throw new RestInputError('`fields` must be a selection of GraphQL, such as "id status buyer { username }".');
  }
}

/** Objects are given as JSON (`filterBy={"status":"ACTIVE"}`) or by their parts (`filterBy.status=ACTIVE`), lists by repeating. */
function valueOf(type: GraphQLInputType, name: string, params: URLSearchParams, taken: Set<string>): unknown {
  if (isNonNullType(type)) return valueOf(type.ofType, name, params, taken);
  const texts = params.getAll(name);
  taken.add(name);
  if (isListType(type)) return texts.length === 0 ? undefined : texts.map((text) => itemOf(type.ofType, name, text));
  if (texts.length > 1) throw new RestInputError(`${name} is given more than once.`);
  const [text] = texts;
  if (text !== undefined) return itemOf(type, name, text);
  if (!isInputObjectType(type)) return undefined;
  // A part that can hold itself would be looked for without end: nothing is given below what is not given.
  if (![...params.keys()].some((key) => key.startsWith(`${name}.`))) return undefined;
  const parts = Object.values(type.getFields()).map(
    (field) => [field.name, valueOf(field.type, `${name}.${field.name}`, params, taken)] as const,
  );
  return Object.fromEntries(parts.filter(([, value]) => value !== undefined));
}

function itemOf(type: GraphQLInputType, name: string, text: string): unknown {
  if (isNonNullType(type)) return itemOf(type.ofType, name, text);
  if (isInputObjectType(type) || isListType(type) || type.name === 'GeoJSON') {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new RestInputError(`${name} is not JSON.`);
    }
  }
  // What is no number or truth value stays text, and is refused as every wrong value is.
  if (type.name === 'Boolean') return text === 'true' ? true : text === 'false' ? false : text;
  const isNumber = (type.name === 'Int' || type.name === 'Float') && /^-?\d+(\.\d+)?$/.test(text);
  return isNumber ? Number(text) : text;
}
