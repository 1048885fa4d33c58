import { touchUpload, type UploadRow } from '../../db/document-uploads.ts';
import { type Context, transact } from '../context.ts';
import { type NewEvent, tell } from '../feed.ts';
import { UploadIncomplete } from './errors.ts';

export interface Progress {
  readonly bytes: number;
  /** Throws UploadIncomplete once the upload was cleared away by somebody else. */
  took(bytes: number): void;
  /** Nothing is told any more from then on. */
  end(): Promise<void>;
}

/** Tells now and then how far an upload is: its row, by which it counts as alive, and its subscribers. */
export function createProgress(ctx: Context, upload: UploadRow): Progress {
  const { config, log } = ctx.app;
  let bytes = 0;
  let toldAt = Date.now();
  let telling: Promise<void> | undefined;
  let isGone = false;

  const say = async (received: number): Promise<void> => {
    try {
      await transact(ctx, async (tx) => {
        isGone = !(await touchUpload(tx, upload.id, BigInt(received)));
        if (!isGone) await tell(tx, [uploadMoved(upload, { status: 'RECEIVING', received })]);
      });
    } catch (error) {
      log.warn({ err: error, uploadId: upload.id }, 'how far an upload is could not be noted');
    } finally {
      telling = undefined;
    }
  };

  return {
    get bytes() {
      return bytes;
    },
    took(received) {
      bytes = received;
      if (isGone) throw new UploadIncomplete('it took too long');
      // One word at a time: what comes meanwhile is in the next one.
      if (telling || Date.now() - toldAt < config.DOCUMENT_PROGRESS_MS) return;
      toldAt = Date.now();
      telling = say(received);
    },
    end: async () => telling,
  };
}

interface Moved {
  readonly status: 'RECEIVING' | 'STORED' | 'REFUSED';
  readonly received: number;
  readonly documentId?: string;
  readonly refusal?: string;
}

export const uploadMoved = (
  { id, userId, size }: Pick<UploadRow, 'id' | 'userId' | 'size'>,
  { status, received, documentId, refusal }: Moved,
): NewEvent => ({
  topic: 'documentUpload',
  key: id,
  payload: {
    id,
    userId,
    status,
    receivedBytes: String(received),
    totalBytes: size === null ? null : String(size),
    documentId: documentId ?? null,
    refusal: refusal ?? null,
  },
});
