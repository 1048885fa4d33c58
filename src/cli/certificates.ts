import { createApp, createLog } from '../app.ts';
import { loadConfig } from '../config.ts';
import { selectCertificateKeys } from '../db/certificate-keys.ts';
import { rewrapSigningKeys, rotateSigningKey } from '../resolvers/certificates/keys.ts';
import type { App } from '../resolvers/context.ts';
import { CommandError, withDatabase } from './database.ts';

const USAGE = `Usage:
  npm run certificates -- keys         the keys that sign certificates or have signed some
  npm run certificates -- rotate-key   makes a new key that signs from now on; what was signed stays valid
  npm run certificates -- rewrap-keys  wraps the keys by the current master key of documents

All can be run beside the platform. They work on DATABASE_URL, or on the embedded database of DATA_DIR, running or not.`;

async function list({ db }: App): Promise<string> {
  const rows = await selectCertificateKeys(db);
  return rows.length === 0
    ? 'There is no key yet: the first certificate makes one.'
    : rows
        .map(({ kid, createdAt, retiredAt, masterKeyId }) => {
          const until = retiredAt ? `signed until ${retiredAt.toISOString()}` : 'signs';
          return `${kid}  since ${createdAt.toISOString()}  ${until}  wrapped by ${masterKeyId}`;
        })
        .join('\n');
}

async function rotate(app: App): Promise<string> {
  const { kid, before } = await rotateSigningKey(app);
  return before === null ? `${kid} signs from now on.` : `${kid} signs from now on, in the place of ${before}.`;
}

async function rewrap(app: App): Promise<string> {
  const { rewrapped, all } = await rewrapSigningKeys(app);
  return `${rewrapped} of ${all} keys were wrapped anew.`;
}

const COMMANDS: Readonly<Record<string, typeof list>> = { keys: list, 'rotate-key': rotate, 'rewrap-keys': rewrap };

try {
  const [verb = '', ...rest] = process.argv.slice(2);
  const command = rest.length === 0 ? COMMANDS[verb] : undefined;
  if (!command) throw new CommandError(USAGE);
  const config = loadConfig();
  const work = async (db: Parameters<Parameters<typeof withDatabase>[2]>[0]) =>
    command(await createApp(config, db, createLog(config)));
  console.log(await withDatabase(config, 'certificates', work));
} catch (error) {
  console.error(error instanceof CommandError ? error.message : error);
  process.exitCode = 1;
}
