import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openOutsideServer } from '../../../test/outside-server.ts';
import { findChromium } from './chromium.ts';
import { openInvesting } from './investing.ts';
import type { DaysOutcome, SourceDays } from './price-source.ts';

const page = (name: string) => readFile(new URL(`../../../../shared/data/pages/${name}`, import.meta.url), 'utf8');
const unpackDir = join(import.meta.dirname, '../../../node_modules/.cache/chromium');
const NO_CHROMIUM = '/nowhere/chromium';
const REQUEST = { instrument: 'EUA', currency: 'EUR', from: '2026-06-01', to: '2026-07-01' } as const;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
interface Reading {
  readonly chromiumPath?: string;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

/** Plays `answer` as the site and reads it once. */
async function read(answer: Answer, reading: Reading = {}): Promise<{ outcome: DaysOutcome; seen: string[] }> {
  await using site = await openOutsideServer(answer);
  const source = openInvesting({ baseUrl: site.url, timeoutMs: 20_000, maxBytes: 20_000_000, unpackDir, ...reading });
  return { outcome: (await source.readDays?.(REQUEST)) as DaysOutcome, seen: site.seen };
}

const html =
  (text: string, status = 200, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(text);

/** The Chromium processes that this test process has started and that still live. */
async function livingBrowsers(): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=,comm=', '--ppid', String(process.pid)]);
  return stdout.split('\n').filter((line) => line.includes('chromium') && !line.startsWith('Z')).length;
}

/** Folders of visits. Only this process's: its temp folder is its own. */
const foldersLeft = async () => (await readdir(tmpdir())).filter((name) => /chromium/i.test(name));

let eua = '';
let scratch = '';
let realChromium = '';

beforeAll(async () => {
  eua = await page('eua_2026-06_layout2026.html');
  scratch = await mkdtemp(join(tmpdir(), 'ecocoin-investing-'));
  await mkdir(join(scratch, 'tmp'));
  vi.stubEnv('TMPDIR', join(scratch, 'tmp'));
  const found = await findChromium({ unpackDir });
  if (found.state !== 'FOUND') throw new Error(found.detail);
  realChromium = found.path;
}, 60_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(scratch, { recursive: true });
});

