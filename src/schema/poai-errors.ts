import {
  ApprovalByParty,
  AttestationInvalid,
  CaseExists,
  CaseIncomplete,
  type Conflict,
  ConflictOfInterest,
  ProofSignerUnavailable,
} from '../resolvers/poai/errors.ts';
import { builder, enumOf } from './builder.ts';
import { RefusalInterface } from './errors.ts';

const ConflictKind = enumOf('ConflictOfInterestKind', 'Why somebody is not independent.', {
  OWNER: 'They belong to the party whose asset it is.',
  SAME_PARTY: 'Reviewer and technical reviewer belong to one party.',
  RECENT_REVIEW: 'They, or whom they act for, have reviewed this project too recently.',
} satisfies Record<Conflict, string>);

builder.objectType(ConflictOfInterest, {
  name: 'ConflictOfInterest',
  description: 'Reviewer, technical reviewer and owner must be three parties. Nothing was done.',
  interfaces: [RefusalInterface],
  fields: (t) => ({ conflict: t.expose('conflict', { type: ConflictKind, description: 'Why.' }) }),
});

builder.objectType(CaseExists, {
  name: 'PoaiCaseExists',
  description: 'Another case about the same comes first. Nothing was done.',
  interfaces: [RefusalInterface],
});

builder.objectType(CaseIncomplete, {
  name: 'PoaiCaseIncomplete',
  description: 'What the step needs is not there yet. Nothing was done.',
  interfaces: [RefusalInterface],
  fields: (t) => ({ missing: t.exposeStringList('missing', { description: 'Everything that is missing.' }) }),
});

builder.objectType(ApprovalByParty, {
  name: 'PoaiApprovalByParty',
  description: 'Whoever opened or reviewed a case does not approve it.',
  interfaces: [RefusalInterface],
});

builder.objectType(AttestationInvalid, {
  name: 'PoaiAttestationInvalid',
  description: 'The signature is not that of the address over this bundle.',
  interfaces: [RefusalInterface],
});

builder.objectType(ProofSignerUnavailable, {
  name: 'ProofSignerUnavailable',
  description: 'The key with which the platform signs proofs does not sign at this moment. Nothing was done.',
  interfaces: [RefusalInterface],
});
