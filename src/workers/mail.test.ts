import { randomUUID } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openAccount, signIn } from '../../test/accounts.ts';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { openSmtp, partsOf, type Smtp } from '../../test/smtp.ts';
import { claimMail, insertMail, type MailKind } from '../db/mails.ts';
import { type Context, platformContext } from '../resolvers/context.ts';
import { requestPasswordReset } from '../resolvers/sessions/request-password-reset.ts';
import { resetPassword } from '../resolvers/sessions/reset-password.ts';
import { registerUser } from '../resolvers/users/register-user.ts';
import { verifyEmail } from '../resolvers/users/verify-email.ts';
import { passMail } from './mail.ts';

const textOf = (raw = ''): string => partsOf({ raw }).text;
const tokenOf = (raw = ''): string => /token: "([\w-]{43})"/.exec(textOf(raw))?.[1] ?? 'no token in the mail';

const mailsOf = (t: TestApp, userId: string) =>
  t.db.sql`select kind, status, attempts, last_error from mails where user_id = ${userId} order by id`;
const makeDue = (t: TestApp) => t.db.sql`update mails set next_attempt_at = now() where status = 'WAITING'`;

describe('with a mail server', () => {
  let smtp: Smtp;
  let t: TestApp;
  let ctx: Context;
  beforeAll(async () => {
    smtp = await openSmtp();
    t = await openTestApp({
      SMTP_URL: smtp.url,
      MAIL_FROM: 'EcoCoin <hello@ecocoin.example>',
      LOG_LEVEL: 'silent',
      MAIL_ATTEMPTS: '3',
      MAIL_TIMEOUT_MS: '2000',
      PUBLIC_URL: 'https://api.ecocoin.example/',
    });
    ctx = platformContext(t.app, 'mail');
  });
  beforeEach(async () => {
    await t.db.sql`update mails set status = 'SENT'`;
    smtp.received.length = 0;
    smtp.refuseWith = undefined;
  });
  afterAll(async () => {
    await t[Symbol.asyncDispose]();
    await smtp[Symbol.asyncDispose]();
  });

  test('sends the token that verifies the address, and keeps no secret', async () => {
    const account = await openAccount(t, 'ada');
    expect(await passMail(ctx)).toBe(1);
    const [mail] = smtp.received;
    expect(mail).toMatchObject({ from: 'hello@ecocoin.example', to: ['ada@example.org'] });
    expect(mail?.raw).toMatch(/^Subject: EcoCoin: Verify your e-mail address\r?$/m);
    expect(mail?.raw).toMatch(/^Auto-Submitted: auto-generated\r?$/m);
    const token = tokenOf(mail?.raw);
    expect(textOf(mail?.raw)).toContain('https://api.ecocoin.example/graphql\n');
    expect(mail?.raw).toContain('Content-Type: text/html');
    const [dump] = await t.db.sql<{ found: boolean }[]>`
      select (select string_agg(m::text, '') from mails m) like ${`%${token}%`}
          or (select string_agg(o::text, '') from one_time_tokens o) like ${`%${token}%`} as found`;
    expect(dump).toEqual({ found: false });
    expect(await verifyEmail(t.nobody, { token })).toMatchObject({ id: account.id });
    expect(await mailsOf(t, account.id)).toEqual([
      { kind: 'EMAIL_VERIFICATION', status: 'SENT', attempts: 1, lastError: null },
    ]);
  });

  test('sends the token that sets a new password, then tells that it was set', async () => {
    const account = await openAccount(t, 'forgetful');
    await requestPasswordReset(t.nobody, { email: account.email });
    expect(await passMail(ctx)).toBe(2);
    const reset = smtp.received.find(({ raw }) => raw.includes('Subject: EcoCoin: Set a new password'));
    const newPassword = 'five purple elephants';
    await resetPassword(t.nobody, { token: tokenOf(reset?.raw), newPassword });
    await signIn(t, { ...account, password: newPassword });
    expect(await passMail(ctx)).toBe(1);
    expect(smtp.received.at(-1)?.raw).toMatch(/^Subject: EcoCoin: Your password was changed/m);
  });

  test('tells which address was linked and how to undo it', async () => {
    const account = await openAccount(t, 'wallet.owner');
    await passMail(ctx);
    const address = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
    await insertMail(t.db, account.id, 'ADDRESS_LINKED', address);
    expect(await passMail(ctx)).toBe(1);
    const raw = smtp.received.at(-1)?.raw ?? '';
    expect(raw).toMatch(/^Subject: EcoCoin: An Ethereum address was linked to your account/m);
    expect(textOf(raw)).toContain(`${address} was linked to your account`);
    expect(textOf(raw)).toContain(`walletUnlink(input: { address: "${address}" })`);
  });

  test('sends no second mail for one, however many processes look at once', async () => {
    const { id } = await openAccount(t, 'crowd');
    for (let i = 0; i < 9; i += 1) await insertMail(t.db, id, 'PASSWORD_CHANGED');
    const sent = await Promise.all(Array.from({ length: 5 }, () => passMail(ctx)));
    expect(sent.reduce((sum, count) => sum + count, 0)).toBe(10);
    expect(smtp.received).toHaveLength(10);
    expect(await passMail(ctx)).toBe(0);
  });

  test('tries again later, longer each time, and gives up after the last attempt', async () => {
    const { id } = await openAccount(t, 'bounced');
    smtp.refuseWith = 550;
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      expect(await passMail(ctx)).toBe(0);
      expect(await passMail(ctx)).toBe(0);
      const [row] = await t.db.sql<{ attempts: number; pauseS: number; lastError: string; status: string }[]>`
        select attempts, status, last_error, extract(epoch from next_attempt_at - now())::float8 as pause_s
        from mails where user_id = ${id}`;
      expect(row).toMatchObject({ attempts: attempt, status: attempt < 3 ? 'WAITING' : 'GIVEN_UP' });
      expect(row?.lastError).toContain('no such mailbox');
      pauses.push(Math.round((row?.pauseS ?? 0) / 60));
      await makeDue(t);
    }
    expect(pauses).toEqual([1, 2, 4]);
    smtp.refuseWith = undefined;
    expect(await passMail(ctx)).toBe(0);
    expect(smtp.received).toHaveLength(0);
  });

  test('a mail whose sender died is sent later, and one that died at the last attempt is given up', async () => {
    const { id } = await openAccount(t, 'crashed');
    const terms = { attempts: 3, firstPauseS: 60, longestPauseS: 3_600 };
    expect(await claimMail(t.db, terms)).toMatchObject({ about: { userId: id }, attempts: 1 });
    expect(await claimMail(t.db, terms)).toBeUndefined();
    expect(await passMail(ctx)).toBe(0);
    await makeDue(t);
    expect(await passMail(ctx)).toBe(1);

    await insertMail(t.db, id, 'PASSWORD_CHANGED');
    for (let i = 0; i < 3; i += 1) {
      expect(await claimMail(t.db, terms)).toBeDefined();
      await makeDue(t);
    }
    expect(await passMail(ctx)).toBe(0);
    expect((await mailsOf(t, id)).map(({ status }) => String(status))).toEqual(['SENT', 'GIVEN_UP']);
  });

  test('a mail that fails holds the others up for one pass only', async () => {
    const first = await openAccount(t, 'first.in.line');
    const second = await openAccount(t, 'second.in.line');
    await t.db.sql`update users set email = 'broken' where id = ${first.id}`;
    expect(await passMail(ctx)).toBe(0);
    expect(await passMail(ctx)).toBe(1);
    expect(smtp.received.map(({ to }) => to)).toEqual([[second.email]]);
  });

  test('does not ask for what was proven meanwhile', async () => {
    const { id } = await openAccount(t, 'proven');
    await t.db.sql`update users set email_verified_at = now() where id = ${id}`;
    expect(await passMail(ctx)).toBe(0);
    expect(smtp.received).toHaveLength(0);
    expect((await mailsOf(t, id)).map(({ status }) => String(status))).toEqual(['GIVEN_UP']);
  });

  test('carries nobody’s words to an address that anyone may register with', async () => {
    const wish = { username: 'spammer', email: 'victim@example.org', password: 'three green turtles' };
    await registerUser(t.nobody, { ...wish, displayName: 'Win <a href="https://evil.example">money</a>' });
    expect(await passMail(ctx)).toBe(1);
    expect(smtp.received[0]?.to).toEqual(['victim@example.org']);
    expect(textOf(smtp.received[0]?.raw)).not.toMatch(/win|evil/i);
    expect(smtp.received[0]?.raw).not.toMatch(/evil/i);
  });

  test('an address is one address, whatever is in it', async () => {
    const { id } = await openAccount(t, 'hostile');
    await t.db.sql`update users set email = ${'a@example.org, b@example.org\r\nBcc: c@example.org'} where id = ${id}`;
    await passMail(ctx);
    const recipients = smtp.received.flatMap(({ to }) => to);
    expect(recipients).not.toContain('b@example.org');
    expect(recipients).not.toContain('c@example.org');
    expect(smtp.received.map(({ raw }) => raw.split('\r\n\r\n')[0]).join('')).not.toMatch(/^Bcc:/im);
  });
});

