import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser, units } from '../../../test/harness.ts';
import { foundedBy, type TestOrganization } from '../../../test/organizations.ts';
import { faultsInBooks } from '../../../test/engines.ts';
import { namesOn, PAGE } from '../../../test/search-lab.ts';
import { brokenConstraint } from '../../db/client.ts';
import type { AnnouncementRow } from '../../db/announcements.ts';
import { cancelAnnouncement } from '../announcements/cancel-announcement.ts';
import { draftAnnouncement } from '../announcements/draft-announcement.ts';
import { openAnnouncement } from '../announcements/open-announcement.ts';
import { announcementActionsOf, findAnnouncement, listAnnouncements, myAnnouncements } from '../announcements/read.ts';
import { recordDeposit } from '../deposits/record-deposit.ts';
import { Forbidden, NotFound } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { createProject } from '../projects/create-project.ts';
import { findProject } from '../projects/read.ts';
import { searchMyProjects } from '../projects/search-projects.ts';
import { updateProject } from '../projects/update-project.ts';
import { OwnAnnouncement } from '../trades/errors.ts';
import { placeTrade } from '../trades/place-trade.ts';
import { myTrades } from '../trades/read.ts';
import { myTransfers, visibleTransfers } from '../transfers/read.ts';
import { sendTransfer } from '../transfers/send-transfer.ts';
import { FourEyesRequired } from '../wallets/errors.ts';
import { myWallets, visibleWallets } from '../wallets/read.ts';

let t: TestApp;
let [ann, fin, aud, vic, out] = [] as unknown as [TestUser, TestUser, TestUser, TestUser, TestUser];
let moss: TestOrganization;
beforeAll(async () => {
  t = await openTestApp();
  const funds = { EUR: '1000.00', CARBON: '100' };
  ann = await t.user('ann', { funds, roles: ['PROJECT_OWNER', 'FINANCE'] });
  [fin, aud, vic, out] = await Promise.all([
    t.user('fin', { funds, roles: ['PROJECT_OWNER'] }),
    t.user('aud'),
    t.user('vic'),
    t.user('out', { funds, roles: ['FINANCE'] }),
  ]);
  moss = await foundedBy(t, ann, [fin, 'FINANCE'], [aud, 'AUDITOR'], [vic, 'VIEWER']);
  await give('EUR', '500.00');
  await give('CARBON', '50');
});
afterAll(() => t[Symbol.asyncDispose]());

const key = () => newId();
const give = (asset: 'EUR' | 'CARBON', amount: string, by = ann) =>
  sendTransfer(by.ctx, { recipientId: moss.organizationId, asset, amount, idempotencyKey: key() });
const holds = async (owner: TestUser, asset: 'EUR' | 'CARBON') => (await t.balance(owner, asset)).available;
const buy = (by: TestUser, announcement: AnnouncementRow, organizationId?: string) =>
  placeTrade(by.ctx, {
    announcementId: encodeId('Announcement', announcement.id),
    quantity: '1',
    organizationId,
    idempotencyKey: key(),
  });

async function offerOf(by: TestUser, organizationId?: string): Promise<AnnouncementRow> {
  const terms = { title: 'Moss', quantity: '10', currency: 'EUR', price: { fixed: '8.35' } };
  const { id } = await draftAnnouncement(by.ctx, { ...terms, organizationId });
  return openAnnouncement(by.ctx, { announcementId: encodeId('Announcement', id), idempotencyKey: key() });
}

test('its announcement holds its own credits, sells for its own money, and gives back what is left', async () => {
  const { organizationId, owner } = moss;
  const before = [await holds(owner, 'CARBON'), await holds(owner, 'EUR'), await holds(fin, 'CARBON')] as const;
  const offer = await offerOf(fin, organizationId);
  expect(offer).toMatchObject({ sellerId: fin.id, organizationId: moss.row.id });
  expect(await holds(owner, 'CARBON')).toBe(before[0] - units('10', 'CARBON'));
  expect(await buy(out, offer)).toMatchObject({ sellerId: fin.id, sellerOrganizationId: moss.row.id, buyerId: out.id });
  expect(await holds(owner, 'EUR')).toBe(before[1] + 835n - 5n);
  await cancelAnnouncement(ann.ctx, { announcementId: encodeId('Announcement', offer.id), idempotencyKey: key() });
  expect(await holds(owner, 'CARBON')).toBe(before[0] - units('1', 'CARBON'));
  expect(await holds(fin, 'CARBON')).toBe(before[2]);
  expect(await faultsInBooks(t)).toEqual([]);
});

