import { randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { deleteWaitingMails } from '../db/mails.ts';
import { hasUsers, type PlatformRole, selectUserByUsername } from '../db/users.ts';
import type { Asset } from '../db/wallets.ts';
import { draftAnnouncement } from '../resolvers/announcements/draft-announcement.ts';
import { openAnnouncement } from '../resolvers/announcements/open-announcement.ts';
import { myAnnouncements } from '../resolvers/announcements/read.ts';
import { type App, type Context, platformContext, transact } from '../resolvers/context.ts';
import { recordDeposit } from '../resolvers/deposits/record-deposit.ts';
import { encodeId } from '../resolvers/ids.ts';
import { registerUser } from '../resolvers/users/register-user.ts';
import { changeRole, lockAdmins } from '../resolvers/users/roles.ts';
import { fillSimulatedHistory } from '../workers/simulated-prices.ts';
import { fillDemoCredits } from './demo-credits.ts';
import { fillDemoProjects } from './demo-projects.ts';
import { importDemoRegistry } from './demo-registry.ts';

const PASSWORD = 'green-forest-7';

const people = {
  alice: { displayName: 'Alice Silva', country: 'BR', isSeller: true, funds: { CARBON: '5000', EUR: '1000.00' } },
  bob: {
    displayName: 'Bob Martin',
    country: 'FR',
    isSeller: false,
    funds: { EUR: '25000.00', USD: '25000.00', ETH: '10' },
  },
  grace: { displayName: 'Grace Okafor', country: 'KE', isSeller: false, funds: {} },
  ines: { displayName: 'Inês Duarte', country: 'PT', isSeller: false, funds: {} },
  omar: { displayName: 'Omar Haddad', country: 'MA', isSeller: false, funds: {} },
} as const satisfies Record<string, { funds: Partial<Record<Asset, string>>; [profile: string]: unknown }>;
type Name = keyof typeof people;

const roles: readonly (readonly [Name, PlatformRole])[] = [
  ['grace', 'PLATFORM_ADMIN'],
  ['grace', 'FINANCE'],
  ['alice', 'PROJECT_OWNER'],
  ['alice', 'GOVERNANCE_MEMBER'],
  ['bob', 'GOVERNANCE_MEMBER'],
  ['ines', 'POAI_REVIEWER'],
  ['omar', 'POAI_REVIEWER'],
];

/** What `npm start` prints: who can log in and why one would. */
export const demoLogins = [
  `alice / ${PASSWORD}    sells CARBON and credits, owns projects`,
  `bob / ${PASSWORD}      has EUR, USD and ETH to buy with`,
  `grace / ${PASSWORD}    PLATFORM_ADMIN and FINANCE`,
  `ines, omar / the same     review projects`,
] as const;

const offers = [
  {
    title: 'Amazon reforestation, 2021',
    quantity: '1200',
    minimumFill: '1',
    currency: 'EUR',
    price: { fixed: '8.35' },
  },
  {
    title: 'Mangrove restoration, Kenya',
    quantity: '800',
    minimumFill: '0.1',
    currency: 'USD',
    price: { fixed: '12.90' },
  },
  { title: 'MCO2 at market', quantity: '500', minimumFill: '1', currency: 'EUR', price: { marketPremiumBps: 250 } },
  {
    title: 'MCO2 at market, paid in ether',
    quantity: '250',
    minimumFill: '1',
    currency: 'ETH',
    price: { marketPremiumBps: 0 },
  },
] as const;

/** Days of prices to look back on; each says that it is simulated. */
const HISTORY_DAYS = 365;

/**
 * Fills an empty database with people, funds, offers, projects and simulated prices, through the same verbs as everybody's. A
 * database that has other users is left alone, and so is every production one, since the passwords are known.
 */
export async function fillDemoData(app: App): Promise<void> {
  if (app.config.NODE_ENV === 'production') return;
  const begun = await selectUserByUsername(app.db, 'grace');
  if (!begun && (await hasUsers(app.db))) return;
  const nobody = platformContext(app, 'demo');
  const ids = {} as Record<Name, string>;
  // Grace comes first: where she is, this has begun; each later step is done once however often it is begun.
  for (const name of ['grace', 'alice', 'bob', 'ines', 'omar'] as const) ids[name] = await personOf(nobody, name);
  await transact(nobody, async (tx) => {
    const admins = await lockAdmins(tx);
    for (const [name, role] of roles)
      await changeRole(tx, admins, { to: 'GRANTED', userId: ids[name], role, actorId: null });
  });
  // What they begin with has come over no chain; the local one is made to hold it afterwards (`backDemoData`).
  const withoutChain = platformContext({ ...app, chain: undefined }, 'demo');
  for (const name of ['alice', 'bob'] as const) await fund(as(withoutChain, ids.grace), name, ids[name]);
  await offer(as(nobody, ids.alice));
  await fillDemoProjects({ owner: as(nobody, ids.alice), admin: as(nobody, ids.grace) });
  await fillDemoCredits({ seller: as(nobody, ids.alice), admin: as(nobody, ids.grace) });
  await importDemoRegistry(nobody);
  if (app.config.simulatePrices) await fillSimulatedHistory(nobody, { days: HISTORY_DAYS, now: new Date() });
}

/** The people of the demo have no mailbox: what their beginnings cause is taken back before it is printed. */
export const dropDemoMails = ({ db }: App): Promise<void> => deleteWaitingMails(db, Object.keys(people));

const as = (ctx: Context, userId: string): Context => ({
  ...ctx,
  viewer: { userId, sessionId: randomUUID(), expiresAt: new Date(Date.now() + 60_000) },
});

async function personOf(ctx: Context, name: Name): Promise<string> {
  const known = await selectUserByUsername(ctx.app.db, name);
  if (known) return known.id;
  const { funds: _, ...profile } = people[name];
  const input = { username: name, email: `${name}@demo.example`, password: PASSWORD, ...profile };
  return (await registerUser(ctx, input)).id;
}

async function fund(finance: Context, name: Name, userId: string): Promise<void> {
  for (const [asset, amount] of Object.entries(people[name].funds)) {
    const bankReference = `DEMO-${name}-${asset}`;
    await recordDeposit(finance, {
      ownerId: encodeId('User', userId),
      asset,
      amount,
      bankReference,
      idempotencyKey: bankReference,
    });
  }
}

async function offer(seller: Context): Promise<void> {
  const made = await myAnnouncements(seller, { first: 100 }, {});
  const titles = new Set(made.items.map(({ title, status }) => (status === 'DRAFT' ? undefined : title)));
  for (const terms of offers) {
    if (titles.has(terms.title)) continue;
    const { id } = await draftAnnouncement(seller, terms);
    await openAnnouncement(seller, { announcementId: encodeId('Announcement', id), idempotencyKey: newId() });
  }
}