test('a server that never answers costs a time-out, not the worker', async () => {
  const sockets: Socket[] = [];
  const mute = createServer((socket) => sockets.push(socket));
  await new Promise<void>((ready) => mute.listen(0, '127.0.0.1', ready));
  const { port } = mute.address() as AddressInfo;
  await using t = await openTestApp({ SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_TIMEOUT_MS: '200' });
  const { id } = await openAccount(t, 'patient');
  expect(await passMail(platformContext(t.app, 'mail'))).toBe(0);
  const [mail] = await mailsOf(t, id);
  expect(mail).toMatchObject({ status: 'WAITING', attempts: 1 });
  expect(mail?.['lastError']).toBeTruthy();
  for (const socket of sockets) socket.destroy();
  await new Promise((closed) => mute.close(closed));
});

test('without a server a mail is a file for the owner alone, in the data folder', async () => {
  await using t = await openTestApp();
  const { id } = await openAccount(t, 'local');
  const ctx = platformContext(t.app, randomUUID());
  for (const kind of ['PASSWORD_RESET', 'PASSWORD_CHANGED'] satisfies MailKind[]) await insertMail(t.db, id, kind);
  expect(await passMail(ctx)).toBe(3);
  const folder = join(t.app.config.dataDir, 'mail');
  const files = (await readdir(folder)).toSorted();
  expect(files).toHaveLength(3);
  const path = join(folder, files[0] ?? '');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const raw = await readFile(path, 'utf8');
  expect(raw).toContain('To: local@example.org');
  await verifyEmail(t.nobody, { token: tokenOf(raw) });
});
