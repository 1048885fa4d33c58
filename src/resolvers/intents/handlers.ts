import type { Db } from '../../db/client.ts';
import type { IntentKind, IntentRow } from '../../db/chain-intents.ts';
import { linkHandlers, unlinkHandlers } from '../addresses/on-chain.ts';
import type { Context } from '../context.ts';
import { convertHandlers } from '../conversions/convert.ts';
import { anchorHandlers } from '../poai/anchor.ts';
import { retireHandlers } from '../retirements/follow-intent.ts';
import { payOutHandlers } from '../withdrawals/pay-out.ts';
import type { IntentArgs } from './args.ts';

/** An intent whose arguments are read, as its handlers get it: already in its new state. */
export type IntentOf<K extends IntentKind> = Omit<IntentRow, 'kind' | 'args'> & {
  readonly kind: K;
  readonly args: IntentArgs<K>;
};

type Handle<K extends IntentKind> = (tx: Db, ctx: Context, intent: IntentOf<K>) => Promise<void>;

/**
 * What follows from an intent's fate. Each runs in the transaction that changes its state, after the intent is locked
 * and before the event is told; what it throws undoes the change, which is then tried again. It may lock withdrawals
 * or retirements, wallets and the audit log, in this order, and calls nobody outside.
 */
export interface IntentHandlers<K extends IntentKind> {
  /** What was signed for it was given to the chain; after a reorg again. */
  readonly onBroadcast?: Handle<K>;
  /** The chain took it. A reorg may undo that: `onOrphaned` follows then, and `onMined` again later. */
  readonly onMined?: Handle<K>;
  readonly onFinalized?: Handle<K>;
  readonly onOrphaned?: Handle<K>;
  /** It is FAILED, DROPPED or REPLACED: nothing that was signed for it can be mined any more. */
  readonly onGivenUp?: Handle<K>;
  /**
   * It is to be tried again after it was given up: takes back what `onGivenUp` let go, or throws a refusal. A kind that
   * has `onGivenUp` and not this one is never tried again.
   */
  readonly onRetry?: Handle<K>;
}

type Handlers = { readonly [K in IntentKind]?: IntentHandlers<K> };

/** By kind, who wants to know. The handlers themselves stand with their noun (withdrawals, addresses, ...). */
const handlers: Handlers = {
  CUSTODY_PAY_OUT: payOutHandlers,
  CUSTODY_RETIRE: retireHandlers,
  PAYMENT_CONVERT: convertHandlers,
  ACCOUNT_LINK_WALLET: linkHandlers,
  ACCOUNT_UNLINK_WALLET: unlinkHandlers,
  PROOF_ANCHOR: anchorHandlers,
};

export const handlersOf = <K extends IntentKind>(kind: K): IntentHandlers<K> => handlers[kind] ?? {};
