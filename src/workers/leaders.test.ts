import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../../test/clients.ts';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { createLeaders, type Leaders } from './leaders.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const silent = pino({ level: 'silent' });

interface Process {
  readonly leaders: Leaders;
  /** A try of a pass; whether it did its work. */
  pass(name: string): Promise<boolean>;
}
let processes: Process[] = [];
beforeEach(() => async () => {
  for (const { leaders } of processes) await leaders.stop();
  processes = [];
});

function startProcess(...names: readonly string[]): Process {
  const leaders = createLeaders(t.db, silent);
  const passes = new Map(
    names.map((name) => [name, leaders.guard({ name, everyMs: 1, run: () => Promise.resolve(true) })]),
  );
  const process: Process = {
    leaders,
    pass: async (name) => (await passes.get(name)?.run(new AbortController().signal)) === true,
  };
  processes.push(process);
  return process;
}

/** Ends the session that holds the locks, as the end of its process or of the network to it does. */
async function cutOff(): Promise<void> {
  await t.db.sql`
    select pg_terminate_backend(pid) from pg_locks
    where locktype = 'advisory' and classid = 4209 and granted
      and database = (select oid from pg_database where datname = current_database())`;
}

test('one process leads, and another as soon as the first has ended', async () => {
  const [first, second] = [startProcess('prices', 'sweep'), startProcess('prices', 'sweep')];
  await until(() => first.pass('prices'));
  expect([...first.leaders.led].toSorted()).toEqual(['prices', 'sweep']);
  expect(await second.pass('prices')).toBe(false);
  expect(await second.pass('sweep')).toBe(false);

  await first.leaders.stop();
  expect(await first.pass('prices')).toBe(false);
  await until(() => second.pass('prices'));
  expect(await second.pass('sweep')).toBe(true);
});

test('whoever loses the connection leads no more, and takes nothing back that another has', async () => {
  const [first, second] = [startProcess('prices'), startProcess('prices')];
  await until(() => first.pass('prices'));
  expect(await second.pass('prices')).toBe(false);
  await cutOff();
  await until(() => second.pass('prices'));
  await until(async () => !(await first.pass('prices')));
  expect(first.leaders.led.size).toBe(0);
  expect(await second.pass('prices')).toBe(true);

  // The first has a connection again, and is there when it is needed.
  await second.leaders.stop();
  await until(() => first.pass('prices'));
});

test('what nobody leads is led by whoever is there, each by itself', async () => {
  const [prices, sweep] = [startProcess('prices'), startProcess('sweep')];
  await until(() => prices.pass('prices'));
  await until(() => sweep.pass('sweep'));
  expect([...prices.leaders.led]).toEqual(['prices']);
  expect([...sweep.leaders.led]).toEqual(['sweep']);
});
