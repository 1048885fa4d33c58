import { type EndpointRow, selectSecretsToWrap, updateSecretWraps } from '../../db/webhooks.ts';
import type { App, Context } from '../context.ts';
import { openSecrets, sealSecret } from './secrets.ts';

export interface Rewrapping {
  rewrapped: number;
  /** Webhooks whose secrets do not open, and why. */
  readonly failed: { readonly webhookId: string; readonly why: string }[];
}

const MOST_FAILURES = 1_000;

/**
 * Wraps the secrets of all webhooks with the current master key, where another one wraps them. The secrets stay the same. It
 * can be stopped and run again, beside the platform.
 */
export async function rewrapWebhookSecrets({ app }: Context): Promise<Rewrapping> {
  const masterKeyId = await app.vault.masterKeys.currentId();
  const limit = app.config.DOCUMENT_BATCH;
  const rewrapping: Rewrapping = { rewrapped: 0, failed: [] };
  let after: string | undefined;
  for (;;) {
    const page = await selectSecretsToWrap(app.db, { masterKeyId, after, limit });
    for (const endpoint of page) await rewrap(app, endpoint, rewrapping);
    if (page.length < limit) return rewrapping;
    after = page.at(-1)?.id;
  }
}

async function rewrap({ db, vault }: App, endpoint: EndpointRow, rewrapping: Rewrapping): Promise<void> {
  const { id: endpointId, secretNumber: number } = endpoint;
  try {
    const [current, before] = await openSecrets(vault.masterKeys, endpoint);
    if (!current) throw new Error('there is no secret');
    const now = await sealSecret(vault.masterKeys, { endpointId, number }, current);
    // One whose time is over is left behind.
    const previous = before ? await sealSecret(vault.masterKeys, { endpointId, number: number - 1 }, before) : null;
    // It may have been rotated meanwhile, and is then wrapped by the current key already.
    if (await updateSecretWraps(db, endpoint, now, previous)) rewrapping.rewrapped += 1;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (rewrapping.failed.length < MOST_FAILURES) rewrapping.failed.push({ webhookId: endpointId, why });
  }
}
