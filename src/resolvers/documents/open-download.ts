import { insertAccess } from '../../db/document-accesses.ts';
import { type DocumentRow, selectDocumentsById, selectVersionsById, type VersionRow } from '../../db/documents.ts';
import type { Context } from '../context.ts';
import { mayRead } from './access.ts';
import { openContents, type Part } from './contents.ts';
import { LinkRefused } from './errors.ts';
import { readToken } from './links.ts';
import { fileNameOf } from './rules.ts';

export interface Download {
  readonly document: DocumentRow;
  readonly version: VersionRow;
  readonly fileName: string;
  readonly size: number;
  /** Records the access, then gives the bytes. Throws DocumentDamagedError. */
  read(part: Part): AsyncGenerator<Buffer, void, void>;
}

/**
 * What a link leads to, for whom it was made: they must still be allowed to read it. Throws LinkRefused, also for what was
 * deleted since.
 */
export async function openDownload(ctx: Context, token: string): Promise<Download> {
  const { app, request } = ctx;
  const { versionId, userId } = readToken(app, 'download', token);
  const [version] = await selectVersionsById(app.db, [versionId]);
  const [document] = version ? await selectDocumentsById(app.db, [version.documentId]) : [];
  if (!version || !document || document.deletedAt || version.erasedAt) throw new LinkRefused();
  if (!(await mayRead(asHolder(ctx, userId), document))) throw new LinkRefused();
  return {
    document,
    version,
    fileName: fileNameOf(document.name, version.mediaType),
    size: Number(version.size),
    async *read(part) {
      const contents = await openContents(app, version);
      await insertAccess(app.db, {
        documentId: document.id,
        versionId,
        userId,
        address: request.address,
        userAgent: request.userAgent,
        firstByte: BigInt(part.start),
        lastByte: BigInt(part.end - 1),
      });
      app.vault.load.downloads += 1;
      for await (const piece of contents.read(part)) {
        app.vault.load.bytesSent += piece.length;
        yield piece;
      }
    },
  };
}

/** The link stands for the one that it was made for: a browser that follows it sends no token. */
const asHolder = (ctx: Context, userId: string): Context => ({
  ...ctx,
  viewer: { userId, sessionId: '', expiresAt: new Date(0) },
});
