import type { RowSource, Snapshot } from './report-snapshot.ts';
import type { ProjectRow } from './projects.ts';

/** A published project with its methodologies as text. */
export type ExportProjectRow = ProjectRow & {
  readonly methodologies: string | null;
  readonly registryName: string | null;
  readonly registryUrl: string | null;
  /** The day from which its status holds. */
  readonly statusSince: string | null;
};

export const publishedProjects = (snapshot: Snapshot, onlyAuthorized: boolean): RowSource<ExportProjectRow> =>
  snapshot.source(() => {
    const { sql } = snapshot;
    return sql`
      select p.*, p.crediting_start::text as crediting_start, p.crediting_end::text as crediting_end,
             g.name as registry_name, g.url as registry_url,
             (select string_agg(concat_ws(' ', m.program, m.code, m.version), '; ' order by m.program, m.code)
              from project_methodologies m where m.project_id = p.id) as methodologies,
             (select min(h.effective_at)::date::text from project_history h
              where h.project_id = p.id and h.seq > coalesce((select max(o.seq) from project_history o
                where o.project_id = p.id and o.status <> p.status), 0)) as status_since
      from projects p left join registries g on g.code = p.registry
      where p.published_at is not null
        ${onlyAuthorized ? sql`and p.host_authorization in ('AUTHORIZED', 'REVOKED')` : sql``}
      order by p.id`;
  });

/** Credits issued together. */
export interface ExportBatchRow {
  readonly id: string;
  readonly projectId: string;
  readonly vintageStart: string;
  readonly vintageEnd: string;
}

export const publishedBatches = (snapshot: Snapshot): RowSource<ExportBatchRow> =>
  snapshot.source(() => {
    const { sql } = snapshot;
    return sql`
      select b.id, b.project_id, b.vintage_start::text, b.vintage_end::text
      from batches b join projects p on p.id = b.project_id where p.published_at is not null order by b.id`;
  });

/** A block of serial numbers, with what the project says of all its units. */
export interface ExportUnitRow extends Pick<
  ProjectRow,
  'hostAuthorization' | 'correspondingAdjustment' | 'mitigation' | 'country' | 'nativeId'
> {
  readonly id: string;
  readonly batchId: string;
  readonly projectId: string;
  readonly registry: string;
  readonly registryUrl: string | null;
  readonly serial: string;
  readonly prefix: string;
  readonly blockStart: bigint;
  readonly blockEnd: bigint;
  readonly suffix: string;
  readonly state: string;
  readonly vintage: number;
  readonly issuedOn: string | null;
  /** Null: not retired, or nobody says when, why or for whom. A private beneficiary is never told. */
  readonly retiredOn: string | null;
  readonly reason: string | null;
  readonly beneficiary: string | null;
  readonly beneficiaryCountry: string | null;
  readonly consumptionYear: number | null;
}

/** Blocks of published projects: all, or those of authorized outcomes that are used up or held here. */
export const publishedUnits = (
  snapshot: Snapshot,
  only: 'ALL' | 'AUTHORIZED_USED' | 'AUTHORIZED_HELD',
): RowSource<ExportUnitRow> =>
  snapshot.source(() => {
    const { sql } = snapshot;
    const which = {
      ALL: sql``,
      AUTHORIZED_USED: sql`and p.host_authorization in ('AUTHORIZED', 'REVOKED') and s.state in ('RETIRED', 'CANCELLED')`,
      AUTHORIZED_HELD: sql`and p.host_authorization = 'AUTHORIZED' and s.state not in ('RETIRED', 'CANCELLED', 'EXPIRED')
                           and s.holder = 'PLATFORM_CUSTODY'`,
    };
    return sql`
      select s.id, s.batch_id, b.project_id, s.registry, g.url as registry_url, s.serial, s.prefix, s.block_start,
             s.block_end, s.suffix, s.state, b.vintage, s.issued_on::text, p.host_authorization,
             p.corresponding_adjustment, p.mitigation, p.country, p.native_id,
             coalesce(r.retired_at::date, x.retired_on)::text as retired_on, coalesce(r.reason::text, x.reason) as reason,
             coalesce(f.name, x.beneficiary) as beneficiary, f.country as beneficiary_country,
             extract(year from r.consumption_to)::int as consumption_year
      from serial_blocks s join batches b on b.id = s.batch_id join projects p on p.id = b.project_id
      left join registries g on g.code = s.registry
      left join external_retirements x on x.block_id = s.id
      left join retirement_blocks rb on rb.block_id = s.id and rb.released_at is null
      left join retirements r on r.id = rb.retirement_id and r.status = 'FINALIZED'
      left join retirement_beneficiaries f on f.id = r.beneficiary_id and not f.is_private and r.beneficiary_salt is null
      where p.published_at is not null ${which[only]}
      order by s.id`;
  });

export interface ExportLabelRow {
  readonly id: string;
  readonly projectId: string;
  readonly code: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly evidence: string;
}

export const publishedLabels = (snapshot: Snapshot): RowSource<ExportLabelRow> =>
  snapshot.source(() => {
    const { sql } = snapshot;
    return sql`
      select l.id, l.project_id, l.code, l.valid_from::text, l.valid_to::text, l.evidence
      from project_labels l join projects p on p.id = l.project_id where p.published_at is not null order by l.id`;
  });