test('it buys with its own money, and the trade is in its list and in nobody’s own', async () => {
  const { organizationId, owner } = moss;
  const offer = await offerOf(out);
  const [euros, credits] = [await holds(owner, 'EUR'), await holds(owner, 'CARBON')];
  const trade = await buy(fin, offer, organizationId);
  expect(trade).toMatchObject({ buyerId: fin.id, buyerOrganizationId: moss.row.id });
  expect(await holds(owner, 'EUR')).toBe(euros - 835n - 9n);
  expect(await holds(owner, 'CARBON')).toBe(credits + units('1', 'CARBON'));
  const ids = async (of: TestUser, input: object) => (await myTrades(of.ctx, input, {})).items.map(({ id }) => id);
  expect(await ids(vic, { organizationId, filterBy: { side: 'BUYER' } })).toEqual([trade.id]);
  expect(await ids(fin, {})).toEqual([]);
  expect(await ids(out, { first: 1 })).toEqual([trade.id]);
  await expect(ids(out, { organizationId })).rejects.toThrow(Forbidden);
});

test('buyer and seller are never of one organization', async () => {
  const { organizationId } = moss;
  const [own, shared] = [await offerOf(fin), await offerOf(ann, organizationId)];
  await expect(buy(fin, shared)).rejects.toThrow(OwnAnnouncement);
  await expect(buy(vic, shared)).rejects.toThrow(OwnAnnouncement);
  await expect(buy(fin, shared, organizationId)).rejects.toThrow(OwnAnnouncement);
  await expect(buy(ann, own, organizationId)).rejects.toThrow(OwnAnnouncement);
  expect((await buy(out, shared)).sellerOrganizationId).toBe(moss.row.id);
});

test('what moves money is for ADMIN and FINANCE, and its drafts are for members', async () => {
  const { organizationId } = moss;
  const offer = await offerOf(out);
  for (const member of [aud, vic, out]) {
    await expect(offerOf(member, organizationId)).rejects.toThrow(Forbidden);
    await expect(buy(member, offer, organizationId)).rejects.toThrow(Forbidden);
    const wish = {
      organizationId,
      recipientId: encodeId('User', fin.id),
      asset: 'EUR',
      amount: '1',
      idempotencyKey: key(),
    };
    await expect(sendTransfer(member.ctx, wish)).rejects.toThrow(Forbidden);
  }
  const terms = { organizationId, title: 'Draft', quantity: '1', currency: 'EUR', price: { fixed: '1' } };
  const draft = await draftAnnouncement(fin.ctx, terms);
  const seen = await Promise.all([ann, vic, out].map(({ ctx }) => findAnnouncement(ctx, draft.id)));
  expect(seen.map((found) => found?.id)).toEqual([draft.id, draft.id, undefined]);
  const step = { announcementId: encodeId('Announcement', draft.id), idempotencyKey: key() };
  await expect(openAnnouncement(aud.ctx, step)).rejects.toThrow(NotFound);
  const view = { ...draft, market: undefined };
  expect(await announcementActionsOf(ann.ctx, view)).toEqual(['UPDATE', 'OPEN', 'CANCEL']);
  expect(await announcementActionsOf(aud.ctx, view)).toEqual([]);
  expect((await myAnnouncements(vic.ctx, { organizationId, first: 1 }, {})).items[0]?.id).toBe(draft.id);
  expect((await myAnnouncements(fin.ctx, {}, {})).items.every(({ organizationId: of }) => of === null)).toBe(true);
  const open = await listAnnouncements(t.nobody, { filterBy: { organizationId } }, {});
  expect(open.items.length).toBeGreaterThan(0);
  expect(open.items.every(({ organizationId: of }) => of === moss.row.id)).toBe(true);
});