describe.each([
  ['a real Chromium', undefined],
  ['a plain fetch', NO_CHROMIUM],
] as const)('through %s', { timeout: 30_000 }, (_name, chromiumPath) => {
  const reading: Reading = chromiumPath === undefined ? {} : { chromiumPath };
  const asTold = (outcome: DaysOutcome) => expect(outcome.degraded === undefined).toBe(chromiumPath === undefined);

  test.each(['eua_2026-06_layout2026.html', 'eua_2026-06_layout2023.html'])('reads %s', async (name) => {
    const { outcome, seen } = await read(html(await page(name)), reading);
    expect(outcome).toMatchObject({ state: 'OK', marketOpen: null, warnings: [] });
    expect((outcome as SourceDays).days).toHaveLength(23);
    expect((outcome as SourceDays).days[0]).toMatchObject({ date: '2026-07-01', close: '79.54', volume: '13440' });
    expect(seen[0]).toBe('GET /commodities/carbon-emissions-historical-data');
    asTold(outcome);
  });

  test.each([
    ['BLOCKED', 403, 'Forbidden', {}],
    ['RATE_LIMITED', 429, 'slow down', { 'retry-after': '120' }],
    ['UNREACHABLE', 502, 'Bad gateway', {}],
    ['LAYOUT_CHANGED', 404, 'Not found', {}],
    ['LAYOUT_CHANGED', 200, '<html><body>We have moved</body></html>', {}],
  ] as const)('names %s on %i', async (state, status, text, headers) => {
    const { outcome } = await read(html(text, status, headers), reading);
    expect(outcome.state).toBe(state);
    expect('retryAfterMs' in outcome && outcome.retryAfterMs).toBe(state === 'RATE_LIMITED' && 120_000);
    asTold(outcome);
  });

  test.each([200, 403, 503])('names a challenge page BLOCKED, also with status %i', async (status) => {
    const challenge = await page('cloudflare_just_a_moment_2025-06-20.html');
    expect((await read(html(challenge, status), reading)).outcome.state).toBe('BLOCKED');
  });

  test('names a site that never answers UNREACHABLE, within the time', async () => {
    const started = performance.now();
    const { outcome } = await read(() => undefined, { ...reading, timeoutMs: 1_500 });
    expect(outcome).toMatchObject({ state: 'UNREACHABLE', detail: expect.stringContaining('1500 ms') as string });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('names a connection that breaks UNREACHABLE', async () => {
    const { outcome } = await read((request) => request.socket.destroy(), reading);
    expect(outcome.state).toBe('UNREACHABLE');
  });

  test('does not swallow more than its limit', async () => {
    const endless: Answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    };
    const { outcome } = await read(endless, { ...reading, maxBytes: 1_000_000 });
    expect(outcome).toMatchObject({ state: 'LAYOUT_CHANGED', detail: expect.stringContaining('larger') as string });
  });

  test('does not follow a redirect to another host', async () => {
    await using stranger = await openOutsideServer(html(eua));
    const location = stranger.url.replace('127.0.0.1', 'localhost');
    const { outcome } = await read(html('', 302, { location }), reading);
    expect(outcome).toMatchObject({ state: 'BLOCKED', detail: expect.stringContaining('localhost') as string });
    expect(stranger.seen).toEqual([]);
  });

  test('follows a redirect of the site itself', async () => {
    const { outcome } = await read((request, response) => {
      if (request.url === '/eua') html(eua)(request, response);
      else html('', 301, { location: '/eua' })(request, response);
    }, reading);
    expect(outcome.state).toBe('OK');
  });
});

describe('the browser', { timeout: 30_000 }, () => {
  test('loads scripts of the page’s own host and nothing else', async () => {
    await using stranger = await openOutsideServer(html(''));
    const elsewhere = stranger.url;
    const other = elsewhere.replace('127.0.0.1', 'localhost');
    const lures = `<img src="/i.png"><link rel="stylesheet" href="/s.css"><script src="/own.js"></script>
      <script src="${elsewhere}/x.js"></script><iframe src="${other}/frame"></iframe><iframe src="/frame"></iframe>
      <img src="${other}/i.png"><script>fetch('${other}/f').catch(() => 0); new WebSocket('${other.replace('http', 'ws')}')</script>`;
    const { outcome, seen } = await read((request, response) => {
      if (request.url === '/own.js') response.writeHead(200, { 'content-type': 'text/javascript' }).end('0');
      else html(eua.replace('</body>', `${lures}</body>`))(request, response);
    });
    expect(outcome.state).toBe('OK');
    expect(seen.toSorted()).toEqual(['GET /commodities/carbon-emissions-historical-data', 'GET /own.js']);
    expect(stranger.seen).toEqual([]);
  });

  test('ends with a page that hangs it, and leaves no process behind', async () => {
    const hung = eua.replace('</body>', '<script>while (true) {}</script></body>');
    const { outcome } = await read(html(hung), { timeoutMs: 3_000 });
    expect(outcome.state).toBe('UNREACHABLE');
    await vi.waitFor(async () => expect(await livingBrowsers()).toBe(0), { timeout: 15_000, interval: 100 });
    expect(await foldersLeft()).toEqual([]);
  });

  test('ends when the worker is told to stop', async () => {
    await using site = await openOutsideServer(() => undefined);
    const source = openInvesting({ baseUrl: site.url, timeoutMs: 60_000, maxBytes: 1_000_000, unpackDir });
    const stop = new AbortController();
    const reading = source.readDays?.(REQUEST, stop.signal);
    await vi.waitFor(() => expect(site.seen).toHaveLength(1), { timeout: 15_000 });
    stop.abort();
    expect(await reading).toMatchObject({ state: 'UNREACHABLE', detail: 'the visit was ended' });
    await vi.waitFor(async () => expect(await livingBrowsers()).toBe(0), { timeout: 15_000, interval: 100 });
  });

  test('gets none of our environment', async () => {
    const wrapper = join(scratch, 'chromium');
    await writeFile(wrapper, `#!/bin/sh\nenv > ${join(scratch, 'environment')}\nexec ${realChromium} "$@"\n`);
    await chmod(wrapper, 0o755);
    vi.stubEnv('JWT_PRIVATE_KEY', 'a key that must not leak');
    const { outcome } = await read(html(eua), { chromiumPath: wrapper });
    expect(outcome).toMatchObject({ state: 'OK' });
    expect(await readFile(join(scratch, 'environment'), 'utf8')).not.toContain('must not leak');
  });

  test('that cannot start leaves the plain way, and says so', async () => {
    const broken = join(scratch, 'broken');
    await writeFile(broken, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const { outcome } = await read(html(eua), { chromiumPath: broken });
    expect(outcome).toMatchObject({ state: 'OK', degraded: expect.stringContaining('did not start') as string });
  });
});

test('the packaged Chromium is unpacked once, whoever asks first', { timeout: 60_000 }, async () => {
  const fresh = join(scratch, 'unpacked');
  const found = await Promise.all([findChromium({ unpackDir: fresh }), findChromium({ unpackDir: fresh })]);
  const [one, two] = found.map((chromium) => (chromium.state === 'FOUND' ? chromium.path : chromium.detail));
  expect(one).toBe(two);
  // Where PATH has a Chromium, none is unpacked.
  const packaged = found[0]?.state === 'FOUND' && found[0].origin === 'PACKAGED';
  expect(packaged ? await readdir(fresh) : [found]).toHaveLength(1);
});
