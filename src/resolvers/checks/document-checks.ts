import { createHash } from 'node:crypto';
import { selectCaseVersions, type VersionFact } from '../../db/poai-facts.ts';
import type { App } from '../context.ts';
import { openContents } from '../documents/contents.ts';
import { DocumentDamagedError } from '../documents/errors.ts';
import type { CheckSubject } from './facts.ts';
import { fail, listed, notApplicable, type Outcome, pass, unclear } from './outcome.ts';

/** A version with its hash, as findings name it. */
export const versionRead = ({ name, number, sha256 }: VersionFact): string =>
  `"${name}" version ${number} (SHA-256 ${sha256.toString('hex')})`;

/**
 * DOCUMENT_HASHES: each document that the case rests on, and the newest version of each of the project's, is opened and read
 * from end to end, and has the hash that was noted when it came. Reads no more than CHECK_BYTES.
 */
export async function documentHashes(app: App, { id: caseId, projectId }: CheckSubject): Promise<Outcome> {
  const { CHECK_DOCUMENTS: most, CHECK_BYTES: mostBytes } = app.config;
  const versions = await selectCaseVersions(app.db, { caseId, projectId, limit: most + 1 });
  if (versions.length === 0) {
    return notApplicable('There is no document that the case rests on.', [
      'documents of the case and the project: none',
    ]);
  }
  if (versions.length > most) {
    return unclear(`There are more than ${most} documents (CHECK_DOCUMENTS).`, [`the list of ${most} documents`]);
  }
  const bytes = versions.reduce((sum, { size }) => sum + size, 0n);
  if (bytes > BigInt(mostBytes)) {
    const finding = `The documents have ${bytes} bytes; no more than ${mostBytes} are read (CHECK_BYTES).`;
    return unclear(finding, [`the list of ${versions.length} documents`]);
  }
  const [damaged, unread]: [string[], string[]] = [[], []];
  for (const version of versions) {
    const found = await compareHash(app, version);
    if (found) (found.isDamaged ? damaged : unread).push(`${versionRead(version)} ${found.why}`);
  }
  const read = [`${versions.length} documents of ${bytes} bytes: ${listed(versions.map((each) => versionRead(each)))}`];
  if (damaged.length > 0) return fail(`Documents are not what was put there: ${listed(damaged)}.`, read);
  if (unread.length > 0) return unclear(`Documents could not be read: ${listed(unread)}.`, read);
  return pass(`All ${versions.length} documents have the hash that was noted when they came.`, read);
}

/** What is wrong with a version; undefined if nothing is. What the storage fails with says nothing of the document. */
async function compareHash(
  app: App,
  version: VersionFact,
): Promise<{ readonly isDamaged: boolean; readonly why: string } | undefined> {
  try {
    const hash = createHash('sha256');
    for await (const piece of (await openContents(app, version)).read()) hash.update(piece);
    const digest = hash.digest();
    return digest.equals(version.sha256)
      ? undefined
      : { isDamaged: true, why: `opens with the hash ${digest.toString('hex')}` };
  } catch (error) {
    const isDamaged = error instanceof DocumentDamagedError;
    if (!isDamaged) app.log.error({ err: error, versionId: version.id }, 'a document could not be read for a check');
    return { isDamaged, why: isDamaged ? error.message : 'could not be read from its storage' };
  }
}
