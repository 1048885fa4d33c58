import { selectTables, type VersionFact } from '../../db/poai-facts.ts';
import type { App } from '../context.ts';
import { openContents } from '../documents/contents.ts';
import { DocumentDamagedError } from '../documents/errors.ts';
import { versionRead } from './document-checks.ts';
import type { CheckSubject } from './facts.ts';
import { foldMonitoring } from './monitoring.ts';
import type { Monitored } from './monitoring-checks.ts';
import { looksMonitored, readMonitoringCsv, type Span } from './monitoring-csv.ts';
import { listed } from './outcome.ts';

/** The checks for which a person may name the monitoring file, by giving it as evidence. */
const CODES = ['PARAMETERS', 'UNITS', 'TIMESTAMPS', 'GAPS_AND_OUTLIERS', 'RECALCULATION', 'MATERIALITY'];
/** Tables of a project that are looked into, the newest first. */
const MOST_TABLES = 50;
const HEAD_BYTES = 1_024;

/**
 * Finds the monitoring file of a case and adds it up. It is the table that a reviewer gave as evidence for one of these
 * checks; or else the one of the project's whose header is that of docs/MONITORING.md. Of several, none is taken.
 */
export async function readMonitored(app: App, subject: CheckSubject, within: Span | undefined): Promise<Monitored> {
  const { id: caseId, projectId } = subject;
  const tables = await selectTables(app.db, { caseId, projectId, codes: CODES, limit: MOST_TABLES });
  const given = tables.filter(({ isGiven }) => isGiven);
  try {
    const found = given.length > 0 ? given : await monitoredOf(app, tables);
    const [version, ...others] = found;
    if (!version) return { why: NONE, read: [`${tables.length} tables (CSV) of the project`] };
    const read = found.map((each) => versionRead(each));
    if (others.length > 0) {
      const why = `Several files may be the monitoring: ${listed(read)}. Give the one that counts as evidence.`;
      return { why, read };
    }
    const contents = await openContents(app, version);
    const { MONITORING_BYTES: bytes, MONITORING_ROWS: rows } = app.config;
    return { monitoring: await foldMonitoring(readMonitoringCsv(contents.read(), { bytes, rows }), within), read };
  } catch (error) {
    if (error instanceof DocumentDamagedError) return { why: `A table is damaged: ${error.message}.`, read: [] };
    app.log.error({ err: error, caseId }, 'the monitoring of a case could not be read');
    return { why: 'The tables of the project could not be read from their storage.', read: [] };
  }
}

const NONE = 'There is no monitoring file (docs/MONITORING.md) among the documents of the project.';

async function monitoredOf<T extends VersionFact>(app: App, tables: readonly T[]): Promise<T[]> {
  const found: T[] = [];
  for (const table of tables) {
    const contents = await openContents(app, table);
    const pieces: Buffer[] = [];
    const part = { start: 0, end: Math.min(contents.size, HEAD_BYTES) };
    for await (const piece of contents.read(part)) pieces.push(piece);
    if (looksMonitored(Buffer.concat(pieces).toString('utf8'))) found.push(table);
  }
  return found;
}
