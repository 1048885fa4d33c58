import { resolve } from 'node:path';
import { z } from 'zod';
import { analyticsVariables } from './config-analytics.ts';
import { certificateVariables } from './config-certificates.ts';
import { chainVariables } from './config-chain.ts';
import { checkVariables } from './config-checks.ts';
import { documentVariables } from './config-documents.ts';
import { governanceVariables } from './config-governance.ts';
import { count, flag, list, url } from './config-kinds.ts';
import { paymentVariables, refusePaymentsWithout, SAMPLE_IBAN } from './config-payments.ts';
import { notificationVariables, refuseNotificationsWithout } from './config-notifications.ts';
import { orderVariables } from './config-orders.ts';
import { poaiVariables } from './config-poai.ts';
import { pricingVariables } from './config-pricing.ts';
import { registryVariables } from './config-registries.ts';
import { reportVariables } from './config-reports.ts';
import { retirementVariables } from './config-retirements.ts';
import { refuseEventsWithout, scaleVariables } from './config-scale.ts';
import { searchVariables } from './config-search.ts';
import { refuseProvidersWithout, signInVariables } from './config-sign-in.ts';

/** The id that anvil and its kin give a chain on a developer's machine: its keys are everybody's. */
export const LOCAL_CHAIN_ID = 31_337;

/**
 * The one reader of the environment. Every variable has a default that suits a developer's machine, a unit in its
 * name or its description, and a line in the README (printed by `describeConfig`).
 */
