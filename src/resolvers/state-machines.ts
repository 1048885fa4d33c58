import { announcementMachine } from './announcements/rules.ts';
import { certificateMachine } from './certificates/rules.ts';
import { conversionMachine } from './conversions/rules.ts';
import { duplicateMachine } from './duplicates/rules.ts';
import { proposalMachine } from './governance/rules.ts';
import { intentMachine } from './intents/rules.ts';
import { deliveryMachine } from './notifications/rules.ts';
import { orderMachine } from './orders/machine.ts';
import { paymentMachine } from './payments/machine.ts';
import { caseMachine } from './poai/rules.ts';
import { alertMachine } from './price-alerts/rules.ts';
import { projectMachine } from './projects/rules.ts';
import { quoteMachine } from './quotes/rules.ts';
import { retirementMachine } from './retirements/rules.ts';
import { reportMachine } from './reports/machine.ts';
import { scheduleMachine } from './retirements/schedule-rules.ts';
import { messageMachine, webhookMachine } from './webhooks/rules.ts';
import { withdrawalMachine } from './withdrawals/rules.ts';

export interface StateMachine {
  readonly noun: string;
  readonly initial: string;
  /** For each state, the steps that lead on and where to: the very object by which verbs decide. */
  readonly steps: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface Transition {
  readonly from: string;
  readonly step: string;
  readonly to: string;
}

/** Every state machine of the platform, for clients to read. */
export const machines: readonly StateMachine[] = [
  { noun: 'Announcement', initial: 'DRAFT', steps: announcementMachine },
  { noun: 'Withdrawal', initial: 'REQUESTED', steps: withdrawalMachine },
  { noun: 'Payment', initial: 'CREATED', steps: paymentMachine },
  { noun: 'Conversion', initial: 'SENDING', steps: conversionMachine },
  { noun: 'ChainIntent', initial: 'PREPARED', steps: intentMachine },
  { noun: 'Project', initial: 'DRAFT', steps: projectMachine },
  { noun: 'PoaiCase', initial: 'DRAFT', steps: caseMachine },
  { noun: 'Certificate', initial: 'PENDING', steps: certificateMachine },
  { noun: 'ProjectDuplicate', initial: 'OPEN', steps: duplicateMachine },
  { noun: 'Quote', initial: 'OPEN', steps: quoteMachine },
  { noun: 'Order', initial: 'PENDING_PAYMENT', steps: orderMachine },
  { noun: 'Retirement', initial: 'REQUESTED', steps: retirementMachine },
  { noun: 'Proposal', initial: 'PENDING', steps: proposalMachine },
  { noun: 'Report', initial: 'QUEUED', steps: reportMachine },
  { noun: 'ReportSchedule', initial: 'ACTIVE', steps: scheduleMachine },
  { noun: 'RetirementSchedule', initial: 'ACTIVE', steps: scheduleMachine },
  { noun: 'NotificationDelivery', initial: 'WAITING', steps: deliveryMachine },
  { noun: 'PriceAlert', initial: 'ACTIVE', steps: alertMachine },
  { noun: 'Webhook', initial: 'ACTIVE', steps: webhookMachine },
  { noun: 'WebhookMessage', initial: 'WAITING', steps: messageMachine },
];

export const statesOf = ({ steps }: StateMachine): string[] => Object.keys(steps);

export const transitionsOf = ({ steps }: StateMachine): Transition[] =>
  Object.entries(steps).flatMap(([from, leads]) => Object.entries(leads).map(([step, to]) => ({ from, step, to })));
