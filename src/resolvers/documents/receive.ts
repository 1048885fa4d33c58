import { createHash } from 'node:crypto';
import { v7 as newId } from 'uuid';
import type { Db } from '../../db/client.ts';
import {
  completeUpload,
  countUploads,
  insertUpload,
  lockUploader,
  type NewUpload,
  touchUpload,
  updateUploadPlace,
  type UploadRow,
  type UploadTarget,
} from '../../db/document-uploads.ts';
import {
  type DocumentKind,
  type DocumentRow,
  insertDocument,
  insertVersion,
  lockDocument,
  sumBytesOf,
  type VersionRow,
} from '../../db/documents.ts';
import { type Context, transact } from '../context.ts';
import { Busy, NotFound, Refusal } from '../errors.ts';
import { tell } from '../feed.ts';
import { contentsOf, contextOf } from './contents.ts';
import { DocumentDamagedError, DocumentSpaceExhausted, DocumentTooLarge, UploadIncomplete } from './errors.ts';
import { createSniffer, type MediaType, settleType, type Sniffed } from './media-types.ts';
import { clearUpload } from './clear-upload.ts';
import { createProgress, type Progress, uploadMoved } from './progress.ts';
import { refusePath, refuseType } from './rules.ts';
import { newSeal, type Seal, sealBytes } from './sealing.ts';
import type { UploadFile } from './upload-files.ts';
import { storeOf } from './vault.ts';
import { inspectArchive } from './zip-directory.ts';

export interface Received {
  readonly document: DocumentRow;
  readonly version: VersionRow;
}

export interface Arriving {
  /** The kind that the document has or gets. */
  readonly kind: DocumentKind;
  /** Asked for once everything is ready to take it. */
  readonly file: UploadFile;
  /** Left out: DOCUMENT_UPLOAD_BYTES. */
  readonly mostBytes?: number | undefined;
}

/** Whose upload it is to be, of what, and how it is bound. */
export type Wish = UploadTarget & { readonly userId: string } & Pick<NewUpload, 'status' | 'mediaType' | 'size'>;

/** Notes an upload, unless the user has too many open or has brought too much. Throws DocumentSpaceExhausted. */
export async function openUpload(ctx: Context, wish: Wish, work?: (tx: Db) => Promise<void>): Promise<UploadRow> {
  const { config, vault, db } = ctx.app;
  return db.transact(async (tx) => {
    // Of many at once, each must count those before it.
    await lockUploader(tx, wish.userId);
    await work?.(tx);
    const { open, bytes } = await countUploads(tx, wish.userId);
    if (open >= config.DOCUMENT_UPLOADS_PER_USER) {
      throw new DocumentSpaceExhausted(`You have ${open} uploads open, the most that one may: end one first.`);
    }
    const used = (await sumBytesOf(tx, wish.userId)) + bytes + (wish.size ?? 0n);
    if (used >= BigInt(config.DOCUMENT_USER_BYTES)) {
      throw new DocumentSpaceExhausted(`You have brought ${config.DOCUMENT_USER_BYTES} bytes, the most that one may.`);
    }
    const ttlS = wish.status === 'PREPARED' ? config.DOCUMENT_UPLOAD_TTL_S : config.DOCUMENT_UPLOAD_S;
    return insertUpload(tx, { ...wish, versionId: newId(), storage: vault.current, ttlS });
  });
}

/**
 * Takes the bytes of an upload: hashed, looked at, sealed and stored as they come, none of them kept here. Then the version
 * comes to be in one transaction; or nothing of it stays, neither row nor object.
 * Throws Busy, NotFound, DocumentTypeRefused, DocumentTooLarge, ArchiveRefused, UploadIncomplete.
 */
export async function receiveUpload(ctx: Context, upload: UploadRow, arriving: Arriving): Promise<Received> {
  const { load } = ctx.app.vault;
  const trace: Trace = { place: null };
  const progress = createProgress(ctx, upload);
  load.receiving += 1;
  try {
    if (load.receiving > ctx.app.config.DOCUMENT_UPLOADS_AT_ONCE) throw new Busy();
    const received = await take(ctx, upload, arriving, progress, trace);
    load.stored += 1;
    load.bytesStored += Number(received.version.size);
    return received;
  } catch (caught) {
    await progress.end();
    const error = await reasonOf(ctx, upload, caught);
    load[error instanceof Refusal && !(error instanceof UploadIncomplete) ? 'refused' : 'brokenOff'] += 1;
    const code = error instanceof Refusal ? error.code : 'INTERNAL';
    await clearUpload(ctx, { ...upload, ...trace }, { code, received: progress.bytes });
    throw error;
  } finally {
    load.receiving -= 1;
  }
}

/** Of an upload that was given up, the object is taken away while it is written, with whatever error that makes. */
async function reasonOf({ app }: Context, upload: UploadRow, error: unknown): Promise<unknown> {
  if (error instanceof Refusal) return error;
  const isAlive = await touchUpload(app.db, upload.id, upload.receivedBytes).catch(() => true);
  return isAlive ? error : new UploadIncomplete('it took too long');
}

/** What an upload has left so far. */
interface Trace {
  place: string | null;
}

