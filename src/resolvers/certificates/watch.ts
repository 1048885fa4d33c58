import { type Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import { type FeedStream, watch } from '../feed.ts';
import { nodeId, optional, readInput } from '../input.ts';
import { visibleCertificates } from './read.ts';

export interface CertificateIssuedInput {
  readonly projectId?: unknown;
  readonly after?: string | null | undefined;
}

/** Certificates as they are issued, of all projects or of one. Throws InputInvalid. */
export function watchIssued(
  ctx: Context,
  { projectId: given, after }: CertificateIssuedInput,
): FeedStream<'certificate'> {
  const projectId = readInput(optional(nodeId('Project')), given);
  return watch(ctx, {
    topic: 'certificate',
    after,
    matches: ({ payload }) =>
      payload.status === 'ISSUED' && (projectId === undefined || payload.projectId === projectId),
  });
}

export interface CertificateChangedInput {
  readonly id?: unknown;
  readonly after?: string | null | undefined;
}

/** What becomes of certificates, of all or of one: issued, superseded, revoked. Throws InputInvalid, NotFound. */
export async function watchCertificates(
  ctx: Context,
  { id: given, after }: CertificateChangedInput,
): Promise<FeedStream<'certificate'>> {
  const id = readInput(optional(nodeId('Certificate')), given);
  if (id !== undefined && !(await visibleCertificates(ctx, [id]))[0]) throw new NotFound('certificate');
  return watch(ctx, {
    topic: 'certificate',
    after,
    matches: ({ payload }) => id === undefined || payload.id === id,
  });
}
