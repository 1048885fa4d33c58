import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { from, openAccount, signIn, callWith } from '../../../test/accounts.ts';
import { walletOf } from '../../../test/addresses.ts';
import { type CertificateLab, openCertificateLab } from '../../../test/certificates.ts';
import { eventOf } from '../../../test/chain-model.ts';
import type { TestUser } from '../../../test/harness.ts';
import { passNotifier, startNotifier, toldTo } from '../../../test/notifications.ts';
import { openOrderLab, order, payByCard, settled } from '../../../test/order-lab.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { caseIn, castOf } from '../../../test/poai.ts';
import { projectIdOf, projectIn } from '../../../test/projects.ts';
import { offerId } from '../../../test/announcements.ts';
import { insertLink } from '../../db/linked-addresses.ts';
import { recordDeposit } from '../deposits/record-deposit.ts';
import { tell } from '../feed.ts';
import { encodeId } from '../ids.ts';
import { suspendProject } from '../projects/suspend-project.ts';
import { changeProjectStatus } from '../projects/change-project-status.ts';
import { changePassword } from '../sessions/change-password.ts';
import { sendTransfer } from '../transfers/send-transfer.ts';
import { rejectWithdrawal } from '../withdrawals/reject-withdrawal.ts';
import { requestWithdrawal } from '../withdrawals/request-withdrawal.ts';

// What each trigger tells, of what people really did.

let lab: CertificateLab;
let [clerk, admin] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  lab = await openCertificateLab();
  await startNotifier(lab.t);
  clerk = await lab.t.user('clerk', { roles: ['FINANCE'] });
  admin = lab.admin;
});
afterAll(() => lab[Symbol.asyncDispose]());

async function kindsTo(user: Pick<TestUser, 'id'>): Promise<string[]> {
  await passNotifier(lab.t);
  return (await toldTo(lab.t, user)).map(({ kind }) => kind);
}
const idempotencyKey = () => randomUUID();

test('deposits, withdrawals and transfers, to those whose money it is', async () => {
  const { t } = lab;
  const [ann, bob] = [await t.user('ann'), await t.user('bob')];
  const ownerId = encodeId('User', ann.id);
  const deposit = { ownerId, asset: 'EUR', amount: '250.00', bankReference: 'REF ann', idempotencyKey: 'deposit-ann' };
  await recordDeposit(clerk.ctx, deposit);
  const destination = 'DE89 3704 0044 0532 0130 00';
  const wish = { asset: 'EUR', amount: '40.00', destination, idempotencyKey: idempotencyKey() };
  const { id } = await requestWithdrawal(ann.ctx, wish);
  await rejectWithdrawal(clerk.ctx, {
    withdrawalId: encodeId('Withdrawal', id),
    reason: 'no such account',
    idempotencyKey: idempotencyKey(),
  });
  const recipientId = encodeId('User', bob.id);
  await sendTransfer(ann.ctx, { recipientId, asset: 'EUR', amount: '1.50', idempotencyKey: idempotencyKey() });
  const expected = ['DEPOSIT_RECORDED', 'TRANSFER_SENT', 'WITHDRAWAL_REJECTED', 'WITHDRAWAL_REQUESTED'];
  expect((await kindsTo(ann)).toSorted()).toEqual(expected);
  expect(await toldTo(t, bob)).toMatchObject([{ kind: 'TRANSFER_RECEIVED', facts: { amount: '1.50', from: 'ann' } }]);
  const rejected = (await toldTo(t, ann)).find(({ kind }) => kind === 'WITHDRAWAL_REJECTED');
  expect(rejected?.facts).toMatchObject({ amount: '40.00', currency: 'EUR', reason: 'no such account' });
});

