import { batchesRead, documentIn, type Facts, projectRead } from './facts.ts';
import { fail, listed, notApplicable, type Outcome, pass, unclear } from './outcome.ts';

/** The longest that a program lets a project count without a new start: Verra's for forests and land (VCS v4, 3.9). */
const MOST_YEARS = 100;

/** CREDITING_PERIOD: it is known, has begun, and is no longer than any program allows. */
export function creditingPeriod(facts: Facts): Outcome {
  const { creditingStart: start, creditingEnd: end } = facts.project;
  const read = [projectRead(facts)];
  if (start === null || end === null) return unclear('The crediting period is not known.', read);
  const today = facts.now.toISOString().slice(0, 10);
  if (end < start) return fail(`The crediting period ends on ${end}, before it begins on ${start}.`, read);
  if (start > today) return fail(`The crediting period begins on ${start}: it had not begun on ${today}.`, read);
  if (Number(end.slice(0, 4)) - Number(start.slice(0, 4)) > MOST_YEARS) {
    return fail(`${start} to ${end} is longer than ${MOST_YEARS} years.`, read);
  }
  return pass(`The crediting period is ${start} to ${end}.`, read);
}

/** VINTAGE_IN_PERIOD: both ends of each vintage lie within the crediting period. */
export function vintageInPeriod(facts: Facts): Outcome {
  const { creditingStart: start, creditingEnd: end } = facts.project;
  const read = [projectRead(facts), batchesRead(facts)];
  if (facts.batches.length === 0) return notApplicable('No credits of it are known here, and so no vintage.', read);
  if (start === null || end === null) return unclear('The crediting period is not known.', read);
  const outside = facts.batches.filter(({ vintageStart, vintageEnd }) => vintageStart < start || vintageEnd > end);
  return outside.length > 0
    ? fail(`${listed(outside.map((batch) => vintageOf(batch)))} is not within ${start} to ${end}.`, read)
    : pass(`${listed(facts.batches.map((batch) => vintageOf(batch)))} is within ${start} to ${end}.`, read);
}

const vintageOf = ({ vintageStart, vintageEnd }: Facts['batches'][number]): string =>
  `${vintageStart} to ${vintageEnd}`;

/**
 * LABELS: each that touches a vintage holds for all of it, and its evidence is there. An address is named and not opened,
 * so what it shows is for a person to see.
 */
export function labels(facts: Facts): Outcome {
  const { batches, labels: given, labelDocuments } = facts;
  const read = [projectRead(facts), batchesRead(facts), `${given.length} labels of the project`];
  if (given.length === 0) return notApplicable('The project has no label.', read);
  if (batches.length === 0) return notApplicable('No vintage is known that a label could be about.', read);
  const [short, lost, seen]: [string[], string[], Set<string>] = [[], [], new Set()];
  let holding = 0;
  for (const label of given) {
    const { code, validFrom, validTo, evidence } = label;
    const until = validTo ?? '9999-12-31';
    const touched = batches.filter(({ vintageStart, vintageEnd }) => vintageStart <= until && validFrom <= vintageEnd);
    if (touched.length === 0) continue;
    holding += 1;
    const partly = touched.filter(({ vintageStart, vintageEnd }) => vintageStart < validFrom || vintageEnd > until);
    short.push(
      ...partly.map((batch) => `${code} from ${validFrom} to ${validTo ?? 'no end'}, and not for ${vintageOf(batch)}`),
    );
    const document = documentIn(label);
    if (document === undefined) seen.add(`${code}: ${evidence}`);
    else if (!labelDocuments.has(document)) lost.push(`${code}: ${evidence}`);
  }
  if (short.length > 0) return fail(`Labels hold for a part of the vintage: ${listed(short)}.`, read);
  if (lost.length > 0) return fail(`The evidence of labels is not there: ${listed(lost)}.`, read);
  if (holding === 0) return notApplicable('No label of the project is about these vintages.', read);
  return seen.size > 0
    ? unclear(`${holding} labels hold for the vintages. Their evidence is to be seen: ${listed([...seen])}.`, read)
    : pass(`${holding} labels hold for the vintages, each with a document as evidence.`, read);
}
