import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { type DestinationStream, type Logger, pino } from 'pino';
import { openAttester } from './attester.ts';
import { openCards } from './cards.ts';
import type { Config } from './config.ts';
import type { Database } from './db/client.ts';
import { outboxHead } from './db/outbox.ts';
import { openReplica, type Replica } from './db/replica.ts';
import { keptKey } from './kept-key.ts';
import { describeError } from './log.ts';
import { createApiKeys } from './resolvers/api-keys/keys.ts';
import type { Chain } from './resolvers/chain/client.ts';
import type { App } from './resolvers/context.ts';
import { createFeed } from './resolvers/feed.ts';
import { newPushKey, type PushKeys, pushKeysOf } from './resolvers/push-subscriptions/keys.ts';
import { createTokenSigner } from './resolvers/sessions/tokens.ts';
import { createSettlement } from './resolvers/trades/settle-trades.ts';
import { openVault } from './vault.ts';
import { oidcProvider } from './workers/oidc-provider.ts';

/** Assembles what a process has one of. `wake` is replaced by the broadcast, once it runs. */
export async function createApp(
  config: Config,
  db: Database,
  log: Logger,
  chain?: Chain,
): Promise<App & { onWake(wake: () => void): void }> {
  let wake = (): void => {};
  const feed = createFeed({
    db,
    start: await outboxHead(db),
    queueLimit: config.SUBSCRIBER_QUEUE,
    replayLimit: config.REPLAY_EVENTS,
    wake: () => {
      wake();
    },
  });
  const tokens = await createTokenSigner({
    privateKeyPem: config.JWT_PRIVATE_KEY ?? (await developmentKey(config.dataDir)),
    issuer: config.JWT_ISSUER,
    audience: config.JWT_AUDIENCE,
    ttlS: config.ACCESS_TOKEN_TTL_S,
  });
  const settlement = createSettlement({ db, config, wake: feed.wake });
  return {
    config,
    db,
    replica: replicaOf(config, db),
    log,
    feed,
    tokens,
    keys: createApiKeys(db, config),
    settlement,
    vault: await openVault(config),
    attester: openAttester(config, chain, log),
    cards: openCards(config, db),
    pushKeys: await openPushKeys(config),
    providers: config.OIDC_PROVIDERS.map((provider) => oidcProvider(provider, providerOptions(config))),
    chain,
    onWake: (heard) => {
      wake = heard;
    },
  };
}

const providerOptions = ({ NODE_ENV, OIDC_TIMEOUT_MS }: Config) => ({
  timeoutMs: OIDC_TIMEOUT_MS,
  allowHttp: NODE_ENV !== 'production',
});

function replicaOf(config: Config, db: Database): Replica | undefined {
  if (config.DATABASE_READ_URL === undefined) return undefined;
  return openReplica(db, {
    url: config.DATABASE_READ_URL,
    poolSize: config.DATABASE_POOL_SIZE,
    statementTimeoutMs: config.DATABASE_STATEMENT_TIMEOUT_MS,
    applicationName: 'ecocoin-reads',
    stalenessMs: config.DATABASE_READ_STALENESS_MS,
  });
}

/**
 * Lines go out together, soon, and when the process ends: a write for each would cost a fifth of a small read. Beyond the
 * largest length, whoever should take the lines does not, and they are dropped.
 */
const LOG_OUTPUT = { dest: 1, sync: false, minLength: 8_192, periodicFlush: 200, maxLength: 16_777_216 };

/** JSON lines on standard output. What could be a secret never gets as far as here; what might is cut out all the same. */
export const createLog = (config: Config, destination?: DestinationStream): Logger =>
  pino(
    {
      level: config.LOG_LEVEL,
      serializers: { err: (error: unknown) => describeError(error) },
      redact: {
        paths: [
          '*.password',
          '*.token',
          '*.accessToken',
          '*.refreshToken',
          '*.authorization',
          '*.headers.authorization',
          '*.variables',
        ],
        censor: '[redacted]',
      },
    },
    destination ?? pino.destination(LOG_OUTPUT),
  );

/** The keys that sign web pushes; in production there are some only where one is configured. */
async function openPushKeys(config: Config): Promise<PushKeys | undefined> {
  if (config.VAPID_PRIVATE_KEY !== undefined) return pushKeysOf(config.VAPID_PRIVATE_KEY);
  if (config.NODE_ENV === 'production') return undefined;
  return pushKeysOf(await keptKey(config.dataDir, 'vapid-p256.txt', newPushKey));
}

/** The key that signs tokens on a developer's machine. */
async function developmentKey(dataDir: string): Promise<string> {
  const pem = await keptKey(dataDir, 'jwt-ed25519.pem', () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  return createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem' }).toString();
}
