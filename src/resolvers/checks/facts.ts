import { hash } from 'node:crypto';
import { type BatchRow, selectBatchesById, selectBatchesOf } from '../../db/batches.ts';
import type { Db } from '../../db/client.ts';
import type { CaseRow } from '../../db/poai.ts';
import {
  type BlockFact,
  type OverlapFacts,
  selectBlockFacts,
  selectChainFreeze,
  selectLivingDocuments,
  selectOverlapFacts,
  selectSupplyFacts,
  selectTwinFacts,
  type SupplyFact,
  type TwinFacts,
} from '../../db/poai-facts.ts';
import { selectLabelsOf, selectMethodologiesOf } from '../../db/project-parts.ts';
import { type LabelRow, type Methodology, type ProjectRow, selectProjectsById } from '../../db/projects.ts';
import { selectRegistries } from '../../db/registries.ts';
import type { App } from '../context.ts';
import { keyOf } from '../credits/rules.ts';
import { decodeId } from '../ids.ts';
import { placesOf } from '../reserves/rules.ts';
import { second } from './outcome.ts';

/** What is checked: the project of a case, or one batch of its credits. */
export type CheckSubject = Pick<CaseRow, 'id' | 'projectId' | 'batchId' | 'materialityPercent'>;

/** What the platform knows of it. */
export interface Facts {
  readonly now: Date;
  readonly project: ProjectRow;
  /** Codes of all registries. */
  readonly registries: readonly string[];
  readonly methodologies: readonly Methodology[];
  readonly labels: readonly LabelRow[];
  /** Ids of the documents that labels name as their evidence and that are there. */
  readonly labelDocuments: ReadonlySet<string>;
  /** The batch of the case, or all of the project; oldest vintage first. */
  readonly batches: readonly BatchRow[];
  /** Of these batches; undefined where there are more than the platform looks at. */
  readonly blocks: readonly BlockFact[] | undefined;
  readonly overlaps: OverlapFacts;
  readonly duplicates: TwinFacts;
  /** Undefined where the platform has no chain. */
  readonly chain: ChainFacts | undefined;
}

export interface ChainFacts {
  readonly chainId: number;
  readonly supplies: readonly SupplyFact[];
  readonly freeze: { readonly suspended: boolean; readonly blockNumber: bigint } | undefined;
}

/** What a bundle holds of serial blocks at most (docs/POAI.md). */
export const MOST_BLOCKS = 10_000;
const MOST_FOUND = 100;

/** Reads all that the checks of a subject look at, but documents. Throws an Error if there is no such project. */
export async function gatherFacts({ db, chain }: App, subject: CheckSubject): Promise<Facts> {
  const { projectId, batchId } = subject;
  const [project] = await selectProjectsById(db, [projectId]);
  if (!project) throw new Error(`project ${projectId} of a PoAI case does not exist`);
  const batches = batchId === null ? await selectBatchesOf(db, projectId) : await selectBatchesById(db, [batchId]);
  const batchIds = batches.map(({ id }) => id);
  const blocks = await selectBlockFacts(db, batchIds, MOST_BLOCKS + 1);
  const labels = await selectLabelsOf(db, [projectId]);
  const registries = await selectRegistries(db);
  return {
    now: new Date(),
    project,
    registries: registries.map(({ code }) => code),
    methodologies: await selectMethodologiesOf(db, [projectId]),
    labels,
    labelDocuments: await labelDocumentsOf(db, labels),
    batches,
    blocks: blocks.length > MOST_BLOCKS ? undefined : blocks,
    overlaps: await selectOverlapFacts(db, batchIds, MOST_FOUND),
    duplicates: await selectTwinFacts(db, projectId, MOST_FOUND),
    chain: chain && (await chainFactsOf(db, chain, project, batchId === null ? undefined : batches[0]?.vintage)),
  };
}

/** The document that a label names as its evidence; undefined where it names an address. */
export function documentIn({ evidence }: Pick<LabelRow, 'evidence'>): string | undefined {
  const named = decodeId(evidence);
  return named?.type === 'Document' ? named.id : undefined;
}

async function labelDocumentsOf(db: Db, labels: readonly LabelRow[]): Promise<ReadonlySet<string>> {
  const ids = labels.flatMap((label) => documentIn(label) ?? []);
  return new Set(ids.length === 0 ? [] : await selectLivingDocuments(db, ids));
}

async function chainFactsOf(
  db: Db,
  chain: NonNullable<App['chain']>,
  { id: projectId }: ProjectRow,
  vintage: number | undefined,
): Promise<ChainFacts> {
  const { chainId, custody } = placesOf(chain);
  const projectKey = keyOf(projectId);
  return {
    chainId,
    supplies: await selectSupplyFacts(db, { chainId, custody }, { projectId, projectKey, vintage }),
    freeze: await selectChainFreeze(db, chainId, projectKey),
  };
}

// What was read, in words.

export const projectRead = ({ project }: Facts): string =>
  `the project at version ${project.version} of ${second(project.updatedAt)}`;

export const batchesRead = ({ batches }: Facts): string =>
  `${batches.length} batches: ${digestOf(batches.map((b) => `${b.vintageStart}/${b.vintageEnd}/${b.quantity}`))}`;

/** The blocks with the SHA-256 of their serials, one a line, and when the platform took them in. */
export function blocksRead({ blocks }: Facts): string {
  if (!blocks) return `more than ${MOST_BLOCKS} serial blocks`;
  if (blocks.length === 0) return 'serial_blocks: none';
  const taken = blocks.map(({ createdAt }) => createdAt).toSorted((a, b) => a.getTime() - b.getTime());
  const [first, last] = [taken[0] ?? new Date(0), taken.at(-1) ?? new Date(0)];
  const when = first === last ? second(first) : `${second(first)} to ${second(last)}`;
  return `${blocks.length} serial blocks as taken in at ${when}: ${digestOf(blocks.map(({ serial }) => serial))}`;
}

const digestOf = (lines: readonly string[]): string => `SHA-256 of their lines ${hash('sha256', lines.join('\n'))}`;
