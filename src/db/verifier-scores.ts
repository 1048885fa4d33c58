import { type Db, texts } from './client.ts';
import type { VerifierScoreRow } from './batch-prices.ts';

/** An approval of a reviewer, and what became of it. */
export interface VerifierCaseRow {
  readonly userId: string;
  readonly status: 'APPROVED' | 'SUPERSEDED' | 'REVOKED';
  /** Whole tonnes that it was about. */
  readonly tonnes: bigint;
  readonly ageDays: number;
}

/**
 * Reviewers of decided cases whose record was not computed today, by this version of the model, since one of their cases
 * last changed.
 */
export async function selectVerifiersDue({ sql }: Db, modelVersion: number, limit: number): Promise<string[]> {
  const rows = await sql<{ userId: string }[]>`
    select a.user_id
    from poai_assignments a
    join poai_cases c on c.id = a.case_id
    left join verifier_scores s on s.user_id = a.user_id
    where a.role = 'REVIEWER' and c.status in ('APPROVED', 'SUPERSEDED', 'REVOKED')
    group by a.user_id, s.computed_at, s.model_version
    having s.computed_at is null or s.model_version <> ${modelVersion} or s.computed_at < current_date
      or max(c.changed_at) > s.computed_at
    order by a.user_id limit ${limit}`;
  return rows.map(({ userId }) => userId);
}

/** The newest `most` approvals of each of these reviewers. */
export async function selectVerifierCases(
  { sql }: Db,
  userIds: readonly string[],
  most: number,
): Promise<VerifierCaseRow[]> {
  return await sql<VerifierCaseRow[]>`
    select wanted.user_id, c.status, c.tonnes, c.age_days
    from unnest(${[...userIds]}::uuid[]) as wanted (user_id)
    cross join lateral (
      select c.status, (current_date - (c.decided_at at time zone 'UTC')::date) as age_days,
        coalesce((select b.quantity from batches b where b.id = c.batch_id),
          case when c.batch_id is null then (select sum(b.quantity) from batches b where b.project_id = c.project_id) end,
          0) as tonnes
      from poai_assignments a join poai_cases c on c.id = a.case_id
      where a.user_id = wanted.user_id and a.role = 'REVIEWER' and c.status in ('APPROVED', 'SUPERSEDED', 'REVOKED')
      order by c.decided_at desc limit ${most}) as c`;
}

/** Writes records as of the start of the transaction, so that what changes meanwhile is seen to be newer. */
export async function upsertVerifierScores(
  { sql }: Db,
  rows: readonly Omit<VerifierScoreRow, 'computedAt'>[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into verifier_scores (user_id, score, weight, cases, model_version, computed_at)
    select user_id, score, weight, cases, model_version, now() from unnest(
      ${rows.map((row) => row.userId)}::uuid[], ${texts(rows.map((row) => row.score))}::numeric[],
      ${texts(rows.map((row) => row.weight))}::numeric[], ${texts(rows.map((row) => row.cases))}::int[],
      ${texts(rows.map((row) => row.modelVersion))}::int[]) as t (user_id, score, weight, cases, model_version)
    on conflict (user_id) do update set score = excluded.score, weight = excluded.weight, cases = excluded.cases,
      model_version = excluded.model_version, computed_at = excluded.computed_at`;
}
