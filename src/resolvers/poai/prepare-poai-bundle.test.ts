import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CustodyLab, openCustodyLab } from '../../../test/custody-lab.ts';
import { bind, type Cast, caseIdOf, caseIn, castOf, checkWish, documentOf, passAll } from '../../../test/poai.ts';
import { brokenConstraint } from '../../db/client.ts';
import { markDocumentDeleted, selectVersionsById } from '../../db/documents.ts';
import { selectProofsOf } from '../../db/poai-proofs.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { Forbidden, IllegalTransition, InputInvalid } from '../errors.ts';
import { decodeId } from '../ids.ts';
import { type Bundle, bundleHash, toHex } from '../proofs/bundle.ts';
import { completePoaiCheck } from './complete-poai-check.ts';
import { completePoaiReview } from './complete-poai-review.ts';
import { CaseIncomplete } from './errors.ts';
import { preparePoaiBundle } from './prepare-poai-bundle.ts';
import { proofOf, signingRequests } from './read.ts';
import { TECHNICAL_CHECK } from './rules.ts';
import { startPoaiTechnicalReview } from './start-poai-technical-review.ts';

let lab: CustodyLab;
let cast: Cast;
beforeAll(async () => {
  lab = await openCustodyLab();
  cast = await castOf(lab.t);
});
afterAll(() => lab[Symbol.asyncDispose]());

const versionOf = async (versionId: string) => {
  const [version] = await selectVersionsById(lab.t.db, [decodeId(versionId)?.id ?? '']);
  if (!version) throw new Error('no version');
  return version;
};

test('binds all that was found, once, and holds what it refers to', async () => {
  let document = '';
  const row = await caseIn(cast, 'TECHNICAL_REVIEW', {
    meanwhile: async (on, begun) => {
      document = await documentOf(on, begun, 'meters');
    },
  });
  await bind(cast, row);
  const [proof] = await selectProofsOf(lab.t.db, [row.id]);
  const bundle = proof?.bundle as Bundle;
  expect(proof && toHex(proof.bundleHash)).toBe(bundleHash(bundle));
  expect(bundle).toMatchObject({
    caseId: row.id,
    sequence: '1',
    supersedes: null,
    subject: { projectId: row.projectId },
  });
  expect(bundle.reviewers.map(({ organization }) => organization)).toEqual([
    'Independent: reviewer (reviewer)',
    'Independent: technical (technical)',
  ]);
  const asked = proof ? await signingRequests(cast.reviewer.ctx, (await proofOf(cast.reviewer.ctx, row)) ?? proof) : [];
  expect(asked.map(({ address }) => address)).toEqual([cast.reviewer.wallet.address, cast.technical.wallet.address]);
  const again = { caseId: caseIdOf(row), address: cast.technical.wallet.address };
  await expect(preparePoaiBundle(cast.technical.ctx, again)).rejects.toThrow(IllegalTransition);
  // The leaves stay as well: without them nothing could ever be shown.
  const [leaves] = await selectVersionsById(lab.t.db, [proof?.versionId ?? '']);
  const vanish = markDocumentDeleted(lab.t.db, leaves?.documentId ?? '', cast.owner.id);
  expect(await vanish.then(() => 'none', brokenConstraint)).toBe('document_holds_keep');
  // What no check rests on may go.
  await markDocumentDeleted(lab.t.db, (await versionOf(document)).documentId, cast.owner.id);
});

test('holds the evidence, and says when it is gone before', async () => {
  const held = await caseIn(cast, 'IN_REVIEW');
  const document = await documentOf(cast, held, 'held');
  await passAll(cast, held, { CROSS_CHECK: [document] });
  await finish(held);
  await bind(cast, held);
  const vanish = markDocumentDeleted(lab.t.db, (await versionOf(document)).documentId, cast.owner.id);
  expect(await vanish.then(() => 'none', brokenConstraint)).toBe('document_holds_keep');

  const gone = await caseIn(cast, 'IN_REVIEW');
  const other = await documentOf(cast, gone, 'gone');
  await passAll(cast, gone, { CROSS_CHECK: [other] });
  await finish(gone);
  await markDocumentDeleted(lab.t.db, (await versionOf(other)).documentId, cast.owner.id);
  await expect(bind(cast, gone)).rejects.toThrow(/it was deleted/);
  expect(await selectProofsOf(lab.t.db, [gone.id])).toEqual([]);
});

async function finish(row: { readonly id: string }): Promise<void> {
  const { ctx, wallet } = cast.reviewer;
  await completePoaiReview(ctx, { caseId: caseIdOf(row), opinion: 'Fairly stated.', address: wallet.address });
  await startPoaiTechnicalReview(cast.technical.ctx, { caseId: caseIdOf(row) });
}

test('needs every mandatory check, and an address of the technical reviewer’s own', async () => {
  const row = await caseIn(cast, 'TECHNICAL_REVIEW');
  const prepare = (address: string, by = cast.technical) =>
    preparePoaiBundle(by.ctx, { caseId: caseIdOf(row), address });
  await expect(prepare(cast.technical.wallet.address)).rejects.toSatisfy(
    (error) => error instanceof CaseIncomplete && error.missing.join() === `a result of ${TECHNICAL_CHECK}`,
  );
  await completePoaiCheck(cast.technical.ctx, checkWish(row, TECHNICAL_CHECK, { result: 'FAIL' }));
  await expect(prepare(cast.technical.wallet.address)).rejects.toThrow(/TECHNICAL_REVIEW, which is mandatory and FAIL/);
  await completePoaiCheck(cast.technical.ctx, checkWish(row, TECHNICAL_CHECK));
  await expect(prepare(cast.reviewer.wallet.address)).rejects.toThrow(InputInvalid);
  await expect(prepare(`0x${'ab'.repeat(20)}`)).rejects.toThrow(AddressNotLinked);
  await expect(prepare(cast.technical.wallet.address, cast.reviewer)).rejects.toThrow(Forbidden);
  await prepare(cast.technical.wallet.address);
});
