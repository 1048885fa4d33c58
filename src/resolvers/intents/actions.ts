import type { IntentKind, IntentRow } from '../../db/chain-intents.ts';
import type { ThingRules } from '../standings.ts';
import { handlersOf } from './handlers.ts';
import { isCarriedOut, isGivenUp } from './rules.ts';

export type IntentAction = 'RETRY' | 'CANCEL';

/** What an intent of this kind was for is let go with it for good: it is never tried again. */
export function isLetGo(kind: IntentKind): boolean {
  const { onGivenUp, onRetry } = handlersOf(kind);
  return onGivenUp !== undefined && onRetry === undefined;
}

/** Whether it is too late to keep the chain from it: it has taken it, or will not. */
export const isOver = ({ status }: Pick<IntentRow, 'status'>): boolean => isCarriedOut(status) || isGivenUp(status);

/** Who may do what to an intent, and when. */
export const intentActions = {
  RETRY: {
    anyone: 'intent.manage',
    when: ({ status, kind }) => (isGivenUp(status) ? !isLetGo(kind) : status === 'PREPARED'),
  },
  CANCEL: { anyone: 'intent.manage', when: (intent) => !isOver(intent) && intent.cancelRequestedAt === null },
} as const satisfies ThingRules<IntentRow, IntentAction>;
