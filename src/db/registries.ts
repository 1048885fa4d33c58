import { sql } from 'drizzle-orm';
import { check, text } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { table } from './columns.ts';

/** Who registers projects and issues credits. Rows and no enum: a new registry is a row, and a mapping for its files. */
export const registries = table(
  'registries',
  {
    /** Such as `GOLD_STANDARD`: part of what names a project and a serial block, so it never changes. */
    code: text().primaryKey(),
    name: text().notNull(),
    url: text().notNull(),
    /** The program whose rules its credits are issued under, such as "Verified Carbon Standard". */
    program: text().notNull(),
  },
  (t) => [check('registries_code', sql`${t.code} ~ '^[A-Z][A-Z0-9_]{1,39}$'`)],
);

export type RegistryRow = typeof registries.$inferSelect;

/** All of them, by code. There are few. */
export async function selectRegistries({ orm }: Db): Promise<RegistryRow[]> {
  return await orm.select().from(registries).orderBy(registries.code);
}

export async function selectRegistriesByCode({ sql }: Db, codes: readonly string[]): Promise<RegistryRow[]> {
  return await sql<RegistryRow[]>`select * from registries where code = any(${[...codes]}::text[])`;
}
