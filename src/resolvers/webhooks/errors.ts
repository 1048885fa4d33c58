import { Refusal } from '../errors.ts';

export class TooManyWebhooks extends Refusal {
  readonly code = 'TOO_MANY_WEBHOOKS';
  constructor(most: number) {
    super(`There are ${most} webhooks already, and no more are kept: delete one first.`);
  }
}
