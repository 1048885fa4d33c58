import { type IntentKind, type IntentPatch, type IntentRow, updateIntent } from '../../db/chain-intents.ts';
import type { Db } from '../../db/client.ts';
import type { Context } from '../context.ts';
import { tell } from '../feed.ts';
import { readArgs } from './args.ts';
import { handlersOf, type IntentHandlers, type IntentOf } from './handlers.ts';
import { intentChanged, type IntentStep, nextIntentStatus } from './rules.ts';

const HANDLER = {
  BROADCAST: 'onBroadcast',
  REPREPARE: undefined,
  FIND: 'onMined',
  MINE: 'onMined',
  FINALIZE: 'onFinalized',
  ORPHAN: 'onOrphaned',
  FAIL: 'onGivenUp',
  CANCEL: 'onGivenUp',
  REPLACE: 'onGivenUp',
  RETRY: 'onRetry',
} as const satisfies Record<IntentStep, keyof IntentHandlers<IntentKind> | undefined>;

/**
 * Takes an intent, which the caller has locked, one step on: its new state, what follows from it for others, and the
 * event, together. Whatever it waited for is over. Throws IllegalTransition, and what a handler refuses.
 */
export async function stepIntent(
  tx: Db,
  ctx: Context,
  intent: IntentRow,
  step: IntentStep,
  patch: IntentPatch = {},
): Promise<IntentRow> {
  const status = nextIntentStatus(intent.status, step);
  const stepped = await updateIntent(tx, intent.id, {
    status,
    tries: 0,
    waitingFor: null,
    nextTryAt: new Date(),
    ...patch,
  });
  await handle(tx, ctx, stepped, stepped.kind, step);
  await tell(tx, [intentChanged(stepped)]);
  return stepped;
}

async function handle<K extends IntentKind>(tx: Db, ctx: Context, intent: IntentRow, kind: K, step: IntentStep) {
  const name = HANDLER[step];
  const run = name && handlersOf(kind)[name];
  if (run) await run(tx, ctx, { ...intent, kind, args: readArgs(kind, intent.args) } satisfies IntentOf<K>);
}
