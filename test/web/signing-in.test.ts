import type { BrowserContext, Page } from 'playwright-core';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../src/local/free-port.ts';
import { until } from '../clients.ts';
import { openOidcServer, type OidcServer, type Person } from '../oidc-server.ts';
import { type Opened, openPlatform } from './opened.ts';
import { axe, dialogOf, PASSWORD, press, visit, type Visit } from './visits.ts';

// The ways in beside the password, in a real browser: an account elsewhere, at a real provider with a page of its own, and a
// second factor.

let opened: Opened;
let provider: OidcServer;
beforeAll(async () => {
  const port = await freePort();
  const own = `http://127.0.0.1:${port}`;
  provider = await openOidcServer(own, { asks: true });
  // Providers send people back to one address only, so it is known before the platform is there.
  opened = await openPlatform({ PORT: String(port), PUBLIC_URL: own, RATE_LIMIT_STRICT: '1000', ...provider.env });
});
afterAll(async () => {
  await opened[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

/** A browser that knows nothing yet, and that may go to the provider as well. */
const come = (path: string, as?: string): Promise<Visit> =>
  visit(opened.browser, opened.platform.url, path, {
    ...(as !== undefined && { as }),
    before: async (context: BrowserContext) => {
      await context.route(`${provider.issuer}/**`, (route) => route.continue());
    },
  });

/** Goes over the page of the provider, as this person, or as somebody who says no there. */
async function atProvider(page: Page, button: string, person: Person, answer: 'yes' | 'no' = 'yes'): Promise<void> {
  provider.person = person;
  await press(page, button);
  await page.getByRole('heading', { name: 'Acme' }).waitFor();
  await press(page, answer === 'yes' ? `Go on as ${person.name ?? ''}` : 'Cancel');
}

const personOf = (sub: string, name: string): Person => ({
  sub,
  name,
  email: `${sub}@acme.example`,
  email_verified: true,
});
const ADA = personOf('ada', 'Ada');

test('an account is opened by one elsewhere, and signs in by it again, from the page on which one was', async () => {
  await using on = await come('/sign-in?to=/wallets');
  const { page } = on;
  await page.getByRole('button', { name: 'Sign in with Acme' }).waitFor();
  expect(await axe(page)).toEqual([]);
  await atProvider(page, 'Sign in with Acme', ADA);
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await page.goto(`${opened.platform.url}/account`);
  const others = page.getByRole('region', { name: 'Sign in with others' });
  await others.getByText('(ada@acme.example)').waitFor();
  const name = await page.getByText(/, since /).textContent();
  // What came back in the address served once and is gone from it.
  expect(new URL(page.url()).hash).toBe('');
  await using again = await come('/sign-in?to=/account');
  await atProvider(again.page, 'Sign in with Acme', ADA);
  await again.page.getByRole('button', { name: 'Sign out' }).waitFor();
  await again.page.goto(`${opened.platform.url}/account`);
  await again.page.getByText(name ?? '', { exact: true }).waitFor();
  expect([...on.complaints, ...again.complaints]).toEqual([]);
});

test('who says no at the provider, and whose address has an account here, is told what to do', async () => {
  await using on = await come('/sign-in');
  const { page } = on;
  await atProvider(page, 'Sign in with Acme', ADA, 'no');
  await page.getByRole('alert').getByText('The provider did not let you in.').waitFor();
  expect(await axe(page)).toEqual([]);
  await atProvider(page, 'Sign in with Acme', { ...personOf('alice-there', 'Alice'), email: 'alice@demo.example' });
  await page
    .getByRole('alert')
    .getByText(/An account has this e-mail address already/)
    .waitFor();
  expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
});

/** Opens an account by the form and verifies its address with the token of the mail, which a local platform prints. */
async function openVerified(page: Page, username: string): Promise<void> {
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('E-mail').fill(`${username}@example.org`);
  await page.getByLabel('Password').fill(PASSWORD);
  await press(page, 'Open the account');
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  const mail = new RegExp(`Mail to ${username}@example\\.org[^]*?token: "([^"]+)"`);
  await until(() => Promise.resolve(mail.test(opened.platform.output())));
  await page.goto(`${opened.platform.url}/verify-email`);
  await page.getByLabel('Token of the mail').fill(mail.exec(opened.platform.output())?.[1] ?? '');
  await press(page.getByRole('main'), 'Verify');
  await page.getByText('Your address is verified.').waitFor();
}

test('an account elsewhere is linked with the password, signs in, and is unlinked', async () => {
  const BEA = personOf('bea-there', 'Bea');
  await using on = await come('/sign-up');
  const { page } = on;
  await openVerified(page, 'bea');
  await page.goto(`${opened.platform.url}/account`);
  await atProvider(page, 'Link Acme', BEA);
  const dialog = dialogOf(page);
  await dialog.getByLabel('Your password').fill('not the password');
  await press(dialog, 'Link');
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('Your password').fill(PASSWORD);
  expect(await axe(page)).toEqual([]);
  await press(dialog, 'Link');
  const others = page.getByRole('region', { name: 'Sign in with others' });
  await others.getByText('(bea-there@acme.example)').waitFor();
  await using again = await come('/sign-in');
  await atProvider(again.page, 'Sign in with Acme', BEA);
  await again.page.getByRole('button', { name: 'Sign out' }).waitFor();
  await again.page.goto(`${opened.platform.url}/account`);
  await again.page.getByText(/^bea, since/).waitFor();
  await press(others, 'Unlink');
  await dialog.getByLabel('Your password').fill(PASSWORD);
  await press(dialog, 'Unlink');
  await others.getByText('(bea-there@acme.example)').waitFor({ state: 'detached' });
  await others.getByRole('button', { name: 'Link Acme' }).waitFor();
  expect(again.complaints).toEqual([]);
});

/** Turns the second factor on; gives the authenticator and the recovery codes. */
async function turnOn(page: Page): Promise<{ readonly totp: TOTP; readonly recovery: readonly string[] }> {
  await press(page, 'Turn it on');
  const dialog = dialogOf(page);
  const secret = (await dialog.locator('code').textContent())?.replaceAll(/\s/g, '') ?? '';
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  await dialog.getByLabel('Code of your authenticator').fill(totp.generate());
  await dialog.getByLabel('Your password').fill(PASSWORD);
  await press(dialog, 'Turn it on');
  await dialog.getByText('Keep these recovery codes').waitFor();
  expect(await axe(page)).toEqual([]);
  const recovery = await dialog.locator('li code').allTextContents();
  await press(dialog, 'I have them');
  await page.getByRole('region', { name: 'Second factor' }).getByText('On', { exact: true }).waitFor();
  return { totp, recovery };
}

/** As far as the second proof is asked for. */
async function signOutAndIn(page: Page, login: string): Promise<void> {
  await press(page, 'Sign out');
  await page.goto(`${opened.platform.url}/sign-in`);
  await page.getByLabel('User name or e-mail').fill(login);
  await page.getByLabel('Password').fill(PASSWORD);
  await press(page.getByRole('main'), 'Sign in');
  await page.getByLabel('Code of your authenticator').waitFor();
}

const STEP_MS = 30_000;

test('a second factor is turned on with its code, and asked for at each sign-in: a code, or a recovery code, once', async () => {
  await using on = await come('/account', 'omar');
  const { page } = on;
  const { totp, recovery } = await turnOn(page);
  await signOutAndIn(page, 'omar');
  expect(await axe(page)).toEqual([]);
  const main = page.getByRole('main');
  await page.getByLabel('Code of your authenticator').fill(totp.generate({ timestamp: Date.now() - 10 * STEP_MS }));
  await press(main, 'Sign in');
  await page.getByRole('alert').waitFor();
  // The code of now served to turn it on; a clock that is a step ahead is borne with.
  await page.getByLabel('Code of your authenticator').fill(totp.generate({ timestamp: Date.now() + STEP_MS }));
  await press(main, 'Sign in');
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await signOutAndIn(page, 'omar');
  await press(page, 'I lost the authenticator');
  await page.getByLabel('Recovery code').fill(recovery[0] ?? '');
  await press(main, 'Sign in');
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await signOutAndIn(page, 'omar');
  await press(page, 'I lost the authenticator');
  await page.getByLabel('Recovery code').fill(recovery[0] ?? '');
  await press(main, 'Sign in');
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Recovery code').fill(recovery[1] ?? '');
  await press(main, 'Sign in');
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
});

test('who has a second factor is asked for it after the provider, too', async () => {
  await using on = await come('/sign-up');
  const { page } = on;
  await openVerified(page, 'cleo');
  await page.goto(`${opened.platform.url}/account`);
  await atProvider(page, 'Link Acme', personOf('cleo-there', 'Cleo'));
  await dialogOf(page).getByLabel('Your password').fill(PASSWORD);
  await press(dialogOf(page), 'Link');
  await page.getByText('(cleo-there@acme.example)').waitFor();
  const { recovery } = await turnOn(page);
  await using again = await come('/sign-in');
  await atProvider(again.page, 'Sign in with Acme', personOf('cleo-there', 'Cleo'));
  await again.page.getByLabel('Code of your authenticator').waitFor();
  await press(again.page, 'I lost the authenticator');
  await again.page.getByLabel('Recovery code').fill(recovery[0] ?? '');
  await press(again.page.getByRole('main'), 'Sign in');
  await again.page.getByRole('button', { name: 'Sign out' }).waitFor();
  await again.page.goto(`${opened.platform.url}/account`);
  await again.page.getByText(/^cleo, since/).waitFor();
});
