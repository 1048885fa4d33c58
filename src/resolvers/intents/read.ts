import {
  type AttemptRow,
  type IntentCounts,
  type IntentRow,
  selectIntentCounts,
  selectIntents,
} from '../../db/chain-intents.ts';
import type { App, Context } from '../context.ts';
import { readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { isPermitted, permit } from '../permissions.ts';
import { allowedActions } from '../standings.ts';
import { onlyVisible } from '../visible.ts';
import { type IntentAction, intentActions } from './actions.ts';
import { intentFilter } from './rules.ts';

/** Why it waits, and who wrote it, is for those who run the platform; what became of it is for whom it concerns. */
const asUserSees = (intent: IntentRow): IntentRow => ({ ...intent, waitingFor: null, createdBy: null });

/** The intents that the caller may see, newest first: finance all, everybody else those about themselves. */
export async function listIntents(ctx: Context, input: PageInput & { filterBy?: unknown }): Promise<Page<IntentRow>> {
  const { userId } = await permit(ctx, 'intent.read');
  const filter = readInput(intentFilter, input.filterBy ?? {});
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const all = await isPermitted(ctx, 'intent.read-any');
  const about = all ? filter.userId : userId;
  const rows = await selectIntents(ctx.app.db, { ...filter, userId: about, after, limit: size + 1 });
  return toPage(all ? rows : rows.map(asUserSees), size, input, (row) => encodeKeyset([row.id]));
}

/** The intents with these ids, null where there is none that the caller may see. */
export async function visibleIntents(ctx: Context, ids: readonly string[]): Promise<(IntentRow | null)[]> {
  const intents = await onlyVisible(ctx, await ctx.loaders.intents.loadMany(ids), (intent) => [intent.userId], {
    own: 'intent.read',
    any: 'intent.read-any',
  });
  if (await isPermitted(ctx, 'intent.read-any')) return intents;
  return intents.map((intent) => intent && asUserSees(intent));
}

/** What was signed for an intent that the caller sees, newest first. For finance; nobody else gets any. */
export async function attemptsOf(ctx: Context, intentId: string): Promise<readonly AttemptRow[]> {
  if (!(await isPermitted(ctx, 'intent.read-any'))) return [];
  return await ctx.loaders.intentAttempts.load(intentId);
}

/** What the caller can do to an intent that they see. */
export const intentActionsOf = (ctx: Context, intent: IntentRow): Promise<IntentAction[]> =>
  allowedActions(ctx, intentActions, intent, intent.userId);

/** How the sending of transactions does. It is not ready when one has been under way for too long. */
export interface IntentHealth extends IntentCounts {
  readonly ready: boolean;
}

export async function readIntentHealth({ db, config }: Pick<App, 'db' | 'config'>): Promise<IntentHealth> {
  const counts = await selectIntentCounts(db, config.CHAIN_ID);
  return { ready: counts.oldestS <= config.CHAIN_INTENT_ALARM_S, ...counts };
}
