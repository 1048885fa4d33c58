import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { permitFor } from '../permissions.ts';
import { permitWriter, refuseForeignProject } from './access.ts';
import { openUpload, type Received, receiveUpload } from './receive.ts';
import { uploadDocumentInput } from './rules.ts';

/**
 * Takes a file that came with the request for a new document, of the caller or of an organization of theirs. Throws
 * Forbidden (for the organization), InputInvalid, NotFound (the project), Busy, DocumentTypeRefused, DocumentTooLarge, ArchiveRefused, UploadIncomplete, DocumentSpaceExhausted.
 */
export async function uploadDocument(ctx: Context, input: unknown): Promise<Received> {
  await permitWriter(ctx);
  const { kind, projectId, organizationId = null, name, file } = readInput(uploadDocumentInput, input);
  const { userId } = await permitFor(ctx, 'document.write', organizationId);
  const wish = { kind, projectId: projectId ?? null, organizationId, name, userId, status: 'RECEIVING' } as const;
  const upload = await openUpload(ctx, wish, (tx) => refuseForeignProject(ctx, projectId, tx));
  return receiveUpload(ctx, upload, { kind, file });
}
