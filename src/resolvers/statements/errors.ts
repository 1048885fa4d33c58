import { Refusal } from '../errors.ts';

/** The file is no statement that can be read; nothing of it was taken. */
export class StatementRefused extends Refusal {
  readonly code = 'STATEMENT_REFUSED';
  constructor(why: string) {
    super(`The statement was not taken: ${why}.`);
  }
}