async function take(
  ctx: Context,
  upload: UploadRow,
  arriving: Arriving,
  progress: Progress,
  trace: Trace,
): Promise<Received> {
  const { app } = ctx;
  const { vault } = app;
  const { versionId } = upload;
  const seal = newSeal(contextOf(versionId));
  // Asked for first: a key service that is out of reach should not be noticed after a gigabyte.
  const wrapped = await vault.masterKeys.wrap(seal.key, seal.context);
  const mostBytes = arriving.mostBytes ?? app.config.DOCUMENT_UPLOAD_BYTES;
  const intake = createIntake(upload, arriving.file, { mostBytes, progress });
  const place = await intake.into((bytes) => storeOf(vault, upload.storage).put(versionId, sealBytes(seal, bytes)));
  trace.place = place;
  if (!(await updateUploadPlace(app.db, upload.id, place))) throw new UploadIncomplete('it took too long');
  const { size, sha256, sniffed, declaredType } = intake.end();
  const archive = sniffed === 'application/zip' ? await lookInside(ctx, upload, { seal, size, place }) : undefined;
  const mediaType = settleType(declaredType, sniffed, archive);
  refuseType(arriving.kind, mediaType);
  await progress.end();
  return transact(ctx, async (tx) => {
    const document = await documentFor(tx, upload);
    const version = await insertVersion(tx, {
      id: versionId,
      documentId: document.id,
      sha256,
      size: BigInt(size),
      mediaType,
      storage: upload.storage,
      place,
      chunkBytes: seal.chunkBytes,
      noncePrefix: seal.noncePrefix,
      ...wrapped,
      createdBy: upload.userId,
    });
    // Whoever clears away what was abandoned gives it up first: then the bytes are gone, and there is no version.
    if (!(await completeUpload(tx, upload.id))) throw new UploadIncomplete('it took too long');
    await tell(tx, [uploadMoved(upload, { status: 'STORED', received: size, documentId: document.id })]);
    return { document, version };
  });
}

async function documentFor(
  tx: Db,
  { documentId, kind, projectId, organizationId, name, userId }: UploadRow,
): Promise<DocumentRow> {
  if (documentId === null) {
    if (!kind || name === null) throw new Error('an upload of a new document has no kind or no name');
    return insertDocument(tx, { kind, projectId, organizationId, name, createdBy: userId });
  }
  const document = await lockDocument(tx, documentId);
  if (!document || document.deletedAt) throw new NotFound('document');
  return document;
}

/** Counts, hashes and looks at what comes, and keeps the reason why it ended. */
function createIntake(
  upload: UploadRow,
  file: UploadFile,
  { mostBytes, progress }: { mostBytes: number; progress: Progress },
) {
  const hash = createHash('sha256');
  const sniffer = createSniffer();
  const bound = upload.size === null ? undefined : Number(upload.size);
  let size = 0;
  let declaredType: string | undefined;
  let failure: unknown;

  async function* watched(): AsyncGenerator<Uint8Array, void, void> {
    try {
      const arrived = await file();
      refusePath(arrived.fileName);
      declaredType = arrived.mediaType;
      for await (const bytes of arrived.bytes) {
        size += bytes.length;
        if (size > mostBytes) throw new DocumentTooLarge(mostBytes);
        if (bound !== undefined && size > bound) throw new UploadIncomplete('it is longer than it was said to be');
        hash.update(bytes);
        sniffer.take(bytes);
        progress.took(size);
        yield bytes;
      }
      if (size === 0) throw new UploadIncomplete('it is empty');
      if (bound !== undefined && size < bound) throw new UploadIncomplete('it is shorter than it was said to be');
    } catch (error) {
      // Whatever a connection breaks off with.
      failure = error instanceof Refusal ? error : new UploadIncomplete();
      throw failure;
    }
  }

  return {
    /** Gives the bytes to `put`. What they fail with comes before what `put` makes of it. */
    async into(put: (bytes: AsyncIterable<Uint8Array>) => Promise<string>): Promise<string> {
      try {
        return await put(watched());
      } catch (error) {
        throw failure ?? error;
      }
    },
    end: (): { size: number; sha256: Buffer; sniffed: Sniffed; declaredType: string | undefined } => ({
      declaredType,
      size,
      sha256: hash.digest(),
      sniffed: sniffer.end(),
    }),
  };
}

interface JustStored {
  readonly seal: Seal;
  readonly size: number;
  readonly place: string;
}

/** Reads the directory of an archive back from where it was stored: it stands at the end, which nobody kept. */
async function lookInside({ app }: Context, upload: UploadRow, { seal, size, place }: JustStored): Promise<MediaType> {
  const stored = { store: storeOf(app.vault, upload.storage), place };
  const contents = contentsOf(
    seal,
    size,
    stored,
    (damage, why) => new DocumentDamagedError(upload.versionId, damage, why),
  );
  const readAt = async (start: number, end: number): Promise<Buffer> => {
    const pieces: Buffer[] = [];
    for await (const piece of contents.read({ start, end })) pieces.push(piece);
    return Buffer.concat(pieces);
  };
  const { DOCUMENT_ZIP_ENTRIES, DOCUMENT_ZIP_BYTES, DOCUMENT_ZIP_RATIO } = app.config;
  const limits = { entries: DOCUMENT_ZIP_ENTRIES, bytes: DOCUMENT_ZIP_BYTES, ratio: DOCUMENT_ZIP_RATIO };
  return inspectArchive(size, readAt, limits);
}
