import type { ReportKind } from '../../db/reports.ts';
import { compileArticle6 } from './kinds/article-6.ts';
import { compileAudit } from './kinds/audit.ts';
import { compileCadTrust } from './kinds/cad-trust.ts';
import { compileCustom } from './kinds/custom.ts';
import { compileEsg } from './kinds/esg.ts';
import { compileProject } from './kinds/project.ts';
import { compileStatement } from './kinds/statement.ts';
import { compilePlatformStatistics, compileStatistics } from './kinds/statistics.ts';
import { compileTrades } from './kinds/trades.ts';
import { ReportSectionUnknown } from './errors.ts';
import type { Compile, ReportSource } from './source.ts';
import type { CompiledReport } from './tables.ts';

const compilers: Readonly<Record<ReportKind, Compile>> = {
  ESG_SUMMARY: compileEsg,
  PROJECT: compileProject,
  ACCOUNT_STATEMENT: compileStatement,
  TRADES: compileTrades,
  AUDIT_TRAIL: compileAudit,
  CUSTOM: compileCustom,
  CAD_TRUST: compileCadTrust,
  ARTICLE_6: compileArticle6,
  STATISTICS: compileStatistics,
  PLATFORM_STATISTICS: compilePlatformStatistics,
};

/** What a report says, before a row of it is read. Throws ReportSectionUnknown. */
export async function compileReport(kind: ReportKind, source: ReportSource): Promise<CompiledReport> {
  const compiled = await compilers[kind](source);
  const { section } = source.parameters;
  if (section === undefined) return compiled;
  const tables = compiled.tables.filter(({ name }) => name === section);
  if (tables.length === 0) throw new ReportSectionUnknown(compiled.tables.map(({ name }) => name));
  return { ...compiled, tables };
}
