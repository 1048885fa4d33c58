import { sql } from 'drizzle-orm';
import { check, index, integer, pgEnum, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { type Db, texts } from './client.ts';
import { amount, createdAt, instant, table } from './columns.ts';
import { proposals } from './proposals.ts';
import { users } from './users.ts';

/** What the pricing model is made of; what each means and may be is in resolvers/pricing/parameters.ts. */
export const pricingParameter = pgEnum('pricing_parameter', [
  'TYPE_BASE',
  'ANCHOR',
  'LAMBDA',
  'VINTAGE_FLOOR',
  'LABEL_FACTOR',
  'LABEL_CAP',
  'RATING_FACTOR',
  'VERIFIER_SLOPE',
  'VERIFIER_PRIOR',
  'VERIFIER_PRIOR_WEIGHT',
  'VERIFIER_MIN',
  'VERIFIER_MAX',
  'VERIFIER_AGE_DAYS',
  'VERIFIER_CASE_TONNES',
  'VERIFIER_CASE_CAP',
  'VERIFIER_MODIFIED',
  'SUPPLY_SLOPE',
  'SUPPLY_DAYS',
  'SUPPLY_MIN',
  'SUPPLY_MAX',
  'MARKET_MIN',
  'MARKET_MAX',
  'BAND_LOW',
  'BAND_HIGH',
  'TICK',
  'INDEX_DAYS',
  'INDEX_OUTLIER_MADS',
  'INDEX_LEAST_MAD',
  'INDEX_TRADE_SHARE',
  'INDEX_LEAST_TRADES',
  'INDEX_LEAST_SELLERS',
]);
export type ParameterName = (typeof pricingParameter.enumValues)[number];

/** A publication of parameters: from its start on they take the place of those of the same name. Append-only. */
export const pricingModels = table(
  'pricing_models',
  {
    version: integer().primaryKey().generatedAlwaysAsIdentity(),
    /** Null: the platform's own defaults, or what a proposal set. */
    authorId: uuid().references(() => users.id),
    /** Of the governance, by whose execution it was published. */
    proposalId: uuid().references(() => proposals.id),
    /** Why it was published. */
    reason: text().notNull(),
    effectiveFrom: instant().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index('pricing_models_effective').on(t.effectiveFrom, t.version),
    check('pricing_models_reason', sql`${t.reason} <> ''`),
  ],
);

/** One parameter as one version of the model has it. Append-only. */
export const pricingParameters = table(
  'pricing_parameters',
  {
    modelVersion: integer()
      .notNull()
      .references(() => pricingModels.version),
    name: pricingParameter().notNull(),
    /** Of which type, label or rating; empty where there is but one. */
    key: text().notNull(),
    /** In which currency; empty for what is no price. */
    currency: text().notNull(),
    /** In 10^-18. */
    value: amount().notNull(),
    /** Where the value comes from. */
    source: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.modelVersion, t.name, t.key, t.currency] }),
    index('pricing_parameters_name').on(t.name, t.key, t.modelVersion),
    check('pricing_parameters_value', sql`${t.value} >= 0`),
  ],
);

export type PricingModelRow = typeof pricingModels.$inferSelect;
export type PricingParameterRow = typeof pricingParameters.$inferSelect;
export type NewParameter = Omit<PricingParameterRow, 'modelVersion'>;

/** A parameter with the publication that it came with. */
export type ParameterView = PricingParameterRow & Pick<PricingModelRow, 'authorId' | 'effectiveFrom' | 'createdAt'>;

/** Lets publications come one after the other until the transaction ends: each is checked against what it will join. */
export async function lockPricing({ sql: statement }: Db): Promise<void> {
  await statement`select pg_advisory_xact_lock(${PRICING_LOCK})`;
}
const PRICING_LOCK = 4_207_011;

/** The publication that came into force last, by the clock of the database. */
export async function selectModelInForce({ sql: statement }: Db): Promise<PricingModelRow & { readonly now: Date }> {
  const [row] = await statement<(PricingModelRow & { now: Date })[]>`
    select *, statement_timestamp() as now from pricing_models
    where effective_from <= statement_timestamp() order by effective_from desc, version desc limit 1`;
  if (!row) throw new Error('no pricing model is in force');
  return row;
}

export async function selectModels({ sql: statement }: Db, versions: readonly number[]): Promise<PricingModelRow[]> {
  return await statement<PricingModelRow[]>`
    select * from pricing_models where version = any(${texts(versions)}::int[])`;
}

/** Newest version first, whether it is in force, past or to come. */
export async function selectModelPage(
  { sql: statement }: Db,
  { before, limit }: { readonly before: number | undefined; readonly limit: number },
): Promise<PricingModelRow[]> {
  return await statement<PricingModelRow[]>`
    select * from pricing_models ${before === undefined ? statement`` : statement`where version < ${before}`}
    order by version desc limit ${limit}`;
}

/** All parameters as they are when this version comes into force: of each the one whose start is the last by then. */
export async function selectParametersOf(
  { sql: statement }: Db,
  { version, effectiveFrom }: Pick<PricingModelRow, 'version' | 'effectiveFrom'>,
): Promise<ParameterView[]> {
  return await statement<ParameterView[]>`
    select distinct on (p.name, p.key, p.currency)
      p.*, m.author_id, m.effective_from, m.created_at
    from pricing_parameters p join pricing_models m on m.version = p.model_version
    where (m.effective_from, m.version) <= (${effectiveFrom}::timestamptz, ${version})
    order by p.name, p.key, p.currency, m.effective_from desc, m.version desc`;
}

export async function selectParametersPublished({ sql: statement }: Db, version: number): Promise<ParameterView[]> {
  return await statement<ParameterView[]>`
    select p.*, m.author_id, m.effective_from, m.created_at
    from pricing_parameters p join pricing_models m on m.version = p.model_version
    where p.model_version = ${version} order by p.name, p.key, p.currency`;
}

export async function insertModel(
  { orm }: Db,
  model: typeof pricingModels.$inferInsert,
  parameters: readonly NewParameter[],
): Promise<PricingModelRow> {
  const [row] = await orm.insert(pricingModels).values(model).returning();
  const { version: modelVersion } = row as PricingModelRow;
  await orm.insert(pricingParameters).values(parameters.map((parameter) => ({ ...parameter, modelVersion })));
  return row as PricingModelRow;
}
