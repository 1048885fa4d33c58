import { Refusal } from '../errors.ts';

export class BankReferenceUsed extends Refusal {
  readonly code = 'BANK_REFERENCE_USED';
  constructor() {
    super('A payment with this bank reference is recorded already: the same money is not recorded twice.');
  }
}
