import { z } from 'zod';
import { count } from './config-kinds.ts';

const MOST_PROVIDERS = 10;

/** A provider of OpenID Connect, as the operator has registered us with it. */
const provider = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,29}$/, 'must be 1 to 30 of a-z, 0-9 and -, such as "google"'),
  label: z.string().min(1).max(60),
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1).max(500),
  clientSecret: z.string().min(1).max(500).optional(),
  scope: z.string().max(500).default('openid email profile'),
});

const providers = z
  .string()
  .transform((text, ctx): unknown => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      ctx.addIssue('is not JSON: [{"name":"google","label":"Google","issuer":"https://…","clientId":"…"}]');
      return z.NEVER;
    }
  })
  .pipe(z.array(provider).max(MOST_PROVIDERS))
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'names a provider twice');

export type ProviderConfig = z.output<typeof provider>;

/** `name=100`: a mutation or query, and how often it may be called in a minute. */
const operationLimits = z
  .string()
  .transform((text) => text.split(',').flatMap((item) => item.trim() || []))
  .pipe(
    z.array(z.string().regex(/^\w{1,60}=[1-9]\d{0,6}$/, 'is not a list such as "reportCreate=30,paymentCreate=30"')),
  );

const OPERATION_LIMITS = 'apiKeyCreate=20,paymentCreate=30,reportCreate=30,withdrawalRequest=20';

/** The variables of signing in by others and by two factors, and of limits that are told of by name. */
export const signInVariables = {
  RATE_LIMIT_PER_KEY: count().default(1_200).describe('operations an API key may send in a minute'),
  RATE_LIMIT_OPERATIONS: operationLimits
    .prefault(OPERATION_LIMITS)
    .describe('operations with a limit of their own: calls of a user, or of an address, in a minute'),
  SIGN_UPS_PER_ADDRESS: count()
    .default(50)
    .describe('accounts opened from an address (IPv6: /64) in SIGN_UPS_WINDOW_S'),
  SIGN_UPS_WINDOW_S: count().default(86_400).describe('time in which accounts opened from an address are counted'),
  CARD_FAILURES: count().default(5).describe('declined cards of a payer in CARD_FAILURES_S before cards are refused'),
  CARD_FAILURES_S: count().default(3_600).describe('time in which declined cards are counted'),
  CARD_PAUSE_S: count().default(3_600).describe('time for which a payer with too many declined cards pays by none'),

  OIDC_PROVIDERS: providers
    .prefault('[]')
    .describe('JSON: OpenID Connect providers (name, label, issuer, clientId, clientSecret, scope) to sign in with'),
  OIDC_TIMEOUT_MS: count(1_000).default(10_000).describe('time that such a provider has to answer'),
  OIDC_FLOW_TTL_S: count(60, 3_600).default(600).describe('time to sign in at a provider in'),
  OIDC_HANDOVER_TTL_S: count(30, 3_600)
    .default(600)
    .describe('life of the code with which the page goes on after that'),
  IDENTITIES_PER_USER: count(1, 100).default(10).describe('accounts at providers that a user may have linked'),

  SECOND_FACTOR_NAME: z
    .string()
    .min(1)
    .max(60)
    .default('EcoCoin')
    .describe('what authenticator apps call the platform'),
  SECOND_FACTOR_PREPARED_S: count(60).default(900).describe('time to enter the first code of an authenticator in'),
  SECOND_FACTOR_CHALLENGE_S: count(30, 3_600).default(300).describe('time to enter the code in, while signing in'),
  SECOND_FACTOR_ATTEMPTS: count(1, 100).default(5).describe('codes that may be tried on one sign-in'),
  SECOND_FACTOR_RECENT_S: count(60).default(900).describe('for how long a code counts for what is sensitive'),
  RECOVERY_CODES: count(1, 50).default(10).describe('codes that replace a lost authenticator, made together'),
};

interface Given {
  readonly NODE_ENV: string;
  readonly PUBLIC_URL?: string | undefined;
  readonly OIDC_PROVIDERS: readonly ProviderConfig[];
}

/** Throws where signing in by others could not work, or would be seen by whoever listens. */
export function refuseProvidersWithout({ NODE_ENV, PUBLIC_URL, OIDC_PROVIDERS }: Given): void {
  if (OIDC_PROVIDERS.length === 0 || NODE_ENV !== 'production') return;
  if (!PUBLIC_URL) throw new Error('OIDC_PROVIDERS needs PUBLIC_URL: providers send people back there');
  const open = OIDC_PROVIDERS.find(({ issuer }) => !issuer.startsWith('https://'));
  if (open) throw new Error(`OIDC_PROVIDERS: in production the issuer of ${open.name} must be https`);
}
