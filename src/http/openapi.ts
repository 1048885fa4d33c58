import { type GraphQLArgument, type GraphQLSchema, isRequiredArgument } from 'graphql';
import { createSchemas, type JsonSchema, type Schemas } from './openapi-schemas.ts';
import { takesKey } from './rest-input.ts';
import type { RestRoute } from './rest-routes.ts';
import { doneTypeOf, refusalsOf } from './rest-shapes.ts';
import { codeOfType, statusOfCode } from './rest-statuses.ts';

/** The parts of an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1) that this API has. */
export interface OpenApi {
  readonly openapi: string;
  readonly info: JsonSchema;
  readonly servers: readonly JsonSchema[];
  readonly security: readonly JsonSchema[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: { readonly schemas: JsonSchema; readonly [name: string]: unknown };
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly JsonSchema[];
  readonly requestBody?: JsonSchema;
  readonly responses: Readonly<Record<string, JsonSchema>>;
}

const INTRODUCTION = `Every query and mutation of the GraphQL schema at /graphql, as JSON over HTTP: queries are read by GET,
mutations sent by POST. What one may do, and how often, is the same at both. Send "Authorization: Bearer …" with an access token or
an API key.

An answer holds a thing with its own values, and other things by their ids. The parameter \`fields\` says what is wanted instead,
in the words of GraphQL: \`?fields=id status buyer { username }\`. Lists come as pages (\`first\`, \`after\`); the header Link
leads to the next. Objects among the parameters are JSON (\`filterBy={"status":"ACTIVE"}\`) or given by their parts
(\`filterBy.status=ACTIVE\`). What moves value takes an idempotency key, in the body or in the header Idempotency-Key.

A refusal is a problem (RFC 9457): \`code\` names it for programs and never changes, \`detail\` says it for people.`;

/** The words of a name: myTrades -> trades, tradePlace -> trade. */
function tagOf({ field: { name } }: RestRoute): string {
  const words = name.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
  const noun = (words[0] === 'my' || words[0] === 'open' ? words[1] : words[0]) ?? name;
  return noun.replace(/ies$/, 'y').replace(/(?<!s)s$/, '');
}

/** The document of this schema. */
export function openApiOf(
  schema: GraphQLSchema,
  routes: Iterable<RestRoute>,
  { url }: { readonly url: string },
): OpenApi {
  const schemas = createSchemas();
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  const tags = new Set<string>();
  for (const route of routes) {
    tags.add(tagOf(route));
    paths[route.path] = { [route.method.toLowerCase()]: operationOf(route, schemas) };
  }
  return {
    openapi: '3.1.1',
    info: { title: 'EcoCoin', version: '1', description: INTRODUCTION },
    servers: [{ url }],
    security: [{ bearer: [] }, {}],
    tags: [...tags].toSorted().map((name) => ({ name })),
    paths,
    components: {
      schemas: {
        Problem: PROBLEM,
        ...Object.fromEntries([...schemas.components].toSorted(([a], [b]) => a.localeCompare(b))),
      },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An access token of `sessionLogin`, or an API key.' },
      },
    },
  };
}

function operationOf(route: RestRoute, schemas: Schemas): OpenApiOperation {
  const { field, method } = route;
  const input = field.args.find(({ name }) => name === 'input');
  const parameters = [
    ...(method === 'GET' ? field.args.map((arg) => parameterOf(arg, schemas)) : []),
    ...(input && takesKey(input) ? [KEY_PARAMETER] : []),
    FIELDS_PARAMETER,
  ];
  return {
    operationId: field.name,
    summary: field.description ?? '',
    tags: [tagOf(route)],
    parameters,
    ...(method === 'POST' &&
      input && {
        requestBody: { required: true, content: { 'application/json': { schema: schemas.input(input.type) } } },
      }),
    responses: responsesOf(route, schemas),
  };
}

function parameterOf(arg: GraphQLArgument, schemas: Schemas): JsonSchema {
  const schema = schemas.input(arg.type);
  const isObject =
    '$ref' in schema && schemas.components.get(String(schema['$ref']).split('/').at(-1) ?? '')?.['type'] === 'object';
  return {
    name: arg.name,
    in: 'query',
    required: isRequiredArgument(arg),
    ...(arg.description && { description: arg.description }),
    ...(isObject ? { content: { 'application/json': { schema } } } : { schema }),
  };
}

const KEY_PARAMETER: JsonSchema = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'In place of `idempotencyKey` in the body: sent twice, the wish is carried out once.',
  schema: { type: 'string', minLength: 8, maxLength: 102 },
};

const FIELDS_PARAMETER: JsonSchema = {
  name: 'fields',
  in: 'query',
  required: false,
  description: 'What is wanted of the result, as a selection of GraphQL: "id status buyer { username }".',
  schema: { type: 'string' },
};

const PROBLEM: JsonSchema = {
  type: 'object',
  description: 'A refusal (RFC 9457). What its type has besides stands beside these.',
  properties: {
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What is wrong and what to do next, for people.' },
    code: { type: 'string', description: 'Which refusal it is, for programs; it never changes.' },
    retryable: { type: 'boolean', description: 'Whether the same call may succeed later as it is.' },
    requestId: { type: 'string', description: 'Names this call, if you report it.' },
  },
  required: ['title', 'status', 'detail', 'code', 'requestId'],
};

const LIMIT_HEADERS = {
  RateLimit: { schema: { type: 'string' }, description: 'What is left of each limit, and for how many seconds.' },
  'RateLimit-Policy': { schema: { type: 'string' }, description: 'The limits: how many calls in how many seconds.' },
};

function responsesOf(route: RestRoute, schemas: Schemas): Record<string, JsonSchema> {
  const refusals = new Map<number, string[]>([
    [400, ['BAD_REQUEST: the request says nothing that can be asked.']],
    [401, ['UNAUTHENTICATED: it needs a token or an API key that serves.']],
    [403, ['FORBIDDEN: your roles, or the scopes of the key, do not allow it.']],
    [429, ['RATE_LIMITED: too many requests; Retry-After says when to come again.']],
    [503, ['BUSY or TIMEOUT: nothing was done, or it is not known; try again.']],
  ]);
  if (route.method === 'GET') refusals.set(404, ['NOT_FOUND: there is no such thing that you may see.']);
  for (const { name, description } of refusalsOf(route.field.type)) {
    const code = codeOfType(name);
    const status = statusOfCode(code);
    refusals.set(status, [...(refusals.get(status) ?? []), `${code}: ${description ?? ''}`]);
  }
  const done = schemas.output(doneTypeOf(route.field.type));
  return {
    200: { description: 'Done.', headers: LIMIT_HEADERS, content: { 'application/json': { schema: done } } },
    ...Object.fromEntries(
      [...refusals].map(([status, lines]) => [
        status,
        {
          description: lines.join('\n\n'),
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      ]),
    ),
  };
}
