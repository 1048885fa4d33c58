import type { SentChannel } from '../../db/notification-deliveries.ts';
import type { NotificationFrequency } from '../../db/notification-settings.ts';
import type { NotificationTrigger } from '../../db/notifications.ts';
import type { Action } from '../permissions.ts';

export interface TriggerRule {
  /** Of an organization's matters: members who may do this are told. */
  readonly members: Action;
  /** How it is sent where nobody said otherwise. */
  readonly defaults: Readonly<Record<SentChannel, NotificationFrequency>>;
  /** Neither quiet hours nor digests hold it back, and mail of it cannot be switched off. */
  readonly urgent?: true;
}

const MAILED = { EMAIL: 'AT_ONCE', SMS: 'OFF', PUSH: 'AT_ONCE' } as const;
const SHOWN = { EMAIL: 'OFF', SMS: 'OFF', PUSH: 'OFF' } as const;
const PUSHED = { EMAIL: 'OFF', SMS: 'OFF', PUSH: 'AT_ONCE' } as const;

/** What there is to tell of, and how it is told by default. In the list of the user is all of it. */
export const triggers: Readonly<Record<NotificationTrigger, TriggerRule>> = {
  PROJECT_STATUS: { members: 'project.read-own', defaults: MAILED },
  POAI_CASE: { members: 'poai.read-own', defaults: MAILED },
  PURCHASE: { members: 'order.read-own', defaults: MAILED },
  TRADE: { members: 'trade.read-own', defaults: MAILED },
  TRANSFER: { members: 'transfer.read-own', defaults: MAILED },
  RETIREMENT: { members: 'retirement.read-own', defaults: MAILED },
  CERTIFICATE: { members: 'certificate.read-own', defaults: MAILED },
  GOVERNANCE_PROPOSAL: { members: 'organization.read-own', defaults: MAILED },
  SCHEDULED_RETIREMENT: { members: 'retirement.read-own', defaults: MAILED },
  PRICE_ALERT: { members: 'wallet.read', defaults: PUSHED },
  DEPOSIT: { members: 'wallet.read', defaults: MAILED },
  WITHDRAWAL: { members: 'wallet.read', defaults: MAILED },
  CHAIN_EVENT: { members: 'wallet.read', defaults: SHOWN },
  WEBHOOK: { members: 'webhook.read', defaults: MAILED },
  SECURITY: { members: 'organization.update', defaults: MAILED, urgent: true },
};
