import { Refusal } from '../errors.ts';

export class UsernameTaken extends Refusal {
  readonly code = 'USERNAME_TAKEN';
  constructor() {
    super('Someone else has this username: choose another.');
  }
}

export class EmailTaken extends Refusal {
  readonly code = 'EMAIL_TAKEN';
  constructor() {
    super('This e-mail address has an account: log in, or ask for a new password by `passwordResetRequest`.');
  }
}

export class EmailAlreadyVerified extends Refusal {
  readonly code = 'EMAIL_ALREADY_VERIFIED';
  constructor() {
    super('Your e-mail address is verified already.');
  }
}

export class LastAdmin extends Refusal {
  readonly code = 'LAST_ADMIN';
  constructor() {
    super('This is the last PLATFORM_ADMIN: grant the role to someone else first.');
  }
}

/** From one address (of IPv6: one network of 64 bits) more accounts were opened than may be. */
export class TooManySignUps extends Refusal {
  readonly code = 'TOO_MANY_SIGN_UPS';
  override readonly retryable = true;
  readonly retryAt: Date;
  constructor(retryAt: Date) {
    super(`Too many accounts were opened from your network: try again at ${retryAt.toISOString()}.`);
    this.retryAt = retryAt;
  }
}
