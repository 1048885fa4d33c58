import type { IntentAction } from '../resolvers/intents/actions.ts';
import { intentActionsOf } from '../resolvers/intents/read.ts';
import { builder, enumOf } from './builder.ts';
import { ChainIntent } from './intents.ts';

const ChainIntentAction = enumOf('ChainIntentAction', 'What can be done to a transaction of the platform.', {
  RETRY: '`chainIntentRetry`: have it tried again.',
  CANCEL: '`chainIntentCancel`: have it not carried out.',
} satisfies Record<IntentAction, string>);

builder.objectField(ChainIntent, 'allowedActions', (t) =>
  t.field({
    type: [ChainIntentAction],
    extensions: { viewerDependent: true },
    description: 'What you can do to it now.',
    resolve: (intent, _, ctx) => intentActionsOf(ctx, intent),
  }),
);
