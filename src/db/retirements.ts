import { asc, eq, inArray, sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  pgEnum,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { batches, serialBlocks } from './batches.ts';
import { chainIntents } from './chain-intents.ts';
import type { Db } from './client.ts';
import { amount, bytes, createdAt, day, id, instant, table } from './columns.ts';
import { parties } from './parties.ts';
import { projects } from './projects.ts';
import { users } from './users.ts';

/**
 * REQUESTED: the credits are held, and the transaction is ordered. SUBMITTED: the chain was given it. CONFIRMED: it has its
 * confirmations. FINALIZED: it stays, for ever. REVERTED: it did not come to be, and the credits are its owner's again.
 */
export const retirementStatus = pgEnum('retirement_status', [
  'REQUESTED',
  'SUBMITTED',
  'CONFIRMED',
  'FINALIZED',
  'REVERTED',
]);
export type RetirementStatus = (typeof retirementStatus.enumValues)[number];

/** In the order of CreditRegistry.RETIREMENT_REASONS: the place is the number that the chain stores. */
export const retirementReason = pgEnum('retirement_reason', [
  'ENVIRONMENTAL_BENEFIT',
  'PERSON_OR_ORGANIZATION',
  'ON_BEHALF_OF_THIRD_PARTY',
  'CORPORATE_INVENTORY',
  'COMPLIANCE_CORSIA',
  'COMPLIANCE_TAX',
  'NDC_USE',
  'OTHER_INTERNATIONAL_MITIGATION',
  'OTHER',
]);
export type RetirementReason = (typeof retirementReason.enumValues)[number];

/** CUSTODY: the platform retires what it keeps for somebody. WALLET: somebody's own wallet did it on the chain. */
export const retirementWay = pgEnum('retirement_way', ['CUSTODY', 'WALLET']);
export type RetirementWay = (typeof retirementWay.enumValues)[number];

/** What its owner gave for it: credits of the batch, or CARBON for which the platform retires credits of its own. */
export const retiredAsset = pgEnum('retired_asset', ['CREDIT', 'CARBON']);
export type RetiredAsset = (typeof retiredAsset.enumValues)[number];

/** What an identifier of a beneficiary is: a Legal Entity Identifier (ISO 17442), a VAT number, a D-U-N-S number. */
export const identifierScheme = pgEnum('identifier_scheme', ['LEI', 'VAT', 'DUNS', 'OTHER']);
export type IdentifierScheme = (typeof identifierScheme.enumValues)[number];

/** One tonne of CO2e in the unit of `retirements.quantity`, as on the chain. */
export const TONNE = 10n ** 18n;

/** For whom somebody retires: each of an owner's once, so that fractions for the same one come together. */
export const retirementBeneficiaries = table(
  'retirement_beneficiaries',
  {
    id: id(),
    ownerId: uuid()
      .notNull()
      .references(() => parties.id),
    name: text().notNull(),
    /** ISO 3166-1 alpha-2. */
    country: text(),
    identifierScheme: identifierScheme(),
    identifier: text(),
    /** Nobody but the owner gets to know who it is: the world sees a salted commitment. */
    isPrivate: boolean().notNull(),
    /** CARBON that its owner gave for this one and that is no whole tonne yet: it lies in the owner's HELD account. */
    carbonHeld: amount().notNull().default(0n),
    createdAt: createdAt(),
  },
  (t) => [
    unique('retirement_beneficiaries_once')
      .on(t.ownerId, t.name, t.country, t.identifierScheme, t.identifier, t.isPrivate)
      .nullsNotDistinct(),
    check('retirement_beneficiaries_name', sql`${t.name} <> ''`),
    check('retirement_beneficiaries_carbon', sql`${t.carbonHeld} >= 0 and ${t.carbonHeld} < 1000000000000000000`),
    check('retirement_beneficiaries_identifier', sql`(${t.identifier} is null) = (${t.identifierScheme} is null)`),
  ],
);

/**
 * Credits of one batch used up for one beneficiary, for ever once it is FINALIZED. Until then they lie in their owner's HELD
 * account, or on the chain alone where the owner's wallet did it.
 */
export const retirements = table(
  'retirements',
  {
    id: id(),
    /** The wish that it comes of: CARBON may become several retirements, one for each batch. Its own id for WALLET. */
    requestId: uuid().notNull(),
    way: retirementWay().notNull(),
    /** Whose credits they were; null for WALLET while nobody has the address linked. */
    ownerId: uuid().references(() => parties.id),
    /** Who asked for it; null for the platform (a schedule) and for WALLET. */
    actorId: uuid().references(() => users.id),
    retiredAsset: retiredAsset().notNull(),
    /** Null for WALLET where the chain knows a batch that the platform does not. */
    batchId: uuid().references(() => batches.id),
    /** Of the batch, so that the register finds what was retired of a project. */
    projectId: uuid().references(() => projects.id),
    /** In 10^-18 of a tonne, as on the chain. The platform retires whole tonnes; a wallet may retire fractions. */
    quantity: amount().notNull(),
    /** Null where only the hash on the chain is known. */
    beneficiaryId: uuid().references(() => retirementBeneficiaries.id),
    /** What stands on the chain of the beneficiary. */
    beneficiaryHash: bytes().notNull(),
    /** What a private beneficiary was committed with; for its owner's eyes alone. */
    beneficiarySalt: bytes(),
    /** Who retires, in words; null: the beneficiary itself. */
    retiringEntity: text(),
    reason: retirementReason().notNull(),
    /** Stands on the chain in clear. */
    message: text().notNull().default(''),
    /** ISO 3166-1 alpha-2. */
    consumptionCountry: text(),
    consumptionFrom: day(),
    /** The last day. */
    consumptionTo: day(),
    status: retirementStatus().notNull(),
    /** Why it was REVERTED. */
    statusReason: text(),
    scheduleId: uuid(),
    /** The purchase that retired at once. */
    orderId: uuid(),
    intentId: uuid().references(() => chainIntents.id),
    /** Under which the custody does it once; null for WALLET. */
    chainRef: bytes().unique('retirements_chain_ref'),
    chainId: integer().notNull(),
    /** The chain's own number of the batch. */
    chainBatchId: amount().notNull(),
    /** Who retired on the chain: the custody, or the wallet. */
    account: bytes().notNull(),
    /** Where the chain has it; null as long as it does not. */
    txHash: bytes(),
    blockNumber: bigint({ mode: 'bigint' }),
    logIndex: integer(),
    /** The time of its block: when it was retired. */
    retiredAt: instant(),
    requestedAt: createdAt(),
    submittedAt: instant(),
    confirmedAt: instant(),
    finalizedAt: instant(),
    revertedAt: instant(),
  },
  (t) => [
    index('retirements_owner').on(t.ownerId, t.id),
    index('retirements_request').on(t.requestId, t.id),
    index('retirements_intent').on(t.intentId),
    index('retirements_beneficiary').on(t.beneficiaryId, t.id),
    index('retirements_order')
      .on(t.orderId)
      .where(sql`${t.orderId} is not null`),
    index('retirements_schedule')
      .on(t.scheduleId, t.id)
      .where(sql`${t.scheduleId} is not null`),
    /** What the index of the chain moves on. */
    index('retirements_open')
      .on(t.chainId, t.status, t.blockNumber)
      .where(sql`${t.status} in ('REQUESTED', 'SUBMITTED', 'CONFIRMED')`),
    /** The public register: by time, and of a project by time. */
    index('retirements_register')
      .on(t.retiredAt, t.id)
      .where(sql`${t.status} = 'FINALIZED'`),
    index('retirements_project')
      .on(t.projectId, t.retiredAt, t.id)
      .where(sql`${t.status} = 'FINALIZED'`),
    uniqueIndex('retirements_place')
      .on(t.chainId, t.blockNumber, t.logIndex, t.txHash)
      .where(sql`${t.blockNumber} is not null and ${t.status} <> 'REVERTED'`),
    check('retirements_quantity', sql`${t.quantity} > 0`),
    check('retirements_whole', sql`${t.way} = 'WALLET' or ${t.quantity} % 1000000000000000000 = 0`),
    check(
      'retirements_custody',
      sql`${t.way} = 'WALLET' or (${t.ownerId} is not null and ${t.batchId} is not null and ${t.beneficiaryId} is not null
          and ${t.chainRef} is not null and (${t.status} in ('REQUESTED', 'REVERTED') or ${t.intentId} is not null))`,
    ),
    check('retirements_project_of_batch', sql`${t.batchId} is null or ${t.projectId} is not null`),
    check('retirements_hash', sql`octet_length(${t.beneficiaryHash}) = 32`),
    check('retirements_salt', sql`octet_length(${t.beneficiarySalt}) = 32`),
    check(
      'retirements_period',
      sql`${t.consumptionTo} >= ${t.consumptionFrom}
          and (${t.consumptionFrom} is null) = (${t.consumptionTo} is null)`,
    ),
    check(
      'retirements_mined',
      sql`${t.status} not in ('CONFIRMED', 'FINALIZED') or (${t.txHash} is not null
          and ${t.blockNumber} is not null and ${t.logIndex} is not null and ${t.retiredAt} is not null)`,
    ),
    check('retirements_finalized', sql`(${t.status} = 'FINALIZED') = (${t.finalizedAt} is not null)`),
    check(
      'retirements_reverted',
      sql`(${t.status} = 'REVERTED') = (${t.revertedAt} is not null)
          and (${t.status} <> 'REVERTED' or ${t.statusReason} is not null)`,
    ),
  ],
);

/**
 * The serial blocks that a retirement uses up. A block is of one retirement at a time (released when it is REVERTED), and
 * the database neither cuts nor moves it meanwhile but to RETIRED.
 */
export const retirementBlocks = table(
  'retirement_blocks',
  {
    retirementId: uuid()
      .notNull()
      .references(() => retirements.id),
    blockId: uuid()
      .notNull()
      .references(() => serialBlocks.id),
    /** As the registry writes it: a block that was released may be cut later, and this is what it was. */
    serial: text().notNull(),
    /** Whole tonnes. */
    quantity: amount().notNull(),
    releasedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.retirementId, t.blockId] }),
    uniqueIndex('retirement_blocks_once')
      .on(t.blockId)
      .where(sql`${t.releasedAt} is null`),
    check('retirement_blocks_quantity', sql`${t.quantity} > 0`),
  ],
);

