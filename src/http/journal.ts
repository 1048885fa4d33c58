import { performance } from 'node:perf_hooks';
import type { App, Context } from '../resolvers/context.ts';
import { isRefused, type Refused } from './guard.ts';
import { metricsOf } from './metrics.ts';
import type { Prepared } from './prepare.ts';

export type Status = 'ok' | 'errors' | 'invalid' | 'limited';
export type Via = 'http' | 'sse' | 'ws' | 'rest';

/** Keeps one line and one measurement an operation. */
export interface Journal {
  /**
   * `startedAt` by `performance.now()`. What was asked and answered is not written down: variables, tokens, headers and
   * results may all hold what belongs to nobody's eyes.
   */
  write(ctx: Context, entry: Prepared | Refused, via: Via, startedAt: number, hasErrors?: boolean): void;
}

const LONGEST_NAME = 60;

export function createJournal(app: App): Journal {
  // Each line is made of named parts that hold no secret: it need not be searched for them.
  const log = app.log.child({}, { redact: [] });
  const { operations } = metricsOf(app);
  return {
    write(ctx, entry, via, startedAt, hasErrors = false) {
      const durationMs = performance.now() - startedAt;
      const status = statusOf(entry, hasErrors);
      const prepared = isRefused(entry) ? undefined : entry;
      const field = prepared?.measured.fields[0] ?? 'none';
      const kind = prepared?.kind ?? 'none';
      operations.observe({ operation: field, kind, status }, durationMs / 1000);
      if (!log.isLevelEnabled('info')) return;
      log.info(
        {
          requestId: ctx.request.id,
          operation: prepared?.name.slice(0, LONGEST_NAME),
          field,
          kind,
          via,
          status,
          durationMs: Math.round(durationMs * 100) / 100,
          viewer: ctx.viewer?.userId,
        },
        'operation',
      );
    },
  };
}

function statusOf(entry: Prepared | Refused, hasErrors: boolean): Status {
  if (isRefused(entry)) return entry.status === 429 ? 'limited' : 'invalid';
  return hasErrors ? 'errors' : 'ok';
}
