import { type Exact, minus, plus, ZERO } from './exact.ts';
import { type MonitoringRow, type RefusedLine, showSpan, type Span } from './monitoring-csv.ts';
import { clip, listed } from './outcome.ts';
import { type Rate, rateOf, strayRates } from './outliers.ts';
import { EMISSIONS, inBase, readUnit, type Unit } from './units.ts';

/** What the reductions are calculated from: each must be there, in a unit of emissions, for the whole period. */
export const CORE = ['baseline_emissions', 'project_emissions', 'leakage'] as const;
type Core = (typeof CORE)[number];
const isCore = (parameter: string): parameter is Core => (CORE as readonly string[]).includes(parameter);

/** The first of what was found wrong, and how much of it there is. */
export interface Noted {
  readonly shown: string[];
  all: number;
}

const MOST_SHOWN = 10;
const MOST_PARAMETERS = 200;
const MOST_REFUSED = 100;

const none = (): Noted => ({ shown: [], all: 0 });
const note = (noted: Noted, text: string): void => {
  noted.all += 1;
  if (noted.shown.length < MOST_SHOWN) noted.shown.push(text);
};
export const showNoted = ({ shown, all }: Noted): string => listed(shown, { all });

type Sums = Readonly<Partial<Record<Core, Exact>>>;

/** Emissions of one period in tonnes of CO2e. */
export interface PeriodSums extends Span {
  readonly sums: Sums;
}

/** What a monitoring file says, and what is wrong with it. */
export interface Monitoring {
  rows: number;
  /** Lines that cannot be read: what else is told of such a file is not all of it. */
  readonly refused: Noted;
  /** Rows whose metadata is not complete. */
  readonly incomplete: Noted;
  /** Units that are not known, or do not go together. */
  readonly units: Noted;
  /** Periods that begin before the one before them has ended. */
  readonly disorder: Noted;
  readonly outside: Noted;
  readonly gaps: Noted;
  readonly strays: Noted;
  readonly parameters: ReadonlyMap<string, Span>;
  /** In tonnes of CO2e; what was not given at all is missing. */
  readonly totals: Partial<Record<Core, Exact>>;
  /** By their beginning. */
  readonly periods: readonly PeriodSums[];
}

interface Series {
  unit: Unit | undefined;
  start: number;
  end: number;
  /** Where the row before ended. */
  last: number;
  readonly rates: Rate[];
}

/**
 * Adds up what was monitored, row by row as it comes, exactly. `within` is the period that it must lie within, and that the
 * three parameters of CORE must fill.
 */
export async function foldMonitoring(
  rows: AsyncIterable<MonitoringRow | RefusedLine>,
  within: Span | undefined,
): Promise<Monitoring> {
  const series = new Map<string, Series>();
  const periods = new Map<string, PeriodSums>();
  const found: Monitoring = {
    rows: 0,
    refused: none(),
    incomplete: none(),
    units: none(),
    disorder: none(),
    outside: none(),
    gaps: none(),
    strays: none(),
    parameters: series,
    totals: {},
    periods: [],
  };
  for await (const row of rows) {
    if ('refused' in row) note(found.refused, `line ${row.line}: ${row.refused}`);
    else if (!series.has(row.parameter) && series.size === MOST_PARAMETERS) {
      note(found.refused, `line ${row.line}: the file has more than ${MOST_PARAMETERS} parameters`);
      break;
    } else takeRow(found, { series, periods, within }, row);
    if (found.refused.all >= MOST_REFUSED) break;
  }
  if (found.rows === 0 && found.refused.all === 0) note(found.refused, 'line 1: no row follows the header');
  for (const [parameter, { start, end, rates }] of series) {
    if (within && isCore(parameter)) noteEdges(found.gaps, parameter, { start, end }, within);
    for (const { line, shown } of strayRates(rates)) note(found.strays, `line ${line}: ${parameter} is ${shown}`);
  }
  return { ...found, periods: [...periods.values()].toSorted((a, b) => a.start - b.start || a.end - b.end) };
}

interface State {
  readonly series: Map<string, Series>;
  readonly periods: Map<string, PeriodSums>;
  readonly within: Span | undefined;
}

function takeRow(found: Monitoring, { series, periods, within }: State, row: MonitoringRow): void {
  const { line, parameter, missing } = row;
  found.rows += 1;
  if (missing.length > 0) note(found.incomplete, `line ${line}: ${parameter} has no ${missing.join(', ')}`);
  if (within && (row.start < within.start || row.end > within.end)) {
    note(found.outside, `line ${line}: ${parameter} of ${showSpan(row)}`);
  }
  const known = series.get(parameter);
  const unit = unitOf(found.units, row, known?.unit);
  if (known) {
    if (row.start < known.last) note(found.disorder, `line ${line}: ${parameter} of ${showSpan(row)}`);
    if (row.start > known.end) {
      note(found.gaps, `line ${line}: ${parameter} lacks ${showSpan({ start: known.end, end: row.start })}`);
    }
    known.unit ??= unit;
    known.start = Math.min(known.start, row.start);
    known.end = Math.max(known.end, row.end);
    known.last = row.end;
  } else series.set(parameter, { unit, start: row.start, end: row.end, last: row.end, rates: [] });
  if (!unit) return;
  series.get(parameter)?.rates.push(rateOf(row, unit));
  if (isCore(parameter)) addEmissions(found, periods, { ...row, parameter }, inBase(row.value, unit));
}

function addEmissions(
  { totals }: Monitoring,
  periods: Map<string, PeriodSums>,
  { parameter, start, end }: Span & { readonly parameter: Core },
  tonnes: Exact,
): void {
  totals[parameter] = plus(totals[parameter] ?? ZERO, tonnes);
  const key = `${start}/${end}`;
  const sums: Sums = periods.get(key)?.sums ?? {};
  periods.set(key, { start, end, sums: { ...sums, [parameter]: plus(sums[parameter] ?? ZERO, tonnes) } });
}

/** The unit of a row, which goes together with what its parameter had before and, of CORE, measures emissions. */
function unitOf(
  noted: Noted,
  { line, parameter, unit: text }: MonitoringRow,
  before: Unit | undefined,
): Unit | undefined {
  const unit = readUnit(text);
  const kind = isCore(parameter) ? EMISSIONS : (before?.kind ?? unit?.kind);
  if (unit?.kind === kind && unit) return unit;
  const what = unit ? `is of ${unit.kind}, and ${parameter} of ${kind}` : 'is no unit that is known';
  note(noted, `line ${line}: "${clip(text, 40)}" ${what}`);
  return undefined;
}

function noteEdges(gaps: Noted, parameter: string, { start, end }: Span, within: Span): void {
  if (start > within.start) note(gaps, `${parameter} lacks ${showSpan({ start: within.start, end: start })}`);
  if (end < within.end) note(gaps, `${parameter} lacks ${showSpan({ start: end, end: within.end })}`);
}

/** Baseline less project less leakage; undefined where one of them is missing. */
export function reductionsOf({
  baseline_emissions: baseline,
  project_emissions: project,
  leakage,
}: Sums): Exact | undefined {
  return baseline && project && leakage && minus(minus(baseline, project), leakage);
}
