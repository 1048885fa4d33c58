import type { CheckRow, FindingRow } from '../../db/poai-checks.ts';

/** What keeps a case from being approved, in words; the database refuses the same. */
export function gapsOf(checks: readonly CheckRow[], findings: readonly FindingRow[]): string[] {
  return [
    ...checks.flatMap(({ code, mandatory, result }) => {
      if (result === null) return [`a result of ${code}`];
      const isPassed = result === 'PASS' || result === 'NOT_APPLICABLE';
      return mandatory && !isPassed ? [`${code}, which is mandatory and ${result}`] : [];
    }),
    ...findings.flatMap(({ kind, number, closedAt }) =>
      kind !== 'FAR' && closedAt === null ? [`the end of ${kind} ${number}`] : [],
    ),
  ];
}
