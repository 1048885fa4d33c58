import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { attest, bind, type Cast, caseIdOf, caseIn, castOf, signatureOf } from '../../../test/poai.ts';
import { selectAttestationsOf } from '../../db/poai-proofs.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { Forbidden, IllegalTransition, InputInvalid } from '../errors.ts';
import { toHex } from '../proofs/bundle.ts';
import { AttestationInvalid } from './errors.ts';
import { submitPoaiAttestation } from './submit-poai-attestation.ts';

let chain: TestChain;
let t: TestApp;
let cast: Cast;
beforeAll(async () => {
  chain = await startTestChain();
  t = await openTestApp({}, chain);
  cast = await castOf(t);
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

/** With another digit in its s, whatever stood there. */
const altered = (signature: string): string => signature.replace(/.(?=.{8}$)/, (digit) => (digit === '0' ? '1' : '0'));

test('each reviewer signs once, with their own key and in their own role', async () => {
  const row = await caseIn(cast, 'TECHNICAL_REVIEW');
  await bind(cast, row);
  const caseId = caseIdOf(row);
  const signature = await signatureOf(cast, row, 'REVIEWER');
  const hand = (given: object, by = cast.reviewer) =>
    submitPoaiAttestation(by.ctx, { caseId, role: 'REVIEWER', signature, ...given });
  await expect(hand({ role: 'TECHNICAL_REVIEWER' })).rejects.toThrow(Forbidden);
  await expect(hand({ role: 'TECHNICAL_REVIEWER' }, cast.technical)).rejects.toThrow(AttestationInvalid);
  await expect(hand({ signature: altered(signature) })).rejects.toThrow(AttestationInvalid);
  await expect(hand({ signature: 'x' })).rejects.toThrow(InputInvalid);
  await expect(submitPoaiAttestation(cast.owner.ctx, { caseId, role: 'REVIEWER', signature })).rejects.toThrow(
    Forbidden,
  );
  await hand({});
  await expect(hand({})).rejects.toThrow(IllegalTransition);
  await attest(cast, row, 'TECHNICAL_REVIEWER');
  const signed = await selectAttestationsOf(t.db, [row.id]);
  expect(signed.map(({ role, signer }) => [role, toHex(signer)])).toEqual([
    ['REVIEWER', cast.reviewer.wallet.address.toLowerCase()],
    ['TECHNICAL_REVIEWER', cast.technical.wallet.address.toLowerCase()],
  ]);
});

test('not with an address that is not theirs any more, nor before there is a bundle', async () => {
  const row = await caseIn(cast, 'TECHNICAL_REVIEW');
  const caseId = caseIdOf(row);
  const early = submitPoaiAttestation(cast.reviewer.ctx, { caseId, role: 'REVIEWER', signature: '0x00' });
  await expect(early).rejects.toThrow(IllegalTransition);
  await bind(cast, row);
  const signature = await signatureOf(cast, row, 'REVIEWER');
  await t.db.sql`update linked_addresses set unlinked_at = now() where user_id = ${cast.reviewer.id}`;
  await expect(submitPoaiAttestation(cast.reviewer.ctx, { caseId, role: 'REVIEWER', signature })).rejects.toThrow(
    AddressNotLinked,
  );
});
