import type { CertificateRow } from '../db/certificates.ts';
import { contentOf, isIssued } from '../resolvers/certificates/file.ts';
import { previewCertificateTemplate } from '../resolvers/certificates/preview-certificate-template.ts';
import {
  actionsOf,
  certificateById,
  certificateOf,
  certificateUrl,
  disclosedFile,
  disclosedPdf,
  myCertificates,
  myTemplates,
  successorOf,
  verificationOf,
  visibleCertificates,
} from '../resolvers/certificates/read.ts';
import { verifyText } from '../resolvers/certificates/verify-text.ts';
import { watchCertificates, watchIssued } from '../resolvers/certificates/watch.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import { encodeId } from '../resolvers/ids.ts';
import { toHex } from '../resolvers/proofs/bundle.ts';
import { visibleRetirements } from '../resolvers/retirements/read.ts';
import { builder } from './builder.ts';
import {
  CertificateAction,
  CertificateField,
  CertificateStatus,
  CertificateStep,
  CertificateTemplate,
  templateFields,
} from './certificate-facts.ts';
import { pageArgs, toConnection } from './connections.ts';
import { afterArg } from './inputs.ts';
import { Retirement } from './retirements.ts';

const VIEWER = { viewerDependent: true };
/** A verification hashes, checks a signature and reads the chain's index: it costs what a page of much would. */
const VERIFY_COST = 250;

