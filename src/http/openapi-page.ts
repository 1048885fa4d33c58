import { hash } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import type { Config } from '../config.ts';
import { type OpenApi, type OpenApiOperation, openApiOf } from './openapi.ts';
import type { JsonSchema } from './openapi-schemas.ts';
import type { RestAnswer } from './rest-answers.ts';
import { REST, type RestRoute } from './rest-routes.ts';

const STYLE = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1.5rem; }
h1 { font-size: 1.6rem; }
h2 { border-top: 1px solid; font-size: 1.3rem; margin-top: 2.5rem; padding-top: 1rem; }
h3 { font-size: 1rem; margin: 0 0 .3rem; overflow-wrap: anywhere; }
p { margin: 0 0 .5rem; }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
article { margin: 0 0 1.5rem; }
nav ul { columns: 14rem; list-style: none; padding: 0; }
dl { display: grid; gap: .2rem 1.2rem; grid-template-columns: minmax(9rem, 1fr) 3fr; margin: .3rem 0 .6rem; }
dt { overflow-wrap: anywhere; }
dd { margin: 0; overflow-wrap: anywhere; }
summary { cursor: pointer; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } }
`;

/** Nothing is loaded or run; the one style is the page's own. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', STYLE, 'base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The OpenAPI document and the page that shows it, by their addresses; each made when it is first asked for. */
export function createOpenApiPages(
  schema: GraphQLSchema,
  routes: ReadonlyMap<string, RestRoute>,
  config: Config,
): ReadonlyMap<string, () => RestAnswer> {
  let document: OpenApi | undefined;
  const made = (): OpenApi => (document ??= openApiOf(schema, routes.values(), { url: config.PUBLIC_URL ?? '/' }));
  let json: string | undefined;
  let html: string | undefined;
  const page = (): RestAnswer => ({
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'cache-control': 'no-cache',
    },
    body: (html ??= pageOf(made())),
  });
  return new Map([
    [
      `${REST}openapi.json`,
      () => ({
        status: 200,
        headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-cache' },
        body: (json ??= JSON.stringify(made())),
      }),
    ],
    [`${REST}docs`, page],
    [REST, page],
    [REST.slice(0, -1), page],
  ]);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
/** Text with its `code` as code, and its paragraphs. */
const prose = (text: string): string =>
  text
    .split('\n\n')
    .map((part) => `<p>${escape(part).replaceAll(/`([^`]+)`/g, '<code>$1</code>')}</p>`)
    .join('\n');

function pageOf({ info, tags, paths, components }: OpenApi): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const sections = tags.map(({ name }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name));
    return `<h2 id="${escape(name)}">${escape(name)}</h2>\n${own.map(articleOf).join('\n')}`;
  });
  const types = Object.entries(components.schemas).map(([name, schema]) => typeOf(name, schema as JsonSchema));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>EcoCoin: the REST API</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>The REST API of EcoCoin</h1>
${prose(descriptionOf(info))}
<p>For programs: <a href="${REST}openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<nav aria-label="Subjects"><ul>
${tags.map(({ name }) => `<li><a href="#${escape(name)}">${escape(name)}</a></li>`).join('\n')}
<li><a href="#types">types</a></li>
</ul></nav>
${sections.join('\n')}
<h2 id="types">types</h2>
${types.join('\n')}
</main>
</body>
</html>
`;
}

interface Listed {
  readonly path: string;
  readonly method: string;
  readonly operation: OpenApiOperation;
}

function articleOf({ path, method, operation }: Listed): string {
  const { operationId, summary, parameters, requestBody, responses } = operation;
  const own = parameters.filter(({ name }) => name !== 'fields');
  const { 200: done, ...refused } = responses;
  return `<article id="${escape(operationId)}">
<h3>${method.toUpperCase()} <code>${escape(path)}</code></h3>
${prose(summary)}
${requestBody ? `<p>Body: ${linkOf(contentOf(requestBody))}</p>` : ''}
${own.length > 0 ? `<dl>\n${own.map(parameterOf).join('\n')}\n</dl>` : ''}
<p>Gives ${linkOf(contentOf(done ?? {}))}</p>
<details><summary>Refusals</summary>
<dl>
${Object.entries(refused)
  .map(([status, response]) => `<dt>${status}</dt><dd>${prose(descriptionOf(response))}</dd>`)
  .join('\n')}
</dl>
</details>
</article>`;
}

function parameterOf(parameter: JsonSchema): string {
  const { name, required, schema, content, in: place } = parameter;
  const type = linkOf((schema ?? contentOf({ content })) as JsonSchema);
  const where = place === 'header' ? ' (header)' : '';
  const must = required === true ? ' <strong>required</strong>' : '';
  return `<dt><code>${escape(textOf(name))}</code>${where}: ${type}${must}</dt><dd>${prose(descriptionOf(parameter))}</dd>`;
}

function contentOf({ content }: JsonSchema): JsonSchema {
  const [first] = Object.values((content ?? {}) as Record<string, { readonly schema: JsonSchema }>);
  return first?.schema ?? {};
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const descriptionOf = ({ description }: JsonSchema): string => textOf(description);

/** A schema in a word or two, with links to those that have a name. */
function linkOf(schema: JsonSchema): string {
  const { $ref: reference, type, items, anyOf, oneOf, properties, format } = schema;
  if (typeof reference === 'string') {
    const name = escape(reference.split('/').at(-1) ?? '');
    return `<a href="#type-${name}">${name}</a>`;
  }
  const members = (anyOf ?? oneOf) as readonly JsonSchema[] | undefined;
  if (members) return members.map(linkOf).join(' or ');
  if (items !== undefined) return `list of ${linkOf(items as JsonSchema)}`;
  if (typeof properties === 'object' && properties !== null) {
    const parts = Object.entries(properties as Record<string, JsonSchema>);
    return `{ ${parts.map(([name, part]) => `${escape(name)}: ${linkOf(part)}`).join(', ')} }`;
  }
  const kinds = Array.isArray(type) ? type.join(' or ') : typeof type === 'string' ? type : 'any';
  return escape(typeof format === 'string' ? `${kinds} (${format})` : kinds);
}

function typeOf(name: string, schema: JsonSchema): string {
  const { properties, required, enum: values } = schema;
  const must = new Set((required ?? []) as readonly string[]);
  const fields = Object.entries((properties ?? {}) as Record<string, JsonSchema>).map(
    ([field, part]) =>
      `<dt><code>${escape(field)}</code>${must.has(field) ? '' : ' (may be left out)'}: ${linkOf(part)}</dt><dd>${prose(descriptionOf(part))}</dd>`,
  );
  const words = values === undefined ? descriptionOf(schema) : descriptionOf(schema).replaceAll('\n- ', '\n\n');
  return `<article id="type-${escape(name)}">
<h3>${escape(name)}</h3>
${prose(words)}
${fields.length > 0 ? `<dl>\n${fields.join('\n')}\n</dl>` : ''}
</article>`;
}
