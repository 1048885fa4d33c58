import { signal } from '@preact/signals';

/** How many notifications nobody has read yet; the page of them and the bell share it. */
export const unread = signal(0);
