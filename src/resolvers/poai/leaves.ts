import { z } from 'zod';
import { selectVersionsById } from '../../db/documents.ts';
import type { CaseRow } from '../../db/poai.ts';
import type { Context } from '../context.ts';
import { openContents } from '../documents/contents.ts';
import { storeDocument } from '../documents/store-document.ts';
import { proofShape, type Revealed } from '../proofs/bundle.ts';

const leavesShape = z.object({ revealed: proofShape.shape.revealed });

/** Seals the leaves of a bundle in a document of the project; gives the id of its version. */
export async function keepLeaves(
  ctx: Context,
  { id, projectId, createdBy }: CaseRow,
  revealed: readonly Revealed[],
): Promise<string> {
  const { version } = await storeDocument(ctx, {
    userId: createdBy,
    target: { kind: 'POAI_BUNDLE', projectId, name: `PoAI ${id}.json` },
    mediaType: 'application/json',
    bytes: Buffer.from(JSON.stringify({ format: 'poai-leaves/v1', revealed })),
  });
  return version.id;
}

/** Opens them for the platform itself: whoever hands them on has asked whose they are. Throws DocumentDamagedError. */
export async function readLeaves({ app }: Context, versionId: string): Promise<Revealed[]> {
  const [version] = await selectVersionsById(app.db, [versionId]);
  if (!version) throw new Error(`version ${versionId} holds the leaves of a proof and is not there`);
  const pieces: Buffer[] = [];
  for await (const piece of (await openContents(app, version)).read()) pieces.push(piece);
  return leavesShape.parse(JSON.parse(Buffer.concat(pieces).toString('utf8'))).revealed;
}
