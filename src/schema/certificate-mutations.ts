import { CertificateSignerUnavailable } from '../resolvers/certificates/errors.ts';
import { publishCertificateTemplate } from '../resolvers/certificates/publish-certificate-template.ts';
import { reissueCertificate } from '../resolvers/certificates/reissue-certificate.ts';
import { revokeCertificate } from '../resolvers/certificates/revoke-certificate.ts';
import { ChainUnavailable, IllegalTransition, InputInvalid, NotFound } from '../resolvers/errors.ts';
import { builder } from './builder.ts';
import { CertificateFieldInput, CertificateTemplate, templateFields } from './certificate-facts.ts';
import { Certificate } from './certificates.ts';
import { RefusalInterface } from './errors.ts';

builder.objectType(CertificateSignerUnavailable, {
  name: 'CertificateSignerUnavailable',
  description: 'The key that signs certificates cannot be used at this moment. Nothing was done.',
  interfaces: [RefusalInterface],
});

builder.relayMutationField(
  'certificateReissue',
  {
    description: 'Which certificate, and what the new one says besides.',
    inputFields: (t) => ({
      certificateId: t.id({ description: 'The certificate that stands.' }),
      reason: t.string({ description: 'Why, for everybody to read: 3 to 1,000 characters.' }),
      fields: t.field({
        type: [CertificateFieldInput],
        required: false,
        description: 'What the new one says besides; in the place of what the template says by the same name.',
      }),
    }),
  },
  {
    description:
      'Issues a certificate anew, by the newest template and with other fields: the one before is SUPERSEDED. What was retired stays as the chain has it. For its owner and PLATFORM_ADMIN.',
    errors: {
      types: [InputInvalid, NotFound, IllegalTransition, ChainUnavailable, CertificateSignerUnavailable],
    },
    resolve: (_, { input }, ctx) => reissueCertificate(ctx, input),
  },
  {
    description: 'What stands now.',
    outputFields: (t) => ({
      certificate: t.field({ type: Certificate, description: 'The new certificate.', resolve: (row) => row }),
    }),
  },
);

builder.relayMutationField(
  'certificateRevoke',
  {
    description: 'Which certificate, and why.',
    inputFields: (t) => ({
      certificateId: t.id({ description: 'The certificate that stands.' }),
      reason: t.string({ description: 'Why, for everybody to read: 3 to 1,000 characters.' }),
    }),
  },
  {
    description:
      'Takes a certificate back, for good: its page, its PDF and the status lists say so. The retirement stays. For PLATFORM_ADMIN.',
    errors: { types: [InputInvalid, NotFound, IllegalTransition] },
    resolve: (_, { input }, ctx) => revokeCertificate(ctx, input),
  },
  {
    description: 'What has become of it.',
    outputFields: (t) => ({
      certificate: t.field({ type: Certificate, description: 'The certificate as it is now.', resolve: (row) => row }),
    }),
  },
);

builder.relayMutationField(
  'certificateTemplatePublish',
  { description: 'What certificates look like from now on.', inputFields: templateFields },
  {
    description:
      'Publishes the next version of your template, or of that of an organization of which you are ADMIN. Certificates that were issued stay as they are.',
    errors: { types: [InputInvalid] },
    resolve: (_, { input }, ctx) => publishCertificateTemplate(ctx, input),
  },
  {
    description: 'The version that was published.',
    outputFields: (t) => ({
      template: t.field({ type: CertificateTemplate, description: 'The version.', resolve: (row) => row }),
    }),
  },
);
