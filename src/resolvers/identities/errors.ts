import { Refusal } from '../errors.ts';

export class HandoverEnded extends Refusal {
  readonly code = 'HANDOVER_ENDED';
  constructor() {
    super('This code is not known, was used before, has expired, or was given to another page: sign in again.');
  }
}

/** Never merged by an address alone: whoever has it must sign in. */
export class AccountExists extends Refusal {
  readonly code = 'ACCOUNT_EXISTS';
  constructor() {
    super(
      'An account has this e-mail address already: sign in to it, then link this identity by `identityLink` with the same code.',
    );
  }
}

/** Nobody vouches for the address, so no account is opened for it. */
export class EmailNotVouched extends Refusal {
  readonly code = 'EMAIL_NOT_VOUCHED';
  constructor() {
    super('The provider vouches for no e-mail address of yours: register with a password, then link this identity.');
  }
}

export class IdentityTaken extends Refusal {
  readonly code = 'IDENTITY_TAKEN';
  constructor() {
    super('This identity signs in to another account: end that link there first.');
  }
}

export class TooManyIdentities extends Refusal {
  readonly code = 'TOO_MANY_IDENTITIES';
  constructor(most: number) {
    super(`You have linked ${most} identities, as many as one may: end one of them first.`);
  }
}

export class EmailNotVerified extends Refusal {
  readonly code = 'EMAIL_NOT_VERIFIED';
  constructor() {
    super(
      'Verify the e-mail address of your account first, by `emailVerify`: so nobody can link to an account of yours.',
    );
  }
}
