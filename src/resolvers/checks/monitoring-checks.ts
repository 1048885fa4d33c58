import { compare, distance, divided, type Exact, plus, readExact, showExact, times, whole, ZERO } from './exact.ts';
import { type Monitoring, type Noted, CORE, reductionsOf, showNoted } from './monitoring.ts';
import { showSpan, type Span } from './monitoring-csv.ts';
import { fail, listed, notApplicable, type Outcome, pass, unclear } from './outcome.ts';

/** What was claimed, to be held against what was monitored. */
export interface Claim {
  /** Tonnes of CO2e: the credits that the case is about. */
  readonly quantity: bigint;
  /** The vintage, or all vintages of a project from first to last. */
  readonly period: Span | undefined;
  /** By how many percent the reductions may be misstated, such as "5". */
  readonly materialityPercent: string;
  /** Tonnes a year, as estimated before. */
  readonly estimatedAnnual: bigint | null;
}

/** What is known of the monitoring: the file, or why there is none. */
export type Monitored =
  | { readonly monitoring: Monitoring; readonly read: readonly string[] }
  | { readonly why: string; readonly read: readonly string[] };

type MonitoringCode =
  | 'PARAMETERS'
  | 'UNITS'
  | 'TIMESTAMPS'
  | 'GAPS_AND_OUTLIERS'
  | 'RECALCULATION'
  | 'MATERIALITY'
  | 'ESTIMATE_EXPLAINED';

interface Given {
  readonly monitoring: Monitoring;
  readonly claim: Claim;
  readonly read: readonly string[];
}

/** Every check of what was monitored. */
export function checkMonitored(monitored: Monitored, claim: Claim): Record<MonitoringCode, Outcome> {
  const { read } = monitored;
  const without = (why: string): Outcome => unclear(why, read);
  if ('why' in monitored) return { ...each(() => without(monitored.why)), ...claimedNothing(claim, read) };
  const { monitoring } = monitored;
  if (monitoring.refused.all > 0) {
    const lines = showNoted(monitoring.refused);
    const rest = each(() => without(`The monitoring file cannot be read whole: ${lines}.`));
    return {
      ...rest,
      ...claimedNothing(claim, read),
      PARAMETERS: fail(`The monitoring file is refused: ${lines}.`, read),
    };
  }
  const given: Given = { monitoring, claim, read };
  const nothing = claimedNothing(claim, read);
  return {
    PARAMETERS: parameters(given),
    UNITS: units(given),
    TIMESTAMPS: timestamps(given),
    GAPS_AND_OUTLIERS: gapsAndOutliers(given),
    RECALCULATION: nothing.RECALCULATION ?? recalculation(given),
    MATERIALITY: nothing.MATERIALITY ?? materiality(given),
    ESTIMATE_EXPLAINED: nothing.ESTIMATE_EXPLAINED ?? estimate(given),
  };
}

function each(make: () => Outcome): Record<MonitoringCode, Outcome> {
  return {
    PARAMETERS: make(),
    UNITS: make(),
    TIMESTAMPS: make(),
    GAPS_AND_OUTLIERS: make(),
    RECALCULATION: make(),
    MATERIALITY: make(),
    ESTIMATE_EXPLAINED: make(),
  };
}

function claimedNothing({ quantity }: Claim, read: readonly string[]): Partial<Record<MonitoringCode, Outcome>> {
  if (quantity > 0n) return {};
  const outcome = notApplicable('No credits are claimed: there is nothing to hold against what was monitored.', read);
  return { RECALCULATION: outcome, MATERIALITY: outcome, ESTIMATE_EXPLAINED: outcome };
}

/** PARAMETERS: what the reductions are calculated from is there, and each row says how its value was come by. */
function parameters({ monitoring, read }: Given): Outcome {
  const { parameters: series, incomplete, rows } = monitoring;
  const missing = CORE.filter((name) => !series.has(name));
  if (missing.length > 0) return fail(`The file has no ${missing.join(', ')}; what is zero is written as 0.`, read);
  if (incomplete.all > 0) return fail(`Rows are not complete: ${showNoted(incomplete)}.`, read);
  return pass(
    `${rows} rows of ${series.size} parameters, each with unit, source, method, frequency, equipment, QA/QC.`,
    read,
  );
}

/** UNITS: every unit is known, and those of one parameter can be turned into each other. */
function units({ monitoring: { units: wrong, rows }, read }: Given): Outcome {
  return wrong.all > 0
    ? fail(`Units are wrong: ${showNoted(wrong)}.`, read)
    : pass(`The units of all ${rows} rows are known and go together.`, read);
}

/** TIMESTAMPS: the periods of each parameter follow each other, and lie within the period that credits are claimed for. */
function timestamps({ monitoring: { disorder, outside }, claim: { period }, read }: Given): Outcome {
  const wrong = [...said('Not in order, or twice', disorder), ...said('Outside the period', outside)];
  if (wrong.length > 0) return fail(wrong.join(' '), read);
  return period
    ? pass(`Periods follow each other, within ${showSpan(period)}.`, read)
    : unclear('Periods follow each other. Which period they must lie within is not known.', read);
}

const said = (what: string, noted: Noted): string[] => (noted.all > 0 ? [`${what}: ${showNoted(noted)}.`] : []);

