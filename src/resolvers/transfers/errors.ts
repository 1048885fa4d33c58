import { Refusal } from '../errors.ts';

export class SelfTransfer extends Refusal {
  readonly code = 'SELF_TRANSFER';
  constructor() {
    super('Sender and recipient are the same: nothing would move.');
  }
}
