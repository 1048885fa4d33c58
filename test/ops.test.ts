import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { describeConfig } from '../src/config.ts';
import { workerRoles } from '../src/config-scale.ts';

// Images cannot be pulled where tests run: what can be known without them is that everything named in ops/ is there.

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly depends_on?: readonly string[] | Readonly<Record<string, unknown>>;
  readonly deploy?: { readonly replicas: number };
  readonly user?: string;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const read = (file: string): string => readFileSync(file, 'utf8');
const load = (file: string): unknown => parse(read(file), { merge: true }) as unknown;
const compose = load('ops/compose.yaml') as Compose;
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build);

test('compose runs all that the platform is made of: two APIs, every role of workers, and what they need', () => {
  expect(compose.services['api']?.deploy?.replicas).toBe(2);
  expect(Object.keys(compose.services)).toEqual(
    expect.arrayContaining(['postgres', 'kafka', 'grafana', 'prometheus', 'mail', 'proxy']),
  );
  const roles = ours.flatMap(([, { environment }]) => environment?.['WORKER_ROLES']?.split(',') ?? []);
  expect(roles.toSorted()).toEqual(workerRoles.toSorted());
});

test('compose names only files, volumes, services and variables that there are', () => {
  const known = new Set([...describeConfig().matchAll(/^\| ([A-Z_\d]+) \|/gm)].map(([, name]) => name));
  expect(known.size).toBeGreaterThan(100);
  const wrong = services.flatMap(([name, { build, command, depends_on: after, environment, image, volumes }]) => [
    ...(image || build ? [] : [`${name} has nothing to run`]),
    ...(build && !existsSync(join('ops', build.context, build.dockerfile)) ? [`${name}: ${build.dockerfile}`] : []),
    ...(command ?? []).filter((word) => word.startsWith('src/') && !existsSync(word)),
    ...namesOf(after).filter((other) => !compose.services[other]),
    ...(volumes ?? []).map((volume) => volume.split(':')[0] ?? '').filter((from) => !isThere(from)),
    ...(build ? Object.keys(environment ?? {}).filter((key) => key !== 'NODE_ENV' && !known.has(key)) : []),
  ]);
  expect(wrong).toEqual([]);
});

const namesOf = (after: Service['depends_on']): readonly string[] =>
  after && !isList(after) ? Object.keys(after) : (after ?? []);
const isList = (after: NonNullable<Service['depends_on']>): after is readonly string[] => Array.isArray(after);

const isThere = (from: string): boolean =>
  from.startsWith('.') ? existsSync(join('ops', from)) : from in compose.volumes;

test('every secret that compose asks for is made by keys.sh, each time another', () => {
  const make = (): Map<string, string> => {
    const printed = execFileSync('sh', ['ops/keys.sh'], { encoding: 'utf8' });
    return new Map([...printed.matchAll(/^([A-Z_]+)=(.+)/gm)].map(([, name = '', value = '']) => [name, value]));
  };
  const [made, again] = [make(), make()];
  const asked = new Set([...read('ops/compose.yaml').matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name ?? ''));
  expect([...asked].filter((name) => !made.has(name))).toEqual([]);
  for (const name of asked) if (name !== 'JWT_PRIVATE_KEY') expect(made.get(name), name).not.toBe(again.get(name));
});

test('what is measured and alarmed is what the processes tell', () => {
  const { rule_files: files, scrape_configs: jobs } = load('ops/prometheus.yml') as {
    rule_files: string[];
    scrape_configs: { job_name: string; dns_sd_configs: { names: string[]; port: number }[] }[];
  };
  expect(files.filter((file) => !existsSync(join('ops', file)))).toEqual([]);
  const asked = jobs.flatMap(({ dns_sd_configs: found }) => found.flatMap(({ names }) => names));
  expect(asked.toSorted()).toEqual(ours.map(([name]) => name).toSorted());
  const sources = globSync('src/http/*metrics*.ts').map(read).join('\n');
  const names = [...sources.matchAll(/'(?:ecocoin_)?([a-z]+(?:_[a-z]+)+)'/g)].map(([, name]) => name);
  const measured = new Set(names.flatMap((name) => [`ecocoin_${name}`, `ecocoin_document_${name}`]));
  const alerts = load('ops/alerts.yml') as { groups: { rules: { alert: string; expr: string }[] }[] };
  const rules = alerts.groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(5);
  for (const { alert, expr } of rules) {
    const asks = [...expr.matchAll(/\becocoin_\w+/g)].map(([name]) => name.replace(/_bucket$/, ''));
    expect(
      asks.filter((name) => !measured.has(name)),
      alert,
    ).toEqual([]);
  }
});

test('the image holds what the program reads, nothing else, and runs as nobody special', () => {
  const lines = read('ops/Dockerfile').split('\n');
  const copied = lines.filter((line) => /^COPY (?!--from)/.test(line)).flatMap((line) => line.split(' ').slice(1, -1));
  expect(copied.filter((path) => !existsSync(path))).toEqual([]);
  const allowed = read('ops/Dockerfile.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'));
  const isAllowed = (path: string): boolean => allowed.some((line) => normalize(path).startsWith(line.slice(1)));
  expect(copied.filter((path) => !isAllowed(path))).toEqual([]);
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM')));
  expect(last.findIndex((line) => line === 'USER node')).toBeGreaterThan(0);
  expect(last.findIndex((line) => line === 'USER node')).toBeLessThan(last.findIndex((line) => line.startsWith('CMD')));
  expect(/FROM node:(\d+)-\w+-slim/.exec(lines.join('\n'))?.[1]).toBe('24');
  expect(existsSync(/^CMD \["node", "(.+)"\]$/m.exec(lines.join('\n'))?.[1] ?? '')).toBe(true);
  // What a module of the program reads beside itself must lie in the image as well.
  const reads = globSync('src/**/*.ts', { exclude: ['**/*.test.ts', 'src/local/**', 'src/cli/**'] }).flatMap((file) =>
    [...read(file).matchAll(/'((?:\.\.\/)+)((?:web|drizzle|contracts|docs|test|bench)\/?[\w./-]*)'/g)].map(
      ([, , path]) => path ?? '',
    ),
  );
  const holds = [...copied, 'web/dist'];
  expect(reads.filter((path) => !holds.some((held) => path.startsWith(held)))).toEqual([]);
});
