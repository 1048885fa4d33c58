import { z } from 'zod';
import {
  type AttemptRow,
  type MessageRow,
  selectDeadMessages,
  selectMessagesById,
  selectMessagesOf,
  webhookMessageState,
} from '../../db/webhook-messages.ts';
import { type EndpointRow, selectEndpointsById, selectEndpointsOf } from '../../db/webhooks.ts';
import type { Context } from '../context.ts';
import { actingFor, optional, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { isPermitted, mayFor, permit, permitCaller, permitFor } from '../permissions.ts';

/** The caller's webhooks, or those of an organization whose ADMIN they are, newest first. */
export async function myWebhooks(ctx: Context, input: { readonly organizationId?: unknown }): Promise<EndpointRow[]> {
  await permitCaller(ctx, 'webhook.read');
  const { ownerId } = await permitFor(ctx, 'webhook.read', readInput(actingFor, input.organizationId));
  return selectEndpointsOf(ctx.app.db, ownerId);
}

/** The webhooks with these ids, null where there is none that the caller may see. */
export async function visibleWebhooks(ctx: Context, ids: readonly string[]): Promise<(EndpointRow | null)[]> {
  const found = new Map((await selectEndpointsById(ctx.app.db, ids)).map((row) => [row.id, row]));
  return Promise.all(
    ids.map(async (id) => {
      const row = found.get(id);
      return row && (await mayFor(ctx, 'webhook.read', row.ownerId)) ? row : null;
    }),
  );
}

const filterInput = z.object({ status: optional(z.enum(webhookMessageState.enumValues)) });

/** The log of a webhook that the caller sees, newest first. Throws InputInvalid. */
export async function messagesOf(
  ctx: Context,
  { id }: EndpointRow,
  input: PageInput & { readonly status?: unknown },
): Promise<Page<MessageRow>> {
  const { status: state } = readInput(filterInput, { status: input.status });
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectMessagesOf(ctx.app.db, id, { state, after, limit: size + 1 });
  return toPage(rows, size, input, (row) => encodeKeyset([row.id]));
}

/** Messages of everybody that were given up, newest first. */
export async function deadWebhookMessages(ctx: Context, input: PageInput): Promise<Page<MessageRow>> {
  await permit(ctx, 'notification.manage');
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectDeadMessages(ctx.app.db, { after, limit: size + 1 });
  return toPage(rows, size, input, (row) => encodeKeyset([row.id]));
}

/** What a message says, to whom it belongs to; an administrator sees only that there is one. */
export async function dataOf(ctx: Context, { endpointId, data }: MessageRow): Promise<string | null> {
  const webhook = await ctx.loaders.webhooks.load(endpointId);
  return webhook && (await mayFor(ctx, 'webhook.read', webhook.ownerId)) ? JSON.stringify(data) : null;
}

/** The messages with these ids, null where there is none that the caller may see. */
export async function visibleMessages(ctx: Context, ids: readonly string[]): Promise<(MessageRow | null)[]> {
  const rows = await selectMessagesById(ctx.app.db, ids);
  if (await isPermitted(ctx, 'notification.manage')) return ids.map((id) => rows.find((row) => row.id === id) ?? null);
  const endpoints = await visibleWebhooks(ctx, [...new Set(rows.map(({ endpointId }) => endpointId))]);
  const seen = new Set(endpoints.flatMap((row) => row?.id ?? []));
  const found = new Map(rows.filter(({ endpointId }) => seen.has(endpointId)).map((row) => [row.id, row]));
  return ids.map((id) => found.get(id) ?? null);
}

/** The attempts to deliver a message that the caller sees, oldest first. */
export const attemptsOf = (ctx: Context, { id }: MessageRow): Promise<readonly AttemptRow[]> =>
  ctx.loaders.webhookAttempts.load(id);
