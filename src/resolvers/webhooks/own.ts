import type { Db } from '../../db/client.ts';
import { type EndpointRow, lockEndpoint } from '../../db/webhooks.ts';
import type { Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import { isPermitted, mayFor, permitCaller } from '../permissions.ts';

/** Locks an endpoint of the caller's, or of an organization whose ADMIN they are. Throws NotFound, Forbidden. */
export async function lockOwnEndpoint(ctx: Context, id: string, tx: Db): Promise<EndpointRow> {
  await permitCaller(ctx, 'webhook.manage', tx);
  const endpoint = await lockEndpoint(tx, id);
  if (!endpoint || !(await mayFor(ctx, 'webhook.manage', endpoint.ownerId, tx))) throw new NotFound('webhook');
  return endpoint;
}

/** Locks the endpoint of a message that the caller may have sent again: its owner, or an administrator. Throws NotFound. */
export async function lockEndpointToRetry(ctx: Context, id: string, tx: Db): Promise<EndpointRow> {
  if (!(await isPermitted(ctx, 'notification.manage', tx))) return lockOwnEndpoint(ctx, id, tx);
  const endpoint = await lockEndpoint(tx, id);
  if (!endpoint) throw new NotFound('webhook');
  return endpoint;
}

/** An address without what may be a secret in it, for records. */
export const shownUrl = (url: string): string => new URL(url).origin;
