import { countVersions, selectKeptVersions, updateWrappedKey } from '../../db/document-keys.ts';
import type { VersionRow } from '../../db/documents.ts';
import type { App, Context } from '../context.ts';
import { contextOf } from './contents.ts';

export interface Rotation {
  readonly masterKeyId: string;
  readonly all: number;
  done: number;
  rewrapped: number;
  /** Versions whose key does not open, and why. */
  readonly failed: { readonly versionId: string; readonly why: string }[];
}

const MOST_FAILURES = 1_000;

/**
 * Wraps the keys of all versions with the current master key, where another one wraps them. The documents themselves are
 * not touched, so what reads them meanwhile goes on. It can be stopped and run again. `told` is called after each page.
 */
export async function rotateDocumentKeys({ app }: Context, told: (rotation: Rotation) => void): Promise<Rotation> {
  const { db, vault, config } = app;
  const masterKeyId = await vault.masterKeys.currentId();
  const { all } = await countVersions(db, masterKeyId);
  const rotation: Rotation = { masterKeyId, all, done: 0, rewrapped: 0, failed: [] };
  let after: string | undefined;
  for (;;) {
    const page = await selectKeptVersions(db, { after, limit: config.DOCUMENT_BATCH });
    for (const version of page) await rewrap(app, version, rotation);
    rotation.done += page.length;
    told(rotation);
    if (page.length < config.DOCUMENT_BATCH) return rotation;
    after = page.at(-1)?.id;
  }
}

async function rewrap({ db, vault }: App, version: VersionRow, rotation: Rotation): Promise<void> {
  const { id, masterKeyId, wrappedKey } = version;
  if (masterKeyId === rotation.masterKeyId || !wrappedKey) return;
  try {
    const key = await vault.masterKeys.unwrap({ masterKeyId, wrappedKey }, contextOf(id));
    const to = await vault.masterKeys.wrap(key, contextOf(id));
    // Another one may have done it meanwhile, or erased it.
    if (await updateWrappedKey(db, id, { from: wrappedKey, to })) rotation.rewrapped += 1;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (rotation.failed.length < MOST_FAILURES) rotation.failed.push({ versionId: id, why });
  }
}
