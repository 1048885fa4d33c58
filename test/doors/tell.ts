import { randomUUID } from 'node:crypto';
import { takeBatches } from '../../src/db/batches.ts';
import { openHoldings } from '../../src/db/holdings.ts';
import { lockWallets } from '../../src/db/ledger.ts';
import { insertCase } from '../../src/db/poai-cases.ts';
import { tell } from '../../src/resolvers/feed.ts';
import { encodeId } from '../../src/resolvers/ids.ts';
import { writeIntent } from '../../src/resolvers/intents/write-intent.ts';
import { createPayment } from '../../src/resolvers/payments/create-payment.ts';
import { recordDeed } from '../../src/resolvers/poai/record.ts';
import { recordNewProjects } from '../../src/resolvers/projects/record.ts';
import { walletChanged } from '../../src/resolvers/wallets/rules.ts';
import { linkedBy, walletOf } from '../addresses.ts';
import { offerIn, sell } from '../announcements.ts';
import { type Emitted, eventOf, word } from '../chain-model.ts';
import { tickPrice } from '../clients.ts';
import type { TestApp, TestUser } from '../harness.ts';
import { notice } from '../notifications.ts';
import { order, orderIdOf } from '../order-lab.ts';
import { askReport } from '../report-lab.ts';
import { toldIndexOf } from '../told-index.ts';

/**
 * Makes something happen that each subscription tells of, and to each of these users, so that whoever subscribes from
 * before is answered at once. They need some CARBON.
 */
export async function tellAll(t: TestApp, users: readonly TestUser[]): Promise<void> {
  await tickPrice(t, 8);
  await priceBatch(t);
  await certify(t);
  await countAnew(t);
  await hold(t, users);
  for (const [at, user] of users.entries()) {
    const offer = await offerIn(t, user, 'ACTIVE');
    await sell(t, offer, '1');
    await orderFrom(users[(at + 1) % users.length], offer);
    await askReport(user, { kind: 'TRADES', format: 'CSV' });
    await intendFor(t, user);
    await linkedBy(user, walletOf(user.username));
    await notice(t, user);
  }
  const index = await toldIndexOf(t);
  await index.index([index.block(1, users.flatMap(chainEventsOf))]);
}

/** Each of them holds credits of a batch from now on. */
async function hold(t: TestApp, users: readonly TestUser[]): Promise<void> {
  await t.db.transact(async (tx) => {
    const fields = { registry: 'VERRA', nativeId: randomUUID(), name: 'Told', status: 'REGISTERED' as const };
    const [project] = await recordNewProjects(tx, [{ actorId: null, reason: 'test', fields }]);
    const vintage = { projectId: project?.id ?? '', vintageStart: '2026-01-01', vintageEnd: '2026-12-31' };
    const [batchId = ''] = await takeBatches(tx, [vintage]);
    const keys = users.map(({ id: ownerId }) => ({ ownerId, asset: 'CREDIT' as const, batchId }));
    await openHoldings(tx, keys);
    await tell(tx, [...(await lockWallets(tx, keys)).values()].map(walletChanged));
  });
}

/** Somebody else orders of it, and is about to pay. */
async function orderFrom(buyer: TestUser | undefined, { id }: { readonly id: string }): Promise<void> {
  if (!buyer) return;
  const ordered = await order(buyer, { announcementId: encodeId('Announcement', id), quantity: '1' });
  await createPayment(buyer.ctx, { orderId: orderIdOf(ordered), method: 'CARD', idempotencyKey: randomUUID() });
}

/** Another price of a batch, as the pass that prices them tells it. */
const priceBatch = ({ db }: TestApp) =>
  db.transact((tx) => {
    const batchId = randomUUID();
    const payload = { batchId, currency: 'EUR', price: '1', before: null, asOf: new Date().toISOString() };
    return tell(tx, [{ topic: 'batchPrice', key: batchId, payload }]);
  });

/** Statistics have changed, as their pass tells it. */
const countAnew = ({ db }: TestApp) =>
  db.transact((tx) => tell(tx, [{ topic: 'platformStats', key: 'platform', payload: { version: '1' } }]));

/** A certificate was issued, as its pass tells it. */
const certify = ({ db }: TestApp) =>
  db.transact((tx) => {
    const [id, retirementId] = [randomUUID(), randomUUID()];
    const payload = { id, ownerId: null, retirementId, projectId: null, status: 'ISSUED' };
    return tell(tx, [{ topic: 'certificate', key: id, payload }]);
  });

/** Writes a transaction of the platform that is about this user. */
const intendFor = ({ db, app }: TestApp, { id }: TestUser) =>
  db.transact((tx) =>
    writeIntent(tx, {
      chainId: app.config.CHAIN_ID,
      kind: 'ACCOUNT_REGISTER_USER',
      reference: id,
      args: { userKey: `0x${randomUUID().replaceAll('-', '').repeat(2)}` },
      createdBy: null,
      userId: id,
    }),
  );

/** A stake, credits (of which some are retired) and a deposit of the address that this user has linked. */
function chainEventsOf({ username }: TestUser): Emitted[] {
  const { address: account } = walletOf(username);
  const minted = { batchId: 1n, projectKey: word('project'), to: account, vintage: 2_026, amount: 2n };
  return [
    eventOf('CarbonStaking', 'Staked', { account, amount: 1n, staked: 1n }),
    eventOf('CreditRegistry', 'CreditsMinted', {
      ...minted,
      serialBlockHash: word(`serial ${username}`),
      sourceRef: word(`source ${username}`),
    }),
    eventOf('CreditRegistry', 'CreditsRetired', {
      batchId: 1n,
      account,
      beneficiaryHash: word(username),
      amount: 1n,
      reason: 0,
      message: '',
    }),
    eventOf('CarbonCustody', 'EtherReceived', { from: account, amount: 1n }),
    eventOf('CarbonGovernor', 'ProposalCreated', {
      proposalId: BigInt(word(`proposal ${username}`)),
      proposer: account,
      targets: [account],
      values: ['0'],
      signatures: [''],
      calldatas: ['0x'],
      voteStart: 2n,
      voteEnd: 22n,
      description: 'Told',
    }),
  ];
}

/** Writes a case of this user, and that its proof was anchored. */
export const tellOfCase = ({ db }: TestApp, { id: projectId }: { readonly id: string }, { id: createdBy }: TestUser) =>
  db.transact(async (tx) => {
    const criteria = { catalogue: '2026-11', assurance: 'LIMITED', materialityPercent: '5' } as const;
    const row = await insertCase(tx, { projectId, createdBy, ...criteria });
    await recordDeed(tx, row, { kind: 'CREATE', actorId: createdBy });
    const payload = { caseId: row.id, projectId, sequence: '1', finality: 'PENDING' } as const;
    await tell(tx, [{ topic: 'proof', key: row.id, payload }]);
  });
