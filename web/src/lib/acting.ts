import { effect, signal } from '@preact/signals';
import { me } from '../api/session.ts';

/** The organization for which one acts on the pages that know of it; undefined for oneself. */
export const acting = signal<{ readonly id: string; readonly name: string } | undefined>(undefined);

let owner: string | undefined;
effect(() => {
  // Another person has other organizations.
  if (me.value?.id !== owner) {
    owner = me.value?.id;
    acting.value = undefined;
  }
});

/** For the variables of an operation. */
export const actingId = (): string | null => acting.value?.id ?? null;
