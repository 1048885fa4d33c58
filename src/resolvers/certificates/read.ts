import { z } from 'zod';
import { selectCertificatesOfOwner, selectTemplatesOf } from '../../db/certificate-lists.ts';
import { type CertificateRow, certificateStatus, type TemplateRow } from '../../db/certificates.ts';
import type { Context } from '../context.ts';
import { actingFor, nodeId, optional, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { mayFor, permitCaller, permitFor } from '../permissions.ts';
import { publicUrl } from '../documents/links.ts';
import { allowedActions } from '../standings.ts';
import { wordsOf } from './compile.ts';
import type { Disclosure } from './content.ts';
import { fileOf, isIssued, type IssuedRow } from './file.ts';
import { certificatePdf } from './press.ts';
import { type CertificateAction, certificateRules, isPublic } from './rules.ts';
import type { Step } from './verify.ts';
import { judge } from './verify-text.ts';
import { readCertificate } from './verify.ts';

const isOwn = (ctx: Context, { ownerId }: CertificateRow): Promise<boolean> =>
  mayFor(ctx, 'certificate.read-own', ownerId);

/** The certificates with these ids, null where there is none that the caller may see. */
export async function visibleCertificates(ctx: Context, ids: readonly string[]): Promise<(CertificateRow | null)[]> {
  const found = await ctx.loaders.certificates.loadMany(ids);
  const failure = found.find((each) => each instanceof Error);
  if (failure) throw failure;
  return Promise.all((found as (CertificateRow | undefined)[]).map((each) => visible(ctx, each)));
}

const visible = async (ctx: Context, row: CertificateRow | undefined): Promise<CertificateRow | null> =>
  row && (isPublic(row) || (await isOwn(ctx, row))) ? row : null;

/** One certificate that the caller may see. Throws InputInvalid. */
export const certificateById = async (ctx: Context, id: unknown): Promise<CertificateRow | null> =>
  (await visibleCertificates(ctx, [readInput(nodeId('Certificate'), id)]))[0] ?? null;

/** One that was issued, by the id that stands in its address; what is no id is none. */
export async function publicCertificate(ctx: Context, id: string): Promise<IssuedRow | undefined> {
  const row = KEY_UUID.test(id) ? await ctx.loaders.certificates.load(id) : undefined;
  return row && isIssued(row) ? row : undefined;
}

/** The certificate of a retirement that stands, or else the last one. */
export async function certificateOf(ctx: Context, retirementId: string): Promise<CertificateRow | null> {
  const [newest] = await ctx.loaders.certificatesOf.load(retirementId);
  return visible(ctx, newest);
}

/** Its public page; null while there is none. */
export const certificateUrl = ({ app }: Context, row: CertificateRow): string | null =>
  isIssued(row) ? `${publicUrl(app)}/certificates/${row.id}` : null;

/** What the caller can do to it now. */
export const actionsOf = (ctx: Context, row: CertificateRow): Promise<CertificateAction[]> =>
  allowedActions<CertificateRow, CertificateAction>(ctx, certificateRules, row, row.ownerId);

/** Which one has taken its place. */
export const successorOf = async (ctx: Context, { id }: CertificateRow): Promise<CertificateRow | null> =>
  (await ctx.loaders.certificateSuccessors.load(id))[0] ?? null;

const mineInput = z.object({
  organizationId: actingFor,
  statuses: optional(z.array(z.enum(certificateStatus.enumValues)).min(1, 'names none').max(4)),
});

/** The caller's certificates or those of an organization, newest first. Throws InputInvalid, Forbidden. */
export async function myCertificates(
  ctx: Context,
  { organizationId: given, statuses: wanted, ...input }: PageInput & { organizationId?: unknown; statuses?: unknown },
): Promise<Page<CertificateRow>> {
  await permitCaller(ctx, 'certificate.read-own');
  const { organizationId, statuses } = readInput(mineInput, { organizationId: given, statuses: wanted });
  const { ownerId } = await permitFor(ctx, 'certificate.read-own', organizationId);
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectCertificatesOfOwner(ctx.app.db, { ownerId, statuses, after, limit: size + 1 });
  return toPage(rows, size, input, ({ id }) => encodeKeyset([id]));
}

const KEY_VERSION = /^\d{1,9}$/;

/** The versions of the caller's template or of an organization's, newest first. Throws InputInvalid, Forbidden. */
export async function myTemplates(
  ctx: Context,
  { organizationId: given, ...input }: PageInput & { organizationId?: unknown },
): Promise<Page<TemplateRow>> {
  await permitCaller(ctx, 'certificate.read-own');
  const { ownerId } = await permitFor(ctx, 'certificate.read-own', readInput(actingFor, given));
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [below] = input.after ? decodeKeyset(input.after, [KEY_VERSION]) : [];
  const after = below === undefined ? undefined : Number(below);
  const rows = await selectTemplatesOf(ctx.app.db, { ownerId, after, limit: size + 1 });
  return toPage(rows, size, input, ({ version }) => encodeKeyset([BigInt(version)]));
}

/** How the platform judges a certificate that was issued. */
export const verificationOf = (ctx: Context, row: IssuedRow): Promise<Step[]> =>
  judge(ctx.app, readCertificate(JSON.stringify(fileOf(row))));

/** Who a private beneficiary is and what they were committed with, for their owner alone; null for others. */
async function disclosureOf(ctx: Context, row: CertificateRow): Promise<Disclosure | null> {
  const retirement = await ctx.loaders.retirements.load(row.retirementId);
  if (!retirement?.beneficiarySalt || retirement.beneficiaryId === null || !(await isOwn(ctx, row))) return null;
  const beneficiary = await ctx.loaders.beneficiaries.load(retirement.beneficiaryId);
  return beneficiary ? { ...wordsOf(beneficiary), salt: `0x${retirement.beneficiarySalt.toString('hex')}` } : null;
}

/** The certificate as a file with a private beneficiary disclosed, for its owner to hand on; null for others. */
export async function disclosedFile(ctx: Context, row: CertificateRow): Promise<string | null> {
  const disclosure = await disclosureOf(ctx, row);
  return disclosure && isIssued(row) ? JSON.stringify(fileOf(row, disclosure)) : null;
}

/** The same as PDF, in base64. Throws Busy. */
export async function disclosedPdf(ctx: Context, row: CertificateRow): Promise<string | null> {
  const disclosure = await disclosureOf(ctx, row);
  if (!disclosure || !isIssued(row)) return null;
  return Buffer.from(await certificatePdf(ctx, row, disclosure)).toString('base64');
}
