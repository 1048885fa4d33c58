import { z } from 'zod';
import type { CertificateRow, CertificateStatus, CustomField } from '../../db/certificates.ts';
import type { Config } from '../../config.ts';
import type { NewEvent } from '../feed.ts';
import { actingFor, line, nodeId, optional, text } from '../input.ts';
import { stepsOf } from '../machine.ts';
import type { ThingRules } from '../standings.ts';
import { type Look, plainTemplate } from './print.ts';
import { places, unknownPlaces } from './statement.ts';

/** The state machine of a certificate; what is not here cannot happen. */
export const certificateMachine = {
  PENDING: { ISSUE: 'ISSUED' },
  ISSUED: { SUPERSEDE: 'SUPERSEDED', REVOKE: 'REVOKED' },
  SUPERSEDED: {},
  REVOKED: {},
} as const satisfies Record<CertificateStatus, Readonly<Record<string, CertificateStatus>>>;

type Machine = typeof certificateMachine;
export type CertificateStep = { [S in CertificateStatus]: keyof Machine[S] }[CertificateStatus];

const STEP_WORDS: Record<CertificateStep, string> = {
  ISSUE: 'issued',
  SUPERSEDE: 'superseded',
  REVOKE: 'revoked',
};

const next = stepsOf<CertificateStatus, CertificateStep>('certificate', certificateMachine, STEP_WORDS);
type After = { ISSUE: 'ISSUED'; SUPERSEDE: 'SUPERSEDED'; REVOKE: 'REVOKED' };

/** The status that a step leads to. Throws IllegalTransition if it leads nowhere from here. */
export const nextCertificateStatus = <S extends CertificateStep>(status: CertificateStatus, step: S): After[S] =>
  next(status, step) as After[S];

/** What can be done to a certificate: by its owner, or by the platform. */
export const certificateRules = {
  REISSUE: {
    owner: 'certificate.reissue',
    anyone: 'certificate.manage',
    when: ({ status }) => 'SUPERSEDE' in certificateMachine[status],
  },
  REVOKE: { anyone: 'certificate.manage', when: ({ status }) => 'REVOKE' in certificateMachine[status] },
} as const satisfies ThingRules<Pick<CertificateRow, 'status'>, string>;
export type CertificateAction = keyof typeof certificateRules;

/** Whether everybody may see it: what is only being written is its owner's. */
export const isPublic = ({ status }: Pick<CertificateRow, 'status'>): boolean => status !== 'PENDING';

export const certificateChanged = (
  { id, ownerId, retirementId, status }: CertificateRow,
  projectId: string | null,
): NewEvent => ({
  topic: 'certificate',
  key: id,
  payload: { id, ownerId, retirementId, projectId, status },
});

const statement = text(1, 2_000).superRefine((value, ctx) => {
  for (const name of unknownPlaces(value)) {
    ctx.addIssue(`names {{${name}}}: there is ${Object.keys(places).join(', ')}`);
  }
});

/** Custom fields, at most `most`. */
const fieldsInput = (most: number) =>
  optional(
    z
      .array(z.object({ name: line(1, 100), value: text(1, 1_000) }))
      .max(most, `are more than ${most}`)
      .refine((fields) => new Set(fields.map(({ name }) => name)).size === fields.length, 'name one twice'),
  ).transform((fields): readonly CustomField[] => fields ?? []);

const BASE64 = /^[\w+/-]*={0,2}$/;

/** What a template says, without what is made of it: shapes by the limits of the configuration. */
export const templateInput = (config: Config) =>
  z.object({
    organizationId: actingFor,
    title: line(1, 120),
    statement,
    accent: optional(
      z
        .string()
        .regex(/^#[\da-f]{6}$/i, 'is not a colour such as "#1d6b45"')
        .transform((value) => value.toLowerCase()),
    ),
    footer: optional(line(1, 200)),
    signatory: optional(line(1, 200)),
    logo: optional(
      z
        .string()
        .max(
          Math.ceil((config.CERTIFICATE_LOGO_BYTES * 4) / 3) + 4,
          `is longer than ${config.CERTIFICATE_LOGO_BYTES} bytes`,
        )
        .regex(BASE64, 'is not base64')
        .transform((value) => Buffer.from(value, 'base64')),
    ),
    fields: fieldsInput(config.CERTIFICATE_FIELDS),
  });
export type TemplateWish = z.output<ReturnType<typeof templateInput>>;

/** What of a template stands on paper beside its fields. */
export const lookOf = ({ title, statement: said, accent, footer, signatory, logo }: TemplateWish): Look => ({
  title,
  statement: said,
  accent: accent ?? plainTemplate.accent,
  footer: footer ?? '',
  signatory: signatory ?? null,
  logo: logo ?? null,
});

export const reissueInput = (config: Config) =>
  z.object({
    certificateId: nodeId('Certificate'),
    reason: text(3, 1_000),
    fields: fieldsInput(config.CERTIFICATE_FIELDS),
  });

export const revokeInput = z.object({ certificateId: nodeId('Certificate'), reason: text(3, 1_000) });

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);
/** A picture of more pixels would take more memory to unpack than a logo is worth. */
const MOST_PIXELS = 4_000_000;

/** What is wrong with a logo, as far as its first bytes tell; undefined if nothing is. */
export function logoIssue(logo: Buffer, mostBytes: number): string | undefined {
  if (logo.length > mostBytes) return `is longer than ${mostBytes} bytes`;
  if (logo.subarray(0, 3).equals(JPEG)) return undefined;
  if (!logo.subarray(0, 8).equals(PNG) || logo.length < 33) return 'is neither a PNG nor a JPEG';
  const pixels = logo.readUInt32BE(16) * logo.readUInt32BE(20);
  return pixels > MOST_PIXELS ? `has more than ${MOST_PIXELS} pixels` : undefined;
}
