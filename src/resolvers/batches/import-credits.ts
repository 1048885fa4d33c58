import { v7 as newId } from 'uuid';
import {
  type ExternalRetirementRow,
  insertBlocks,
  insertExternalRetirements,
  lockBlocksOf,
  type NewBlock,
  type OverlappingBlock,
  selectExternalRetirements,
  selectOverlaps,
  takeBatches,
} from '../../db/batches.ts';
import type { Db } from '../../db/client.ts';
import { selectProjectsByNativeIds } from '../../db/project-imports.ts';
import type { Context } from '../context.ts';
import { isUnchecked, UNCHECKED } from '../projects/unchecked.ts';
import {
  importRegistryRows,
  type RefusedRow,
  type RegistryFileRow,
  type RegistryImportReport,
} from '../registry-import.ts';
import type { CreditMapping } from './mapping.ts';
import { type Credit, meetKnown, retirementOf } from './meeting.ts';
import { countOf, readSerial } from './serials.ts';

/**
 * Takes in a registry's list of issued and retired credits, a part of it in each transaction; a second time nothing
 * changes. What was held and is retired now counts as changed; a part of a block splits it. Projects must be known.
 * Retirements are kept as external ones, with their beneficiaries.
 */
export const importCredits = (
  ctx: Context,
  { mapping, rows }: { readonly mapping: CreditMapping; readonly rows: AsyncIterable<RegistryFileRow> },
): Promise<RegistryImportReport> =>
  importRegistryRows<Credit>(ctx, {
    rows,
    read: (row) => readCredit(mapping, row),
    take: async (tx, credits) => {
      const refused: RefusedRow[] = [];
      const taken = await takeCredits(tx, mapping.registry, credits, (line, reason) => refused.push({ line, reason }));
      return { ...taken, refused };
    },
  });

type Refuse = (line: number, reason: string) => void;

function readCredit(
  mapping: CreditMapping,
  { line, cells }: { readonly line: number; readonly cells: Readonly<Record<string, string>> },
): Credit | string {
  const record = mapping.read(cells);
  if (typeof record === 'string') return record;
  const serial = readSerial(record.serial, mapping.registry);
  if ('refused' in serial) return `the serial "${record.serial.slice(0, 80)}" ${serial.refused}`;
  const count = countOf(serial.block);
  if (count !== record.quantity) return `the serial counts ${count}, the quantity is ${record.quantity}`;
  if (record.vintageEnd < record.vintageStart) return 'the vintage ends before it begins';
  return { line, record, block: serial.block };
}

interface Counts {
  stored: number;
  changed: number;
  unchanged: number;
}

const placeOf = (registry: string, { block }: Credit) => ({
  registry,
  prefix: block.prefix,
  blockStart: block.start,
  blockEnd: block.end,
});

async function takeCredits(tx: Db, registry: string, given: readonly Credit[], refuse: Refuse): Promise<Counts> {
  await lockBlocksOf(tx, registry);
  const { credits, batchIds } = await inBatches(tx, registry, given, refuse);
  const places = credits.map((credit) => placeOf(registry, credit));
  const known = Map.groupBy(await selectOverlaps(tx, places), ({ place }) => place);
  const taken: Counts = { stored: 0, changed: 0, unchanged: 0 };
  const [blocks, retired]: [NewBlock[], ExternalRetirementRow[]] = [[], []];
  const cut = new Set<string>();
  for (const [place, credit] of credits.entries()) {
    const batchId = batchIds[place] ?? '';
    const before = known.get(place) ?? [];
    if (before.length === 0) {
      const block = { ...blockOf(registry, batchId, credit), id: newId() };
      blocks.push(block);
      retired.push(...retirementOf(block.id, credit));
      taken.stored += 1;
      continue;
    }
    // A block that an earlier row has cut is another one now.
    const meeting = before.some(({ id }) => cut.has(id))
      ? await selectOverlaps(tx, [placeOf(registry, credit)])
      : before;
    const outcome = await meetKnown(tx, { batchId, credit, meeting, retirements: await retirementsOf(tx, meeting) });
    if ('refused' in outcome) refuse(credit.line, outcome.refused);
    else taken[outcome.became] += 1;
    for (const { id } of meeting) cut.add(id);
  }
  await insertBlocks(tx, blocks);
  await insertExternalRetirements(tx, retired);
  return taken;
}

const retirementsOf = (tx: Db, blocks: readonly OverlappingBlock[]): Promise<ExternalRetirementRow[]> =>
  selectExternalRetirements(
    tx,
    blocks.map(({ id }) => id),
  );

/** Those whose project is known, each with its batch. */
async function inBatches(
  tx: Db,
  registry: string,
  given: readonly Credit[],
  refuse: Refuse,
): Promise<{ credits: Credit[]; batchIds: string[] }> {
  const nativeIds = [...new Set(given.map(({ record }) => record.nativeId))];
  const found = await selectProjectsByNativeIds(tx, registry, nativeIds);
  const projects = new Map(found.map((project) => [project.nativeId, project]));
  const ofProjects = given.filter(({ line, record: { nativeId } }) => {
    const project = projects.get(nativeId);
    if (!project) refuse(line, `project ${nativeId} is not known: import the projects of ${registry} first`);
    else if (isUnchecked(project)) refuse(line, UNCHECKED);
    return project && !isUnchecked(project);
  });
  const credits = withoutOverlaps(ofProjects, refuse);
  const wishes = credits.map(({ record: { nativeId, vintageStart, vintageEnd } }) => ({
    projectId: projects.get(nativeId)?.id ?? '',
    vintageStart,
    vintageEnd,
  }));
  return { credits, batchIds: await takeBatches(tx, wishes) };
}

/** Of credits of one file that overlap, the first one counts. */
function withoutOverlaps(credits: readonly Credit[], refuse: Refuse): Credit[] {
  const sorted = credits.toSorted(
    (a, b) =>
      (a.block.prefix < b.block.prefix ? -1 : a.block.prefix > b.block.prefix ? 1 : 0) ||
      Number(a.block.start - b.block.start) ||
      a.line - b.line,
  );
  const out = new Set<Credit>();
  let last: Credit | undefined;
  for (const credit of sorted) {
    if (last && last.block.prefix === credit.block.prefix && credit.block.start <= last.block.end) {
      const [kept, other] = last.line <= credit.line ? [last, credit] : [credit, last];
      refuse(other.line, `its serials are those of line ${kept.line}`);
      out.add(other);
      last = kept;
    } else last = credit;
  }
  return credits.filter((credit) => !out.has(credit));
}

const blockOf = (registry: string, batchId: string, { record, block }: Credit): Omit<NewBlock, 'id'> => ({
  batchId,
  registry,
  prefix: block.prefix,
  blockStart: block.start,
  blockEnd: block.end,
  suffix: block.suffix,
  serial: block.text,
  state: record.state,
  holder: 'REGISTRY_ACCOUNT',
  issuedOn: record.issuedOn,
});
