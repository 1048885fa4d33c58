import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Database, Db } from '../db/client.ts';
import type { Cursor } from '../db/outbox.ts';
import type { Replica } from '../db/replica.ts';
import type { ApiKeys } from './api-keys/keys.ts';
import type { Chain } from './chain/client.ts';
import type { Vault } from './documents/vault.ts';
import type { Feed } from './feed.ts';
import type { IdentityProvider } from './identities/provider.ts';
import { createLoaders, forgetLoaded, type Loaders } from './loaders.ts';
import type { CardProcessor } from './payments/processor.ts';
import type { PushKeys } from './push-subscriptions/keys.ts';
import type { Attester } from './poai/attester.ts';
import type { Settlement } from './trades/settle-trades.ts';
import type { TokenSigner } from './sessions/tokens.ts';

/** What a process has one of. */
export interface App {
  readonly config: Config;
  readonly db: Database;
  /** For reads that may be a little old; absent where there is none. */
  readonly replica: Replica | undefined;
  readonly log: Logger;
  readonly feed: Feed;
  readonly tokens: TokenSigner;
  readonly keys: ApiKeys;
  readonly settlement: Settlement;
  readonly vault: Vault;
  /** Signs proofs; absent where no key for it is configured. */
  readonly attester: Attester | undefined;
  /** Takes cards; absent where nobody does. */
  readonly cards: CardProcessor | undefined;
  /** Sign web pushes; absent where nothing is pushed. */
  readonly pushKeys: PushKeys | undefined;
  /** Who people can sign in with besides. */
  readonly providers: readonly IdentityProvider[];
  /** Absent where the platform runs without a chain; `chainOf` refuses then, in words. */
  readonly chain: Chain | undefined;
}

/** Who is calling, as the access token or the API key proves it. What they may do is looked up, never claimed. */
export interface Viewer {
  readonly userId: string;
  /** Of an API key: its own id. */
  readonly sessionId: string;
  readonly expiresAt: Date;
  /** The API key with which a service calls in the user's name, in place of a session. */
  readonly key?: {
    /** The only organization that it acts for; null: the only one it acts for is the user. */
    readonly organizationId: string | null;
    /** Rows of the permission table; nothing else can be done with it. */
    readonly scopes: ReadonlySet<string>;
  };
}

/** What every verb gets: the process, the caller, and where the call came from. */
export interface Context {
  readonly loaders: Loaders;
  readonly app: App;
  readonly viewer: Viewer | null;
  /** A token was sent and is not valid (any more): the caller counts as nobody. */
  readonly tokenRefused?: boolean;
  /** Set while a subscription is replayed apart from the live events: it ends at this place. */
  readonly replayUntil?: Cursor;
  readonly request: { readonly id: string; readonly address: string; readonly userAgent: string };
}

/** The context of the platform itself, for workers and commands. */
export function platformContext(app: App, id: string): Context {
  return {
    app,
    viewer: null,
    loaders: createLoaders(app.db, { cache: false }),
    request: { id, address: '127.0.0.1', userAgent: 'platform' },
  };
}

/**
 * Runs a verb's writes in one transaction and wakes the subscribers once it has committed. The wake-up is not part of
 * the transaction: NOTIFY would make every commit queue for one lock.
 */
export async function transact<T>(ctx: Context, work: (tx: Db) => Promise<T>): Promise<T> {
  const result = await ctx.app.db.transact(work);
  // An operation may hold several mutations: what it reads after one of them must not be from before it.
  forgetLoaded(ctx.loaders);
  ctx.app.feed.wake();
  return result;
}
