import { Refusal } from '../errors.ts';

/** Text messages do not go to such numbers. */
export class PhoneNotServed extends Refusal {
  readonly code = 'PHONE_NOT_SERVED';
  constructor() {
    super('Text messages are not sent to numbers of this country: give another number.');
  }
}

/** The code is not the one that was sent, or does not count any more. */
export class PhoneCodeWrong extends Refusal {
  readonly code = 'PHONE_CODE_WRONG';
  constructor() {
    super('This is not the code that was sent last, or it has expired or was tried too often: ask for another one.');
  }
}
