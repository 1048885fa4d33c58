import { GraphQLError, OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Config } from '../config.ts';
import type { App, Context } from '../resolvers/context.ts';
import { RateLimited } from '../resolvers/errors.ts';
import { type Budgets, createBudgets, type Policy } from '../resolvers/rate-limits/budgets.ts';
import { networkOf } from '../resolvers/throttle-keys.ts';
import type { Prepare, Prepared } from './prepare.ts';
import { isPrepared } from './prepare.ts';

/** Why an operation does not begin. `status` is what HTTP says of it. */
export interface Refused {
  readonly status: 400 | 429;
  readonly errors: readonly GraphQLError[];
  readonly retryAfterS?: number;
}

/** What stands before every operation, whichever door it came through. */
export interface Guard {
  /** Counts the call and prepares the operation. A promise only where this process has to ask for more budget. */
  enter(ctx: Context, source: string, operationName?: string | null): Prepared | Refused | Promise<Prepared | Refused>;
  /** Counts a call that is no operation; gives the seconds to wait, 0 if none. */
  count(ctx: Context): number | Promise<number>;
  /** The same for what costs more than it seems, which has a limit of its own for an address; 0 if it may go on. */
  countStrictly(ctx: Context, name: string): Promise<number>;
  /** Where the caller's limits stand (draft-ietf-httpapi-ratelimit-headers-10). */
  headers(ctx: Context): Record<string, string>;
}

const WINDOW_S = 60;
/** They hash passwords, send mail, try secrets, store something for nobody or ask the chain: each has a limit of its own. */
export const STRICT_FIELDS: ReadonlySet<string> = new Set([
  'userRegister',
  'sessionLogin',
  'sessionRefresh',
  'passwordResetRequest',
  'passwordReset',
  'passwordChange',
  'emailVerify',
  'emailVerificationRequest',
  'memberInvite',
  'memberJoin',
  'siweNonce',
  'siweLogin',
  'walletLinkPrepare',
  'walletLink',
  'phoneCodeRequest',
  'phoneVerify',
  'sessionConfirm',
  'secondFactorEnable',
  'secondFactorDisable',
  'secondFactorProve',
  'recoveryCodesRenew',
  'identityLogin',
  'identityLink',
  'identityUnlink',
]);
const KNOWN_ADDRESSES = 10_000;
/** Policies of single operations that the headers of one answer name. */
const POLICIES_SAID = 5;

export const isRefused = (entry: Prepared | Refused): entry is Refused => 'errors' in entry;

/** A limit, and whose calls count against it. */
interface Counted {
  readonly key: string;
  readonly policy: Policy;
}

interface Counting {
  /** Against what every call counts: its address, its user, its API key. */
  always(ctx: Context): readonly Counted[];
  /** Against what each root field of an operation counts by itself: what is strict for its address, the rest for its user. */
  ofFields(ctx: Context, prepared: Prepared): readonly Counted[];
  /** The strict limit of something that is no operation. */
  strictly(ctx: Context, name: string): Counted;
}

const policyOf = (name: string, limit: number): Policy => ({ name, limit, windowS: WINDOW_S });

