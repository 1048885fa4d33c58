import { Refusal } from '../errors.ts';

/** The first proof was right; the second is asked for. */
export class SecondFactorRequired extends Refusal {
  readonly code = 'SECOND_FACTOR_REQUIRED';
  readonly challenge: string;
  readonly expiresAt: Date;
  constructor(challenge: string, expiresAt: Date) {
    super('Enter the code of your authenticator: send it with this challenge by `sessionConfirm`.');
    this.challenge = challenge;
    this.expiresAt = expiresAt;
  }
}

export class ChallengeEnded extends Refusal {
  readonly code = 'CHALLENGE_ENDED';
  constructor() {
    super('This challenge is over, was answered, or had too many answers: sign in again.');
  }
}

/** One refusal for a wrong code and for one that was used. */
export class CodeWrong extends Refusal {
  readonly code = 'CODE_WRONG';
  constructor() {
    super('This is not the code that is shown now, or it was used before: wait for the next one.');
  }
}

export class SecondFactorOn extends Refusal {
  readonly code = 'SECOND_FACTOR_ON';
  constructor() {
    super('You have a second factor already: end it by `secondFactorDisable` first.');
  }
}

export class SecondFactorOff extends Refusal {
  readonly code = 'SECOND_FACTOR_OFF';
  constructor() {
    super('You have no second factor; or the one that was prepared is too old: begin by `secondFactorPrepare`.');
  }
}

/** The session must prove the second factor anew before this can be done. No union lists it: it can happen to many verbs. */
export class SecondFactorNeeded extends Refusal {
  readonly code = 'SECOND_FACTOR_NEEDED';
  constructor() {
    super('This needs your second factor: send its code by `secondFactorProve`, then the same call again.');
  }
}