test('its wallets and transfers are seen by ADMIN, FINANCE and AUDITOR, and not by VIEWER', async () => {
  const { organizationId } = moss;
  const wish = {
    organizationId,
    recipientId: encodeId('User', fin.id),
    asset: 'EUR',
    amount: '2.00',
    idempotencyKey: key(),
  };
  const sent = await sendTransfer(ann.ctx, wish);
  expect(sent).toMatchObject({ senderId: ann.id, senderOrganizationId: moss.row.id, recipientId: fin.id });
  expect((await sendTransfer(ann.ctx, wish)).id, 'the same key is the same transfer').toBe(sent.id);
  const wallets = await myWallets(aud.ctx, { organizationId });
  expect(wallets).toHaveLength(4);
  expect((await myTransfers(aud.ctx, { organizationId })).items[0]?.id).toBe(sent.id);
  expect((await myTransfers(ann.ctx, {})).items.map(({ id }) => id)).not.toContain(sent.id);
  const [id = '', seen] = [wallets[0]?.id, [ann, fin, aud, vic, out]];
  const walletsSeen = await Promise.all(seen.map(async ({ ctx }) => (await visibleWallets(ctx, [id]))[0]?.id === id));
  // `out` is of the platform's FINANCE, who see every wallet.
  expect(walletsSeen).toEqual([true, true, true, false, true]);
  expect(await visibleTransfers(vic.ctx, [sent.id])).toEqual([null]);
  expect((await visibleTransfers(fin.ctx, [sent.id]))[0]?.id).toBe(sent.id);
  await expect(myWallets(vic.ctx, { organizationId })).rejects.toThrow(Forbidden);
  await expect(myTransfers(vic.ctx, { organizationId })).rejects.toThrow(Forbidden);
});

test('what comes in for it is recorded by somebody who is no member, and nothing is withdrawn from it', async () => {
  const wish = { ownerId: moss.organizationId, asset: 'USD', amount: '5.00', bankReference: 'MOSS 1' };
  await expect(recordDeposit(ann.ctx, { ...wish, idempotencyKey: key() })).rejects.toThrow(FourEyesRequired);
  const [wallet] = await myWallets(ann.ctx, moss);
  const byHand = t.db.sql`
    insert into deposits (wallet_id, amount, bank_reference, recorded_by) values (${wallet?.id ?? ''}, 1, 'X', ${vic.id})`;
  expect(await byHand.then(() => 'none', brokenConstraint)).toBe('deposits_four_eyes');
  expect((await recordDeposit(out.ctx, { ...wish, idempotencyKey: key() })).ownerId).toBe(moss.row.id);
  const taken = t.db
    .sql`insert into withdrawals (wallet_id, amount, destination) values (${wallet?.id ?? ''}, 1, 'IBAN')`;
  expect(await taken.then(() => 'none', brokenConstraint)).toBe('withdrawals_of_users');
});

test('its projects are written and changed by its ADMIN, and its drafts are seen by its members', async () => {
  const { organizationId } = moss;
  await expect(createProject(fin.ctx, { name: 'Not his', organizationId })).rejects.toThrow(Forbidden);
  const project = await createProject(ann.ctx, { name: 'Ours', organizationId });
  expect(project).toMatchObject({ createdBy: ann.id, organizationId: moss.row.id });
  const change = { projectId: encodeId('Project', project.id), version: 1, description: 'Changed' };
  await expect(updateProject(fin.ctx, change)).rejects.toThrow(Forbidden);
  await expect(updateProject(out.ctx, change)).rejects.toThrow(NotFound);
  expect((await updateProject(ann.ctx, change)).version).toBe(2);
  const seen = await Promise.all([vic, out].map(({ ctx }) => findProject(ctx, project.id)));
  expect(seen.map((found) => found?.id)).toEqual([project.id, undefined]);
  expect(namesOn(await searchMyProjects(vic.ctx, { organizationId }, PAGE))).toEqual([project.name]);
  expect(namesOn(await searchMyProjects(ann.ctx, {}, PAGE))).toEqual([]);
});
