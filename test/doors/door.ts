import type { PlatformRole } from '../../src/db/users.ts';
import type { Action } from '../../src/resolvers/permissions.ts';

export type Who = 'ANYONE' | 'SIGNED_IN' | readonly PlatformRole[];

/** Who may pass a door, and the row of the platform's own table that says so. */
export interface Door {
  readonly who: Who;
  readonly action?: Action;
}

export const anyone: Door = { who: 'ANYONE' };
export const signedIn = (action: Action): Door => ({ who: 'SIGNED_IN', action });
export const admin = (action: Action): Door => ({ who: ['PLATFORM_ADMIN'], action });
export const reviewer = (action: Action): Door => ({ who: ['POAI_REVIEWER'], action });
export const finance = (action: Action): Door => ({ who: ['FINANCE', 'PLATFORM_ADMIN'], action });
