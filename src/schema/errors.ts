import * as refusals from '../resolvers/errors.ts';
import { builder } from './builder.ts';

export const RefusalInterface = builder.interfaceRef<refusals.Refusal>('Error').implement({
  description:
    'A refusal that a client can act on. End every selection of a result with `... on Error { code message }`.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Which refusal it is, for programs; it never changes.' }),
    message: t.exposeString('message', { description: 'The same for people: what is wrong and what to do next.' }),
    retryable: t.exposeBoolean('retryable', { description: 'Whether the same call may succeed later as it is.' }),
  }),
});

const InputIssue = builder.objectRef<refusals.InputIssue>('InputIssue').implement({
  description: 'One thing that is wrong with an input.',
  fields: (t) => ({
    path: t.exposeStringList('path', { description: 'Where in the input, from its root, such as ["expiresAt"].' }),
    message: t.exposeString('message', { description: 'What is wrong there.' }),
  }),
});

builder.objectType(refusals.InputInvalid, {
  name: 'InputInvalid',
  description: 'The input does not say something that can be done. Every issue is listed.',
  interfaces: [RefusalInterface],
  fields: (t) => ({
    issues: t.field({ type: [InputIssue], description: 'Everything that is wrong.', resolve: (error) => error.issues }),
  }),
});

builder.objectType(refusals.NotFound, {
  name: 'NotFound',
  description: 'There is no such thing, or you may not know of it: both look alike.',
  interfaces: [RefusalInterface],
});

builder.objectType(refusals.IdempotencyConflict, {
  name: 'IdempotencyConflict',
  description: 'The idempotency key was used before with another input. Nothing was done.',
  interfaces: [RefusalInterface],
});

builder.objectType(refusals.IllegalTransition, {
  name: 'IllegalTransition',
  description: 'The thing is in a state from which this step does not lead on.',
  interfaces: [RefusalInterface],
  fields: (t) => ({ status: t.exposeString('status', { description: 'The state that it is in.' }) }),
});

builder.objectType(refusals.ChainUnavailable, {
  name: 'ChainUnavailable',
  description: 'No chain can be reached at this moment. Nothing was done.',
  interfaces: [RefusalInterface],
});
