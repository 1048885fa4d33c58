import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { inject } from 'vitest';
import { createApp, createLog } from '../src/app.ts';
import { type Config, loadConfig } from '../src/config.ts';
import { type Database, type Db, openDatabase } from '../src/db/client.ts';
import { insertEntries, lockWallets, openWallets, platformAccounts, walletKey } from '../src/db/ledger.ts';
import { type PlatformRole, profiles, userRoles, users } from '../src/db/users.ts';
import { assets, type Asset } from '../src/db/wallets.ts';
import { assetScale, parseDecimal } from '../src/resolvers/amounts.ts';
import type { Chain } from '../src/resolvers/chain/client.ts';
import type { App, Context } from '../src/resolvers/context.ts';
import { comparePlaces, type Feed } from '../src/resolvers/feed.ts';
import { createLoaders } from '../src/resolvers/loaders.ts';
import { passBroadcast } from '../src/workers/broadcast.ts';
import { cloneDatabase, newestPlace } from './databases.ts';

export interface TestUser {
  readonly id: string;
  readonly username: string;
  /** The context of a call by this user. */
  readonly ctx: Context;
}

export interface TestApp extends AsyncDisposable {
  readonly app: App;
  readonly db: Database;
  readonly databaseUrl: string;
  /** The context of a call by nobody. */
  readonly nobody: Context;
  /** A user with wallets, roles and, if asked, funds such as `{ EUR: '100.00' }`. */
  user(
    name: string,
    options?: { roles?: readonly PlatformRole[]; funds?: Partial<Record<Asset, string>> },
  ): Promise<TestUser>;
  /** What a wallet holds, as decimal text of minor units: `{ available, held }`. */
  balance(user: TestUser, asset: Asset): Promise<{ available: bigint; held: bigint }>;
  /** Hands every event that is committed to this feed, or to the app's own, as the broadcast does. */
  broadcast(feed?: Feed): Promise<void>;
  /** The ledger's first rule, over everything: sums of each asset, which must all be zero. */
  ledgerSums(): Promise<Record<string, bigint>>;
}

/** The minor units of a decimal, such as `units('1.50', 'EUR')` = 150n. */
export function units(text: string, asset: Asset): bigint {
  const parsed = parseDecimal(text, assetScale[asset]);
  if (parsed === undefined) throw new Error(`${text} is no amount of ${asset}`);
  return parsed;
}

/** A chain, or one of `startTestChain`, whose variables come with it. */
export type AppChain = Chain | { readonly chain: Chain; readonly env: Record<string, string> };

/** An app on a database of its own, and on a chain if it is given one. No worker runs: tests call the passes. */
export async function openTestApp(env: Record<string, string> = {}, given?: AppChain): Promise<TestApp> {
  const { chain, env: chainEnv } = given && 'chain' in given ? given : { chain: given, env: {} };
  const database = await cloneDatabase(inject('postgresUrl'));
  const dataDir = await mkdtemp(join(tmpdir(), 'ecocoin-app-'));
  const config: Config = loadConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'error',
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    DATABASE_POOL_SIZE: '10',
    PORT: '0',
    // The least that argon2 takes: tests hash many passwords.
    PASSWORD_HASH_MEMORY_KIB: '16',
    ...chainEnv,
    ...env,
  });
  const db = openDatabase({
    url: database.url,
    poolSize: config.DATABASE_POOL_SIZE,
    statementTimeoutMs: config.DATABASE_STATEMENT_TIMEOUT_MS,
  });
  const app = await createApp(config, db, createLog(config), chain);

  const contextFor = (userId: string | null): Context => ({
    app,
    viewer: userId === null ? null : { userId, sessionId: randomUUID(), expiresAt: new Date(Date.now() + 900_000) },
    loaders: createLoaders(db, { cache: false }),
    request: { id: 'test-request', address: '192.0.2.1', userAgent: 'test' },
  });

  return {
    app,
    db,
    databaseUrl: database.url,
    nobody: contextFor(null),
    async user(name, { roles = [], funds = {} } = {}) {
      const id = newId();
      await db.transact(async (tx) => {
        await tx.orm.insert(users).values({ id, username: name, email: `${name}@example.org`, passwordHash: '-' });
        await tx.orm.insert(profiles).values({ userId: id, displayName: name, isSeller: true });
        if (roles.length > 0) await tx.orm.insert(userRoles).values(roles.map((role) => ({ userId: id, role })));
        await openWallets(tx, id, assets);
        await fund(tx, id, funds);
      });
      return { id, username: name, ctx: contextFor(id) };
    },
    async balance(user, asset) {
      const [row] = await db.sql<{ available: bigint; held: bigint }[]>`
        select max(a.balance) filter (where a.kind = 'AVAILABLE') as available,
               max(a.balance) filter (where a.kind = 'HELD') as held
        from wallets w join accounts a on a.wallet_id = w.id
        where w.owner_id = ${user.id} and w.asset = ${asset}`;
      if (!row) throw new Error('no wallet');
      return row;
    },
    broadcast: (feed = app.feed) => broadcastAll(app, feed),
    async ledgerSums() {
      const rows = await db.sql<
        { asset: string; sum: bigint }[]
      >`select asset, sum(amount) as sum from postings group by asset`;
      return Object.fromEntries(rows.map((row) => [row.asset, row.sum]));
    },
    async [Symbol.asyncDispose]() {
      await db.close();
      await database[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function broadcastAll({ db, config }: App, feed: Feed): Promise<void> {
  const newest = await newestPlace(db);
  // Reading stops below the oldest transaction of the whole server, which another test may be running just now.
  while (newest && comparePlaces(feed.head, newest) < 0) await passBroadcast({ db, feed, config });
}

async function fund(tx: Db, id: string, funds: Partial<Record<Asset, string>>): Promise<void> {
  for (const [asset, amount] of Object.entries(funds) as [Asset, string][]) {
    const wallets = await lockWallets(tx, [{ ownerId: id, asset }]);
    const wallet = wallets.get(walletKey({ ownerId: id, asset }));
    if (!wallet) throw new Error('no wallet');
    const legs = [
      { accountId: wallet.available.accountId, asset, amount: units(amount, asset) },
      { accountId: platformAccounts.EXTERNAL[asset], asset, amount: -units(amount, asset) },
    ];
    await insertEntries(tx, [{ id: newId(), kind: 'DEPOSIT', referenceId: id, actorId: id, legs }], [wallet]);
  }
}
