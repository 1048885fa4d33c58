import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { PATHS } from '../web/src/pages/paths.ts';

// docs/FEATURES.md names everything that can be asked for, opened or run, and nothing else.

const PAGE = 'docs/FEATURES.md';
const text = readFileSync(PAGE, 'utf8');
const named = new Set([...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''));
/** Pages of the API itself, beside those of the dashboard. */
const OF_THE_API = [
  '/graphql',
  '/health',
  '/ready',
  '/metrics',
  '/.well-known/jwks.json',
  '/api/docs',
  '/api/openapi.json',
  '/auth/<provider>/start',
];
/** What a developer runs on the code, and no user. */
const OF_THE_HOUSE = new Set([
  'prestart',
  'start',
  'pretest',
  'test',
  'check',
  'lint',
  'format',
  'codegen',
  'build',
  'web',
]);

test('every operation is listed, and every operation that is listed exists', () => {
  const schema = buildSchema(readFileSync('src/schema/schema.graphql', 'utf8'));
  const operations = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    Object.keys(type?.getFields() ?? {}),
  );
  const listed = [...named].filter((name) => /^[a-z]\w+$/.test(name));
  expect({
    missing: operations.filter((name) => !named.has(name)),
    unknown: listed.filter((name) => !operations.includes(name)),
  }).toEqual({ missing: [], unknown: [] });
});

test('every page is listed, and every page that is listed exists', () => {
  const known = new Set([...PATHS, ...OF_THE_API]);
  const listed = [...named].filter((name) => name.startsWith('/'));
  expect({
    missing: PATHS.filter((path) => !named.has(path)),
    unknown: listed.filter((path) => !known.has(path)),
  }).toEqual({ missing: [], unknown: [] });
});

test('every command is listed, and every command that is listed exists', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const ours = Object.keys(scripts).filter((name) => !OF_THE_HOUSE.has(name) && !/^(screenshots|db:)/.test(name));
  const sources = globSync('src/cli/*.ts').map((file) => readFileSync(file, 'utf8'));
  const subcommands = sources.flatMap((source) =>
    [...source.matchAll(/npm run [a-z-]+ -- [a-z-]+/g)].map(([command]) => command),
  );
  const listed = [...named].filter((name) => name.startsWith('npm run '));
  const isThere = (command: string): boolean => {
    const [name = '', verb] = command.slice('npm run '.length).split(' -- ');
    return name in scripts && (verb === undefined || sources.some((source) => source.includes(verb)));
  };
  expect({
    missing: [
      ...ours.filter(
        (name) => !listed.some((command) => command === `npm run ${name}` || command.startsWith(`npm run ${name} `)),
      ),
      ...subcommands.filter((command) => !named.has(command)),
    ],
    unknown: listed.filter((command) => !isThere(command)),
  }).toEqual({ missing: [], unknown: [] });
});

test('every file that is linked exists', () => {
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1] ?? '');
  expect(links.filter((link) => !existsSync(join(dirname(PAGE), link)))).toEqual([]);
});
