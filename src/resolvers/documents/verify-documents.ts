import { createHash } from 'node:crypto';
import { countVersions, selectKeptVersions } from '../../db/document-keys.ts';
import type { VersionRow } from '../../db/documents.ts';
import type { App, Context } from '../context.ts';
import { openContents } from './contents.ts';
import { DocumentDamagedError } from './errors.ts';

export interface Verification {
  readonly all: number;
  done: number;
  bytes: number;
  readonly damaged: { readonly versionId: string; readonly documentId: string; readonly why: string }[];
  /** Versions that could not be read at all, which says nothing of them. */
  readonly unread: { readonly versionId: string; readonly why: string }[];
}

/** Reads every version from end to end, and compares its hash. `told` is called after each page. */
export async function verifyDocuments(
  { app }: Context,
  told: (verification: Verification) => void,
): Promise<Verification> {
  const { db, config } = app;
  const { all } = await countVersions(db, '');
  const verification: Verification = { all, done: 0, bytes: 0, damaged: [], unread: [] };
  let after: string | undefined;
  for (;;) {
    const page = await selectKeptVersions(db, { after, limit: config.DOCUMENT_BATCH });
    for (const version of page) await verify(app, version, verification);
    verification.done += page.length;
    told(verification);
    if (page.length < config.DOCUMENT_BATCH) return verification;
    after = page.at(-1)?.id;
  }
}

async function verify(app: App, version: VersionRow, verification: Verification): Promise<void> {
  const { id: versionId, documentId, sha256 } = version;
  try {
    const hash = createHash('sha256');
    const contents = await openContents(app, version);
    for await (const piece of contents.read()) hash.update(piece);
    verification.bytes += contents.size;
    if (!hash.digest().equals(sha256)) {
      verification.damaged.push({ versionId, documentId, why: 'it opens, but its hash is another' });
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (error instanceof DocumentDamagedError) verification.damaged.push({ versionId, documentId, why });
    else verification.unread.push({ versionId, why });
  }
}