export type BeneficiaryRow = typeof retirementBeneficiaries.$inferSelect;
export type RetirementRow = typeof retirements.$inferSelect;
export type NewRetirement = typeof retirements.$inferInsert;
export type RetirementBlockRow = typeof retirementBlocks.$inferSelect;

export async function selectRetirementsById({ orm }: Db, ids: readonly string[]): Promise<RetirementRow[]> {
  return await orm
    .select()
    .from(retirements)
    .where(inArray(retirements.id, [...ids]));
}

/** What came of one wish, in the order in which it was written. */
export async function selectRetirementsOfRequest({ orm }: Db, requestId: string): Promise<RetirementRow[]> {
  return await orm.select().from(retirements).where(eq(retirements.requestId, requestId)).orderBy(asc(retirements.id));
}

export async function selectBeneficiariesById({ orm }: Db, ids: readonly string[]): Promise<BeneficiaryRow[]> {
  return await orm
    .select()
    .from(retirementBeneficiaries)
    .where(inArray(retirementBeneficiaries.id, [...ids]));
}

/** The serial blocks of each of these retirements, in the order of their serials. */
export async function selectRetirementBlocks(
  { orm }: Db,
  retirementIds: readonly string[],
): Promise<RetirementBlockRow[]> {
  return await orm
    .select()
    .from(retirementBlocks)
    .where(inArray(retirementBlocks.retirementId, [...retirementIds]))
    .orderBy(asc(retirementBlocks.retirementId), asc(retirementBlocks.serial), asc(retirementBlocks.blockId));
}
