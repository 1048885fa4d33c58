import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  customType,
  doublePrecision,
  index,
  integer,
  pgEnum,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { amount, table, xid8 } from './columns.ts';
import { projects } from './projects.ts';

/** By what projects are filtered and counted. Of the last three, only `true` is a value. */
export const projectFacet = pgEnum('project_facet', [
  'REGISTRY',
  'COUNTRY',
  'TYPE',
  'CATEGORY',
  'STATUS',
  'METHODOLOGY',
  'SDG',
  'VINTAGE',
  'SUSPENDED',
  'ACTIVE_CREDITS',
  'FOR_SALE',
]);
export type FacetKind = (typeof projectFacet.enumValues)[number];

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });
/** Text that sorts by its bytes, the same on every machine. */
const plainText = customType<{ data: string }>({ dataType: () => 'text collate "C"' });

/**
 * Every value that some project has had, by a number: a project has a list of numbers, so that one index filters by all of
 * them, and matches are counted outside of the database. A value stays once it is there.
 */
export const projectFacets = table(
  'project_facets',
  {
    code: integer().primaryKey().generatedAlwaysAsIdentity(),
    facet: projectFacet().notNull(),
    value: text().notNull(),
    /** How many published projects have it now. */
    projects: integer().notNull().default(0),
  },
  (t) => [unique('project_facets_value').on(t.facet, t.value)],
);

/**
 * What is searched: a row a project, derived from it, its methodologies, its credits and what of them is for sale. Triggers note whatever changes,
 * and the row is written once, as the transaction commits (drizzle/*_project_search_guards); nothing else writes it.
 */
export const projectSearch = table(
  'project_search',
  {
    projectId: uuid()
      .primaryKey()
      .references(() => projects.id),
    published: boolean().notNull(),
    /** Codes of project_facets, in order. */
    facets: integer().array().notNull(),
    /** Estimated a year; -1 where none is known, so that these come last. */
    tonnes: amount().notNull(),
    west: doublePrecision(),
    south: doublePrecision(),
    east: doublePrecision(),
    north: doublePrecision(),
    /** The beginning of the name without accents, case and punctuation. */
    sortName: plainText().notNull(),
    /** Weights: A name, B proponent, C methodologies and number, D description, type, category, region, country. */
    document: tsvector().notNull(),
  },
  (t) => [
    // Without a list of what is pending: whoever searches after an import would read through it.
    index('project_search_document').using('gin', t.document).with({ fastupdate: false }),
    index('project_search_names')
      .using('gin', sql`ts_filter(${t.document}, '{a}')`)
      .with({ fastupdate: false }),
    index('project_search_facets').using('gin', t.facets).with({ fastupdate: false }),
    // With the facets beside it, as the migration project_search_covering has it.
    index('project_search_newest')
      .on(t.projectId)
      .where(sql`${t.published}`),
    index('project_search_name')
      .on(t.sortName, t.projectId)
      .where(sql`${t.published}`),
    index('project_search_tonnes')
      .on(t.tonnes, t.projectId)
      .where(sql`${t.published}`),
    index('project_search_box')
      .using('gist', sql`box(point(${t.west}, ${t.south}), point(${t.east}, ${t.north}))`)
      .where(sql`${t.published}`),
  ],
);

/** Projects whose row is to be written anew as this transaction commits: triggers write them and clear them away. */
export const projectSearchMarks = table(
  'project_search_marks',
  { xid: xid8().notNull(), projectId: uuid().notNull() },
  (t) => [primaryKey({ columns: [t.xid, t.projectId] })],
);

/**
 * How much of a project can be bought: announcements that are open with something left, and batches of the platform's stock.
 * Counted as a transaction commits, so that what is searched changes with the first and with the last of them alone.
 */
export const projectsForSale = table(
  'projects_for_sale',
  {
    projectId: uuid()
      .primaryKey()
      .references(() => projects.id),
    offers: integer().notNull(),
  },
  (t) => [check('projects_for_sale_offers', sql`${t.offers} >= 0`)],
);

/** By how much that is to change as this transaction commits: triggers write it and clear it away. */
export const projectSaleSteps = table(
  'project_sale_steps',
  { xid: xid8().notNull(), projectId: uuid().notNull(), step: integer().notNull() },
  (t) => [primaryKey({ columns: [t.xid, t.projectId] })],
);

/** Words of the names of published projects and of their proponents, for what is spelled like one of them. */
export const projectWords = table('project_words', { word: plainText().primaryKey() }, (t) => [
  index('project_words_alike').using('gin', sql`${t.word} gin_trgm_ops`),
]);

/** What each country is called in English (all its names), so that a search for it finds its projects. Filled by the migration. */
export const countryNames = table('country_names', { country: text().primaryKey(), name: text().notNull() });
