import {
  MONITORING_COLUMNS,
  type MonitoringLimits,
  readMonitoringCsv,
  type Span,
} from '../src/resolvers/checks/monitoring-csv.ts';
import { foldMonitoring, type Monitoring } from '../src/resolvers/checks/monitoring.ts';

/** A row of a monitoring file, as much of it as a test cares for. */
export interface TestRow {
  readonly parameter?: string;
  readonly unit?: string;
  readonly value: string;
  readonly from?: string;
  readonly to?: string;
  /** source, method, frequency, equipment, qa_qc */
  readonly metadata?: string;
}

const METADATA = 'meter 7,measured,monthly,"meter, class 0.5",calibrated';

export const monitoringCsv = (rows: readonly TestRow[]): string =>
  [
    MONITORING_COLUMNS.join(','),
    ...rows.map(
      ({ parameter = 'baseline_emissions', unit = 'tCO2e', value, from = '2024-01-01', to = '2024-12-31', metadata }) =>
        [parameter, unit, value, from, to, metadata ?? METADATA].join(','),
    ),
  ].join('\n');

export const MONITORING_LIMITS: MonitoringLimits = { bytes: 10_000_000, rows: 10_000 };

/** The bytes in pieces of this size, so that nothing depends on where one ends. */
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, void> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export const foldCsv = (
  text: string | Uint8Array,
  { within, limits = MONITORING_LIMITS, piece = 7 }: { within?: Span; limits?: MonitoringLimits; piece?: number } = {},
): Promise<Monitoring> => foldMonitoring(readMonitoringCsv(inPieces(Buffer.from(text), piece), limits), within);
