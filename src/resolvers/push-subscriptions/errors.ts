import { Refusal } from '../errors.ts';

/** The platform has no key to sign pushes with. */
export class PushUnavailable extends Refusal {
  readonly code = 'PUSH_UNAVAILABLE';
  constructor() {
    super('This platform does not push to browsers.');
  }
}
