import { randomBytes } from 'node:crypto';
import postgres from 'postgres';

export const TEMPLATE = 'ecocoin_template';

export const urlOf = (serverUrl: string, database: string): string => {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
};

/** A fresh, migrated database; disposing drops it. */
export async function cloneDatabase(serverUrl: string): Promise<{ url: string } & AsyncDisposable> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const sql = postgres(serverUrl, { max: 1, onnotice: () => {} });
  await sql.unsafe(`create database ${name} template ${TEMPLATE}`);
  await sql.end();
  return {
    url: urlOf(serverUrl, name),
    async [Symbol.asyncDispose]() {
      const admin = postgres(serverUrl, { max: 1, onnotice: () => {} });
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.end();
    },
  };
}

/** A database with nothing in it; disposing drops it. */
export async function makeEmptyDatabase(serverUrl: string): Promise<{ url: string } & AsyncDisposable> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(serverUrl, `create database ${name}`);
  return {
    url: urlOf(serverUrl, name),
    [Symbol.asyncDispose]: () => administer(serverUrl, `drop database if exists ${name} with (force)`),
  };
}

async function administer(serverUrl: string, statement: string): Promise<void> {
  const sql = postgres(serverUrl, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}
