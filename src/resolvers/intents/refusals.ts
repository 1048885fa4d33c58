import type { IntentKind } from '../../db/chain-intents.ts';
import type { Revert } from '../chain/reverts.ts';
import type { IntentArgs } from './args.ts';

/**
 * What a refusal of a contract means for an intent. DONE: our own reference is used up, so it was carried out before.
 * WAIT: somebody will change what stands in the way. PATIENCE: something that is mined before it is missing; waits, but
 * not for ever. FAIL: it cannot succeed.
 */
export type RefusalMeaning = 'DONE' | 'WAIT' | 'PATIENCE' | 'FAIL';

/** The errors by which a contract says that it knows the reference of this kind already. */
const USED: { readonly [K in IntentKind]?: string } = {
  ACCOUNT_REGISTER_USER: 'UserAlreadyRegistered',
  ACCOUNT_LINK_WALLET: 'WalletAlreadyLinked',
  ACCOUNT_UNLINK_WALLET: 'WalletNotLinked',
  ACCOUNT_CREDIT_CARBON: 'ReferenceUsed',
  PROJECT_RECORD: 'ProjectAlreadyRecorded',
  CREDITS_MINT: 'ReferenceUsed',
  PAYMENT_CONFIRM: 'ReferenceUsed',
  PAYMENT_CONVERT: 'ReferenceUsed',
  CUSTODY_PAY_OUT: 'AlreadyPaid',
  CUSTODY_RETIRE: 'AlreadyPaid',
};

/** The platform's own to repair: a role that is missing, a pause, a custody that holds too little. */
const WAITS: ReadonlySet<string> = new Set([
  'AccessControlUnauthorizedAccount',
  'EnforcedPause',
  'ProjectIsSuspended',
  'ERC20InsufficientBalance',
  'ERC1155InsufficientBalance',
  'InsufficientBalance',
]);

const PATIENCE: ReadonlySet<string> = new Set([
  'NotLinked',
  'WalletNotLinked',
  'UserNotRegistered',
  'PaymentNotConfirmed',
  'ProjectNotFound',
]);

/** What the refusal means. @param args the arguments of the intent, as they were sent */
export function meaningOf<K extends IntentKind>(kind: K, args: IntentArgs<K>, revert: Revert): RefusalMeaning {
  if (USED[kind] === revert.name) {
    // An address can be linked to somebody else, which is not what was wanted.
    const { userKey } = args as { readonly userKey?: string };
    return kind === 'ACCOUNT_LINK_WALLET' && revert.args['userKey'] !== userKey ? 'FAIL' : 'DONE';
  }
  if (kind === 'PROOF_ANCHOR' && revert.name === 'UnexpectedSequence') {
    const expected = BigInt(revert.args['expected'] ?? 0);
    // A proof before this one is still under way; or this one, or another in its place, is there already.
    return (args as IntentArgs<'PROOF_ANCHOR'>).sequence > expected ? 'PATIENCE' : 'DONE';
  }
  if (WAITS.has(revert.name)) return 'WAIT';
  return PATIENCE.has(revert.name) ? 'PATIENCE' : 'FAIL';
}
