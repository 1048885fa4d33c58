import { Refusal } from '../errors.ts';

export type Conflict = 'OWNER' | 'SAME_PARTY' | 'RECENT_REVIEW';

const CONFLICTS: Readonly<Record<Conflict, string>> = {
  OWNER: 'A reviewer belongs to the party whose asset it is.',
  SAME_PARTY: 'Reviewer and technical reviewer belong to one party.',
  RECENT_REVIEW: 'One of them, or whom they act for, has reviewed this project too recently.',
};

/** Who reviews is independent of the owner, of the other reviewer and of the past. The database holds it. */
export class ConflictOfInterest extends Refusal {
  readonly code = 'CONFLICT_OF_INTEREST';
  readonly conflict: Conflict;
  constructor(conflict: Conflict) {
    super(CONFLICTS[conflict]);
    this.conflict = conflict;
  }
}

/** Another case about the same is under way, or stands and is not named as what this one takes the place of. */
export class CaseExists extends Refusal {
  readonly code = 'CASE_EXISTS';
}

/** What the step needs is not there yet. Every thing that is missing is listed. */
export class CaseIncomplete extends Refusal {
  readonly code = 'CASE_INCOMPLETE';
  readonly missing: readonly string[];
  constructor(missing: readonly string[]) {
    super(`This is still missing: ${missing.join('; ')}.`);
    this.missing = missing;
  }
}

/** Whoever opened or reviewed a case does not approve it. */
export class ApprovalByParty extends Refusal {
  readonly code = 'APPROVAL_BY_PARTY';
  constructor() {
    super('You have opened or reviewed this case: somebody else has to approve it.');
  }
}

/** The signature is not that of the address over this bundle. */
export class AttestationInvalid extends Refusal {
  readonly code = 'ATTESTATION_INVALID';
}

/** The platform's own key cannot sign at this moment. Nothing was done. */
export class ProofSignerUnavailable extends Refusal {
  readonly code = 'PROOF_SIGNER_UNAVAILABLE';
  override readonly retryable = true;
  constructor() {
    super('The platform cannot sign proofs at this moment, nothing was done: try again later.');
  }
}
