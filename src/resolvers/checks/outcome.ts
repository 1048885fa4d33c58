import type { CheckResult } from '../../db/poai-checks.ts';

/** What a check of the platform's own found, and what it read to find it. */
export interface Outcome {
  readonly result: CheckResult;
  readonly finding: string;
  /** Each in words, with its date or hash: "the project at version 3 of 2026-11-21T09:30:00.000Z". */
  readonly read: readonly string[];
}

type Reads = readonly string[];
export const pass = (finding: string, read: Reads): Outcome => ({ result: 'PASS', finding, read });
export const fail = (finding: string, read: Reads): Outcome => ({ result: 'FAIL', finding, read });
/** It could not be decided: a person has to. */
export const unclear = (finding: string, read: Reads): Outcome => ({ result: 'INCONCLUSIVE', finding, read });
/** There is nothing that the check could be about; the finding is the reason. */
export const notApplicable = (finding: string, read: Reads): Outcome => ({ result: 'NOT_APPLICABLE', finding, read });

/** What is listed of many; the rest is counted. A proof takes 10,000 characters for a finding. */
const SHOWN = 10;
const MOST_CHARACTERS = 300;

/** The first of many as one text. */
export function listed(items: readonly string[], { all = items.length, between = '; ' } = {}): string {
  const shown = items.slice(0, SHOWN).map((item) => clip(item));
  return `${shown.join(between)}${all > shown.length ? `${between}and ${all - shown.length} more` : ''}`;
}

export const clip = (text: string, most = MOST_CHARACTERS): string =>
  text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text;

/** Such as "2026-11-21T09:30:00Z". */
export const second = (moment: Date): string => `${moment.toISOString().slice(0, 19)}Z`;
