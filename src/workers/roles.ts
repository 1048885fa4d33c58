import type { WorkerRole } from '../config-scale.ts';
import type { Leaders } from './leaders.ts';
import type { Pass } from './keep.ts';

interface Duty {
  readonly role: WorkerRole;
  /** Which passes, by their names. */
  readonly names: RegExp;
  /** One process at a time does it: the world outside is asked once, or all of it is done anew each time. */
  readonly alone: boolean;
}

/**
 * Which role each pass belongs to (WORKER_ROLES). The others may run side by side: the database gives each piece of work to
 * one of them. The indexer of the chain belongs to `chain` and leads by a lock of its own; the jobs that make reports
 * belong to `documents`.
 */
const duties: readonly Duty[] = [
  { role: 'market', names: /^(announcement-|order-|quote-)/, alone: false },
  { role: 'payments', names: /^(payment-notices|invoice-reminders|bank-lines)$/, alone: true },
  { role: 'payments', names: /^(payments?|payment-.*|invoices)$/, alone: false },
  { role: 'prices', names: /^(price|fx)-/, alone: true },
  { role: 'prices', names: /^(market-index|trading-volumes|verifier-records|batch-prices)$/, alone: true },
  { role: 'chain', names: /^(intents-|retirement)/, alone: false },
  { role: 'chain', names: /^(reserves|governance)$/, alone: true },
  { role: 'documents', names: /^(documents|certificates|report-.*)$/, alone: false },
  { role: 'messages', names: /^(mail|notification-.*|webhook-.*)$/, alone: false },
  { role: 'events', names: /^(consumer .*|kafka-relay|analytics-.*)$/, alone: true },
  { role: 'upkeep', names: /^(sweep|outbox-retention|project-duplicates|partitions)$/, alone: true },
];

/** What is known of a pass. @throws Error for one that no line above names */
export function dutyOf(name: string): Duty {
  const duty = duties.find(({ names }) => names.test(name));
  if (!duty) throw new Error(`the pass "${name}" has no role: give it one in src/workers/roles.ts`);
  return duty;
}

/** The passes of these roles, each of those that one process does alone under its lock. */
export const passesOf = (passes: readonly Pass[], roles: readonly WorkerRole[], leaders: Leaders): readonly Pass[] =>
  passes
    .map((pass) => ({ pass, duty: dutyOf(pass.name) }))
    .filter(({ duty }) => roles.includes(duty.role))
    .map(({ pass, duty }) => (duty.alone ? leaders.guard(pass) : pass));
