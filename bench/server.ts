import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { createTokenSigner } from '../src/resolvers/sessions/tokens.ts';
import { type Child, startChild } from './children.ts';
import { userId } from './dataset.ts';

export interface BenchServer extends Child {
  readonly port: number;
}

const DAY_S = 86_400;
const { privateKey } = generateKeyPairSync('ed25519');
const JWT_PRIVATE_KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const newKey = (): string => randomBytes(32).toString('base64');
const KEYS = { JWT_PRIVATE_KEY, DOCUMENT_LINK_KEY: newKey(), DOCUMENT_MASTER_KEYS: `bench:${newKey()}` };

/** What one client of a benchmark does is more than any one client may. */
const UNLIMITED = '1000000000';

type Environment = Readonly<Record<string, string>>;

/** The API as in production, but for the limits per client, and for what `env` says. */
export async function startServer(databaseUrl: string, env: Environment = {}): Promise<BenchServer> {
  const child = startProcess('src/server.ts', databaseUrl, env);
  const { url } = JSON.parse(await child.line('the API listens')) as { url: string };
  return { ...child, port: Number(new URL(url).port) };
}

/** The workers beside it. */
export async function startWorker(databaseUrl: string, env: Environment = {}): Promise<Child> {
  const child = startProcess('src/worker.ts', databaseUrl, env);
  await child.line('the workers run');
  return child;
}

const startProcess = (file: string, databaseUrl: string, env: Environment): Child =>
  startChild({
    file,
    execArgv: ['--expose-gc', '--import', pathToFileURL(join(import.meta.dirname, 'probe.ts')).href],
    env: {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: databaseUrl,
      ...KEYS,
      ACCESS_TOKEN_TTL_S: String(DAY_S),
      RATE_LIMIT_PER_ADDRESS: UNLIMITED,
      RATE_LIMIT_PER_USER: UNLIMITED,
      SOCKETS_PER_ADDRESS: UNLIMITED,
      SOCKETS_OPEN: UNLIMITED,
      ...env,
    },
  });

/** Access tokens of these users of the dataset. */
export const tokensOf = (users: readonly number[]): Promise<string[]> => tokensFor(users.map(userId));

/** Access tokens of these users, by their ids. */
export async function tokensFor(ids: readonly string[]): Promise<string[]> {
  const signer = await createTokenSigner({
    privateKeyPem: JWT_PRIVATE_KEY,
    issuer: 'ecocoin',
    audience: 'ecocoin-api',
    ttlS: DAY_S,
  });
  return Promise.all(ids.map(async (id) => (await signer.sign(id, id)).token));
}