export const Certificate = builder.objectRef<CertificateRow>('Certificate');
builder.node(Certificate, {
  id: { resolve: (row) => row.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleCertificates(ctx, ids),
  description: 'The proof of one retirement. Whoever has its address can look at it and verify it, without a login.',
  fields: (t) => ({
    status: t.expose('status', { type: CertificateStatus, description: 'Where it stands.' }),
    version: t.exposeInt('version', { description: '1 for the first of a retirement, and so on.' }),
    supersedesId: t.id({
      nullable: true,
      description: 'The certificate whose place it takes.',
      resolve: ({ supersedesId }) => supersedesId && encodeId('Certificate', supersedesId),
    }),
    issuedAt: t.expose('issuedAt', { type: 'DateTime', nullable: true, description: 'When it was issued.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was superseded or revoked.',
    }),
    endReason: t.exposeString('endReason', { nullable: true, description: 'Why it was superseded or revoked.' }),
    digest: t.field({
      type: 'Hash',
      nullable: true,
      description: 'SHA-256 of what it certifies (docs/CERTIFICATES.md).',
      resolve: ({ digest }) => digest && toHex(digest),
    }),
    keyId: t.string({ nullable: true, description: 'Which key signed it.', resolve: ({ kid }) => kid }),
    url: t.string({
      description: 'Its public page. With `.pdf`, `.json` or `.jwt` at the end it is the file; null while PENDING.',
      nullable: true,
      resolve: (row, _, ctx) => certificateUrl(ctx, row),
    }),
    certificate: t.string({
      nullable: true,
      description: 'What it certifies, as JSON (docs/CERTIFICATES.md).',
      resolve: (row) => (isIssued(row) ? JSON.stringify(contentOf(row)) : null),
    }),
    credential: t.exposeString('credential', {
      nullable: true,
      description: 'The verifiable credential (W3C, data model 2.0): a signed JWT.',
    }),
    fields: t.field({
      type: [CertificateField],
      description: 'What it says besides, its template included.',
      resolve: (row) => (isIssued(row) ? contentOf(row).fields : [...row.fields]),
    }),
  }),
});

builder.objectFields(Certificate, (t) => ({
  retirement: t.field({
    type: Retirement,
    nullable: true,
    description: 'What it is of.',
    resolve: async ({ retirementId }, _, ctx) => (await visibleRetirements(ctx, [retirementId]))[0] ?? null,
  }),
  supersededBy: t.field({
    type: Certificate,
    nullable: true,
    description: 'The certificate that has taken its place.',
    resolve: (row, _, ctx) => successorOf(ctx, row),
  }),
  verification: t.field({
    type: [CertificateStep],
    extensions: { listSize: VERIFY_COST },
    description: 'How the platform judges it now. Empty while PENDING.',
    resolve: (row, _, ctx) => (isIssued(row) ? verificationOf(ctx, row) : []),
  }),
  disclosedFile: t.string({
    nullable: true,
    extensions: VIEWER,
    description:
      'The certificate as a file that says who its private beneficiary is, for you to hand on. Null but for its owner, and where there is nothing to disclose.',
    resolve: (row, _, ctx) => disclosedFile(ctx, row),
  }),
  disclosedPdf: t.string({
    nullable: true,
    extensions: { ...VIEWER, listSize: VERIFY_COST },
    description: 'The same as PDF, in base64.',
    resolve: (row, _, ctx) => disclosedPdf(ctx, row),
  }),
  allowedActions: t.field({
    type: [CertificateAction],
    extensions: VIEWER,
    description: 'What you can do to it now.',
    resolve: (row, _, ctx) => actionsOf(ctx, row),
  }),
}));

builder.objectField(Retirement, 'certificate', (t) =>
  t.field({
    type: Certificate,
    nullable: true,
    extensions: VIEWER,
    description: 'Its certificate: the one that stands, else the last. None before the retirement is FINALIZED.',
    resolve: ({ id }, _, ctx) => certificateOf(ctx, id),
  }),
);

const CertificateConnection = builder.connectionObject(
  { type: Certificate, name: 'CertificateConnection', description: 'A page of certificates.' },
  { name: 'CertificateEdge', description: 'A certificate and its cursor.' },
);
const TemplateConnection = builder.connectionObject(
  {
    type: CertificateTemplate,
    name: 'CertificateTemplateConnection',
    description: 'A page of versions of a template.',
  },
  { name: 'CertificateTemplateEdge', description: 'A version and its cursor.' },
);

const TemplateInput = builder.inputType('CertificateTemplatePreviewInput', {
  description: 'What certificates would look like.',
  fields: templateFields,
});

builder.queryFields((t) => ({
  certificate: t.field({
    type: Certificate,
    nullable: true,
    description: 'A certificate, by its id.',
    args: { id: t.arg.id({ description: 'Its id.' }) },
    resolve: (_, { id }, ctx) => certificateById(ctx, id),
  }),
  certificateVerify: t.field({
    type: [CertificateStep],
    description:
      'Judges a certificate, step by step, with what the platform and its index of the chain know. `npm run verify-certificate` does the same with the file alone.',
    extensions: { listSize: VERIFY_COST },
    args: {
      certificate: t.arg.string({
        description: 'The file: JSON or the credential (a JWT), as `/certificates/<id>.json` and `.jwt` give them.',
      }),
    },
    resolve: (_, args, ctx) => verifyText(ctx, args),
  }),
  myCertificates: t.field({
    type: CertificateConnection,
    description: 'Your certificates, or those of an organization of yours, newest first.',
    args: {
      organizationId: t.arg.id({ required: false, description: 'Of this organization; left out, your own.' }),
      statuses: t.arg({ type: [CertificateStatus], required: false, description: 'Those that stand so.' }),
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => toConnection(await myCertificates(ctx, args)),
  }),
  myCertificateTemplates: t.field({
    type: TemplateConnection,
    description: 'The versions of your template, or of that of an organization of yours, newest first.',
    args: {
      organizationId: t.arg.id({ required: false, description: 'Of this organization; left out, your own.' }),
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => toConnection(await myTemplates(ctx, args)),
  }),
  certificateTemplatePreview: t.string({
    description: 'How a certificate would look: a PDF in base64, with made-up credits and SPECIMEN across the page.',
    extensions: { listSize: VERIFY_COST },
    args: { input: t.arg({ type: TemplateInput, description: 'What it would look like.' }) },
    resolve: (_, { input }, ctx) => previewCertificateTemplate(ctx, input),
  }),
}));

const CertificateEvent = builder.objectRef<FeedEvent<'certificate'>>('CertificateEvent').implement({
  description: 'A certificate was issued, superseded or revoked.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` and you miss nothing.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    certificateId: t.id({
      description: 'Which certificate.',
      resolve: ({ payload }) => encodeId('Certificate', payload.id),
    }),
    retirementId: t.id({
      description: 'Of which retirement.',
      resolve: ({ payload }) => encodeId('Retirement', payload.retirementId),
    }),
    status: t.field({
      type: CertificateStatus,
      description: 'Where it stood then.',
      resolve: ({ payload }) => payload.status as CertificateRow['status'],
    }),
    certificate: t.field({
      type: Certificate,
      nullable: true,
      description: 'The certificate as it is now.',
      resolve: async ({ payload }, _, ctx) => (await visibleCertificates(ctx, [payload.id]))[0] ?? null,
    }),
  }),
});

builder.subscriptionFields((t) => ({
  certificateIssued: t.field({
    type: CertificateEvent,
    description: 'Certificates as they are issued.',
    extensions: { shared: true },
    args: { projectId: t.arg.id({ required: false, description: 'Of credits of this project alone.' }), ...afterArg },
    subscribe: (_, args, ctx) => watchIssued(ctx, args),
    resolve: (event) => event,
  }),
  certificateChanged: t.field({
    type: CertificateEvent,
    description: 'What becomes of certificates: issued, superseded, revoked.',
    args: { id: t.arg.id({ required: false, description: 'Of this certificate alone.' }), ...afterArg },
    subscribe: (_, args, ctx) => watchCertificates(ctx, args),
    resolve: (event) => event,
  }),
}));
