import type { ReportKind } from '../../db/reports.ts';
import { compileTrades } from './compile-trades.ts';
import { ReportSectionUnknown } from './errors.ts';
import type { Compile, ReportSource } from './source.ts';
import type { CompiledReport } from './tables.ts';

const compilers: Partial<Readonly<Record<ReportKind, Compile>>> = { TRADES: compileTrades };

/** What a report says, before a row of it is read. Throws ReportSectionUnknown. */
export async function compileReport(kind: ReportKind, source: ReportSource): Promise<CompiledReport> {
  const compiled = await (compilers[kind] as Compile)(source);
  const { section } = source.parameters;
  if (section === undefined) return compiled;
  const tables = compiled.tables.filter(({ name }) => name === section);
  if (tables.length === 0) throw new ReportSectionUnknown(compiled.tables.map(({ name }) => name));
  return { ...compiled, tables };
}
