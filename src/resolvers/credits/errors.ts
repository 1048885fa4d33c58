import { Refusal } from '../errors.ts';

/** What a source, a serial block or a step of a sequence stands for was done before, or is under way. */
export class SourceReferenceUsed extends Refusal {
  readonly code = 'SOURCE_REFERENCE_USED';
  constructor() {
    super('This reference was used before: nothing is credited, issued or anchored twice.');
  }
}