const variables = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('`production` hides suggestions, needs its keys set and never simulates a price'),
  HOST: z.string().default('127.0.0.1').describe('address that the API listens on'),
  PORT: count(0, 65_535).default(4000).describe('port that the API listens on (0 = any free one)'),
  PUBLIC_URL: url.optional().describe('where people reach the API, for links in mails (default: its host and port)'),
  DATA_DIR: z.string().default('.data').describe('folder of the embedded database, keys and development mail'),
  DATABASE_URL: z.string().optional().describe('an existing PostgreSQL 18 server; without it one is embedded'),
  DATABASE_POOL_SIZE: count(1, 500).default(20).describe('connections to the database a process holds at most'),
  DATABASE_STATEMENT_TIMEOUT_MS: count().default(15_000).describe('a statement is ended after this time'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('least level logged'),
  DEMO_DATA: flag.default(true).describe('`npm start` fills an empty database with users, offers and prices'),

  JWT_PRIVATE_KEY: z
    .string()
    .optional()
    .describe('Ed25519 key (PKCS #8 PEM) that signs access tokens; in development kept in DATA_DIR'),
  JWT_ISSUER: z.string().default('ecocoin').describe('`iss` of access tokens'),
  JWT_AUDIENCE: z.string().default('ecocoin-api').describe('`aud` of access tokens'),
  ACCESS_TOKEN_TTL_S: count().default(900).describe('life of an access token'),
  REFRESH_TOKEN_TTL_S: count().default(2_592_000).describe('life of a refresh token that is not used'),
  EMAIL_VERIFICATION_TTL_S: count().default(86_400).describe('life of the token that verifies an e-mail address'),
  INVITATION_TTL_S: count().default(604_800).describe('life of an invitation to an organization, from its mail on'),
  ORGANIZATION_MEMBERS: count(1, 10_000)
    .default(200)
    .describe('members and open invitations that an organization has at most'),
  PASSWORD_RESET_TTL_S: count().default(3_600).describe('life of the token that resets a password'),
  PASSWORD_HASH_MEMORY_KIB: count(8).default(19_456).describe('argon2id memory (OWASP: 19 MiB, 2 passes, 1 lane)'),
  PASSWORD_HASH_PASSES: count(2, 20).default(2).describe('argon2id passes'),
  PASSWORD_HASH_THREADS: count(1, 64).default(2).describe('passwords hashed at the same moment in a process'),
  PASSWORD_HASH_QUEUE: count().default(200).describe('passwords that may wait to be hashed; beyond: BUSY'),
  API_KEYS_PER_USER: count(1, 1_000).default(20).describe('API keys in force that a user may have'),
  API_KEY_DAYS: count(1, 366).default(365).describe('days that an API key may serve at most'),
  SESSIONS_PER_USER: count(1, 1_000).default(20).describe('open sessions a user may have; the oldest is ended'),

  SIWE_DOMAIN: z
    .string()
    .regex(/^[\w.-]+(:\d{1,5})?$/, 'is not a host such as "ecocoin.example"')
    .optional()
    .describe('site that wallets name as they sign in (default: host of PUBLIC_URL)'),
  SIWE_NONCE_TTL_S: count().default(600).describe('time to sign a message in, and life of its nonce'),
  SIWE_CLOCK_SKEW_S: count(0, 600).default(60).describe('by how much the clock of a wallet may be ahead'),
  SIWE_CONTRACT_GAS: count(30_000)
    .default(1_000_000)
    .describe('gas that a contract wallet may use to check a signature'),
  SIWE_CONTRACT_TIMEOUT_MS: count().default(5_000).describe('time for a contract wallet to check a signature'),
  LINKED_ADDRESSES_PER_USER: count(1, 1_000).default(20).describe('addresses that a user may have linked at once'),
  LINK_PERMIT_TTL_S: count(120).default(3_600).describe('time in which a signed link can be written to the chain'),
  PREPARE_TIMEOUT_MS: count().default(5_000).describe('time that the chain has to simulate a transaction for a user'),
  PREPARE_GAS_MARGIN_BPS: count(0, 100_000).default(2_000).describe('gas on top of the estimate, in basis points'),

  LOGIN_FAILURES_PER_ACCOUNT: count().default(5).describe('failed logins of an account before the back-off starts'),
  LOGIN_FAILURES_PER_ADDRESS: count().default(50).describe('failed logins from an address before the back-off starts'),
  LOGIN_BACKOFF_S: count().default(30).describe('first back-off after failed logins; doubles up to an hour'),
  RATE_LIMIT_PER_ADDRESS: count().default(1_200).describe('operations an address may send in a minute'),
  RATE_LIMIT_PER_USER: count().default(1_200).describe('operations a user may send in a minute'),
  RATE_LIMIT_STRICT: count().default(20).describe('register, login and reset calls from an address in a minute'),
  RATE_LIMIT_KEYS: count().default(50_000).describe('addresses and users whose limits a process keeps in mind'),
  TRUSTED_PROXIES: count(0, 10).default(0).describe('proxies in front whose X-Forwarded-For entries are believed'),
  CORS_ORIGINS: list.default([]).describe('origins, comma separated, whose pages may call the API'),

  QUERY_DEPTH: count().default(10).describe('levels of nesting an operation may have'),
  QUERY_TOKENS: count().default(2_000).describe('tokens an operation may have'),
  QUERY_ALIASES: count().default(30).describe('aliases an operation may have'),
  QUERY_DIRECTIVES: count().default(20).describe('directives an operation may have'),
  QUERY_COST: count().default(3_000).describe('cost of an operation: a field 1, a list multiplied by its page size'),
  QUERY_LIST_SIZE: count().default(10).describe('items that a list without pages counts as in the cost'),
  BATCH_SIZE: count(1, 100).default(10).describe('operations in one HTTP batch'),
  BODY_BYTES: count().default(262_144).describe('bytes of a request body'),
  OPERATION_TIMEOUT_MS: count().default(10_000).describe('a query or mutation is answered or refused in this time'),
  DOCUMENT_CACHE: count().default(1_000).describe('compiled operations kept in memory'),
  DOCUMENT_CACHE_BYTES: count().default(8_388_608).describe('length of all operations kept in memory, as text'),
  SOCKETS_OPEN: count().default(20_000).describe('connections of any kind that a process holds at most'),
  PAGE_SIZE: count(1, 100).default(20).describe('items of a connection when `first` is not given (at most 100)'),

  SUBSCRIBER_QUEUE: count().default(1_000).describe('events that wait for one subscriber before it is closed'),
  SOCKET_BUFFER_BYTES: count().default(1_048_576).describe('unsent bytes of a socket before it is closed'),
  SUBSCRIPTIONS_PER_SOCKET: count().default(100).describe('subscriptions open on one WebSocket'),
  SOCKETS_PER_ADDRESS: count().default(200).describe('WebSockets open from one address'),
  REPLAY_EVENTS: count().default(10_000).describe('events that `after` replays at most; beyond: read the state anew'),
  OUTBOX_RETENTION_S: count().default(86_400).describe('how long an event can be replayed'),
  OUTBOX_BATCH: count().default(1_000).describe('events that one pass of the broadcast hands out'),
  OUTBOX_POLL_MS: count().default(500).describe('the broadcast looks at least this often, should a wake-up be lost'),
  OUTBOX_LAG_ALARM_MS: count().default(10_000).describe('/ready fails when events wait longer than this'),

  SETTLEMENT_BATCH: count(1, 5_000).default(200).describe('trades settled in one transaction at most'),
  SETTLEMENT_QUEUE: count().default(5_000).describe('trades that may wait for settlement; beyond: BUSY'),
  SETTLEMENT_WAIT_MS: count(0, 1_000).default(0).describe('time a batch waits for company (0: only while one commits)'),
  PRICE_STALE_S: count().default(900).describe('age at which a market price is too old to trade on'),
  PRICE_VENDOR_STALE_S: count().default(21_600).describe('age of a price at its own source at which it is too old'),
  PRICE_JUMP_BPS: count()
    .default(3_000)
    .describe('a price that moved further than this counts once a second look agrees'),
  ANNOUNCEMENT_DAYS: count(1, 3_650).default(365).describe('days that an announcement may stay open at most'),
  EXPIRY_BATCH: count(1, 5_000)
    .default(100)
    .describe('announcements that end in one transaction as their time runs out'),
  CLOCK_PASS_MS: count().default(1_000).describe('pause between passes of the workers that watch clocks'),
  WORKER_LAG_ALARM_MS: count()
    .default(60_000)
    .describe('/ready fails when a worker has not passed for longer than this, its own pause aside'),

  PRICE_SOURCES: list.default(['INVESTING', 'COINGECKO']).describe('sources that are asked (empty: none)'),
  PRICE_SIMULATION: flag
    .optional()
    .describe('feed named SIMULATED (default: only in development, never in production)'),
  PRICE_SIMULATION_MS: count(50).default(2_000).describe('pause between simulated ticks'),
  INVESTING_URL: url.default('https://www.investing.com').describe('base URL of the EUA page'),
  INVESTING_POLL_S: count().default(300).describe('pause between looks at the EUA page'),
  COINGECKO_URL: url.default('https://api.coingecko.com/api/v3').describe('base URL of the CoinGecko API'),
  COINGECKO_API_KEY: z.string().optional().describe('CoinGecko key, of the kind that its host asks for'),
  COINGECKO_POLL_S: count().default(60).describe('pause between live price requests'),
  PRICE_HISTORY_DAYS: count(1, 10_000).default(360).describe('days back to which missing days are asked for'),
  PRICE_HISTORY_POLL_S: count().default(3_600).describe('pause between looks for missing days'),
  PRICE_TICK_DAYS: count().default(30).describe('days for which every move of a price is kept; its days stay'),
  PRICE_CANDLES: count(1, 10_000).default(1_100).describe('candles that one reading of the history gives at most'),
  PRICE_IMPORT_ROWS: count().default(50_000).describe('rows of a CSV file of prices'),
  SOURCE_MAX_BYTES: count().default(8_388_608).describe('bytes of one answer of a price source'),
  SOURCE_TIMEOUT_MS: count().default(30_000).describe('time a price source has to answer'),
  SOURCE_BACKOFF_S: count().default(60).describe('first pause after a source failed; doubles up to an hour'),
  CHROMIUM_PATH: z.string().optional().describe('Chromium to scrape with (default: from PATH, else the packaged one)'),

  ...chainVariables,

  ...documentVariables,

  ...poaiVariables,

  ...analyticsVariables,

  ...certificateVariables,

  ...checkVariables,

  ...notificationVariables,

  ...orderVariables,

  ...pricingVariables,

  ...registryVariables,

  ...scaleVariables,

  ...signInVariables,

  ...searchVariables,

  ...reportVariables,

  ...retirementVariables,
  ...governanceVariables,

  ...paymentVariables,

  AUDIT_VERIFY_ROWS: count().default(50_000).describe('rows of the audit log that one query verifies at most'),
  SWEEP_BATCH: count().default(5_000).describe('rows of a kind that one pass of the sweeper deletes at most'),

  SMTP_URL: z
    .string()
    .optional()
    .describe('mail server (smtp://user:password@host:port); without it mail is kept in files'),
  MAIL_FROM: z.string().default('EcoCoin <no-reply@ecocoin.example>').describe('sender of mails'),
  MAIL_ATTEMPTS: count(1, 100).default(8).describe('attempts to send a mail before it is given up'),
  MAIL_TIMEOUT_MS: count().default(20_000).describe('time that a mail server has for one mail'),
  MAIL_BACKOFF_S: count().default(60).describe('first pause after a mail could not be sent; doubles up to an hour'),
  MAILS_PER_ADDRESS: count().default(5).describe('mails on request (verification, reset) to one address in an hour'),
  MAIL_BATCH: count().default(50).describe('mails that one pass sends'),
});

