import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { type Class, parseSync, type Program, Visitor } from 'oxc-parser';
import { expect, test } from 'vitest';
import { describeConfig } from '../src/config.ts';

// The rules of the house that no linter knows. Each collects every offence, so that one run names them all.

const FUNCTION_LINES = 70;
/** Mutations whose verb is not their last word: the function that decides them. */
const IRREGULAR: Record<string, string> = { siweNonce: 'issueSiweNonce' };

const sources = globSync(['*.ts', '{src,test,bench}/**/*.ts'], { exclude: ['**/*.generated.ts'] }).toSorted();
const schema = buildSchema(readFileSync('src/schema/schema.graphql', 'utf8'));

test('a mutation and the function that decides it have the same name, noun first outside and verb first inside', () => {
  const offences = Object.keys(schema.getMutationType()?.getFields() ?? {}).flatMap((mutation) => {
    const verb = IRREGULAR[mutation] ?? verbFirst(mutation);
    const [file] = globSync(`src/resolvers/*/${kebab(verb)}.ts`);
    if (file === undefined) return [`${mutation}: no src/resolvers/*/${kebab(verb)}.ts`];
    return exportsOf(file).has(verb) ? [] : [`${mutation}: ${file} does not export ${verb}`];
  });
  expect(offences).toEqual([]);
});

test('every verb and every rule book has a test beside it', () => {
  const tested = globSync('src/resolvers/*/*.ts').filter((file) => !file.endsWith('.test.ts') && needsTest(file));
  expect(tested.filter((file) => !existsSync(file.replace(/\.ts$/, '.test.ts')))).toEqual([]);
});

test('everything that the schema promises is described', () => {
  expect(undescribed(schema)).toEqual([]);
});

test('a test function is short; a describe may hold many', () => {
  const tests = sources.filter((file) => file.endsWith('.test.ts'));
  expect(tests.flatMap((file) => longFunctions(file))).toEqual([]);
});

test('classes are errors', () => {
  const parents = new Map(sources.flatMap((file) => classesOf(file)));
  const offences = [...parents].filter(([name]) => !isError(name, parents)).map(([name]) => name);
  expect(offences).toEqual([]);
});

test('no file is a drawer for what has no place', () => {
  const drawers = new Set(['utils.ts', 'helpers.ts', 'common.ts', 'misc.ts', 'index.ts']);
  expect(sources.filter((file) => drawers.has(basename(file)) && file !== 'src/schema/index.ts')).toEqual([]);
});

test('nothing is left undone, switched off or bound to one machine', () => {
  const forbidden = [
    { what: 'left undone', pattern: new RegExp(`\\b(?:${['TO', 'FIX'].join('DO|')}ME)\\b`) },
    { what: 'test switched off', pattern: /\b(?:it|test|describe)(?:\.\w+)*\.(?:skip|only|todo|fails)\b/ },
    { what: 'path of a machine', pattern: /(?<![\w.])\/(?:home|Users|work|root|tmp)\/\w|\b[A-Z]:\\\w/ },
    { what: 'rule switched off without a reason', pattern: /(?:oxlint|eslint)-disable(?!.* -- \w)/ },
    { what: 'tab', pattern: /\t/ },
  ];
  const offences = ownTexts().flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        forbidden.filter(({ pattern }) => pattern.test(line)).map(({ what }) => `${file}:${index + 1} ${what}`),
      ),
  );
  expect(offences).toEqual([]);
});

test('the README prints the configuration as the code has it', () => {
  const [, table] =
    /<!-- config:start -->\n([\s\S]*?)<!-- config:end -->/.exec(readFileSync('README.md', 'utf8')) ?? [];
  expect(table?.trim()).toBe(describeConfig().trim());
});

/** tradePlace -> placeTrade, passwordResetRequest -> requestPasswordReset. */
function verbFirst(mutation: string): string {
  const words = mutation.split(/(?=[A-Z])/);
  const nouns = words.slice(0, -1).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return [words.at(-1)?.toLowerCase(), ...nouns].join('');
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** A verb is a file named after the function that it exports, `place-trade`: a verb and its noun. */
function needsTest(file: string): boolean {
  const name = basename(file, '.ts');
  return name === 'rules' || [...exportsOf(file)].some((exported) => name.includes('-') && kebab(exported) === name);
}

function exportsOf(file: string): Set<string> {
  const { staticExports } = parseSync(file, readFileSync(file, 'utf8')).module;
  const entries = staticExports.flatMap((statement) => statement.entries).filter((entry) => !entry.isType);
  return new Set(entries.map((entry) => entry.exportName.name ?? ''));
}

function undescribed(of: GraphQLSchema): string[] {
  const types = Object.values(of.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  return types.flatMap((type) => describables(type)).flatMap(([at, description]) => (description?.trim() ? [] : [at]));
}

function describables(type: GraphQLNamedType): [at: string, description: string | null | undefined][] {
  const own: [string, string | null | undefined] = [type.name, type.description];
  if (isEnumType(type)) return [own, ...type.getValues().map((v) => at(type, v))];
  if (isInputObjectType(type)) return [own, ...Object.values(type.getFields()).map((f) => at(type, f))];
  if (!isObjectType(type) && !isInterfaceType(type)) return [own];
  const fields = Object.values(type.getFields());
  const args = fields.flatMap((field) => field.args.map((arg) => at({ name: `${type.name}.${field.name}` }, arg)));
  return [own, ...fields.map((field) => at(type, field)), ...args];
}

type Described = { name: string; description?: string | null | undefined };
function at(owner: { name: string }, { name, description }: Described): [string, string | null | undefined] {
  return [`${owner.name}.${name}`, description];
}

function programOf(file: string): { program: Program; text: string } {
  const text = readFileSync(file, 'utf8');
  return { program: parseSync(file, text).program, text };
}

function longFunctions(file: string): string[] {
  const { program, text } = programOf(file);
  const grouping = new Set<number>();
  const long: string[] = [];
  const measure = ({ start, end }: { start: number; end: number }): void => {
    const lines = text.slice(start, end).split('\n').length;
    const line = text.slice(0, start).split('\n').length;
    if (lines > FUNCTION_LINES && !grouping.has(start)) long.push(`${file}:${line} has ${lines} lines`);
  };
  new Visitor({
    CallExpression: ({ callee, arguments: given }) => {
      if (text.slice(callee.start, callee.end).startsWith('describe'))
        for (const { start } of given) grouping.add(start);
    },
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  }).visit(program);
  return long;
}

function classesOf(file: string): [name: string, parent: string][] {
  const { program, text } = programOf(file);
  const found: [string, string][] = [];
  const note = ({ id, superClass, start }: Class): void => {
    found.push([id?.name ?? `${file}:${start}`, superClass ? text.slice(superClass.start, superClass.end) : '']);
  };
  new Visitor({ ClassDeclaration: note, ClassExpression: note }).visit(program);
  return found;
}

function isError(name: string, parents: Map<string, string>): boolean {
  const parent = parents.get(name);
  return parent === undefined ? name.endsWith('Error') : isError(parent, parents);
}

/** What people wrote, without what tools write. */
function ownTexts(): string[] {
  const kinds = '*.{ts,js,mjs,json,md,yml,yaml,graphql,html,css}';
  return globSync([kinds, `.${kinds}`, '.ci/*', `{src,test,bench,docs,web}/**/${kinds}`], {
    exclude: ['package-lock.json', '**/node_modules/**', '**/dist/**', '**/*.generated.ts'],
  });
}
