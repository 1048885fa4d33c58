import type { BatchRow, BlockRow } from '../../db/batches.ts';
import type { AssignmentRow, CaseRow } from '../../db/poai.ts';
import type { CheckRow, FindingRow } from '../../db/poai-checks.ts';
import type { EvidenceView } from '../../db/poai-reviews.ts';
import type { Methodology, ProjectRow } from '../../db/projects.ts';
import { type Bundle, bundleShape, type Revealed, toHex, toSecond } from '../proofs/bundle.ts';
import { type CheckEntry, type EvidenceEntry, plantTrees } from '../proofs/reveal.ts';
import type { CheckTree } from './catalogue.ts';
import { catalogueOf } from './catalogue.ts';

/** What is known of a case when its bundle is made. */
export interface CaseFile {
  readonly row: CaseRow;
  readonly project: ProjectRow;
  readonly methodologies: readonly Methodology[];
  /** Null where the case is about all credits of the project. */
  readonly batch: BatchRow | null;
  readonly blocks: readonly BlockRow[];
  readonly checks: readonly CheckRow[];
  readonly evidence: readonly EvidenceView[];
  readonly findings: readonly FindingRow[];
  /** What was handed in with answers to findings. */
  readonly answers: readonly Pick<EvidenceView, 'versionId' | 'sha256' | 'name' | 'mediaType' | 'size'>[];
  readonly reviewers: readonly (Pick<AssignmentRow, 'role' | 'address' | 'userId'> & {
    readonly name: string;
    readonly organization: string;
  })[];
  readonly sequence: bigint;
  readonly supersedes: Bundle['supersedes'];
  readonly issuedAt: Date;
  readonly anchor: Bundle['anchor'];
}

export interface Compiled {
  readonly bundle: Bundle;
  /** All leaves, with the salts that keep them secret. */
  readonly revealed: readonly Revealed[];
}

/** Makes the bundle of a case, with fresh salts. Throws ZodError where the file holds what the format does not take. */
export function compileBundle(file: CaseFile): Compiled {
  const { row, project } = file;
  const { revealed, ...trees } = plantTrees({
    asset: entriesOf(file, 'asset'),
    data: entriesOf(file, 'data'),
    process: entriesOf(file, 'process'),
    evidence: documentsOf(file),
  });
  const bundle = bundleShape.parse({
    format: 'poai/v1',
    caseId: row.id,
    sequence: String(file.sequence),
    supersedes: file.supersedes,
    issuedAt: toSecond(file.issuedAt),
    anchor: file.anchor,
    subject: subjectOf(file, project),
    criteria: {
      standard: 'ISO 14064-3:2019',
      assurance: row.assurance,
      materialityPercent: row.materialityPercent,
      catalogue: row.catalogue,
    },
    ...trees,
    findings: file.findings.map(({ number, kind, code, text, raisedAt, closedAt, resolution }) => ({
      number: String(number),
      kind,
      check: code,
      text,
      raisedAt: toSecond(raisedAt),
      closedAt: closedAt && toSecond(closedAt),
      resolution,
    })),
    opinion: { decision: 'APPROVED', statement: row.opinion, at: row.opinionAt && toSecond(row.opinionAt) },
    reviewers: file.reviewers.map(({ role, name, organization, address }) => ({
      role,
      name,
      organization,
      address: address && toHex(address),
    })),
  });
  return { bundle, revealed };
}

function subjectOf({ methodologies, batch, blocks }: CaseFile, project: ProjectRow): Bundle['subject'] {
  const quantity = blocks.reduce((sum, { blockStart, blockEnd }) => sum + blockEnd - blockStart + 1n, 0n);
  return {
    projectId: project.id,
    projectName: project.name,
    registry: project.registry,
    nativeId: project.nativeId,
    methodologies: methodologies.map(({ program, code, version }) => ({ program, code, version })),
    vintage: batch && { start: batch.vintageStart, end: batch.vintageEnd },
    serials: blocks.map(({ serial, prefix, blockStart, blockEnd, suffix }) => ({
      text: serial,
      prefix,
      blockStart: String(blockStart),
      blockEnd: String(blockEnd),
      suffix,
    })),
    quantity: String(quantity),
  };
}

function entriesOf({ row, checks, evidence, reviewers }: CaseFile, tree: CheckTree): CheckEntry[] {
  const titles = new Map(catalogueOf(row.catalogue)?.checks.map(({ code, title }) => [code, title]));
  const names = new Map(reviewers.map(({ userId, name }) => [userId, name]));
  return checks
    .filter((check) => check.tree === tree)
    .flatMap(({ code, mandatory, result, method, finding, completedBy, completedAt }) => {
      // Whoever prepares a bundle has seen to it that none is open.
      if (!result || !method || finding === null || !completedAt) return [];
      const given = evidence.filter((each) => each.code === code).map(({ sha256 }) => toHex(sha256));
      const by = completedBy === null ? null : (names.get(completedBy) ?? null);
      const said = { result, method, finding, evidence: [...new Set(given)], by, at: toSecond(completedAt) };
      return [{ code, title: titles.get(code) ?? code, mandatory, ...said }];
    });
}

/** Every document once, in the order of the hashes, so that their order tells nothing. */
function documentsOf({ evidence, answers }: CaseFile): EvidenceEntry[] {
  const entries = [...evidence, ...answers].map(({ sha256, name, mediaType, size }) => ({
    sha256: toHex(sha256),
    name,
    mediaType,
    sizeBytes: String(size),
  }));
  const byHash = new Map(entries.map((entry) => [entry.sha256, entry]));
  return [...byHash.values()].toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
}
