import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { type Cast, caseIdOf, caseIn, castOf, passAll } from '../../../test/poai.ts';
import { addressBytes } from '../../db/linked-addresses.ts';
import { selectAssignmentsOf } from '../../db/poai-reviews.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { Forbidden } from '../errors.ts';
import { completePoaiReview } from './complete-poai-review.ts';
import { CaseIncomplete } from './errors.ts';

let t: TestApp;
let cast: Cast;
beforeAll(async () => {
  t = await openTestApp();
  cast = await castOf(t);
});
afterAll(() => t[Symbol.asyncDispose]());

test('needs every check, an opinion, and an address of the reviewer', async () => {
  const row = await caseIn(cast, 'IN_REVIEW');
  const { ctx, wallet } = cast.reviewer;
  const wish = { caseId: caseIdOf(row), opinion: 'Fairly stated.', address: wallet.address };
  await expect(completePoaiReview(ctx, wish)).rejects.toSatisfy(
    (error) => error instanceof CaseIncomplete && error.missing.includes('a result of CALIBRATION'),
  );
  await passAll(cast, row);
  await expect(completePoaiReview(ctx, { ...wish, address: cast.technical.wallet.address })).rejects.toThrow(
    AddressNotLinked,
  );
  await expect(completePoaiReview(cast.owner.ctx, wish)).rejects.toThrow(Forbidden);
  expect(await completePoaiReview(ctx, wish)).toMatchObject({ status: 'REVIEW_COMPLETE', opinion: 'Fairly stated.' });
  const [seat] = await selectAssignmentsOf(t.db, [row.id]);
  expect(seat?.address).toEqual(addressBytes(wallet.address));
});
