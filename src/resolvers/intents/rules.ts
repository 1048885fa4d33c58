import { z } from 'zod';
import {
  chainIntentKind,
  chainIntentStatus,
  type IntentKind,
  type IntentRow,
  type IntentStatus,
} from '../../db/chain-intents.ts';
import type { NewEvent } from '../feed.ts';
import { nodeId, optional, text } from '../input.ts';
import { stepsOf } from '../machine.ts';

/**
 * The state machine of an intent; what is not here cannot happen.
 *
 * - FIND: the chain has it already, by an earlier transaction with our own reference.
 * - REPREPARE: another transaction used its nonce up for good; it is signed anew with a new one.
 * - FAIL and REPLACE: only when nothing that was signed for it can be mined any more.
 */
export const intentMachine = {
  PREPARED: { BROADCAST: 'BROADCAST', FIND: 'MINED', FAIL: 'FAILED', CANCEL: 'DROPPED' },
  BROADCAST: { MINE: 'MINED', FIND: 'MINED', REPREPARE: 'PREPARED', FAIL: 'FAILED', REPLACE: 'REPLACED' },
  MINED: { FINALIZE: 'FINALIZED', ORPHAN: 'ORPHANED' },
  ORPHANED: { BROADCAST: 'BROADCAST', REPREPARE: 'PREPARED' },
  FINALIZED: {},
  FAILED: { RETRY: 'PREPARED' },
  DROPPED: { RETRY: 'PREPARED' },
  REPLACED: { RETRY: 'PREPARED' },
} as const satisfies Record<IntentStatus, Readonly<Record<string, IntentStatus>>>;

type Machine = typeof intentMachine;
export type IntentStep = { [S in IntentStatus]: keyof Machine[S] }[IntentStatus];

const STEP_WORDS: Record<IntentStep, string> = {
  BROADCAST: 'broadcast',
  FIND: 'found on the chain',
  MINE: 'mined',
  REPREPARE: 'prepared anew',
  FINALIZE: 'finalized',
  ORPHAN: 'orphaned',
  FAIL: 'failed',
  CANCEL: 'cancelled',
  REPLACE: 'replaced',
  RETRY: 'tried again',
};

/** The status that a step leads to. Throws IllegalTransition if it leads nowhere from here. */
export const nextIntentStatus = stepsOf<IntentStatus, IntentStep>('chain intent', intentMachine, STEP_WORDS);

/** It will not be carried out, unless somebody has it tried again. */
export const isGivenUp = (status: IntentStatus): boolean =>
  status === 'FAILED' || status === 'DROPPED' || status === 'REPLACED';

/** The chain has taken it (and may yet lose it again, while it is MINED). */
export const isCarriedOut = (status: IntentStatus): boolean => status === 'MINED' || status === 'FINALIZED';

/**
 * Who signs what. One key that both links addresses and pays out could empty the custody, and one that both confirms a
 * payment and converts it could mint at will: so these are apart.
 */
export const signerRoles = ['OPERATOR', 'REGISTRAR', 'CONFIRMER', 'PRICE'] as const;
export type SignerRole = (typeof signerRoles)[number];

const ROLES: Readonly<Record<Exclude<IntentKind, 'NONCE_FILL'>, SignerRole>> = {
  ACCOUNT_REGISTER_USER: 'REGISTRAR',
  ACCOUNT_LINK_WALLET: 'REGISTRAR',
  ACCOUNT_UNLINK_WALLET: 'REGISTRAR',
  ACCOUNT_CREDIT_CARBON: 'OPERATOR',
  PROJECT_RECORD: 'OPERATOR',
  CREDITS_MINT: 'OPERATOR',
  PAYMENT_CONFIRM: 'CONFIRMER',
  PAYMENT_CONVERT: 'OPERATOR',
  PRICE_SET: 'PRICE',
  CUSTODY_PAY_OUT: 'OPERATOR',
  CUSTODY_RETIRE: 'OPERATOR',
  PROOF_ANCHOR: 'OPERATOR',
};

/** The role that signs an intent of this kind; undefined for NONCE_FILL, which names its signer itself. */
export const roleOf = (kind: IntentKind): SignerRole | undefined => (kind === 'NONCE_FILL' ? undefined : ROLES[kind]);

export const intentChanged = ({ id, kind, status, userId }: IntentRow): NewEvent => ({
  topic: 'chainIntent',
  key: id,
  payload: { id, kind, status, userId },
});

const intentId = nodeId('ChainIntent');
export const retryIntentInput = z.object({ intentId });
export const cancelIntentInput = z.object({ intentId, reason: text(1, 500) });

const oneOf = <T extends string>(values: readonly [T, ...T[]], most: number) =>
  optional(z.array(z.enum(values)).min(1, 'names none').max(most));

export const intentFilter = z.object({
  kinds: oneOf(chainIntentKind.enumValues, chainIntentKind.enumValues.length),
  statuses: oneOf(chainIntentStatus.enumValues, chainIntentStatus.enumValues.length),
  reference: optional(text(1, 200)),
  userId: optional(nodeId('User')),
});
