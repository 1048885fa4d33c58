import type { App } from '../context.ts';
import { documentHashes } from './document-checks.ts';
import { type CheckSubject, type Facts, gatherFacts } from './facts.ts';
import { readMonitored } from './monitored.ts';
import { checkMonitored, type Claim } from './monitoring-checks.ts';
import { readSpan, type Span } from './monitoring-csv.ts';
import type { Outcome } from './outcome.ts';
import { creditingPeriod, labels, vintageInPeriod } from './period-checks.ts';
import { identity, noOverlap, notRetiredAtSource, serialBlocks } from './serial-checks.ts';
import { correspondingAdjustment, noFreeze, singleProgram, supplyInCustody } from './standing-checks.ts';

/** What the platform found of one check of the catalogue. */
export interface Found extends Outcome {
  readonly code: string;
}

/** Checks of the catalogue that follow from what the database holds. */
const ofFacts: Readonly<Record<string, (facts: Facts) => Outcome>> = {
  SERIAL_BLOCKS: serialBlocks,
  NO_OVERLAP: noOverlap,
  NOT_RETIRED_AT_SOURCE: notRetiredAtSource,
  IDENTITY: identity,
  VINTAGE_IN_PERIOD: vintageInPeriod,
  SINGLE_PROGRAM: singleProgram,
  CORRESPONDING_ADJUSTMENT: correspondingAdjustment,
  LABELS: labels,
  SUPPLY_IN_CUSTODY: supplyInCustody,
  NO_FREEZE: noFreeze,
  CREDITING_PERIOD: creditingPeriod,
};

/**
 * Checks all that the platform can check of a case by itself, each code once. Reads alone, and documents among it: not to
 * be called within a transaction, which would stay open meanwhile. Throws what the database fails with.
 */
export async function runChecks(app: App, subject: CheckSubject): Promise<Found[]> {
  const facts = await gatherFacts(app, subject);
  const claim = claimOf(facts, subject);
  const outcomes = {
    ...Object.fromEntries(Object.entries(ofFacts).map(([code, check]) => [code, check(facts)])),
    DOCUMENT_HASHES: await documentHashes(app, subject),
    ...checkMonitored(await readMonitored(app, subject, claim.period), claim),
  };
  return Object.entries(outcomes).map(([code, outcome]) => ({ code, ...outcome }));
}

function claimOf({ batches, project }: Facts, { materialityPercent }: CheckSubject): Claim {
  return {
    quantity: batches.reduce((sum, { quantity }) => sum + quantity, 0n),
    period: periodOf(batches),
    materialityPercent,
    estimatedAnnual: project.estimatedAnnualReductions,
  };
}

/** From the first day of the first vintage to the last day of the last. */
function periodOf(batches: Facts['batches']): Span | undefined {
  const first = batches.map(({ vintageStart }) => vintageStart).toSorted()[0];
  const last = batches
    .map(({ vintageEnd }) => vintageEnd)
    .toSorted()
    .at(-1);
  return first === undefined || last === undefined ? undefined : readSpan(first, last);
}
