import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, LaunchOptions, Route } from 'playwright-core';
import { failure, type SourceFailure } from './price-source.ts';

export interface PageOptions {
  readonly executablePath: string;
  readonly url: string;
  /** For the whole visit, from launch to closing. */
  readonly timeoutMs: number;
  /** For all that the visit loads, after decompression. */
  readonly maxBytes: number;
  readonly userAgent?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface PageAnswer {
  readonly state: 'ANSWER';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly html: string;
}

/** The browser itself would not start: the machine's trouble, not the source's. */
export interface NoBrowser {
  readonly state: 'NO_BROWSER';
  readonly detail: string;
}

const NEEDED_TYPES = new Set(['document', 'script', 'xhr', 'fetch']);
const CLOSE_TIMEOUT_MS = 5_000;

const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-dev-shm-usage',
  '--disable-domain-reliability',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
];

/**
 * Opens one page in a fresh Chromium and gives its DOM as text once the document is there. Only the page's own host
 * is reachable, by name resolution and by routing; images, styles, fonts and media are not loaded. The browser lives for
 * this call alone, so a page that hangs it or eats its memory ends with it.
 */
export async function loadPage(options: PageOptions): Promise<PageAnswer | SourceFailure | NoBrowser> {
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal === undefined ? deadline : AbortSignal.any([deadline, options.signal]);
  // What a browser that was killed has left behind goes with its folder.
  const scratch = await mkdtemp(join(tmpdir(), 'ecocoin-chromium-'));
  try {
    return await visitWithin(options, scratch, deadline, signal);
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function visitWithin(
  options: PageOptions,
  scratch: string,
  deadline: AbortSignal,
  signal: AbortSignal,
): Promise<PageAnswer | SourceFailure | NoBrowser> {
  let browser: Browser;
  try {
    browser = await launch(options, scratch);
  } catch (error) {
    return { state: 'NO_BROWSER', detail: `Chromium did not start: ${firstLine(error)}` };
  }
  const flood = new AbortController();
  try {
    return await Promise.race([visit(browser, options, flood), aborted(AbortSignal.any([signal, flood.signal]))]);
  } catch (error) {
    if (flood.signal.aborted) return tooLarge(options);
    if (deadline.aborted) return failure('UNREACHABLE', `no whole page within ${options.timeoutMs} ms`);
    if (signal.aborted) return failure('UNREACHABLE', 'the visit was ended');
    return failure('UNREACHABLE', firstLine(error));
  } finally {
    // Playwright kills a browser that does not close; the worker need not wait for that.
    await Promise.race([browser.close(), aborted(AbortSignal.timeout(CLOSE_TIMEOUT_MS))]).catch(() => undefined);
  }
}

async function launch(options: PageOptions, scratch: string): Promise<Browser> {
  // Loading this library costs more than starting the API, and only this worker needs it.
  const { chromium } = await import('playwright-core');
  const host = new URL(options.url).hostname;
  const settings: LaunchOptions = {
    executablePath: options.executablePath,
    args: [...FLAGS, `--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${host}`],
    timeout: options.timeoutMs,
    // Playwright's own handlers would end the whole process before its clean stop.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    // Not our environment: it holds keys, and the browser runs a stranger's code.
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: scratch, TMPDIR: scratch, LANG: 'C.UTF-8' },
  };
  // Chromium's sandbox cannot work as root, and needs user namespaces, which some machines forbid.
  if (process.getuid?.() === 0) return chromium.launch({ ...settings, chromiumSandbox: false });
  return chromium
    .launch({ ...settings, chromiumSandbox: true })
    .catch(() => chromium.launch({ ...settings, chromiumSandbox: false }));
}

const tooLarge = (options: PageOptions) =>
  failure('LAYOUT_CHANGED', `the page is larger than ${options.maxBytes} bytes`);

async function visit(
  browser: Browser,
  options: PageOptions,
  flood: AbortController,
): Promise<PageAnswer | SourceFailure> {
  const context = await browser.newContext({
    acceptDownloads: false,
    serviceWorkers: 'block',
    locale: 'en-US',
    ...(options.userAgent === undefined ? {} : { userAgent: options.userAgent }),
  });
  const { origin } = new URL(options.url);
  await context.route('**/*', (route) => (isNeeded(route, origin) ? route.continue() : route.abort()));
  await context.routeWebSocket(/.*/, (socket) => socket.close());
  const page = await context.newPage();
  page.on('dialog', (dialog) => void dialog.dismiss().catch(() => undefined));
  const network = await context.newCDPSession(page);
  let bytes = 0;
  network.on('Network.dataReceived', ({ dataLength }) => {
    bytes += dataLength;
    if (bytes > options.maxBytes) flood.abort();
  });
  await network.send('Network.enable');
  // Redirects are not routed: the resolver holds back other hosts by name, and this tells what happened.
  let goal = options.url;
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) goal = request.url();
  });
  const isElsewhere = () => URL.parse(goal)?.origin !== origin;
  const blocked = () =>
    failure('BLOCKED', `redirected to another host (${URL.parse(goal)?.host ?? ''}), which is not followed`);
  const wait = { waitUntil: 'domcontentloaded', timeout: options.timeoutMs } as const;
  const response = await page.goto(options.url, wait).catch((error: unknown) => {
    if (!isElsewhere()) throw error;
    return null;
  });
  if (isElsewhere()) return blocked();
  if (response === null) return failure('UNREACHABLE', 'the page gave no answer');
  const html = await page.content();
  // A script of the page can lead it away too.
  if (isElsewhere()) return blocked();
  if (html.length > options.maxBytes) return tooLarge(options);
  return { state: 'ANSWER', status: response.status(), headers: response.headers(), html };
}

function isNeeded(route: Route, origin: string): boolean {
  const request = route.request();
  if (!NEEDED_TYPES.has(request.resourceType())) return false;
  if (request.resourceType() === 'document' && request.frame().parentFrame() !== null) return false;
  return URL.parse(request.url())?.origin === origin;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new Error('the visit was ended'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
}

const firstLine = (error: unknown) =>
  (error instanceof Error ? error.message : 'unknown').split('\n', 1)[0]?.slice(0, 300) ?? '';
