import { Refusal } from '../errors.ts';

export class TooManyApiKeys extends Refusal {
  readonly code = 'TOO_MANY_API_KEYS';
  constructor() {
    super('You have as many API keys as one may have: revoke one first.');
  }
}
