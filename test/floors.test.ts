import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

// The floors are held by the linter (.oxlintrc.json). A pattern with a slip in it holds nothing and says nothing, so
// each wall is tried here: a file that breaks it must be refused, and the ways that are meant to be open must be open.

type Case = readonly [file: string, line: string];

/** The rules that hold the floors, as a diagnostic names them. */
const FLOOR_RULES = /\((?:no-restricted-imports|no-restricted-globals|no-process-env|no-default-export|no-cycle)\)/;
const Report = z.object({ diagnostics: z.array(z.object({ code: z.string(), filename: z.string() })) });

const REFUSED: Case[] = [
  ['src/schema/a.ts', "import { db } from '../db/trades.ts';"],
  ['src/schema/a.ts', "export { db } from '../db/trades.ts';"],
  ['src/schema/a.ts', "import { pass } from '../workers/prices.ts';"],
  ['src/schema/a.ts', "import { door } from '../http/door.ts';"],
  ['src/schema/a.ts', "import { sql } from 'drizzle-orm';"],
  ['src/schema/a.ts', "import { createYoga } from 'graphql-yoga';"],
  ['src/schema/a.ts', "export const answer = fetch('https://example.org');"],
  ['src/resolvers/trades/a.ts', "import { builder } from '../../schema/builder.ts';"],
  ['src/resolvers/trades/a.ts', "import type { Builder } from '../../schema/builder.ts';"],
  ['src/resolvers/trades/a.ts', "export const late = import('../../schema/builder.ts');"],
  ['src/resolvers/trades/a.ts', "import { pass } from '../../workers/prices.ts';"],
  ['src/resolvers/trades/a.ts', "import { mail } from '../../workers/outside/mail.ts';"],
  ['src/resolvers/a.ts', "import { door } from '../http/door.ts';"],
  ['src/resolvers/a.ts', "import { GraphQLError } from 'graphql';"],
  ['src/resolvers/a.ts', "import { parse } from 'graphql/language/index.js';"],
  ['src/resolvers/a.ts', "import Builder from '@pothos/core';"],
  ['src/resolvers/a.ts', "import { eq } from 'drizzle-orm/sql';"],
  ['src/resolvers/a.ts', "import postgres from 'postgres';"],
  ['src/resolvers/a.ts', "import { chromium } from 'playwright-core';"],
  ['src/resolvers/a.ts', 'export const port = process.env.PORT;'],
  ['src/db/a.ts', "import { placeTrade } from '../resolvers/trades/place-trade.ts';"],
  ['src/db/a.ts', "import type { Context } from '../resolvers/context.ts';"],
  ['src/db/a.ts', "import { builder } from '../schema/builder.ts';"],
  ['src/db/a.ts', "import { pass } from '../workers/prices.ts';"],
  ['src/db/a.ts', "import { parse } from 'graphql';"],
  ['src/workers/a.ts', "import { schema } from '../schema/index.ts';"],
  ['src/workers/a.ts', "import { door } from '../http/door.ts';"],
  ['src/workers/a.ts', "import postgres from 'postgres';"],
  ['src/workers/outside/a.ts', "import { InputInvalid } from '../../resolvers/errors.ts';"],
  ['src/workers/outside/a.ts', "import { trades } from '../../db/trades.ts';"],
  ['src/http/a.ts', "import { trades } from '../db/trades.ts';"],
  ['src/http/a.ts', "import { pass } from '../workers/prices.ts';"],
  ['src/http/a.ts', "import { sql } from 'drizzle-orm';"],
  ['src/local/a.ts', "import { schema } from '../schema/index.ts';"],
  ['src/config.ts', "import { trades } from './db/trades.ts';"],
  ['src/config-a.ts', "import { trades } from './db/trades.ts';"],
  ['src/config-a.ts', "import { app } from './app.ts';"],
  ['src/config-a.ts', 'export const port = process.env.PORT;'],
  ['src/start.ts', 'export const port = process.env.PORT;'],
  ['src/a.ts', 'export default 1;'],
];

const OPEN: Case[] = [
  ['src/schema/a.ts', "import { placeTrade } from '../resolvers/trades/place-trade.ts';"],
  ['src/schema/a.ts', "import type { Trade } from '../db/trades.ts';"],
  ['src/schema/a.ts', "import { GraphQLError } from 'graphql';"],
  ['src/resolvers/trades/a.ts', "import { trades } from '../../db/trades.ts';"],
  ['src/resolvers/trades/a.ts', "import { can } from '../permissions.ts';"],
  ['src/resolvers/a.test.ts', "import { schema } from '../schema/index.ts';"],
  ['src/db/a.ts', "import { sql } from 'drizzle-orm';"],
  ['src/workers/a.ts', "import { storePrices } from '../resolvers/prices/store-prices.ts';"],
  ['src/workers/a.ts', "import { trades } from '../db/trades.ts';"],
  ['src/workers/outside/a.ts', "export const answer = fetch('https://example.org');"],
  ['src/http/a.ts', "import { schema } from '../schema/index.ts';"],
  ['src/http/a.ts', "import { readHealth } from '../resolvers/health/read.ts';"],
  ['src/http/a.ts', "import { createYoga } from 'graphql-yoga';"],
  ['src/config.ts', "import { count } from './config-kinds.ts';"],
  ['src/start.ts', "import { pass } from './workers/prices.ts';"],
  ['test/a.ts', 'export const port = process.env.PORT;'],
];

test('every wall holds', () => {
  const offenders = lint(REFUSED);
  expect(REFUSED.filter((wall) => !offenders.has(wall))).toEqual([]);
});

test('the ways between the floors are open', () => {
  expect([...lint(OPEN)]).toEqual([]);
});

test('two files that import each other are refused', () => {
  const one: Case = ['src/db/one.ts', "import { two } from './two.ts';\nexport const one = (): number => two();"];
  const two: Case = ['src/db/two.ts', "import { one } from './one.ts';\nexport const two = (): number => one();"];
  expect([...lint([one, two])]).toEqual([one, two]);
});

/** Writes each case to a file of its own under the project's configuration; gives those that the floors' rules refuse. */
function lint(cases: Case[]): Set<Case> {
  const folder = mkdtempSync(join(tmpdir(), 'floors-'));
  try {
    // Types need no resolving here, and nothing that is imported exists.
    const config = readFileSync('.oxlintrc.json', 'utf8').replace('"typeAware": true', '"typeAware": false');
    writeFileSync(join(folder, '.oxlintrc.json'), config);
    const files = new Map(cases.map((each, index) => [each[0].replace(/\ba\.ts$/, `case-${index}.ts`), each]));
    for (const [file, [, line]] of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `${line}\n`);
    }
    const { diagnostics } = Report.parse(JSON.parse(run(folder)));
    const refused = new Set(diagnostics.filter(({ code }) => FLOOR_RULES.test(code)).map(({ filename }) => filename));
    return new Set([...files].filter(([file]) => refused.has(file)).map(([, each]) => each));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The linter's report in JSON; it exits with 1 when it refuses, which is what most cases want. */
function run(folder: string): string {
  const linter = resolve('node_modules/.bin/oxlint');
  const { stdout, stderr } = spawnSync(linter, ['--format=json', 'src', 'test'], { cwd: folder, encoding: 'utf8' });
  if (stdout === '') throw new Error(`the linter said nothing: ${stderr}`);
  return stdout;
}
