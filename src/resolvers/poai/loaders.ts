import type DataLoader from 'dataloader';
import type { AssignmentRow, AttestationRow, CaseRow, ProofRow } from '../../db/poai.ts';
import { selectCasesById } from '../../db/poai-cases.ts';
import type { CheckRow, FindingRow } from '../../db/poai-checks.ts';
import { selectAttestationsOf, selectProofsOf } from '../../db/poai-proofs.ts';
import {
  type AnswerEvidenceView,
  type EvidenceView,
  selectAnswerEvidenceOf,
  selectAssignmentsOf,
  selectChecksOf,
  selectEvidenceOf,
  selectFindingsById,
  selectFindingsOf,
} from '../../db/poai-reviews.ts';
import type { Batched } from '../batched.ts';

/** Look-ups of PoAI: cases and findings by their ids, the rest by the id of the case where nothing else is said. */
export interface PoaiLoaders {
  /** Of anyone: `findCase` says who may know of them. */
  readonly poaiCases: DataLoader<string, CaseRow | undefined>;
  readonly poaiAssignmentsOf: DataLoader<string, readonly AssignmentRow[]>;
  readonly poaiChecksOf: DataLoader<string, readonly CheckRow[]>;
  readonly poaiEvidenceOf: DataLoader<string, readonly EvidenceView[]>;
  readonly poaiFindingsOf: DataLoader<string, readonly FindingRow[]>;
  readonly poaiProofs: DataLoader<string, { readonly proof: ProofRow } | undefined>;
  readonly poaiAttestationsOf: DataLoader<string, readonly AttestationRow[]>;
  readonly poaiFindings: DataLoader<string, FindingRow | undefined>;
  /** By the id of the finding. */
  readonly poaiAnswersOf: DataLoader<string, readonly AnswerEvidenceView[]>;
}

export const poaiLoaders = ({ byId, listsOf }: Batched): PoaiLoaders => ({
  poaiCases: byId(selectCasesById),
  poaiAssignmentsOf: listsOf(selectAssignmentsOf, (row) => row.caseId),
  poaiChecksOf: listsOf(selectChecksOf, (row) => row.caseId),
  poaiEvidenceOf: listsOf(selectEvidenceOf, (row) => row.caseId),
  poaiFindingsOf: listsOf(selectFindingsOf, (row) => row.caseId),
  poaiProofs: byId(async (db, ids) => (await selectProofsOf(db, ids)).map((proof) => ({ id: proof.caseId, proof }))),
  poaiAttestationsOf: listsOf(selectAttestationsOf, (row) => row.caseId),
  poaiFindings: byId(selectFindingsById),
  poaiAnswersOf: listsOf(selectAnswerEvidenceOf, (row) => row.findingId),
});
