import {
  claimEndpoints,
  insertAttempt,
  type MessageRow,
  releaseEndpoint,
  selectWaitingMessages,
  waitsMoreThan,
} from '../db/webhook-messages.ts';
import type { EndpointRow } from '../db/webhooks.ts';
import { type Context, transact } from '../resolvers/context.ts';
import { disableWebhook } from '../resolvers/webhooks/disable-webhook.ts';
import { nextMessageState, pauseAfter } from '../resolvers/webhooks/rules.ts';
import { openSecrets } from '../resolvers/webhooks/secrets.ts';
import { signedHeaders } from '../resolvers/webhooks/signing.ts';
import { type OutsideAnswer, postOutside } from './outside/post-outside.ts';

const GONE = 410;

/**
 * Sends webhooks what waits for them: to each in the order of the messages, and the next one only when the one before was
 * taken or given up; to several at the same time, so that a slow one holds nobody up. True if there may be more. A process
 * that dies after sending and before noting it sends the message again under the same id; none is lost.
 */
export async function passWebhooks(ctx: Context): Promise<boolean> {
  const { config, db } = ctx.app;
  const { WEBHOOK_AT_ONCE: limit, WEBHOOK_BURST: burst, WEBHOOK_TIMEOUT_MS: timeoutMs } = config;
  // Longer than all of a burst may take: while it is under way, nobody else may send.
  const leaseS = ((burst + 2) * timeoutMs) / 1_000;
  const endpoints = await claimEndpoints(db, { leaseS, limit });
  const more = await Promise.all(endpoints.map((endpoint) => sendAll(ctx, endpoint)));
  return more.some(Boolean) || endpoints.length === limit;
}

/** What waits for one endpoint, up to a burst; true if more may wait and can be sent now. */
async function sendAll(ctx: Context, endpoint: EndpointRow): Promise<boolean> {
  const { config, db, vault } = ctx.app;
  const { id, enqueued } = endpoint;
  const released = { id, enqueued };
  const waiting = await selectWaitingMessages(db, id, config.WEBHOOK_BURST);
  let took = false;
  try {
    const secrets = await openSecrets(vault.masterKeys, endpoint);
    for (const message of waiting) {
      const outcome = await sendOne(ctx, endpoint, message, secrets);
      if (!outcome.taken) {
        await releaseEndpoint(db, released, { drained: false, pauseS: outcome.pauseS, failed: true, took });
        await giveUpOn(ctx, endpoint, outcome.status, took);
        return false;
      }
      took = true;
    }
  } catch (error) {
    ctx.app.log.error({ err: error, webhookId: id }, 'a webhook could not be called');
    await releaseEndpoint(db, released, { drained: false, pauseS: config.WEBHOOK_BACKOFF_S, failed: false, took });
    return false;
  }
  const drained = waiting.length < config.WEBHOOK_BURST;
  await releaseEndpoint(db, released, { drained, pauseS: 0, failed: false, took });
  return !drained;
}

interface Outcome {
  readonly taken: boolean;
  /** What the endpoint answered, if it did. */
  readonly status: number | null;
  readonly pauseS: number;
}

async function sendOne(
  { app: { config, db } }: Context,
  { url }: EndpointRow,
  message: MessageRow,
  secrets: readonly Buffer[],
): Promise<Outcome> {
  const { id, type, data, createdAt, attempts } = message;
  const body = JSON.stringify({ type, timestamp: createdAt.toISOString(), data });
  const startedAt = performance.now();
  const answer = await postOutside({
    url,
    body,
    headers: {
      'content-type': 'application/json',
      ...signedHeaders({ id: `msg_${id}`, timestampS: Math.floor(Date.now() / 1_000), body }, secrets),
    },
    timeoutMs: config.WEBHOOK_TIMEOUT_MS,
    privateHosts: config.OUTSIDE_PRIVATE_HOSTS,
  });
  const durationMs = Math.round(performance.now() - startedAt);
  const error = failureOf(answer);
  const status = answer.state === 'ANSWERED' ? answer.status : null;
  const isLast = attempts + 1 >= config.WEBHOOK_ATTEMPTS;
  const state =
    error === null
      ? nextMessageState('WAITING', 'DELIVER')
      : isLast
        ? nextMessageState('WAITING', 'GIVE_UP')
        : 'WAITING';
  await insertAttempt(db, { messageId: id, status, durationMs, error, state });
  const asked = answer.state === 'ANSWERED' ? answer.retryAfterMs : undefined;
  return { taken: error === null, status, pauseS: pauseAfter(attempts + 1, config.WEBHOOK_BACKOFF_S, asked) };
}

/** Why a message was not taken; null if it was. Whoever redirects has not taken it. */
function failureOf(answer: OutsideAnswer): string | null {
  if (answer.state !== 'ANSWERED') return answer.reason;
  return answer.status >= 200 && answer.status < 300 ? null : `answered ${answer.status}`;
}

/** Disables an endpoint that is gone, that took nothing for too long, or for which too much waits. */
async function giveUpOn(
  ctx: Context,
  { id, failingSince }: EndpointRow,
  status: number | null,
  took: boolean,
): Promise<void> {
  const { config, db, log } = ctx.app;
  const failedForS = took || !failingSince ? 0 : (Date.now() - failingSince.getTime()) / 1_000;
  let reason: string | undefined;
  if (status === GONE) reason = 'it answered that it is gone (410)';
  else if (failedForS >= config.WEBHOOK_DISABLE_S)
    reason = `it took nothing for ${Math.floor(failedForS / 3_600)} hours`;
  else if (await waitsMoreThan(db, id, config.WEBHOOK_QUEUE))
    reason = `more than ${config.WEBHOOK_QUEUE} messages wait`;
  if (reason === undefined) return;
  log.warn({ webhookId: id, reason }, 'webhook disabled');
  const why = reason;
  await transact(ctx, (tx) => disableWebhook(tx, config, id, why));
}
