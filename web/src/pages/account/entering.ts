import type { CredentialPartsFragment } from '../../../operations.generated.ts';
import { RefusedError } from '../../api/use-action.ts';

/** The ways to sign in all end in one of these. */
export interface EnterProps {
  readonly onEnter: (credentials: CredentialPartsFragment) => void;
  /** A second factor is needed besides; its code is given with this. */
  readonly onFactor: (challenge: string) => void;
}

/** What is to be given besides, if that is why it was refused. */
export const challengeIn = (error: unknown): string | undefined =>
  error instanceof RefusedError ? error.challenge : undefined;
