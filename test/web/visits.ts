import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { findChromium } from '../../src/workers/outside/chromium.ts';
import { textAt } from '../journeys/answers.ts';

/** The packaged Chromium has no graphics of its own and little shared memory in a container. */
const ARGUMENTS = ['--headless=new', '--disable-gpu', '--disable-dev-shm-usage', '--no-zygote'];
/** What the demo's people sign in with. */
export const PASSWORD = 'green-forest-7';
const STEP_WITHIN_MS = 60_000;

export async function openBrowser(): Promise<Browser> {
  const found = await findChromium({ unpackDir: join(import.meta.dirname, '../../.data/chromium') });
  if (found.state !== 'FOUND') throw new Error(found.detail);
  return chromium.launch({ executablePath: found.path, args: ARGUMENTS, chromiumSandbox: false });
}

export interface Visit extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Where the page wanted to go outside of us. */
  readonly outside: readonly string[];
  /** What the page found wrong itself: refused by its policy, thrown by its scripts. */
  readonly complaints: readonly string[];
}

export interface VisitOptions {
  readonly as?: string;
  readonly dark?: boolean;
  readonly phone?: boolean;
  /** Runs in the page before anything else does. */
  readonly before?: (context: BrowserContext) => Promise<void>;
}

/** Opens a page of the dashboard as a person would, signed in by the form if `as` is given. */
export async function visit(
  browser: Browser,
  url: string,
  path: string,
  { as, dark = false, phone = false, before }: VisitOptions = {},
): Promise<Visit> {
  const viewport = phone ? { width: 390, height: 844 } : { width: 1360, height: 900 };
  const context = await browser.newContext({ viewport, hasTouch: phone, colorScheme: dark ? 'dark' : 'light' });
  context.setDefaultTimeout(STEP_WITHIN_MS);
  const outside: string[] = [];
  const complaints: string[] = [];
  await context.route('**/*', (route) => {
    const asked = route.request().url();
    if (asked.startsWith(`${url}/`) || /^(?:blob|data):/.test(asked)) return route.continue();
    outside.push(asked);
    return route.abort();
  });
  await before?.(context);
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  if (as === undefined) await page.goto(`${url}${path}`);
  else {
    await page.goto(`${url}/sign-in?to=${encodeURIComponent(path)}`);
    await signIn(page, as);
  }
  return { page, context, outside, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/** Fills in the form of the page on which one signs in. */
export async function signIn(page: Page, login: string): Promise<void> {
  await page.getByLabel('User name or e-mail').fill(login);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  // The form is there a moment longer, and would take what is meant for the page behind it.
  await page.getByLabel('User name or e-mail').waitFor({ state: 'detached' });
}

export const dialogOf = (page: Page): Locator => page.getByRole('dialog');

/** Presses the button of this name, wherever in the page or within this part of it. */
export const press = (where: Page | Locator, name: string | RegExp): Promise<void> =>
  where.getByRole('button', { name, exact: typeof name === 'string' }).click();

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** What axe finds wrong with the page as it is now, a line for each place. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(await axeSource);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary ?? ''}`),
  );
}

/** Waits until the page has what it reads, and nothing fades in any more. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForFunction(
    () => document.querySelector('[aria-label="Loading"]') === null && document.getAnimations().length === 0,
  );
}

/** Whether something is wider than the screen, so that one would have to scroll sideways. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));

export type Asker = (query: string, variables?: object) => Promise<unknown>;

/** Asks the API beside the browser, as somebody. */
export async function asker(url: string, login?: string): Promise<Asker> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  const ask: Asker = async (query, variables = {}) =>
    (
      await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })
    ).json() as Promise<unknown>;
  if (login === undefined) return ask;
  const answer = await ask(
    `mutation ($input: SessionLoginInput!) { sessionLogin(input: $input) {
      ... on SessionLoginPayload { credentials { accessToken } } ... on Error { message } } }`,
    { input: { login, password: PASSWORD } },
  );
  headers['authorization'] = `Bearer ${textAt(answer, 'data', 'sessionLogin', 'credentials', 'accessToken')}`;
  return ask;
}
