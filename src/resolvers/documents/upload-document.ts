import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { refuseForeignProject } from './access.ts';
import { openUpload, type Received, receiveUpload } from './receive.ts';
import { uploadDocumentInput } from './rules.ts';

/**
 * Takes a file that came with the request for a new document. Throws InputInvalid, NotFound (the project), Busy,
 * DocumentTypeRefused, DocumentTooLarge, ArchiveRefused, UploadIncomplete, DocumentSpaceExhausted.
 */
export async function uploadDocument(ctx: Context, input: unknown): Promise<Received> {
  const { userId } = await permit(ctx, 'document.write');
  const { kind, projectId, name, file } = readInput(uploadDocumentInput, input);
  const wish = { kind, projectId: projectId ?? null, name, userId, status: 'RECEIVING' } as const;
  const upload = await openUpload(ctx, wish, (tx) => refuseForeignProject(ctx, projectId, tx));
  return receiveUpload(ctx, upload, { kind, file });
}
