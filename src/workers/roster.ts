import type { Context } from '../resolvers/context.ts';
import { analyticsPasses } from './analytics.ts';
import { passExpiry } from './announcements.ts';
import { passRetention } from './broadcast.ts';
import { certificatePasses } from './certificates.ts';
import { passDuplicates } from './duplicates.ts';
import { passDocuments } from './documents.ts';
import { fxPasses } from './fx.ts';
import { governancePasses } from './governance.ts';
import { intentPasses } from './intents/passes.ts';
import { relayPasses } from './kafka/relay.ts';
import type { Pass } from './keep.ts';
import { passMail } from './mail.ts';
import { notificationPasses } from './notifier.ts';
import { orderPasses } from './orders.ts';
import { passPartitions } from './partitions.ts';
import { paymentPasses } from './payments.ts';
import { pricePasses } from './prices.ts';
import { pricingPasses } from './pricing.ts';
import { reportPasses } from './reports.ts';
import { reservePasses } from './reserves.ts';
import { retirementPasses } from './retirements.ts';
import { passSweep } from './sweep.ts';

const RETENTION_EVERY_MS = 60_000;
const SWEEP_EVERY_MS = 30_000;
const PARTITIONS_EVERY_MS = 600_000;
const DUPLICATES_EVERY_MS = 10_000;

/** Every pass that the platform keeps running, by name. */
export function roster(ctx: Context): readonly Pass[] {
  const everyMs = ctx.app.config.CLOCK_PASS_MS;
  return [
    { name: 'announcement-expiry', everyMs, run: () => passExpiry(ctx) },
    { name: 'mail', everyMs, run: async () => (await passMail(ctx)) >= ctx.app.config.MAIL_BATCH },
    { name: 'sweep', everyMs: SWEEP_EVERY_MS, run: () => passSweep(ctx) },
    { name: 'documents', everyMs: SWEEP_EVERY_MS, run: () => passDocuments(ctx) },
    { name: 'outbox-retention', everyMs: RETENTION_EVERY_MS, run: () => passRetention(ctx.app) },
    { name: 'partitions', everyMs: PARTITIONS_EVERY_MS, run: () => passPartitions(ctx) },
    { name: 'project-duplicates', everyMs: DUPLICATES_EVERY_MS, run: () => passDuplicates(ctx) },
    ...notificationPasses(ctx),
    ...analyticsPasses(ctx),
    ...relayPasses(ctx),
    ...paymentPasses(ctx),
    ...orderPasses(ctx),
    ...pricePasses(ctx),
    ...fxPasses(ctx),
    ...pricingPasses(ctx),
    ...intentPasses(ctx),
    ...governancePasses(ctx),
    ...reportPasses(ctx),
    ...reservePasses(ctx),
    ...retirementPasses(ctx),
    ...certificatePasses(ctx),
  ];
}
