import { afterAll, beforeAll, expect, test } from 'vitest';
import { content as otherContent, fileOf as otherFile } from '../../../test/certificate-files.ts';
import { type CertificateLab, fileText, ISSUER, openCertificateLab, stepsThat } from '../../../test/certificates.ts';
import { InputInvalid } from '../errors.ts';
import { digestOf } from './content.ts';
import { contentOf, fileOf } from './file.ts';
import { certificateSteps } from './verify.ts';
import { verifyText } from './verify-text.ts';

let lab: CertificateLab;
beforeAll(async () => {
  lab = await openCertificateLab({ CERTIFICATE_VERIFY_BYTES: '20000' });
});
afterAll(() => lab[Symbol.asyncDispose]());

const judge = (certificate: string) => verifyText(lab.t.nobody, { certificate });

test('of a certificate of another issuer the platform says that it does not know, and of a forged one of its own that it is', async () => {
  const stepsOf = async (url: string) =>
    judge(
      JSON.stringify(await otherFile({ ...otherContent, issuer: { ...otherContent.issuer, url } }, undefined, url)),
    );
  const others = await stepsOf('https://other.example');
  expect(stepsThat(others, 'INVALID')).toEqual([]);
  expect(stepsThat(others, 'INDETERMINATE')).toEqual(expect.arrayContaining(['SIGNATURE', 'STATUS']));
  expect(others.find(({ step }) => step === 'SIGNATURE')?.reason).toContain(
    'https://other.example/.well-known/jwks.json',
  );
  expect(stepsThat(await stepsOf(ISSUER), 'INVALID')).toContain('SIGNATURE');
});

test('one of its own is judged by what the platform holds, and a changed one is none of its own', async () => {
  const holder = await lab.t.user('holder');
  const batchId = await lab.stocked(holder, 10n);
  const row = await lab.certified(holder, { batchId, quantity: '4' });
  const steps = await judge(fileText(row));
  expect(stepsThat(steps, 'INVALID')).toEqual([]);
  expect(stepsThat(steps, 'VALID')).toEqual(certificateSteps.filter((step) => step !== 'POAI'));

  const content = contentOf(row);
  const more = { ...content, retirement: { ...content.retirement, quantity: '5' } };
  const changed = await judge(JSON.stringify({ ...fileOf(row), certificate: more, digest: digestOf(more) }));
  expect(stepsThat(changed, 'INVALID')).toEqual(['CREDENTIAL', 'QUANTITY', 'CHAIN']);
  expect(stepsThat(changed, 'INDETERMINATE')).toEqual(['POAI', 'STATUS']);

  const elsewhere = { ...content, chain: { ...content.chain, blockNumber: String(2n ** 80n) } };
  const misplaced = await judge(JSON.stringify({ ...fileOf(row), certificate: elsewhere }));
  expect(stepsThat(misplaced, 'INVALID')).toEqual(['DIGEST', 'CREDENTIAL', 'CHAIN']);
});

test('a text that is none is judged, and one that is too long is not read', async () => {
  const none = await judge('hello');
  expect(none.map(({ step }) => step)).toEqual([...certificateSteps]);
  expect(stepsThat(none, 'INVALID')).toEqual(['FORMAT']);
  expect(stepsThat(await judge('é'.repeat(10_000)), 'INVALID')).toEqual(['FORMAT']);
  await expect(judge('é'.repeat(10_001))).rejects.toThrow(InputInvalid);
});
