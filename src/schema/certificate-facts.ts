import type { CertificateStatus as StatusCode, CustomField, TemplateRow } from '../db/certificates.ts';
import type { CertificateAction as ActionCode } from '../resolvers/certificates/rules.ts';
import { places } from '../resolvers/certificates/statement.ts';
import type { CertificateStepName as StepCode, Outcome, Step } from '../resolvers/certificates/verify.ts';
import { builder, enumOf, type SchemaTypes } from './builder.ts';

export const CertificateStatus = enumOf('CertificateStatus', 'Where a certificate stands.', {
  PENDING: 'The retirement is final, and the certificate is being written. Its owner alone sees it.',
  ISSUED: 'It stands.',
  SUPERSEDED: 'A later one of the same retirement has taken its place.',
  REVOKED: 'It was taken back.',
} satisfies Record<StatusCode, string>);

export const CertificateAction = enumOf('CertificateAction', 'What can be done to a certificate.', {
  REISSUE: '`certificateReissue`.',
  REVOKE: '`certificateRevoke`.',
} satisfies Record<ActionCode, string>);

export const CertificateField = builder.objectRef<CustomField>('CertificateField').implement({
  description: 'A name and what it is, in the words of whoever had it put on a certificate.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name.' }),
    value: t.exposeString('value', { description: 'What it is.' }),
  }),
});

export const CertificateTemplate = builder.objectRef<TemplateRow>('CertificateTemplate').implement({
  description: 'A version of what the certificates of an owner look like. It never changes.',
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Its number, from 1.' }),
    title: t.exposeString('title', { description: 'The heading.' }),
    statement: t.exposeString('statement', { description: 'The sentence that says what happened, with its places.' }),
    accent: t.exposeString('accent', { description: 'The colour of headings and lines, such as "#1d6b45".' }),
    footer: t.exposeString('footer', { description: 'What stands at the bottom of every page.' }),
    signatory: t.exposeString('signatory', { nullable: true, description: 'Who signs it for people.' }),
    hasLogo: t.boolean({ description: 'Whether it has a logo.', resolve: ({ logo }) => logo !== null }),
    fields: t.field({
      type: [CertificateField],
      description: 'What every certificate made from it says besides.',
      resolve: ({ fields }) => [...fields],
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was published.' }),
  }),
});

export const CertificateFieldInput = builder.inputType('CertificateFieldInput', {
  description: 'A name and what it is, to be put on a certificate.',
  fields: (t) => ({
    name: t.string({ description: 'The name, up to 100 characters.' }),
    value: t.string({ description: 'What it is, up to 1,000 characters.' }),
  }),
});

const PLACES = Object.entries(places)
  .map(([name, meaning]) => `{{${name}}} (${meaning})`)
  .join(', ');

type Types = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>;
type InputBuilder = PothosSchemaTypes.InputFieldBuilder<Types, 'InputObject'>;

/** What a template says, published or only looked at. */
export const templateFields = (t: InputBuilder) => ({
  organizationId: t.id({ required: false, description: 'For which organization; left out, for yourself.' }),
  title: t.string({ description: 'The heading, up to 120 characters.' }),
  statement: t.string({
    description: `The sentence that says what happened, up to 2,000 characters. It can name ${PLACES}.`,
  }),
  accent: t.string({ required: false, description: 'The colour of headings and lines, such as "#1d6b45".' }),
  footer: t.string({ required: false, description: 'At the bottom of every page, up to 200 characters.' }),
  signatory: t.string({ required: false, description: 'Who signs it for people, such as a name and an office.' }),
  logo: t.string({ required: false, description: 'A PNG or JPEG in base64, up to 128 KiB and 4 million pixels.' }),
  fields: t.field({
    type: [CertificateFieldInput],
    required: false,
    description: 'What every certificate made from it says besides, up to 20 fields.',
  }),
});

const CertificateOutcome = enumOf('CertificateOutcome', 'What a step of a verification came to.', {
  VALID: 'It holds.',
  INVALID: 'It does not hold.',
  INDETERMINATE: 'Neither shown nor refuted with what is at hand; the reason says what is missing.',
} satisfies Record<Outcome, string>);

const StepName = enumOf('CertificateStepName', 'A step of a verification (docs/CERTIFICATES.md).', {
  FORMAT: 'The file is a certificate of version 1.',
  DIGEST: 'The digest is that of the certificate.',
  CREDENTIAL: 'What is signed says the same as the certificate.',
  SIGNATURE: 'It is signed with a key of the issuer.',
  QUANTITY: 'The serial blocks count what was retired.',
  BENEFICIARY: 'The name is the one that the chain has the hash of.',
  CHAIN: 'The chain holds the retirement for good, as the certificate has it.',
  POAI: 'The proof of asset integrity was not revoked.',
  STATUS: 'It is neither superseded nor revoked.',
} satisfies Record<StepCode, string>);

export const CertificateStep = builder.objectRef<Step>('CertificateVerificationStep').implement({
  description: 'One step of a verification. There is no summary in one word: what must hold depends on who asks.',
  fields: (t) => ({
    step: t.expose('step', { type: StepName, description: 'Which step.' }),
    outcome: t.expose('outcome', { type: CertificateOutcome, description: 'What it came to.' }),
    reason: t.exposeString('reason', { description: 'Why, for people.' }),
  }),
});
