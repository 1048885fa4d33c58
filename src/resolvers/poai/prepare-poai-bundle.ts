import type { Db } from '../../db/client.ts';
import { brokenConstraint } from '../../db/client.ts';
import { insertHolds, markDocumentDeleted, selectVersionsById } from '../../db/documents.ts';
import { addressBytes, isLinkedTo } from '../../db/linked-addresses.ts';
import type { CaseRow } from '../../db/poai.ts';
import { lastEventSeq } from '../../db/poai-cases.ts';
import { insertProof } from '../../db/poai-proofs.ts';
import { selectAssignmentsOf, updateSigningAddress } from '../../db/poai-reviews.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { type Chain, chainOf, type Hex } from '../chain/client.ts';
import { type Context, transact } from '../context.ts';
import { Busy, InputInvalid } from '../errors.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { bundleHash, commitmentOf, fromHex } from '../proofs/bundle.ts';
import { nextSequence, openCaseFile } from './case-file.ts';
import { type CaseFile, compileBundle, type Compiled } from './compile-bundle.ts';
import { CaseIncomplete } from './errors.ts';
import { gapsOf } from './gaps.ts';
import { prepareBundleInput } from './inputs.ts';
import { keepLeaves } from './leaves.ts';
import { lockFor, lockWithProject } from './own.ts';
import { auditDeed, recordDeed } from './record.ts';

/**
 * Ends the technical review well: binds all that was found into one bundle, which both reviewers are then asked to sign.
 * It is made once, since its salts are: from now on nothing in it changes, and what it refers to cannot vanish.
 * Throws InputInvalid, NotFound, Forbidden, IllegalTransition, CaseIncomplete, CaseExists, AddressNotLinked,
 * ChainUnavailable, Busy (the case changed meanwhile), and what `storeDocument` throws.
 */
export async function preparePoaiBundle(ctx: Context, input: unknown): Promise<CaseRow> {
  const { userId } = await permit(ctx, 'poai.review');
  const { caseId, address } = readInput(prepareBundleInput, input);
  const chain = chainOf(ctx.app);
  const { file, seq } = await ctx.app.db.transact(async (tx) => {
    const { row } = await lockFor(ctx, tx, caseId, 'PREPARE_BUNDLE');
    const read = await openCaseFile(tx, chain, row);
    const gaps = gapsOf(read.checks, read.findings);
    if (gaps.length > 0) throw new CaseIncomplete(gaps);
    return { file: withAddress(read, address), seq: await lastEventSeq(tx, caseId) };
  });
  const compiled = compileBundle(file);
  // Storing takes as long as the storage takes: the case is not locked meanwhile, and looked at again afterwards.
  const versionId = await keepLeaves(ctx, file.row, compiled.revealed);
  try {
    return await transact(ctx, (tx) => bind(ctx, tx, { userId, address, file, seq, compiled, versionId, chain }));
  } catch (error) {
    await forget(ctx, versionId, userId);
    if (brokenConstraint(error) === 'document_holds_deleted') {
      throw new CaseIncomplete(['a document that a check rests on: it was deleted']);
    }
    throw error;
  }
}

/** The reviewer said theirs as the review ended. Throws InputInvalid. */
function withAddress(file: CaseFile, address: Hex): CaseFile {
  const bytes = addressBytes(address);
  if (file.reviewers.some((each) => each.role === 'REVIEWER' && each.address?.equals(bytes))) {
    throw new InputInvalid([{ path: ['address'], message: 'is the one with which the reviewer signs' }]);
  }
  return {
    ...file,
    reviewers: file.reviewers.map((each) => (each.role === 'TECHNICAL_REVIEWER' ? { ...each, address: bytes } : each)),
  };
}

interface Binding {
  readonly userId: string;
  readonly address: Hex;
  readonly file: CaseFile;
  /** The last entry of the history that the bundle knows of. */
  readonly seq: number;
  readonly compiled: Compiled;
  readonly versionId: string;
  readonly chain: Chain;
}

async function bind(ctx: Context, tx: Db, { userId, address, file, seq, compiled, versionId, chain }: Binding) {
  const { id: caseId, projectId } = file.row;
  const { row } = await lockWithProject(ctx, tx, caseId, 'PREPARE_BUNDLE');
  const isSame =
    (await lastEventSeq(tx, caseId)) === seq && (await nextSequence(tx, chain, projectId)) === file.sequence;
  if (!isSame) throw new Busy();
  if (!(await isLinkedTo(tx, userId, address))) throw new AddressNotLinked();
  for (const { userId: reviewerId, role, address: signing } of await selectAssignmentsOf(tx, [caseId])) {
    if (role !== 'REVIEWER') continue;
    const linked = signing && (await isLinkedTo(tx, reviewerId, `0x${signing.toString('hex')}`));
    if (!linked) throw new CaseIncomplete(['the address of the reviewer, which is not linked any more']);
  }
  await updateSigningAddress(tx, { caseId, role: 'TECHNICAL_REVIEWER' }, addressBytes(address));
  const { bundle } = compiled;
  const hashed = bundleHash(bundle);
  await insertProof(tx, {
    caseId,
    projectId,
    sequence: file.sequence,
    bundle,
    bundleHash: fromHex(hashed),
    commitment: fromHex(commitmentOf(hashed, bundle)),
    versionId,
  });
  const held = [...file.evidence, ...file.answers].map((each) => each.versionId);
  await insertHolds(tx, { kind: 'PoaiProof', id: caseId }, [...new Set([...held, versionId])]);
  const detail = { bundleHash: hashed, sequence: String(file.sequence) };
  await recordDeed(tx, row, { kind: 'PREPARE_BUNDLE', actorId: userId, detail });
  await auditDeed(tx, row, { actorId: userId, action: 'POAI_BUNDLE_PREPARED', detail });
  return row;
}

/** Leaves of a bundle that did not come to be are nobody's. */
async function forget({ app }: Context, versionId: string, userId: string): Promise<void> {
  const [version] = await selectVersionsById(app.db, [versionId]);
  if (version) await markDocumentDeleted(app.db, version.documentId, userId);
}
