import { createApp, createLog } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { openDatabase } from '../src/db/client.ts';
import { platformContext } from '../src/resolvers/context.ts';
import { passConsumer } from '../src/workers/consume.ts';
import { passNotificationMail } from '../src/workers/notification-mail.ts';
import { createNotifier } from '../src/workers/notifier.ts';
import { passWebhooks } from '../src/workers/webhooks.ts';
import { readDoom } from './doomed.ts';

// Reads what happened, writes who is told of it and sends it, over a wire to the database that kills this process with
// SIGKILL after the n-th step of it, as in settlement-crash-child.

interface Given {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly smtpUrl: string;
}
const { given, databaseUrl, applicationName, begin, end } = await readDoom<Given>();
const env = { NODE_ENV: 'test', LOG_LEVEL: 'silent', SMTP_URL: given.smtpUrl, OUTSIDE_PRIVATE_HOSTS: '127.0.0.1' };
const config = { ...loadConfig(env), dataDir: given.dataDir };
const db = openDatabase({ url: databaseUrl, poolSize: 1, statementTimeoutMs: 10_000, applicationName });
const app = await createApp(config, db, createLog(config));
const ctx = platformContext(app, 'crash');

await begin();
while (await passConsumer(ctx, createNotifier(config)));
await passNotificationMail(ctx);
await passWebhooks(ctx);
end();
await db.close();
