import { selectBatchesById } from '../../db/batches.ts';
import { selectIntentByReference } from '../../db/chain-intents.ts';
import { lastProof } from '../../db/chain-position-reads.ts';
import type { Db } from '../../db/client.ts';
import { selectOrganizationsById } from '../../db/organizations.ts';
import type { AssignmentRow, CaseRow } from '../../db/poai.ts';
import { hasUndecidedProof, lastSequence, selectProofsOf } from '../../db/poai-proofs.ts';
import {
  selectAnswerEvidenceOf,
  selectAssignmentsOf,
  selectChecksOf,
  selectEvidenceOf,
  selectFindingsOf,
} from '../../db/poai-reviews.ts';
import { selectSubjectBlocks } from '../../db/poai-subjects.ts';
import { selectMethodologiesOf } from '../../db/project-parts.ts';
import { selectProjectsById } from '../../db/projects.ts';
import { selectUsersById } from '../../db/users.ts';
import type { Chain, Hex } from '../chain/client.ts';
import { keyOf } from '../credits/rules.ts';
import { toHex } from '../proofs/bundle.ts';
import type { CaseFile } from './compile-bundle.ts';
import { CaseExists, CaseIncomplete } from './errors.ts';

/** What a bundle holds of serial blocks at most. */
const MOST_BLOCKS = 10_000;

/** Everything that goes into the bundle of a case. Throws CaseIncomplete, CaseExists. */
export async function openCaseFile(db: Db, chain: Chain, row: CaseRow): Promise<CaseFile> {
  const { id, projectId, batchId } = row;
  const [project] = await selectProjectsById(db, [projectId]);
  if (!project) throw new Error(`project ${projectId} of a PoAI case does not exist`);
  const [batch = null] = batchId === null ? [] : await selectBatchesById(db, [batchId]);
  const blocks = await selectSubjectBlocks(db, row, MOST_BLOCKS + 1);
  if (blocks.length > MOST_BLOCKS) throw new CaseIncomplete([`fewer serial blocks: a bundle holds ${MOST_BLOCKS}`]);
  const findings = await selectFindingsOf(db, [id]);
  return {
    row,
    project,
    methodologies: await selectMethodologiesOf(db, [projectId]),
    batch,
    blocks,
    checks: await selectChecksOf(db, [id]),
    evidence: await selectEvidenceOf(db, [id]),
    findings,
    answers: await selectAnswerEvidenceOf(
      db,
      findings.map((finding) => finding.id),
    ),
    reviewers: await namesOf(db, await selectAssignmentsOf(db, [id])),
    sequence: await nextSequence(db, chain, projectId),
    supersedes: await hashOf(db, row.supersedesId),
    issuedAt: new Date(),
    anchor: {
      chainId: String(chain.chainId),
      contract: chain.deployment.contracts.CreditRegistry.address.toLowerCase() as Hex,
      projectKey: keyOf(projectId),
    },
  };
}

/** Whoever is in no organization is a party of their own, which a name alone would not show. */
async function namesOf(db: Db, assigned: readonly AssignmentRow[]): Promise<CaseFile['reviewers']> {
  const users = new Map(
    (
      await selectUsersById(
        db,
        assigned.map(({ userId }) => userId),
      )
    ).map((user) => [user.id, user]),
  );
  const ids = assigned.flatMap(({ organizationId }) => organizationId ?? []);
  const organizations = new Map((await selectOrganizationsById(db, ids)).map((each) => [each.id, each.legalName]));
  return assigned.map((assignment) => {
    const user = users.get(assignment.userId);
    const own = `Independent: ${user?.displayName} (${user?.username})`;
    const organization = organizations.get(assignment.organizationId ?? '') ?? own;
    return { ...assignment, name: user?.displayName ?? '', organization };
  });
}

/**
 * The number that follows: on the chain, in bundles that wait to be anchored, and in what was ordered by hand. Throws
 * CaseExists while another bundle of the project is not decided, since its number may come free.
 */
export async function nextSequence(db: Db, { chainId }: Chain, projectId: string): Promise<bigint> {
  if (await hasUndecidedProof(db, projectId)) {
    throw new CaseExists('The bundle of another case of this project waits to be decided: its number comes first.');
  }
  const [anchored, given] = [await lastProof(db, chainId, keyOf(projectId)), await lastSequence(db, projectId)];
  let next = (anchored > given ? anchored : given) + 1n;
  while (
    await selectIntentByReference(db, { chainId, kind: 'PROOF_ANCHOR', reference: anchorReference(projectId, next) })
  )
    next += 1n;
  return next;
}

/** The reference of the intent that anchors a proof. */
export const anchorReference = (projectId: string, sequence: bigint): string => `${projectId}/${sequence}`;

async function hashOf(db: Db, caseId: string | null): Promise<Hex | null> {
  const [proof] = caseId === null ? [] : await selectProofsOf(db, [caseId]);
  return proof ? toHex(proof.bundleHash) : null;
}
