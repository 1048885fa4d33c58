import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { foundedBy, type TestOrganization } from '../../../test/organizations.ts';
import { passMail } from '../../workers/mail.ts';
import { platformContext } from '../context.ts';
import { Forbidden, InputInvalid, RateLimited, Unauthenticated } from '../errors.ts';
import { hashSecret } from '../sessions/secrets.ts';
import { AlreadyMember, OrganizationFull } from './errors.ts';
import { inviteMember } from './invite-member.ts';
import { joinMember } from './join-member.ts';

let t: TestApp;
let [ann, bob, eve] = [] as unknown as [TestUser, TestUser, TestUser];
let moss: TestOrganization;
beforeAll(async () => {
  t = await openTestApp({ ORGANIZATION_MEMBERS: '6', MAILS_PER_ADDRESS: '3' });
  [ann, bob, eve] = await Promise.all([t.user('ann'), t.user('bob'), t.user('eve')]);
  await t.db.sql`update users set email_verified_at = now()`;
  moss = await foundedBy(t, ann, [bob, 'FINANCE']);
});
afterAll(() => t[Symbol.asyncDispose]());

const invite = (email: string, by = ann) =>
  inviteMember(by.ctx, { organizationId: moss.organizationId, email, role: 'AUDITOR' });

/** The mails that are sent now, as text. */
async function sent(): Promise<string[]> {
  await passMail(platformContext(t.app, 'test'));
  const folder = join(t.app.config.dataDir, 'mail');
  const names = (await readdir(folder)).toSorted();
  return Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
}
const tokenIn = (mail = ''): string =>
  /memberJoin\(input: \{ token: "([^"]+)"/.exec(mail.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '='))?.[1] ?? '';

test('mails a token that makes its reader a member, and keeps its hash alone', async () => {
  const invitation = await invite('eve@example.org');
  expect(invitation).toMatchObject({ email: 'eve@example.org', role: 'AUDITOR', invitedBy: ann.id, acceptedAt: null });
  const mail = (await sent()).find((text) => text.includes('eve@example.org'));
  expect(mail).toContain('ann invites you');
  expect(mail, 'what others chose to write is no part of it').not.toContain('Moss AG');
  const token = tokenIn(mail);
  const [row] = await t.db.sql<{ tokenHash: Buffer }[]>`
    select token_hash from organization_invitations where id = ${invitation.id}`;
  expect(row?.tokenHash).toEqual(hashSecret(token));
  expect(await joinMember(eve.ctx, { token })).toMatchObject({ userId: eve.id, role: 'AUDITOR' });
  await expect(invite('EVE@example.org')).rejects.toThrow(AlreadyMember);
});

test('another invitation to an address takes the place of the one before, and its mail is not sent', async () => {
  const first = await invite('new@example.org');
  const second = await invite('NEW@example.org');
  const rows = await t.db.sql<{ open: boolean }[]>`
    select revoked_at is null as open from organization_invitations where id in (${first.id}, ${second.id}) order by id`;
  expect(rows.map(({ open }) => open)).toEqual([false, true]);
  expect((await sent()).filter((text) => /new@example.org/i.test(text))).toHaveLength(1);
  const left = await t.db.sql`select 1 from mails where status = 'WAITING'`;
  expect(left).toHaveLength(0);
});

test('an address gets no more mails than it may, and an organization no more members', async () => {
  await invite('often@example.org');
  await invite('often@example.org');
  await invite('often@example.org');
  await expect(invite('often@example.org')).rejects.toThrow(RateLimited);
  await invite('sixth@example.org');
  await expect(invite('seventh@example.org')).rejects.toThrow(OrganizationFull);
});

test('is for ADMIN alone, who need not use up what others may get first', async () => {
  await expect(invite('x@example.org', bob)).rejects.toThrow(Forbidden);
  await expect(inviteMember(t.nobody, {})).rejects.toThrow(Unauthenticated);
  await expect(invite('nobody')).rejects.toThrow(InputInvalid);
  const counted = await t.db.sql`select 1 from throttles where key like 'mail:x@%'`;
  expect(counted).toHaveLength(0);
});
