import type DataLoader from 'dataloader';
import { type AttemptRow, selectAttemptsOf } from '../../db/webhook-messages.ts';
import { type EndpointRow, selectEndpointsById } from '../../db/webhooks.ts';
import type { Batched } from '../batched.ts';

/** Look-ups of webhooks and of what their messages consist of. */
export interface WebhookLoaders {
  readonly webhooks: DataLoader<string, EndpointRow | undefined>;
  /** By the id of the message, oldest first. */
  readonly webhookAttempts: DataLoader<string, readonly AttemptRow[]>;
}

export const webhookLoaders = ({ byId, listsOf }: Batched): WebhookLoaders => ({
  webhooks: byId(selectEndpointsById),
  webhookAttempts: listsOf(selectAttemptsOf, (row) => row.messageId),
});