test('what belongs to an organization is told to the members who may see such things', async () => {
  const { t } = lab;
  const [head, finance, viewer] = [await t.user('head'), await t.user('finance'), await t.user('viewer')];
  const moss = await foundedBy(t, head, [finance, 'FINANCE'], [viewer, 'VIEWER']);
  const ownerId = encodeId('Organization', moss.row.id);
  const deposit = { ownerId, asset: 'EUR', amount: '9.00', bankReference: 'REF moss', idempotencyKey: 'deposit-moss' };
  await recordDeposit(clerk.ctx, deposit);
  expect(await kindsTo(head)).toEqual(['DEPOSIT_RECORDED']);
  expect(await toldTo(t, finance)).toMatchObject([{ organizationId: moss.row.id }]);
  expect(await kindsTo(viewer), 'who does not see its money').toEqual([]);
});

test('a purchase is told once to who ordered, and to each who sold', async () => {
  const { t } = lab;
  const orders = await openOrderLab(t);
  const [seller, buyer] = [await t.user('seller'), await t.user('buyer')];
  const offer = await orders.offer(await orders.batch(), 10n, { seller, price: { fixed: '1' } });
  const ordered = await order(buyer, { announcementId: offerId(offer), quantity: '2' });
  // What became of the project before is no news to who buys of it.
  await passNotifier(t);
  await payByCard(buyer, ordered);
  await settled(t, ordered);
  expect(await kindsTo(buyer)).toEqual(['PURCHASE_CONFIRMED']);
  expect(await kindsTo(seller)).toContain('TRADE_SOLD');
  expect(await kindsTo(buyer), 'and no trade beside it').not.toContain('TRADE_BOUGHT');
});

test('the status of a project, to its owner and to whoever holds its credits', async () => {
  const { t } = lab;
  const owner = await t.user('owner-of-projects', { roles: ['PROJECT_OWNER'] });
  const holder = await t.user('holder-of-credits');
  const project = await projectIn({ owner, admin }, 'LISTED');
  const batchId = await lab.stocked(holder, 5n);
  const [held] = await t.db.sql<{ id: string }[]>`select project_id as id from batches where id = ${batchId}`;
  await kindsTo(owner);
  const before = (await toldTo(t, owner)).length;
  const change = { projectId: projectIdOf(project), status: 'UNDER_VALIDATION', reason: 'a validator was found' };
  await changeProjectStatus(admin.ctx, change);
  await suspendProject(admin.ctx, { projectId: projectIdOf(held as { id: string }), reason: 'a complaint' });
  await kindsTo(owner);
  expect((await toldTo(t, owner)).slice(before)).toMatchObject([
    { kind: 'PROJECT_STATUS_CHANGED', facts: { before: 'LISTED', status: 'UNDER_VALIDATION' } },
  ]);
  expect(await kindsTo(holder)).toContain('PROJECT_SUSPENDED');
});

test('a retirement that is final, and its certificate', async () => {
  const holder = await lab.t.user('holder');
  const batchId = await lab.stocked(holder, 30n);
  const before = (await kindsTo(holder)).length;
  const certificate = await lab.certified(holder, { batchId, quantity: '25' });
  expect((await kindsTo(holder)).slice(before)).toEqual(['RETIREMENT_COMPLETE', 'CERTIFICATE_READY']);
  expect((await toldTo(lab.t, holder)).at(-1)).toMatchObject({ subjectType: 'Certificate', subjectId: certificate.id });
});

test('what the chain says of an address, to who has it linked, and nobody else', async () => {
  const { t } = lab;
  const [user, other] = [await t.user('linked'), await t.user('unlinked')];
  const { address } = walletOf('linked');
  await insertLink(t.db, { address, userId: user.id, kind: 'EOA' });
  await lab.carryOut([], [eventOf('CarbonCustody', 'EtherReceived', { from: address, amount: 10n ** 18n })]);
  expect(await kindsTo(user)).toEqual(['CHAIN_DEPOSIT_SEEN']);
  await lab.settle();
  expect(await kindsTo(user)).toContain('CHAIN_DEPOSIT_CREDITED');
  expect(await kindsTo(other)).toEqual([]);
});

