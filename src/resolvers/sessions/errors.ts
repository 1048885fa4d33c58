import { Refusal } from '../errors.ts';

/** One refusal for an unknown account and for a wrong password. */
export class LoginRefused extends Refusal {
  readonly code = 'LOGIN_REFUSED';
  constructor() {
    super('No account has this name and this password.');
  }
}

export class SessionEnded extends Refusal {
  readonly code = 'SESSION_ENDED';
  constructor() {
    super('This refresh token does not continue a session (any more): log in again.');
  }
}

export class TokenInvalid extends Refusal {
  readonly code = 'TOKEN_INVALID';
  constructor() {
    super('This token is not known, was used before or has expired: ask for another mail.');
  }
}

export class PasswordWrong extends Refusal {
  readonly code = 'PASSWORD_WRONG';
  constructor() {
    super('The current password is another one.');
  }
}
