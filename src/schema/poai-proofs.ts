import type { AttestationRow, ProofRow } from '../db/poai.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import { encodeId } from '../resolvers/ids.ts';
import { proofFile, revealedFile } from '../resolvers/poai/proof-file.ts';
import {
  type AnchorState as AnchorStateCode,
  anchorState,
  anchorTransaction,
  attestationsOf,
  type SigningRequest,
  signingRequests,
} from '../resolvers/poai/read.ts';
import { platformSigners, verifyFile } from '../resolvers/poai/verify-file.ts';
import { watchProofs } from '../resolvers/poai/watch.ts';
import { toHex } from '../resolvers/proofs/bundle.ts';
import type { Outcome, Step, StepName } from '../resolvers/proofs/verify.ts';
import { builder, enumOf } from './builder.ts';
import { afterArg } from './inputs.ts';
import { PoaiRole } from './poai-facts.ts';

const PoaiAttester = enumOf('PoaiAttester', 'As what somebody signs a bundle.', {
  REVIEWER: 'The reviewer of the case.',
  TECHNICAL_REVIEWER: 'The technical reviewer of the case.',
  PLATFORM: 'The platform, as it approves.',
});

const PoaiAnchorState = enumOf('PoaiAnchorState', 'How far the anchor of a proof is.', {
  NOT_ORDERED: 'The case is not approved.',
  ORDERED: 'The transaction is on its way to the chain.',
  PENDING: 'The chain has it, and may yet lose it again.',
  FINALIZED: 'The chain has it for good.',
  ORPHANED: 'The chain has lost it again; it is sent once more.',
  GIVEN_UP: 'The chain did not take it: PLATFORM_ADMIN has it tried again.',
} satisfies Record<AnchorStateCode, string>);

const PoaiAttestation = builder.objectRef<AttestationRow>('PoaiAttestation').implement({
  description: 'A signature over a bundle, as it was checked when it came (EIP-712; docs/POAI.md).',
  fields: (t) => ({
    role: t.expose('role', { type: PoaiAttester, description: 'As what.' }),
    signer: t.field({ type: 'Address', description: 'By which address.', resolve: ({ signer }) => toHex(signer) }),
    signature: t.string({
      description: 'The signature, in hexadecimal.',
      resolve: ({ signature }) => toHex(signature),
    }),
    issuedAt: t.exposeString('issuedAt', { description: 'The moment that was signed with it, in UTC by the second.' }),
  }),
});

const PoaiSigningRequest = builder.objectRef<SigningRequest>('PoaiSigningRequest').implement({
  description: 'What a reviewer is asked to sign.',
  fields: (t) => ({
    role: t.expose('role', { type: PoaiRole, description: 'Which reviewer.' }),
    address: t.field({ type: 'Address', description: 'With which address.', resolve: ({ address }) => address }),
    typedData: t.exposeString('typedData', { description: 'What `eth_signTypedData_v4` takes, as JSON.' }),
  }),
});

export const PoaiProof = builder.objectRef<ProofRow>('PoaiProof').implement({
  description: 'The bundle of a case, and who signed it. `poaiProof` gives it as a file.',
  fields: (t) => ({
    sequence: t.field({
      type: 'Decimal',
      description: 'Its number among the proofs of the project.',
      resolve: ({ sequence }) => String(sequence),
    }),
    bundleHash: t.field({
      type: 'Hash',
      description: 'SHA-256 of the bundle (docs/POAI.md).',
      resolve: (row) => toHex(row.bundleHash),
    }),
    commitment: t.field({
      type: 'Hash',
      description: 'What is anchored on the chain.',
      resolve: (row) => toHex(row.commitment),
    }),
    bundle: t.string({ description: 'The bundle, as JSON.', resolve: ({ bundle }) => JSON.stringify(bundle) }),
    attestations: t.field({
      type: [PoaiAttestation],
      description: 'Who has signed it so far.',
      resolve: (proof, _, ctx) => attestationsOf(ctx, proof),
    }),
    signingRequests: t.field({
      type: [PoaiSigningRequest],
      extensions: { viewerDependent: true },
      description: 'What is still to be signed. Empty but for the parties of the case.',
      resolve: (proof, _, ctx) => signingRequests(ctx, proof),
    }),
    anchorState: t.field({
      type: PoaiAnchorState,
      description: 'How far its anchor is.',
      resolve: (proof, _, ctx) => anchorState(ctx, proof),
    }),
    anchorTransaction: t.field({
      type: 'Hash',
      nullable: true,
      description: 'The transaction that anchored it, once it is mined.',
      resolve: (proof, _, ctx) => anchorTransaction(ctx, proof),
    }),
  }),
});

const PoaiOutcome = enumOf('PoaiOutcome', 'What a step of a verification came to.', {
  VALID: 'It holds.',
  INVALID: 'It does not hold.',
  INDETERMINATE: 'Neither shown nor refuted with what is at hand; the reason says what is missing.',
} satisfies Record<Outcome, string>);

