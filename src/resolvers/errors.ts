import type { Asset } from '../db/wallets.ts';

/**
 * Every refusal that a caller can act on. A verb throws the very class that the schema's result union lists. What is
 * thrown and not listed becomes a top-level error: a `Refusal` with its code, anything else masked.
 */
export abstract class Refusal extends Error {
  abstract readonly code: string;
  /** Whether the same call may succeed later without being changed. */
  readonly retryable: boolean = false;
}

export interface InputIssue {
  /** Where in the input, such as `["expiresAt"]`. */
  readonly path: readonly string[];
  readonly message: string;
}

/** Lists everything that is wrong with the input, not only the first thing. */
export class InputInvalid extends Refusal {
  readonly code = 'INPUT_INVALID';
  readonly issues: readonly InputIssue[];
  constructor(issues: readonly InputIssue[]) {
    super(issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`).join('; '));
    this.issues = issues;
  }
}

export class Unauthenticated extends Refusal {
  readonly code = 'UNAUTHENTICATED';
  constructor(message = 'Sign in first: send the access token of `sessionLogin` as "Authorization: Bearer <token>".') {
    super(message);
  }
}

export class Forbidden extends Refusal {
  readonly code = 'FORBIDDEN';
  constructor(message = 'Your roles do not allow this.') {
    super(message);
  }
}

export class RateLimited extends Refusal {
  readonly code = 'RATE_LIMITED';
  override readonly retryable = true;
  readonly retryAfterS: number;
  constructor(retryAfterS: number) {
    super(`Too many requests: try again in ${retryAfterS} s.`);
    this.retryAfterS = retryAfterS;
  }
}

/** A queue inside is full; nothing was done. */
export class Busy extends Refusal {
  readonly code = 'BUSY';
  override readonly retryable = true;
  constructor() {
    super('Too much is waiting at this moment, nothing was done: try again shortly.');
  }
}

/** There is no such thing, or the caller may not know of it. */
export class NotFound extends Refusal {
  readonly code = 'NOT_FOUND';
  constructor(noun: string) {
    super(`There is no such ${noun}.`);
  }
}

export class IdempotencyConflict extends Refusal {
  readonly code = 'IDEMPOTENCY_CONFLICT';
  constructor() {
    super('This idempotency key was already used with another input: take a new key for a new wish.');
  }
}

export class InsufficientFunds extends Refusal {
  readonly code = 'INSUFFICIENT_FUNDS';
  readonly asset: Asset;
  readonly available: bigint;
  readonly required: bigint;
  constructor(asset: Asset, available: bigint, required: bigint) {
    super(`The ${asset} wallet does not hold enough.`);
    this.asset = asset;
    this.available = available;
    this.required = required;
  }
}

/** Fewer credits of a batch are free than are to be sold, retired or moved. */
export class InsufficientCredits extends Refusal {
  readonly code = 'INSUFFICIENT_CREDITS';
  /** Whole tonnes. */
  readonly available: bigint;
  readonly required: bigint;
  constructor(available: bigint, required: bigint) {
    super(`There are ${available} free credits of this batch, and ${required} are needed.`);
    this.available = available;
    this.required = required;
  }
}

/** The thing is in a state from which this step does not lead on. */
export class IllegalTransition extends Refusal {
  readonly code = 'ILLEGAL_TRANSITION';
  readonly status: string;
  constructor(noun: string, status: string, step: string) {
    super(`This ${noun} is ${status}: it cannot be ${step}.`);
    this.status = status;
  }
}

/** A cursor of a subscription that is too old (or too far back) to replay from. */
export class CursorExpired extends Refusal {
  readonly code = 'CURSOR_EXPIRED';
  constructor() {
    super(
      'The events after this cursor are no longer kept in full: read the state anew and subscribe without `after`.',
    );
  }
}

/** This process has no chain to work with, or cannot reach it at this moment. */
export class ChainUnavailable extends Refusal {
  readonly code = 'CHAIN_UNAVAILABLE';
  override readonly retryable = true;
  constructor() {
    super('No chain can be reached at this moment, nothing was done: try again later.');
  }
}
