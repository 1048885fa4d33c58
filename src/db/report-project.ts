import type { RowSource, Snapshot } from './report-snapshot.ts';

export interface ReportBatchRow {
  readonly vintageStart: string;
  readonly vintageEnd: string;
  /** Whole tonnes, all of them. */
  readonly quantity: bigint;
  readonly active: bigint;
  readonly retired: bigint;
  readonly cancelled: bigint;
  /** In the platform's custody and not used up. */
  readonly custody: bigint;
}

export const batchesOfProject = (snapshot: Snapshot, projectId: string): RowSource<ReportBatchRow> =>
  snapshot.source(() => {
    const { sql } = snapshot;
    const count = sql`block_end - block_start + 1`;
    return sql`
      select b.vintage_start::text, b.vintage_end::text, b.quantity,
             coalesce(sum(${count}) filter (where s.state = 'ACTIVE'), 0) as active,
             coalesce(sum(${count}) filter (where s.state = 'RETIRED'), 0) as retired,
             coalesce(sum(${count}) filter (where s.state = 'CANCELLED'), 0) as cancelled,
             coalesce(sum(${count}) filter (where s.state not in ('RETIRED', 'CANCELLED')
               and s.holder = 'PLATFORM_CUSTODY'), 0) as custody
      from batches b left join serial_blocks s on s.batch_id = b.id
      where b.project_id = ${projectId}::uuid group by b.id order by b.vintage_start, b.id`;
  });

export interface ReportRetirementRow {
  readonly id: string;
  readonly retiredAt: Date;
  readonly vintage: number | null;
  /** In 10^-18 of a tonne. */
  readonly quantity: bigint;
  readonly reason: string;
  /** Null where it is private, or known to the chain alone. */
  readonly beneficiary: string | null;
  readonly beneficiaryCountry: string | null;
  readonly txHash: Buffer | null;
}

/** What the public register has of a project. */
export const retirementsOfProject = (snapshot: Snapshot, projectId: string): RowSource<ReportRetirementRow> =>
  snapshot.source(() => {
    const { sql } = snapshot;
    return sql`
      select r.id, r.retired_at, b.vintage, r.quantity, r.reason, f.name as beneficiary, f.country as beneficiary_country,
             r.tx_hash
      from retirements r left join batches b on b.id = r.batch_id
      left join retirement_beneficiaries f
        on f.id = r.beneficiary_id and not f.is_private and r.beneficiary_salt is null
      where r.project_id = ${projectId}::uuid and r.status = 'FINALIZED' order by r.retired_at, r.id`;
  });

export interface ReportProofRow {
  readonly sequence: bigint;
  readonly vintage: number | null;
  readonly status: string;
  readonly decidedAt: Date;
  readonly bundleHash: Buffer;
}

/** The proofs of a project that were approved, those that were superseded or revoked since among them. */
export const proofsOfProject = (snapshot: Snapshot, projectId: string): RowSource<ReportProofRow> =>
  snapshot.source(() => {
    const { sql } = snapshot;
    return sql`
      select p.sequence, b.vintage, c.status, c.decided_at, p.bundle_hash
      from poai_cases c join poai_proofs p on p.case_id = c.id left join batches b on b.id = c.batch_id
      where c.project_id = ${projectId}::uuid and c.status in ('APPROVED', 'SUPERSEDED', 'REVOKED') order by p.sequence`;
  });

export interface ReportLabelRow {
  readonly code: string;
  readonly validFrom: string;
  readonly validTo: string | null;
}

export const labelsOfProject = (snapshot: Snapshot, projectId: string): RowSource<ReportLabelRow> =>
  snapshot.source(() => {
    const { sql } = snapshot;
    return sql`
      select code, valid_from::text, valid_to::text from project_labels where project_id = ${projectId}::uuid order by id`;
  });
