import { countOf, readSerial } from '../batches/serials.ts';
import { batchesRead, blocksRead, type Facts, MOST_BLOCKS, projectRead } from './facts.ts';
import { fail, listed, notApplicable, type Outcome, pass, unclear } from './outcome.ts';

const NO_CREDITS = 'No credits of it are known here: there is no serial that this could be about.';
const TOO_MANY = `There are more than ${MOST_BLOCKS} serial blocks: the case is to be about a batch.`;

/** What is said where there are no blocks to look at. */
function without({ blocks }: Facts, read: readonly string[]): Outcome | undefined {
  if (!blocks) return unclear(TOO_MANY, read);
  return blocks.length === 0 ? notApplicable(NO_CREDITS, read) : undefined;
}

/** SERIAL_BLOCKS: each serial reads as its registry writes them, says what is stored of it, and all count the quantity. */
export function serialBlocks(facts: Facts): Outcome {
  const read = [blocksRead(facts), batchesRead(facts)];
  const { batches, blocks = [] } = facts;
  const nothing = without(facts, read);
  if (nothing) return nothing;
  const wrong = blocks.flatMap((block) => {
    const { serial, registry, prefix, blockStart, blockEnd, suffix } = block;
    const parsed = readSerial(serial, registry);
    if ('refused' in parsed) return [`"${serial}" ${parsed.refused}`];
    const { start, end } = parsed.block;
    const isStored = start === blockStart && end === blockEnd && parsed.block.prefix === prefix;
    return isStored && parsed.block.suffix === suffix ? [] : [`"${serial}" is stored as ${blockStart} to ${blockEnd}`];
  });
  if (wrong.length > 0) return fail(`Serials are wrong: ${listed(wrong)}.`, read);
  const counts = batches.map(({ id, vintageStart, vintageEnd, quantity }) => {
    const ofBatch = blocks.filter(({ batchId }) => batchId === id);
    const counted = ofBatch.reduce((sum, b) => sum + countOf({ start: b.blockStart, end: b.blockEnd }), 0n);
    return { vintage: `${vintageStart} to ${vintageEnd}`, counted, quantity };
  });
  const off = counts.filter(({ counted, quantity }) => counted !== quantity);
  if (off.length > 0) {
    const each = off.map(({ vintage, counted, quantity }) => `${vintage} counts ${counted}, and says ${quantity}`);
    return fail(`Blocks do not count what their batch says: ${listed(each)}.`, read);
  }
  const all = counts.reduce((sum, { counted }) => sum + counted, 0n);
  return pass(`${blocks.length} blocks are well formed and count ${all} t, as their batches say.`, read);
}

/** NO_OVERLAP: no number of theirs is in another block, by the database's own constraint and by a look at all blocks. */
export function noOverlap(facts: Facts): Outcome {
  const { overlaps, isEnforced } = facts.overlaps;
  const read = [
    blocksRead(facts),
    `the constraint serial_blocks_overlap: ${isEnforced ? 'in force' : 'missing'}`,
    'all serial blocks of the platform',
  ];
  const nothing = without(facts, read);
  if (nothing) return nothing;
  if (overlaps.length > 0) {
    return fail(`Blocks overlap: ${listed(overlaps.map(({ serial, other }) => `${serial} and ${other}`))}.`, read);
  }
  return isEnforced
    ? pass('No number of theirs is in another block, and the database takes none.', read)
    : unclear('No number of theirs is in another block, but the database does not refuse one.', read);
}

const ENDED = new Set(['RETIRED', 'CANCELLED', 'EXPIRED']);

/** NOT_RETIRED_AT_SOURCE: by the registry's own list, as the platform took it in. */
export function notRetiredAtSource(facts: Facts): Outcome {
  const read = [blocksRead(facts), 'external_retirements of these blocks'];
  const { blocks = [] } = facts;
  const nothing = without(facts, read);
  if (nothing) return nothing;
  const gone = blocks.filter(({ state, retiredOn }) => retiredOn !== null || ENDED.has(state));
  if (gone.length === 0) return pass('The registry’s list names no retirement and no cancellation of them.', read);
  const count = gone.reduce((sum, { blockStart, blockEnd }) => sum + countOf({ start: blockStart, end: blockEnd }), 0n);
  const each = gone.map(({ serial, state, retiredOn }) => `${serial} ${state}${retiredOn ? ` on ${retiredOn}` : ''}`);
  return fail(`${count} t in ${gone.length} blocks have ended at the registry: ${listed(each)}.`, read);
}

