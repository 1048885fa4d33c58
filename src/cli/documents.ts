import { createApp, createLog } from '../app.ts';
import { type Config, loadConfig } from '../config.ts';
import type { Database } from '../db/client.ts';
import { platformContext } from '../resolvers/context.ts';
import { rotateDocumentKeys } from '../resolvers/documents/rotate-document-keys.ts';
import { rewrapSecondFactors } from '../resolvers/second-factors/rewrap-second-factors.ts';
import { verifyDocuments } from '../resolvers/documents/verify-documents.ts';
import { rewrapWebhookSecrets } from '../resolvers/webhooks/rewrap-webhook-secrets.ts';
import { CommandError, withDatabase } from './database.ts';

const USAGE = `Usage:
  npm run documents -- rotate-keys    wraps the keys of all documents, and the secrets of webhooks and of second factors,
                                      with the current master key
  npm run documents -- verify         reads every version from end to end and says what is damaged

Both can be run beside the platform, stopped and run again. They work on DATABASE_URL, or on the embedded database of
DATA_DIR, running or not.`;

const show = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r${text}`);
};

async function rotate(config: Config, db: Database): Promise<string> {
  const ctx = platformContext(await createApp(config, db, createLog(config)), 'documents-rotate-keys');
  const { masterKeyId, all, rewrapped, failed } = await rotateDocumentKeys(ctx, (rotation) => {
    show(`${rotation.done} of ${rotation.all} versions`);
  });
  const webhooks = await rewrapWebhookSecrets(ctx);
  const factors = await rewrapSecondFactors(ctx.app);
  const isAll = failed.length + webhooks.failed.length + factors.failed.length === 0;
  if (!isAll) process.exitCode = 1;
  return [
    `Master key ${masterKeyId}: ${rewrapped} of ${all} versions were wrapped anew.`,
    ...failed.map(({ versionId, why }) => `  ${versionId}: ${why}`),
    `Secrets of ${webhooks.rewrapped} webhooks were wrapped anew.`,
    ...webhooks.failed.map(({ webhookId, why }) => `  webhook ${webhookId}: ${why}`),
    `Secrets of ${factors.rewrapped} second factors were wrapped anew.`,
    ...factors.failed.map(({ userId, why }) => `  second factor of ${userId}: ${why}`),
    isAll ? 'The master keys before it are not needed any more.' : 'Keep the master keys before it.',
  ].join('\n');
}

async function verify(config: Config, db: Database): Promise<string> {
  const ctx = platformContext(await createApp(config, db, createLog(config)), 'documents-verify');
  const { done, bytes, damaged, unread } = await verifyDocuments(ctx, (verification) => {
    show(`${verification.done} of ${verification.all} versions`);
  });
  if (damaged.length + unread.length > 0) process.exitCode = 1;
  return [
    `${done} versions with ${bytes} bytes were read: ${damaged.length} damaged, ${unread.length} could not be read.`,
    ...damaged.map(({ documentId, why }) => `  document ${documentId}: ${why}`),
    ...unread.map(({ versionId, why }) => `  version ${versionId} could not be read: ${why}`),
  ].join('\n');
}

const COMMANDS: Readonly<Record<string, typeof rotate>> = { 'rotate-keys': rotate, verify };

try {
  const [verb = '', ...rest] = process.argv.slice(2);
  const command = rest.length === 0 ? COMMANDS[verb] : undefined;
  if (!command) throw new CommandError(USAGE);
  const config = loadConfig();
  console.log(await withDatabase(config, 'documents', (db) => command(config, db)));
} catch (error) {
  console.error(error instanceof CommandError ? error.message : error);
  process.exitCode = 1;
}
