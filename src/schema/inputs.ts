import { builder } from './builder.ts';

/** The argument of every subscription that can be resumed. */
export const afterArg = builder.args((t) => ({
  after: t.string({
    required: false,
    description: 'Cursor of the last event you saw: what came after it is replayed first.',
  }),
}));

/** The field of every input that moves value. */
export const IDEMPOTENCY_KEY = {
  description: 'Your own name for this wish, 8 to 100 characters: sent twice, it is carried out once.',
} as const;
