import { Refusal } from '../errors.ts';

export class TooManyBaskets extends Refusal {
  readonly code = 'TOO_MANY_BASKETS';
  readonly most: number;
  constructor(most: number) {
    super(`No more than ${most} baskets are kept: archive one of them.`);
    this.most = most;
  }
}
