import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import type { Db } from '../src/db/client.ts';
import type { Cursor } from '../src/db/outbox.ts';

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

/** The place of the last event that is committed. */
export async function newestPlace({ sql }: Pick<Db, 'sql'>): Promise<Cursor | undefined> {
  const [newest] = await sql<Cursor[]>`
    select xid::text, position from outbox order by outbox.xid desc, position desc limit 1`;
  return newest;
}
