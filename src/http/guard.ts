import { GraphQLError, OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { App, Context } from '../resolvers/context.ts';
import { RateLimited } from '../resolvers/errors.ts';
import { createBudgets, type Policy } from '../resolvers/rate-limits/budgets.ts';
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
]);
const KNOWN_ADDRESSES = 10_000;

export const isRefused = (entry: Prepared | Refused): entry is Refused => 'errors' in entry;

export function createGuard({ config, db, log }: App, prepare: Prepare): Guard {
  const budgets = createBudgets(db, log, config.RATE_LIMIT_KEYS);
  const networks = new LRUCache<string, string>({ max: KNOWN_ADDRESSES });
  const perAddress: Policy = { name: 'address', limit: config.RATE_LIMIT_PER_ADDRESS, windowS: WINDOW_S };
  const perUser: Policy = { name: 'user', limit: config.RATE_LIMIT_PER_USER, windowS: WINDOW_S };
  const strict: Policy = { name: 'strict', limit: config.RATE_LIMIT_STRICT, windowS: WINDOW_S };
  const said = (policy: Policy) => `"${policy.name}";q=${policy.limit};w=${policy.windowS}`;
  const policies = { nobody: said(perAddress), user: `${said(perAddress)}, ${said(perUser)}` };

  function networkOfCaller({ request }: Context): string {
    let network = networks.get(request.address);
    if (network === undefined) {
      network = networkOf(request.address);
      networks.set(request.address, network);
    }
    return network;
  }

  const addressKey = (ctx: Context): string => `rate:address:${networkOfCaller(ctx)}`;
  const userKey = (userId: string): string => `rate:user:${userId}`;

  function spend(ctx: Context): number | Promise<number> {
    const { viewer } = ctx;
    const address = budgets.spend(addressKey(ctx), perAddress);
    if (!viewer) return address;
    const user = budgets.spend(userKey(viewer.userId), perUser);
    if (typeof address === 'number' && typeof user === 'number') return Math.max(address, user);
    return Promise.all([address, user]).then((waits) => Math.max(...waits));
  }

  function admit(
    ctx: Context,
    source: string,
    operationName?: string | null,
  ): Prepared | Refused | Promise<Prepared | Refused> {
    const prepared = prepare(source, operationName);
    if (!isPrepared(prepared)) return { status: 400, errors: prepared };
    if (prepared.kind !== OperationTypeNode.MUTATION) return prepared;
    const fields = prepared.measured.fields.filter((field) => STRICT_FIELDS.has(field));
    return fields.length === 0 ? prepared : admitStrict(ctx, prepared, fields);
  }

  async function admitStrict(ctx: Context, prepared: Prepared, fields: readonly string[]): Promise<Prepared | Refused> {
    const network = networkOfCaller(ctx);
    for (const field of fields) {
      const waitS = await budgets.spend(`rate:${field}:${network}`, strict);
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
    headers(ctx) {
      const { viewer } = ctx;
      const address = budgets.look(addressKey(ctx), perAddress);
      let stands = `"address";r=${address.left};t=${address.resetsInS}`;
      if (viewer) {
        const user = budgets.look(userKey(viewer.userId), perUser);
        stands += `, "user";r=${user.left};t=${user.resetsInS}`;
      }
      return { 'ratelimit-policy': viewer ? policies.user : policies.nobody, ratelimit: stands };
    },
  };
}

function refuse(retryAfterS: number): Refused {
  const originalError = new RateLimited(retryAfterS);
  return { status: 429, retryAfterS, errors: [new GraphQLError(originalError.message, { originalError })] };
}
