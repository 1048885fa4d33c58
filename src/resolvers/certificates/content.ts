import { hash } from 'node:crypto';
import { z } from 'zod';
import { identifierScheme, retirementReason } from '../../db/retirements.ts';
import type { Hex } from '../chain/client.ts';
import { canonicalBytes } from '../proofs/tree.ts';

// What a certificate certifies, version 1 (docs/CERTIFICATES.md). Every object is strict: what the format does not know is
// refused, since nobody could say what it was meant to prove. Numbers are decimal text, hashes lower-case hex after 0x,
// moments UTC by the second.

const MOST_SERIALS = 10_000;

/** The most that any word of a registry takes, as they are imported: what is retired can always be certified. */
const MOST_WORDS = 2_000;

const words = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((value) => value.isWellFormed(), 'is not well formed');
const whole = z.string().regex(/^(?:0|[1-9]\d{0,77})$/, 'is not a whole number as decimal text');
/** Tonnes with at most 18 places, as the chain counts them. */
const tonnes = z.string().regex(/^(?:0|[1-9]\d{0,59})(?:\.\d{0,17}[1-9])?$/, 'is not a decimal');
const bytes32 = z.string().regex(/^0x[\da-f]{64}$/, 'is not 32 bytes as lower-case hex') as unknown as z.ZodType<Hex>;
const address = z.string().regex(/^0x[\da-f]{40}$/, 'is not an address as lower-case hex') as unknown as z.ZodType<Hex>;
const day = z.iso.date();
const second = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, 'is not a moment in UTC by the second')
  .refine((value) => !Number.isNaN(Date.parse(value)), 'is no moment');
const uuid = z.string().regex(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/, 'is not a UUID');
const country = z.string().regex(/^[A-Z]{2}$/, 'is not a country (ISO 3166-1 alpha-2)');
const link = z.url({ protocol: /^https?$/ }).max(500);

const fieldShape = z.strictObject({ name: words(100), value: words(1_000) });

const identifier = z.strictObject({ scheme: z.enum(identifierScheme.enumValues), value: words(60) });

/** Who it is, where that is told: in the certificate of a public beneficiary, in the disclosure of a private one. */
const beneficiaryWords = {
  name: words(300),
  country: country.nullable(),
  identifier: identifier.nullable(),
};

const beneficiaryShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('PUBLIC'), ...beneficiaryWords, hash: bytes32 }),
  /** A salted commitment: whoever is told name and salt can check them, nobody else can guess. */
  z.strictObject({ kind: z.literal('PRIVATE'), hash: bytes32 }),
  /** A wallet retired, and the platform was told the hash alone. */
  z.strictObject({ kind: z.literal('UNKNOWN'), hash: bytes32 }),
]);

export const contentShape = z.strictObject({
  format: z.literal('ecocoin-certificate/v1'),
  id: uuid,
  version: whole,
  /** The certificate whose place this one takes. */
  supersedes: uuid.nullable(),
  issuedAt: second,
  issuer: z.strictObject({ url: link, name: words(200) }),
  /** Where everybody can look at it and verify it. */
  url: link,
  retirement: z.strictObject({
    id: uuid,
    quantity: tonnes,
    reason: z.enum(retirementReason.enumValues),
    message: z.string().max(10_000),
    retiringEntity: words(300).nullable(),
    retiredAt: second,
    consumption: z.strictObject({ country: country.nullable(), from: day.nullable(), to: day.nullable() }),
  }),
  beneficiary: beneficiaryShape,
  credits: z.strictObject({
    project: z.strictObject({
      id: uuid,
      name: words(MOST_WORDS),
      registry: words(MOST_WORDS).nullable(),
      nativeId: words(MOST_WORDS).nullable(),
      country: country.nullable(),
      type: words(MOST_WORDS).nullable(),
    }),
    methodologies: z
      .array(
        z.strictObject({ program: words(MOST_WORDS), code: words(MOST_WORDS), version: words(MOST_WORDS).nullable() }),
      )
      .max(1_000),
    vintage: z.strictObject({ start: day, end: day }),
    /** Empty where a wallet retired: the chain holds its credits, and assigns no serial numbers. */
    serials: z.array(z.strictObject({ text: words(MOST_WORDS), quantity: whole })).max(MOST_SERIALS),
  }),
  chain: z.strictObject({
    chainId: whole,
    /** CreditRegistry, whose event CreditsRetired it is. */
    contract: address,
    transactionHash: bytes32,
    blockNumber: whole,
    logIndex: whole,
    batchId: whole,
    account: address,
  }),
  /** The proof of asset integrity that the credits had; null where they had none. */
  poai: z.strictObject({ bundleHash: bytes32, sequence: whole }).nullable(),
  fields: z.array(fieldShape).max(200),
});
export type Content = z.output<typeof contentShape>;

/** What the owner of a private beneficiary may hand on beside a certificate: it is in none. */
export const disclosureShape = z.strictObject({ ...beneficiaryWords, salt: bytes32 });
export type Disclosure = z.output<typeof disclosureShape>;

/** What has become of a certificate that does not stand any more. Not signed: the lists of the issuer decide. */
const endedShape = z.strictObject({ status: z.enum(['SUPERSEDED', 'REVOKED']), at: second, reason: words(4_000) });

/** A certificate as a file. */
export const fileShape = z.strictObject({
  format: z.literal('ecocoin-certificate-file/v1'),
  digest: bytes32,
  certificate: contentShape,
  /** The verifiable credential: a JWT, which signs the certificate. */
  credential: z.string().max(1_000_000),
  disclosure: disclosureShape.optional(),
  ended: endedShape.optional(),
});
export type CertificateFile = z.output<typeof fileShape>;

/** SHA256("ecocoin-certificate/v1" | 0x00 | JCS(certificate)). */
export const digestOf = (content: Content): Hex =>
  `0x${hash('sha256', Buffer.concat([Buffer.from('ecocoin-certificate/v1\0'), canonicalBytes(content)]), 'hex')}`;