/** GAPS_AND_OUTLIERS: without them there is nothing to be handled; outliers are for a person to judge. */
function gapsAndOutliers({ monitoring: { gaps, strays }, claim: { period }, read }: Given): Outcome {
  const outliers = said('Values stray', strays).join(' ');
  if (gaps.all > 0) return fail(`There are gaps: ${showNoted(gaps)}. ${outliers}`.trim(), read);
  if (outliers !== '') return unclear(`No gaps. ${outliers}`, read);
  if (!period) return unclear('No gaps between rows. Which period they must fill is not known.', read);
  return pass(`No gaps within ${showSpan(period)}, and no value strays (modified z-score up to 3.5).`, read);
}

/** What must hold before sums mean anything. */
function obstacle({ monitoring }: Given): string | undefined {
  const { units: wrongUnits, disorder, outside, totals } = monitoring;
  if (wrongUnits.all > 0) return 'Some units cannot be read (UNITS), so that sums would lack them.';
  if (disorder.all > 0 || outside.all > 0)
    return 'Periods overlap or lie outside (TIMESTAMPS): sums would count too much.';
  const missing = CORE.filter((name) => !totals[name]);
  return missing.length > 0 ? `There is no ${missing.join(', ')} to calculate with.` : undefined;
}

/** RECALCULATION: baseline less project less leakage is what is claimed, within the materiality. */
function recalculation(given: Given): Outcome {
  const { monitoring, claim, read } = given;
  const reductions = reductionsOf(monitoring.totals);
  const hindrance = obstacle(given);
  if (hindrance !== undefined || !reductions) return unclear(hindrance ?? 'There is nothing to calculate with.', read);
  const [baseline, project, leakage] = CORE.map((name) => showExact(monitoring.totals[name] ?? ZERO));
  const sums = `${baseline} less ${project} less ${leakage} is ${showExact(reductions)} t CO2e`;
  const periods = monitoring.periods.flatMap(({ start, end, sums: ofPeriod }) => {
    const ofThis = reductionsOf(ofPeriod);
    return ofThis ? [`${showSpan({ start, end })}: ${showExact(ofThis)} t`] : [];
  });
  const shown = periods.length > 0 ? ` Of each period: ${listed(periods)}.` : '';
  const finding = `${sums}, and ${claim.quantity} t are claimed: ${differenceOf(reductions, claim)}.${shown}`;
  return isWithin(reductions, claim) ? pass(finding, read) : fail(finding, read);
}

/** MATERIALITY: by how many percent the claim misstates the reductions. */
function materiality(given: Given): Outcome {
  const { monitoring, claim, read } = given;
  const reductions = reductionsOf(monitoring.totals);
  const hindrance = obstacle(given);
  if (hindrance !== undefined || !reductions) return unclear(hindrance ?? 'There is nothing to compare with.', read);
  const finding = `The claim is misstated by ${differenceOf(reductions, claim)}; ${claim.materialityPercent} % are allowed.`;
  return isWithin(reductions, claim) ? pass(finding, read) : fail(finding, read);
}

/** ESTIMATE_EXPLAINED: what exceeds the estimate by more than the materiality asks for an explanation, which people judge. */
function estimate(given: Given): Outcome {
  const { monitoring, claim, read } = given;
  const { estimatedAnnual, period } = claim;
  const expected = period ? times(whole(estimatedAnnual ?? 0n), yearsOf(period)) : ZERO;
  if (!period || expected.of === 0n) {
    return unclear('The project has no estimate, or the period is not known.', read);
  }
  const reductions = reductionsOf(monitoring.totals);
  const hindrance = obstacle(given);
  if (hindrance !== undefined || !reductions) return unclear(hindrance ?? 'There is nothing to compare with.', read);
  const apart = percentOf(distance(reductions, expected), expected);
  const numbers =
    `${estimatedAnnual} t a year are ${showExact(expected, 2)} t in ${showSpan(period)}; ` +
    `${showExact(reductions)} t were monitored, ${apart} % ${compare(reductions, expected) < 0 ? 'less' : 'more'}`;
  const most = times(expected, plus(whole(1n), divided(percent(claim), whole(100n))));
  return compare(reductions, most) <= 0
    ? pass(`${numbers}: no more than estimated.`, read)
    : unclear(`${numbers}: the explanation is to be judged.`, read);
}

const percent = ({ materialityPercent }: Claim): Exact => readExact(materialityPercent) ?? ZERO;
const percentOf = (part: Exact, all: Exact): string => showExact(divided(times(part, whole(100n)), all), 3);
const differenceOf = (reductions: Exact, { quantity }: Claim): string => {
  const apart = distance(reductions, whole(quantity));
  return `${showExact(apart)} t, ${percentOf(apart, whole(quantity))} %`;
};

/** Whether the claim is the reductions in whole tonnes, or no further from them than the materiality allows. */
function isWithin(reductions: Exact, claim: Claim): boolean {
  const claimed = whole(claim.quantity);
  const allowed = divided(times(percent(claim), claimed), whole(100n));
  const isCut = compare(claimed, reductions) <= 0 && compare(reductions, plus(claimed, whole(1n))) < 0;
  return isCut || compare(distance(reductions, claimed), allowed) <= 0;
}

/** How many years a period is, each day as the part of its own year that it is. */
export function yearsOf({ start, end }: Span): Exact {
  let sum = ZERO;
  for (let year = new Date(start).getUTCFullYear(); Date.UTC(year) < end; year += 1) {
    const [from, to] = [Date.UTC(year), Date.UTC(year + 1)];
    const within = Math.min(end, to) - Math.max(start, from);
    sum = plus(sum, divided(whole(BigInt(within)), whole(BigInt(to - from))));
  }
  return sum;
}