function createCounting(config: Config): Counting {
  const networks = new LRUCache<string, string>({ max: KNOWN_ADDRESSES });
  const perAddress = policyOf('address', config.RATE_LIMIT_PER_ADDRESS);
  const perUser = policyOf('user', config.RATE_LIMIT_PER_USER);
  const perKey = policyOf('key', config.RATE_LIMIT_PER_KEY);
  const strict = new Map([...STRICT_FIELDS].map((field) => [field, policyOf(field, config.RATE_LIMIT_STRICT)]));
  const operations = new Map(
    config.RATE_LIMIT_OPERATIONS.map((item) => {
      const [field = '', most] = item.split('=');
      return [field, policyOf(field, Number(most))] as const;
    }),
  );

  function networkOfCaller({ request }: Context): string {
    let network = networks.get(request.address);
    if (network === undefined) {
      network = networkOf(request.address);
      networks.set(request.address, network);
    }
    return network;
  }

  return {
    always(ctx) {
      const counted = [{ key: `rate:address:${networkOfCaller(ctx)}`, policy: perAddress }];
      const { viewer } = ctx;
      if (viewer) counted.push({ key: `rate:user:${viewer.userId}`, policy: perUser });
      if (viewer?.key) counted.push({ key: `rate:key:${viewer.sessionId}`, policy: perKey });
      return counted;
    },
    ofFields(ctx, { kind, measured }) {
      return measured.fields.flatMap((field) => {
        const own = operations.get(field);
        const narrow = kind === OperationTypeNode.MUTATION ? strict.get(field) : undefined;
        const caller = ctx.viewer?.userId ?? networkOfCaller(ctx);
        return [
          ...(narrow ? [{ key: `rate:${field}:${networkOfCaller(ctx)}`, policy: narrow }] : []),
          ...(own ? [{ key: `rate:operation:${field}:${caller}`, policy: own }] : []),
        ];
      });
    },
    strictly: (ctx, name) => ({
      key: `rate:${name}:${networkOfCaller(ctx)}`,
      policy: policyOf(name, config.RATE_LIMIT_STRICT),
    }),
  };
}

export function createGuard({ config, db, log }: App, prepare: Prepare): Guard {
  const budgets = createBudgets(db, log, config.RATE_LIMIT_KEYS);
  const counting = createCounting(config);
  /** The limits of single operations that a call was counted against. */
  const met = new WeakMap<Context, readonly Counted[]>();

  function spend(ctx: Context): number | Promise<number> {
    const waits = counting.always(ctx).map(({ key, policy }) => budgets.spend(key, policy));
    if (waits.every((waitS) => typeof waitS === 'number')) return Math.max(...waits);
    return Promise.all(waits.map(async (waitS) => waitS)).then((all) => Math.max(...all));
  }

  function admit(
    ctx: Context,
    source: string,
    operationName?: string | null,
  ): Prepared | Refused | Promise<Prepared | Refused> {
    const prepared = prepare(source, operationName);
    if (!isPrepared(prepared)) return { status: 400, errors: prepared };
    const counted = counting.ofFields(ctx, prepared);
    return counted.length === 0 ? prepared : admitCounted(ctx, prepared, counted);
  }

  /** One after another: what stands in an operation twice counts twice. */
  async function admitCounted(
    ctx: Context,
    prepared: Prepared,
    counted: readonly Counted[],
  ): Promise<Prepared | Refused> {
    met.set(ctx, [...(met.get(ctx) ?? []), ...counted]);
    for (const { key, policy } of counted) {
      const waitS = await budgets.spend(key, policy);
      if (waitS > 0) return refuse(waitS);
    }
    return prepared;
  }

  return {
    enter(ctx, source, operationName) {
      const waitS = spend(ctx);
      if (typeof waitS === 'number') return waitS > 0 ? refuse(waitS) : admit(ctx, source, operationName);
      return waitS.then((later) => (later > 0 ? refuse(later) : admit(ctx, source, operationName)));
    },
    count: spend,
    async countStrictly(ctx, name) {
      const waitS = await spend(ctx);
      if (waitS > 0) return waitS;
      const counted = counting.strictly(ctx, name);
      met.set(ctx, [counted]);
      return budgets.spend(counted.key, counted.policy);
    },
    headers(ctx) {
      const own = new Map((met.get(ctx) ?? []).map((counted) => [counted.key, counted]));
      return headersOf(budgets, [...counting.always(ctx), ...[...own.values()].slice(0, POLICIES_SAID)]);
    },
  };
}

const headersOf = (budgets: Budgets, told: readonly Counted[]): Record<string, string> => ({
  'ratelimit-policy': told
    .map(({ policy: { name, limit, windowS } }) => `"${name}";q=${limit};w=${windowS}`)
    .join(', '),
  ratelimit: told
    .map(({ key, policy }) => {
      const { left, resetsInS } = budgets.look(key, policy);
      return `"${policy.name}";r=${left};t=${resetsInS}`;
    })
    .join(', '),
});

function refuse(retryAfterS: number): Refused {
  const originalError = new RateLimited(retryAfterS);
  return { status: 429, retryAfterS, errors: [new GraphQLError(originalError.message, { originalError })] };
}
