import type { NotificationPartsFragment, NotificationTrigger } from '../../../operations.generated.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';

const ICONS: Readonly<Record<NotificationTrigger, IconName>> = {
  PROJECT_STATUS: 'leaf',
  POAI_CASE: 'review',
  PURCHASE: 'orders',
  TRADE: 'trades',
  TRANSFER: 'trades',
  RETIREMENT: 'retire',
  CERTIFICATE: 'certificate',
  GOVERNANCE_PROPOSAL: 'vote',
  SCHEDULED_RETIREMENT: 'retire',
  PRICE_ALERT: 'market',
  DEPOSIT: 'deposit',
  WITHDRAWAL: 'wallet',
  CHAIN_EVENT: 'stake',
  SECURITY: 'person',
  WEBHOOK: 'plug',
};

/** All that people and programs are told of. */
export const TRIGGERS = Object.keys(ICONS) as readonly NotificationTrigger[];

export const Kind = ({ trigger }: { readonly trigger: NotificationTrigger }) => (
  <span class="told-kind">
    <Icon name={ICONS[trigger]} />
  </span>
);

/** Pages of things by their id, and where one sees all of the kind. */
const PLACES: Readonly<Record<NotificationTrigger, (id: string) => string>> = {
  PROJECT_STATUS: (id) => `/projects/${id}`,
  POAI_CASE: (id) => `/cases/${id}`,
  PURCHASE: (id) => `/orders/${id}`,
  TRADE: () => '/trades',
  TRANSFER: () => '/wallets',
  RETIREMENT: () => '/retirements',
  CERTIFICATE: () => '/retirements',
  GOVERNANCE_PROPOSAL: (id) => `/governance/${id}`,
  SCHEDULED_RETIREMENT: () => '/retirements',
  PRICE_ALERT: () => '/',
  DEPOSIT: () => '/wallets',
  WITHDRAWAL: () => '/wallets',
  CHAIN_EVENT: () => '/account',
  SECURITY: () => '/account',
  WEBHOOK: () => '/webhooks',
};

/** Where one sees what it is about; undefined where there is nothing to see. */
export const placeOf = ({ trigger, subjectId }: NotificationPartsFragment): string | undefined =>
  subjectId == null ? undefined : PLACES[trigger](encodeURIComponent(subjectId));
