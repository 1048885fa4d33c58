import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { Config } from './config.ts';
import type { Database } from './db/client.ts';
import { outboxHead } from './db/outbox.ts';
import { describeError } from './log.ts';
import type { Chain } from './resolvers/chain/client.ts';
import type { App } from './resolvers/context.ts';
import { createFeed } from './resolvers/feed.ts';
import { createTokenSigner } from './resolvers/sessions/tokens.ts';
import { createSettlement } from './resolvers/trades/settle-trades.ts';

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
    log,
    feed,
    tokens,
    settlement,
    chain,
    onWake: (heard) => {
      wake = heard;
    },
  };
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

/** The key that signs tokens on a developer's machine: made once, kept for the owner's eyes only. */
async function developmentKey(dataDir: string): Promise<string> {
  const file = join(dataDir, 'keys', 'jwt-ed25519.pem');
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept) return createPrivateKey(kept).export({ type: 'pkcs8', format: 'pem' }).toString();
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await mkdir(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
  // Two processes may start on one folder: the first to write wins, the other reads it.
  const written = await writeFile(file, pem, { mode: 0o600, flag: 'wx' }).then(
    () => true,
    () => false,
  );
  return written ? pem : developmentKey(dataDir);
}