export type Config = Readonly<z.output<typeof variables>> & {
  readonly dataDir: string;
  readonly simulatePrices: boolean;
  /** Cards that are none. */
  readonly simulateCards: boolean;
  /** Where bank transfers go; absent where none are taken. */
  readonly bankIban: string | undefined;
  /** Blocks, its own included, after which what a block holds counts. */
  readonly chainConfirmations: number;
  /** Where the addresses of the contracts are read. */
  readonly chainDeploymentFile: string;
};

/** Of every other variable nothing is the same as not given, as files of variables have it. */
const EMPTY_SAYS_NONE = 'PRICE_SOURCES';

/** Reads and checks the environment. Throws an Error that names every variable that is wrong. */
export function loadConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => value !== undefined && (value !== '' || name === EMPTY_SAYS_NONE)),
  );
  const read = variables.safeParse(given);
  if (!read.success) {
    const lines = read.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The configuration is not valid:\n${lines.join('\n')}`);
  }
  const production = read.data.NODE_ENV === 'production';
  const missing = (['JWT_PRIVATE_KEY', 'DATABASE_URL', 'DOCUMENT_LINK_KEY'] as const).filter(
    (name) => !read.data[name],
  );
  if (production && missing.length > 0) throw new Error(`In production these must be set: ${missing.join(', ')}`);
  refuseDocumentsWithout(read.data);
  refusePaymentsWithout(read.data);
  refuseEventsWithout(read.data);
  refuseNotificationsWithout(read.data);
  refuseProvidersWithout(read.data);
  if (production && read.data.RPC_URL && read.data.CHAIN_ID === LOCAL_CHAIN_ID) {
    throw new Error(`In production CHAIN_ID must be set, and not to ${LOCAL_CHAIN_ID}: everybody has the keys there`);
  }
  if (production && read.data.PRICE_SIMULATION) throw new Error('PRICE_SIMULATION must not be true in production');
  return Object.freeze({
    ...read.data,
    dataDir: resolve(read.data.DATA_DIR),
    simulatePrices: read.data.PRICE_SIMULATION ?? read.data.NODE_ENV === 'development',
    simulateCards: read.data.PAYMENT_DEVELOPMENT ?? (!production && !read.data.STRIPE_SECRET_KEY),
    bankIban: read.data.BANK_IBAN ?? (production ? undefined : SAMPLE_IBAN),
    chainConfirmations: read.data.CHAIN_CONFIRMATIONS ?? (read.data.CHAIN_ID === LOCAL_CHAIN_ID ? 1 : 12),
    chainDeploymentFile: deploymentFile(read.data),
  });
}

/** Documents go nowhere without a place, and in production under no key that was made on the spot. */
function refuseDocumentsWithout(given: z.output<typeof variables>): void {
  const { DOCUMENT_STORAGE: storage, DOCUMENT_MASTER_KEYS: keys, DOCUMENT_MASTER_KEY: current } = given;
  if (storage === 's3' && !given.DOCUMENT_S3_BUCKET) throw new Error('DOCUMENT_STORAGE=s3 needs DOCUMENT_S3_BUCKET');
  if (storage === 'ipfs' && !given.DOCUMENT_IPFS_URL) throw new Error('DOCUMENT_STORAGE=ipfs needs DOCUMENT_IPFS_URL');
  if (current !== undefined && !keys.some((key) => key.startsWith(`${current}:`))) {
    throw new Error(`DOCUMENT_MASTER_KEY "${current}" is not among DOCUMENT_MASTER_KEYS`);
  }
  if (given.NODE_ENV === 'production' && keys.length === 0 && !given.DOCUMENT_KMS_URL) {
    throw new Error('In production DOCUMENT_MASTER_KEYS or DOCUMENT_KMS_URL must be set');
  }
}

/** A real chain's deployment is committed; a local chain's lies beside the chain and is lost with it. */
function deploymentFile({ CHAIN_DEPLOYMENT, CHAIN_ID, DATA_DIR }: z.output<typeof variables>): string {
  if (CHAIN_DEPLOYMENT) return resolve(CHAIN_DEPLOYMENT);
  if (CHAIN_ID === LOCAL_CHAIN_ID) return resolve(DATA_DIR, 'chain', 'deployment.json');
  return resolve('contracts', 'deployments', `${CHAIN_ID}.json`);
}

/** The URL of an existing server, for the programs that bring none along. */
export function requireDatabaseUrl(config: Config): string {
  if (config.DATABASE_URL) return config.DATABASE_URL;
  throw new Error('DATABASE_URL must be set: `npm start` brings a database along, this program does not.');
}

/** Whatever a variable is by default: of lists the items, by commas. */
type Shown = string | number | boolean | readonly string[];
const textOf = (value: Shown): string => String(value);

/** The README's table of every variable: name, default, meaning. */
export function describeConfig(): string {
  const rows = Object.entries(variables.shape).map(([name, type]) => {
    const preset = type.safeParse(undefined);
    const shown = preset.success && preset.data !== undefined ? textOf(preset.data as Shown) : '';
    return `| ${name} | ${shown === '' ? '' : `\`${shown}\``} | ${type.description ?? ''} |`;
  });
  return ['| variable | default | meaning |', '|---|---|---|', ...rows].join('\n');
}

if (import.meta.main) process.stdout.write(`${describeConfig()}\n`);