const PoaiStep = enumOf('PoaiVerificationStepName', 'A step of a verification (docs/POAI.md).', {
  FORMAT: 'The file is as PoAI v1 has it.',
  BUNDLE_HASH: 'The hash is that of the bundle.',
  SUBJECT: 'Serial blocks, quantity and vintage agree.',
  ASSET_CHECKS: 'The checks of the credits lead to their root.',
  DATA_CHECKS: 'The checks of the data lead to their root.',
  PROCESS_CHECKS: 'The checks of the process lead to their root.',
  EVIDENCE: 'The documents lead to their root.',
  RULES: 'It could be approved by the rules.',
  INDEPENDENCE: 'The reviewers are two parties.',
  REVIEWER_ATTESTATION: 'The reviewer has signed.',
  TECHNICAL_REVIEWER_ATTESTATION: 'The technical reviewer has signed.',
  PLATFORM_ATTESTATION: 'The platform has signed.',
  ANCHOR: 'The chain holds it for good.',
  STANDING: 'It is neither superseded nor revoked.',
} satisfies Record<StepName, string>);

const PoaiVerificationStep = builder.objectRef<Step>('PoaiVerificationStep').implement({
  description: 'One step of a verification. There is no summary in one word: what must hold depends on who asks.',
  fields: (t) => ({
    step: t.expose('step', { type: PoaiStep, description: 'Which step.' }),
    outcome: t.expose('outcome', { type: PoaiOutcome, description: 'What it came to.' }),
    reason: t.exposeString('reason', { description: 'Why, for people.' }),
  }),
});

/** A verification hashes and recovers signatures: it costs what a page of much would. */
const VERIFY_COST = 250;

builder.queryFields((t) => ({
  proofVerify: t.field({
    type: [PoaiVerificationStep],
    description:
      'Judges a proof of PoAI v1, step by step, with what the platform and its index of the chain know. `npm run verify-proof` does the same with the file alone.',
    extensions: { listSize: VERIFY_COST },
    args: { bundle: t.arg.string({ description: 'The file, as JSON: what `poaiProof` gives, up to 256 KiB.' }) },
    resolve: (_, args, ctx) => verifyFile(ctx, args),
  }),
  poaiProof: t.string({
    description:
      'The proof of a case as a file of docs/POAI.md, JSON: with all that was checked for the owner, the reviewers and PLATFORM_ADMIN; for others, once it is approved, with none of it revealed.',
    args: { caseId: t.arg.id({ description: 'Id of the case.' }) },
    resolve: (_, args, ctx) => proofFile(ctx, args),
  }),
  poaiProofReveal: t.string({
    description: 'The proof with these checks alone revealed, for its owner to hand on: what is left out stays secret.',
    args: {
      caseId: t.arg.id({ description: 'Id of the case.' }),
      checks: t.arg.stringList({ description: 'Codes of the checks, such as "NO_OVERLAP".' }),
    },
    resolve: (_, args, ctx) => revealedFile(ctx, args),
  }),
  poaiSigners: t.field({
    type: ['Address'],
    description:
      'The addresses with which the platform signs proofs, or has signed them: what a verifier compares with.',
    extensions: { shared: true },
    resolve: (_, __, ctx) => platformSigners(ctx.app),
  }),
}));

const ProofFinality = enumOf('PoaiProofFinality', 'What became of an anchor.', {
  PENDING: 'The chain has it, and may yet lose it again.',
  FINALIZED: 'The chain has it for good.',
  ORPHANED: 'The chain has lost it again.',
});

const ProofAnchoredEvent = builder.objectRef<FeedEvent<'proof'>>('ProofAnchoredEvent').implement({
  description: 'The chain has taken a proof, has made it final, or has lost it again.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` and you miss nothing.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    caseId: t.id({ description: 'Of which case.', resolve: ({ payload }) => encodeId('PoaiCase', payload.caseId) }),
    projectId: t.id({
      description: 'Of which project.',
      resolve: ({ payload }) => encodeId('Project', payload.projectId),
    }),
    sequence: t.field({ type: 'Decimal', description: 'Its number.', resolve: ({ payload }) => payload.sequence }),
    finality: t.field({
      type: ProofFinality,
      description: 'What became of it.',
      resolve: ({ payload }) => payload.finality,
    }),
  }),
});

builder.subscriptionField('proofAnchored', (t) =>
  t.field({
    type: ProofAnchoredEvent,
    description: 'Proofs as the chain takes them and makes them final.',
    extensions: { shared: true },
    args: { projectId: t.arg.id({ required: false, description: 'Of this project alone.' }), ...afterArg },
    subscribe: (_, args, ctx) => watchProofs(ctx, args),
    resolve: (event) => event,
  }),
);