interface Saying {
  readonly project: string;
  /** First and last day, or the year alone. */
  readonly vintage: readonly [string, string] | string;
}

const day = (ddmmyyyy: string): string => `${ddmmyyyy.slice(4)}-${ddmmyyyy.slice(2, 4)}-${ddmmyyyy.slice(0, 2)}`;

/** What a serial itself says of its project and vintage, where its registry writes that into it. */
export function saidBy(registry: string, serial: string): Saying | undefined {
  if (registry === 'VERRA') {
    const [, project, from, to] = /-[A-Z]{3}-[A-Z]{2}-\d+-(\d+)-(\d{8})-(\d{8})-\d+$/.exec(serial) ?? [];
    return project && from && to ? { project, vintage: [day(from), day(to)] } : undefined;
  }
  const forms: Readonly<Record<string, RegExp>> = {
    GOLD_STANDARD: /^GS1-\d+-[A-Z]{2}-GS(\d+)-\d+-(\d{4})-/,
    ACR: /^ACR-[A-Z]{2}-(\d+)-(\d{4})-/,
  };
  const [, project, vintage] = forms[registry]?.exec(serial) ?? [];
  return project && vintage ? { project, vintage } : undefined;
}

/** Serials that name another project or vintage than the one that they are kept under. */
function strangers({ project, batches, blocks = [] }: Facts): string[] {
  const vintages = new Map(batches.map((batch) => [batch.id, batch]));
  const own = /(\d+)\D*$/.exec(project.nativeId ?? '')?.[1];
  return blocks.flatMap(({ serial, registry, batchId }) => {
    const [said, batch] = [saidBy(registry, serial), vintages.get(batchId)];
    if (!said || !batch) return [];
    const isOwn = own === undefined || BigInt(said.project) === BigInt(own);
    const isThen =
      typeof said.vintage === 'string'
        ? said.vintage === String(batch.vintage)
        : said.vintage[0] === batch.vintageStart && said.vintage[1] === batch.vintageEnd;
    return isOwn && isThen ? [] : [`${serial} names project ${said.project} of ${[said.vintage].flat().join(' to ')}`];
  });
}

/** IDENTITY: a registry names the project, its methodologies are known with their versions, and its serials name it too. */
export function identity(facts: Facts): Outcome {
  const { project, methodologies, registries } = facts;
  const read = [projectRead(facts), blocksRead(facts), `${methodologies.length} methodologies`];
  const foreign = strangers(facts);
  if (foreign.length > 0) return fail(`Serials name something else: ${listed(foreign)}.`, read);
  if (methodologies.length === 0) return fail('The project names no methodology.', read);
  const shown = methodologies.map(({ program, code, version }) => `${program} ${code}${version ? ` v${version}` : ''}`);
  const unknown = methodologies.filter(({ program }) => !registries.includes(program));
  if (unknown.length > 0) {
    return fail(
      `No program is known that wrote ${listed(unknown.map(({ program, code }) => `${program} ${code}`))}.`,
      read,
    );
  }
  if (project.registry === null || project.nativeId === null) return unclear('No registry names the project.', read);
  const named = `${project.registry} ${project.nativeId}`;
  if (project.createdBy !== null) {
    return unclear(`${named} was named by whoever wrote the project, and not by a registry’s list.`, read);
  }
  const bare = methodologies.filter(({ version }) => version === null).map(({ program, code }) => `${program} ${code}`);
  if (bare.length > 0) return unclear(`${named} does not say which version it uses of ${listed(bare)}.`, read);
  return pass(`The list of the registry names ${named} with ${listed(shown)}.`, read);
}
