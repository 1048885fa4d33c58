import type { ReportFormat } from '../../db/reports.ts';
import type { MediaType } from '../documents/media-types.ts';
import { csvOf } from './csv.ts';
import { jsonOf } from './json.ts';
import { pdfOf } from './pdf.ts';
import type { CompiledReport } from './tables.ts';
import { xlsxOf } from './xlsx.ts';

export const mediaTypes = {
  PDF: 'application/pdf',
  CSV: 'text/csv',
  JSON: 'application/json',
  XLSX: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const satisfies Record<ReportFormat, MediaType>;

export interface Imprint {
  /** The moment of which the report is. */
  readonly at: Date;
  readonly issuer: string;
}

/** The bytes of a report as they come to be: what is read is held for a page at most, but for a PDF. */
export function writeReport(format: ReportFormat, report: CompiledReport, imprint: Imprint): AsyncIterable<Uint8Array> {
  const writers = {
    CSV: () => encoded(csvOf(report)),
    JSON: () => encoded(jsonOf(report, imprint)),
    XLSX: () => xlsxOf(report),
    PDF: () => once(() => pdfOf(report, imprint)),
  } satisfies Record<ReportFormat, () => AsyncIterable<Uint8Array>>;
  return writers[format]();
}

async function* once(make: () => Promise<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  yield await make();
}

const CHUNK_CHARACTERS = 65_536;

/** Text in UTF-8, in chunks that are worth handing on. */
async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array, void, void> {
  let waiting = '';
  for await (const text of texts) {
    waiting += text;
    if (waiting.length < CHUNK_CHARACTERS) continue;
    yield Buffer.from(waiting);
    waiting = '';
  }
  if (waiting !== '') yield Buffer.from(waiting);
}
