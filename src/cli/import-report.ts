/** What became of the rows of a registry's file. */
export interface ImportReport {
  readonly read: number;
  readonly stored: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: readonly { readonly line: number; readonly reason: string }[];
}

const MOST_REFUSALS_SHOWN = 1_000;

/** A report as a command prints it: counts with what they mean, then each refused line with its reason. */
export function describeImport(
  title: string,
  report: ImportReport,
  meanings: Readonly<Record<'stored' | 'changed' | 'unchanged', string>>,
): string {
  const counts: [string, number, string][] = [
    ['read', report.read, 'rows after the header'],
    ['stored', report.stored, meanings.stored],
    ['changed', report.changed, meanings.changed],
    ['unchanged', report.unchanged, meanings.unchanged],
    ['refused', report.refused.length, 'rows'],
  ];
  const hidden = report.refused.length - MOST_REFUSALS_SHOWN;
  return [
    title,
    ...counts.map(([name, count, meaning]) => `  ${name.padEnd(10)}${String(count).padStart(7)}  ${meaning}`),
    ...report.refused.slice(0, MOST_REFUSALS_SHOWN).map(({ line, reason }) => `  line ${line}: ${reason}`),
    ...(hidden > 0 ? [`  and ${hidden} lines more`] : []),
  ].join('\n');
}