test('an event of a contract of the platform, also as it is undone, and nothing of long ago', async () => {
  const { t } = lab;
  const user = await t.user('watcher');
  const { address } = walletOf('watcher');
  await insertLink(t.db, { address, userId: user.id, kind: 'EOA' });
  const { chainId, headBlock } = await lab.told.cursor();
  // A told log has no topics, by which the index finds whom a real one concerns.
  const log = (payload: object) => ({
    topic: 'chainLog' as const,
    key: 'log',
    payload: {
      chainId,
      blockNumber: String(headBlock),
      blockHash: '0xb',
      logIndex: 0,
      txHash: '0xt',
      contract: 'CarbonToken',
      event: 'Transfer',
      addresses: [address.toLowerCase()],
      orphaned: false,
      ...payload,
    },
  });
  await t.db.transact((tx) => tell(tx, [log({}), log({}), log({ event: null, logIndex: 1 })]));
  expect(await kindsTo(user)).toEqual(['CHAIN_EVENT_SEEN']);
  await t.db.transact((tx) => tell(tx, [log({ orphaned: true })]));
  expect(await kindsTo(user)).toEqual(['CHAIN_EVENT_SEEN', 'CHAIN_EVENT_UNDONE']);
  await t.db.sql`update chain_cursors set head_block = head_block + 8000`;
  await t.db.transact((tx) => tell(tx, [log({ logIndex: 2 })]));
  expect(await kindsTo(user)).toHaveLength(2);
  await t.db.sql`update chain_cursors set head_block = head_block - 8000`;
});

test('a proposal, to who proposed and to whoever has votes', async () => {
  const { t } = lab;
  const [proposer, voter, other] = [await t.user('proposer'), await t.user('voter'), await t.user('voteless')];
  const [by, of] = [walletOf('proposer').address, walletOf('voter').address];
  await insertLink(t.db, { address: by, userId: proposer.id, kind: 'EOA' });
  await insertLink(t.db, { address: of, userId: voter.id, kind: 'EOA' });
  await lab.carryOut(
    [],
    [
      eventOf('CarbonStaking', 'DelegateVotesChanged', { delegate: of, previousVotes: 0n, newVotes: 5n }),
      eventOf('CarbonGovernor', 'ProposalCreated', {
        proposalId: 7n,
        proposer: by,
        targets: [of],
        values: ['0'],
        signatures: [''],
        calldatas: ['0x'],
        voteStart: 1_000n,
        voteEnd: 2_000n,
        description: '# Lower the fee\n\nBy half.',
      }),
    ],
  );
  expect(await kindsTo(proposer)).toContain('PROPOSAL_CREATED');
  await kindsTo(voter);
  const told = (await toldTo(t, voter)).find(({ kind }) => kind === 'PROPOSAL_CREATED');
  expect(told).toMatchObject({ facts: { title: 'Lower the fee' }, subjectType: 'Proposal' });
  expect(await kindsTo(other)).toEqual([]);
});

test('a sign-in from another place, and another password, with nothing secret in it', async () => {
  const { t } = lab;
  const account = await openAccount(t, 'zoe');
  await signIn(t, account);
  await signIn(t, account, from(t.nobody, '203.0.113.7'));
  const { accessToken } = await signIn(t, account);
  const next = { currentPassword: account.password, newPassword: 'another long password of zoe' };
  await changePassword(await callWith(t, accessToken), next);
  expect(await kindsTo(account)).toEqual(['LOGIN_FROM_NEW_PLACE', 'PASSWORD_CHANGED']);
  const told = await toldTo(t, account);
  expect(told[0]?.facts).toEqual({ address: '203.0.113.7', device: '?' });
  expect(JSON.stringify(told)).not.toContain('long password');
});

test('a case of integrity, to its owner as it moves and to its reviewers as it becomes their turn', async () => {
  const cast = await castOf(lab.t);
  await caseIn(cast, 'IN_REVIEW');
  expect(await kindsTo(cast.owner)).toContain('POAI_CASE_MOVED');
  expect(await kindsTo(cast.reviewer)).toContain('POAI_CASE_TO_REVIEW');
  expect(await kindsTo(cast.stranger)).toEqual([]);
});
