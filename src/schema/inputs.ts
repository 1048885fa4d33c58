import { builder } from './builder.ts';

/** The argument of every subscription that can be resumed. */
export const afterArg = builder.args((t) => ({
  after: t.string({
    required: false,
    description: 'Cursor of the last event you saw: what came after it is replayed first.',
  }),
}));

/** The argument of lists that an organization has as well as its members. */
export const ownerArg = builder.args((t) => ({
  organizationId: t.id({ required: false, description: 'Those of this organization (default: your own).' }),
}));

/** The field of every input that moves value. */
export const IDEMPOTENCY_KEY = {
  description: 'Your own name for this wish, 8 to 100 characters: sent twice, it is carried out once.',
} as const;
