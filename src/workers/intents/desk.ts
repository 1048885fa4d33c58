import type { IntentPatch, IntentRow, IntentStatus } from '../../db/chain-intents.ts';
import { lockIntent } from '../../db/chain-intents.ts';
import { type ClaimedIntent, putOffIntent } from '../../db/chain-sending.ts';
import type { Db } from '../../db/client.ts';
import type { Chain } from '../../resolvers/chain/client.ts';
import { type Context, transact } from '../../resolvers/context.ts';
import type { IntentStep } from '../../resolvers/intents/rules.ts';
import { stepIntent } from '../../resolvers/intents/step-intent.ts';
import type { Keys } from './keys.ts';

/** What the passes of the sender work with. */
export interface Desk {
  readonly ctx: Context;
  readonly chain: Chain;
  readonly keys: Keys;
}

/**
 * Takes an intent a step on if it is still in this state, and `allowed` where that is given; two senders that see the
 * same thing do it once. Gives it as it is then, or undefined if it was too late.
 */
export async function step(
  { ctx }: Desk,
  { id, status }: { readonly id: string; readonly status: IntentStatus },
  by: IntentStep,
  patch: IntentPatch = {},
  allowed: (tx: Db, intent: IntentRow) => Promise<boolean> | boolean = () => true,
): Promise<IntentRow | undefined> {
  return transact(ctx, async (tx) => {
    const intent = await lockIntent(tx, id);
    if (intent?.status !== status || !(await allowed(tx, intent))) return undefined;
    return stepIntent(tx, ctx, intent, by, patch);
  });
}

const LONGEST_PAUSE_S = 600;
const MOST_CHARACTERS = 500;

/** For how long an intent has waited at least that was tried in vain so often. */
export function waitedS(firstS: number, tries: number): number {
  let seconds = 0;
  for (let i = 0; i < Math.min(tries, 100); i += 1)
    seconds += Math.min(firstS * 2 ** i, Math.max(firstS, LONGEST_PAUSE_S));
  return seconds;
}

/** Says what a claimed intent waits for, and when it is tried again; with `counts`, later each time. */
export async function putOff(
  { ctx: { app } }: Desk,
  { id, claim, kind }: ClaimedIntent,
  waitingFor: string,
  { counts = true, anew = false } = {},
): Promise<void> {
  const words = waitingFor.slice(0, MOST_CHARACTERS);
  const firstS = app.config.CHAIN_RETRY_S;
  await putOffIntent(app.db, {
    id,
    claim,
    waitingFor: words,
    firstS,
    mostS: Math.max(firstS, LONGEST_PAUSE_S),
    counts,
    anew,
  });
  if (counts) app.log.warn({ intentId: id, kind, waitingFor: words }, 'a transaction waits');
}

/** Frees the nonce, so that another intent gets it: only for one of which nothing is signed. */
export const NO_SLOT = { signer: null, nonce: null } as const;
/** Forgets which transaction it was. */
export const NOT_MINED = { txHash: null, blockNumber: null, blockHash: null } as const;
