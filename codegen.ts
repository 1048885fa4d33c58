import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as operations from '@graphql-codegen/typescript-operations';
import {
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  printSchema,
  separateOperations,
  Source,
  stripIgnoredCharacters,
} from 'graphql';
import { poaiCaseStatus } from './src/db/poai.ts';
import { poaiCheckMethod } from './src/db/poai-checks.ts';
import { retirementReason } from './src/db/retirements.ts';
import { schema } from './src/schema/index.ts';
import { eventsPage } from './events-page.ts';

// `node codegen.ts` writes the contract and the typed operations of its clients; `--check` fails when the committed
// files are not what would be written.

const CLIENTS = ['web'];
const CONFIG = {
  useTypeImports: true,
  immutableTypes: true,
  // Custom scalars travel as strings, but for the one that is an object.
  defaultScalarType: 'string',
  scalars: { GeoJSON: '{ readonly type: string; readonly coordinates: readonly unknown[] }', Upload: 'File' },
  // A TypeScript enum is not erasable, so type stripping could not run the module.
  enumType: 'string-literal',
};
/** Enums whose values pages offer to choose from, in the order that they have in the database: the contract sorts them. */
const LISTED = {
  PoaiCaseStatus: poaiCaseStatus.enumValues,
  PoaiCheckMethod: poaiCheckMethod.enumValues,
  RetirementReason: retirementReason.enumValues,
} as const;

const contract = `${printSchema(schema)}\n`;
const written = new Map([
  ['src/schema/schema.graphql', contract],
  ['docs/EVENTS.md', eventsPage(readFileSync('docs/EVENTS.md', 'utf8'))],
]);
for (const client of CLIENTS) {
  const documents = globSync(`${client}/**/*.graphql`, { exclude: ['**/node_modules/**'] }).toSorted();
  if (documents.length === 0) continue;
  const filename = `${client}/operations.generated.ts`;
  written.set(filename, await typeOperations(filename, documents));
}
const stale = [...written].filter(([filename, content]) => read(filename) !== content).map(([filename]) => filename);

if (!process.argv.includes('--check')) {
  for (const filename of stale) writeFileSync(filename, written.get(filename) ?? '');
  console.log(stale.length === 0 ? 'Nothing changed.' : `Wrote ${stale.join(', ')}.`);
} else if (stale.length > 0) {
  console.error(`Not up to date: ${stale.join(', ')}. Run npm run codegen.`);
  process.exitCode = 1;
}

/** One module a client, with the typed text of each operation; throws when one does not fit the schema. */
function typeOperations(filename: string, documents: string[]): Promise<string> {
  return codegen({
    filename,
    schema: parse(contract),
    schemaAst: schema,
    documents: documents.map((location) => ({ location, document: parseFile(location) })),
    config: CONFIG,
    plugins: [{ operations: {} }, { lists: {} }, { texts: {} }],
    pluginMap: { operations, lists: { plugin: listsOf }, texts: { plugin: textsOf } },
  });
}

/** The values of an enum as a list: of a type of strings nothing is left when the page runs. */
function listsOf(): string {
  const lists = Object.entries(LISTED).map(([name, values]) => {
    const items = values.map((value) => `  '${value}',\n`).join('');
    return `export const ${name}Values = [\n${items}] as const satisfies readonly ${name}[];`;
  });
  return lists.join('\n');
}

/**
 * Each operation as it is sent, with the fragments that it needs: a page that has the text needs no printer of documents. Its
 * type carries what goes in and what comes out.
 */
function textsOf(_: unknown, files: readonly { readonly document?: DocumentNode }[]): string {
  const definitions = files.flatMap(({ document }) => document?.definitions ?? []);
  const names = definitions
    .filter((each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION)
    .map(({ name, operation }) => ({
      name: name?.value ?? '',
      kind: `${operation[0]?.toUpperCase()}${operation.slice(1)}`,
    }));
  const separate = separateOperations({ kind: Kind.DOCUMENT, definitions });
  const lines = names.map(({ name, kind }) => {
    const text = stripIgnoredCharacters(print(separate[name] as DocumentNode));
    return `export const ${name}Text = ${JSON.stringify(text)} as Text<${name}${kind}, ${name}${kind}Variables>;`;
  });
  const type =
    '/** The text of an operation. */\nexport type Text<R, V> = string & { readonly result?: R; readonly variables?: V };';
  return [type, ...lines].join('\n');
}

/** A source with a name, so that an error says in which file it is. */
function parseFile(location: string): DocumentNode {
  return parse(new Source(readFileSync(location, 'utf8'), location));
}

function read(filename: string): string | undefined {
  return existsSync(filename) ? readFileSync(filename, 'utf8') : undefined;
}
