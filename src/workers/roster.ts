import type { Context } from '../resolvers/context.ts';
import { passExpiry } from './announcements.ts';
import { passRetention } from './broadcast.ts';
import type { Pass } from './keep.ts';

const RETENTION_EVERY_MS = 60_000;

/** Every pass that the platform keeps running, by name. */
export function roster(ctx: Context): readonly Pass[] {
  const everyMs = ctx.app.config.CLOCK_PASS_MS;
  return [
    { name: 'announcement-expiry', everyMs, run: () => passExpiry(ctx) },
    { name: 'outbox-retention', everyMs: RETENTION_EVERY_MS, run: () => passRetention(ctx.app) },
  ];
}
