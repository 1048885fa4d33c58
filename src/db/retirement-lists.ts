import { and, desc, eq, inArray, lt, sql as raw } from 'drizzle-orm';
import type { Db, Fragment, Sql } from './client.ts';
import {
  type BeneficiaryRow,
  type RetirementReason,
  retirementBeneficiaries,
  type RetirementRow,
  retirements,
  type RetirementStatus,
} from './retirements.ts';

interface Page<Place> {
  /** Where the page before ended. */
  readonly after: Place | undefined;
  readonly limit: number;
}

/** An owner's retirements, newest first. */
export async function selectRetirementsOf(
  { orm }: Db,
  ownerId: string,
  { after, limit, statuses }: Page<string> & { readonly statuses: readonly RetirementStatus[] | undefined },
): Promise<RetirementRow[]> {
  return await orm
    .select()
    .from(retirements)
    .where(
      and(
        eq(retirements.ownerId, ownerId),
        after === undefined ? undefined : lt(retirements.id, after),
        statuses && inArray(retirements.status, [...statuses]),
      ),
    )
    .orderBy(desc(retirements.ownerId), desc(retirements.id))
    .limit(limit);
}

/** An owner's beneficiaries, newest first; those alone for whom CARBON is held, if asked. */
export async function selectBeneficiariesOf(
  { orm }: Db,
  ownerId: string,
  { after, limit, held }: Page<string> & { readonly held: boolean },
): Promise<BeneficiaryRow[]> {
  const t = retirementBeneficiaries;
  return await orm
    .select()
    .from(t)
    .where(
      and(
        eq(t.ownerId, ownerId),
        after === undefined ? undefined : lt(t.id, after),
        held ? raw`${t.carbonHeld} > 0` : undefined,
      ),
    )
    .orderBy(desc(t.ownerId), desc(t.id))
    .limit(limit);
}

/** What the public register is asked for; of each what is left out. Times are from (counted) to (not counted). */
export interface RegisterFilter {
  readonly projectId?: string | undefined;
  readonly batchId?: string | undefined;
  /** A part of the name of a public beneficiary, in whatever case. */
  readonly beneficiary?: string | undefined;
  /** Of a public beneficiary, exactly. */
  readonly identifier?: string | undefined;
  readonly country?: string | undefined;
  readonly reasons?: readonly RetirementReason[] | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** The condition of the register: what is final, and by nothing that a private beneficiary is known by. */
function inRegister(sql: Sql, filter: RegisterFilter): Fragment {
  const { projectId, batchId, beneficiary, identifier, country, reasons, from, to } = filter;
  const named =
    beneficiary === undefined && identifier === undefined && country === undefined
      ? sql``
      : sql`and r.beneficiary_id in (
          select b.id from retirement_beneficiaries b where not b.is_private
          ${beneficiary === undefined ? sql`` : sql`and lower(b.name collate pg_c_utf8) like lower(${`%${escapeLike(beneficiary)}%`} collate pg_c_utf8)`}
          ${identifier === undefined ? sql`` : sql`and b.identifier = ${identifier}`}
          ${country === undefined ? sql`` : sql`and b.country = ${country}`})`;
  return sql`
    r.status = 'FINALIZED'
    ${projectId === undefined ? sql`` : sql`and r.project_id = ${projectId}`}
    ${batchId === undefined ? sql`` : sql`and r.batch_id = ${batchId}`}
    ${reasons === undefined ? sql`` : sql`and r.reason = any(${[...reasons]}::retirement_reason[])`}
    ${from === undefined ? sql`` : sql`and r.retired_at >= ${from}`}
    ${to === undefined ? sql`` : sql`and r.retired_at < ${to}`}
    ${named}`;
}

const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

/** The ids of a page of the public register, the last retired first; a place is the time and the id. */
export async function selectRegister(
  { sql }: Db,
  filter: RegisterFilter,
  { after, limit }: Page<{ readonly retiredAt: Date; readonly id: string }>,
): Promise<string[]> {
  const older = after ? sql`and (r.retired_at, r.id) < (${after.retiredAt}, ${after.id}::uuid)` : sql``;
  const rows = await sql<{ id: string }[]>`
    select r.id from retirements r where ${inRegister(sql, filter)} ${older}
    order by r.retired_at desc, r.id desc limit ${limit}`;
  return rows.map(({ id }) => id);
}

export interface RegisterTotals {
  /** In 10^-18 of a tonne. */
  readonly quantity: bigint;
  readonly retirements: bigint;
  readonly projects: bigint;
  /** Beneficiaries that are public, and how much was retired for private or unknown ones. */
  readonly beneficiaries: bigint;
  readonly privateQuantity: bigint;
}

/** What all of that comes to. */
export async function selectRegisterTotals({ sql }: Db, filter: RegisterFilter): Promise<RegisterTotals> {
  const [row] = await sql<RegisterTotals[]>`
    select coalesce(sum(r.quantity), 0) as quantity, count(*) as retirements, count(distinct r.project_id) as projects,
           count(distinct (lower(k.name collate pg_c_utf8), k.country, k.identifier)) filter (where not k.is_private) as beneficiaries,
           coalesce(sum(r.quantity) filter (where k.is_private is distinct from false), 0) as private_quantity
    from retirements r left join retirement_beneficiaries k on k.id = r.beneficiary_id
    where ${inRegister(sql, filter)}`;
  if (!row) throw new Error('a sum gave no row');
  return row;
}

export interface ProjectTotal {
  readonly projectId: string;
  readonly quantity: bigint;
  readonly retirements: bigint;
}

/** What was retired of each project, the most first. */
export async function selectRegisterByProject(
  { sql }: Db,
  filter: RegisterFilter,
  limit: number,
): Promise<ProjectTotal[]> {
  return await sql<ProjectTotal[]>`
    select r.project_id, sum(r.quantity) as quantity, count(*) as retirements
    from retirements r where r.project_id is not null and ${inRegister(sql, filter)}
    group by r.project_id order by sum(r.quantity) desc, r.project_id limit ${limit}`;
}
