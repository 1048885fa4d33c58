import type { CreditState, HolderClass } from '../../db/batches.ts';
import { Refusal } from '../errors.ts';

/** What a source, a serial block or a step of a sequence stands for was done before, or is under way. */
export class SourceReferenceUsed extends Refusal {
  readonly code = 'SOURCE_REFERENCE_USED';
  constructor() {
    super('This reference was used before: nothing is credited, issued or anchored twice.');
  }
}

/** Credits that cannot be sold or retired, or that are in the platform's custody already. */
export class CreditsNotDepositable extends Refusal {
  readonly code = 'CREDITS_NOT_DEPOSITABLE';
  readonly state: CreditState;
  readonly holder: HolderClass;
  constructor(state: CreditState, holder: HolderClass) {
    super(
      holder === 'PLATFORM_CUSTODY'
        ? "These credits are in the platform's custody already."
        : `These credits are ${state}: only ACTIVE ones are taken into custody.`,
    );
    this.state = state;
    this.holder = holder;
  }
}
