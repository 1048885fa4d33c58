import { deepStrictEqual } from 'node:assert/strict';
import type { BenchOptions } from './run.ts';
import { startChild } from './children.ts';
import type { Load, LoadOptions } from './http-load.ts';
import type { ReadName, Source } from './requests.ts';
import { startServer } from './server.ts';
import { against, count, medianOf, ms, table } from './table.ts';

const POOL = 20;
const AIM = 0.75;
const AIM_IDENTICAL = 2;

interface Case {
  readonly title: string;
  readonly name: ReadName;
  readonly identical: boolean;
  readonly connections: number;
}

const titles: Record<ReadName, string> = {
  latest: 'latest 50 trades',
  byId: 'one trade by id',
  page: '20 trades of an announcement after a cursor',
};
const expected: Record<ReadName, string> = {
  latest: '{"data":{"trades":{"edges":[{"cursor":"',
  byId: '{"data":{"trade":{"id":"',
  page: '{"data":{"trades":{"edges":[',
};

const cases: readonly Case[] = [
  ...(['latest', 'byId', 'page'] as const).flatMap((name) =>
    [1, 16, 64].map((connections) => ({ title: titles[name], name, identical: false, connections })),
  ),
  ...[16, 64].map((connections) => ({
    title: `${titles.latest}, identical`,
    name: 'latest' as const,
    identical: true,
    connections,
  })),
];

/** Reads over HTTP against one hand-written statement on bare node:http, in turns. */
export async function benchReads({ databaseUrl, rounds, seconds, say }: BenchOptions): Promise<string> {
  const ours = await startServer(databaseUrl);
  const bare = startChild({ file: 'bench/reads-limit.ts' });
  const generator = startChild({ file: 'bench/http-load.ts' });
  try {
    const barePort = await bare.ask<number>('listen', { databaseUrl, poolSize: POOL });
    const sides = (name: ReadName) => [
      { port: ours.port, path: '/graphql' },
      { port: barePort, path: `/${name}` },
    ];
    for (const name of ['latest', 'byId', 'page'] as const) {
      const source: Source = { kind: 'read', name, identical: true };
      const [one, other] = await Promise.all(
        sides(name).map(
          async (side) => JSON.parse(await generator.ask<string>('askOnce', { ...side, source, seed: 7 })) as unknown,
        ),
      );
      deepStrictEqual(one, other, `the limit answers ${name} otherwise`);
    }
    const rows: string[][] = [];
    for (const { title, name, identical, connections } of cases) {
      const loads: [Load[], Load[]] = [[], []];
      for (let round = 0; round < rounds; round += 1) {
        for (const [index, side] of sides(name).entries()) {
          const options: LoadOptions = {
            ...side,
            connections,
            source: { kind: 'read', name, identical },
            expect: expected[name],
            warmUpMs: round === 0 ? 1_500 : 500,
            durationMs: seconds * 1_000,
            seed: round + 1,
          };
          loads[index as 0 | 1].push(await generator.ask<Load>('load', options));
        }
      }
      const [mine, limit] = loads;
      const perSecond = medianOf(mine, (load) => load.perSecond);
      const limitPerSecond = medianOf(limit, (load) => load.perSecond);
      const aim = identical ? AIM_IDENTICAL : AIM;
      const row = [
        title,
        String(connections),
        count(perSecond),
        count(limitPerSecond),
        against(perSecond / limitPerSecond, aim),
        String(aim),
        `${ms(medianOf(mine, (load) => load.p50Ms))} / ${ms(medianOf(mine, (load) => load.p99Ms))}`,
        `${ms(medianOf(limit, (load) => load.p50Ms))} / ${ms(medianOf(limit, (load) => load.p99Ms))}`,
        `${medianOf(mine, (load) => load.generatorCpu).toFixed(2)} / ${medianOf(limit, (load) => load.generatorCpu).toFixed(2)}`,
      ];
      rows.push(row);
      say(`  ${row.join('  ')}`);
    }
    return table(
      ['read', 'connections', 'requests/s', 'limit', 'ratio', 'aim', 'p50 / p99 ms', 'limit', 'generator CPU'],
      rows,
    );
  } finally {
    await Promise.all([ours.stop(), bare.stop(), generator.stop()]);
  }
}
