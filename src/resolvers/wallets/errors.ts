import { Refusal } from '../errors.ts';

/** Value from or to the outside is moved by another person than the one it belongs to. */
export class FourEyesRequired extends Refusal {
  readonly code = 'FOUR_EYES_REQUIRED';
  constructor() {
    super('This concerns your own wallet: another member of finance has to do it.');
  }
}
