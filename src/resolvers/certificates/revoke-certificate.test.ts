import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  certificateIdOf,
  type CertificateLab,
  fileText,
  openCertificateLab,
  stepsThat,
} from '../../../test/certificates.ts';
import type { TestUser } from '../../../test/harness.ts';
import { textOfPdf } from '../../../test/papers.ts';
import { Forbidden, IllegalTransition } from '../errors.ts';
import { fileOf, isIssued } from './file.ts';
import { certificatePdf } from './press.ts';
import { reissueCertificate } from './reissue-certificate.ts';
import { revokeCertificate } from './revoke-certificate.ts';
import { verifyText } from './verify-text.ts';

let lab: CertificateLab;
let holder: TestUser;
let batchId: string;
beforeAll(async () => {
  lab = await openCertificateLab();
  holder = await lab.t.user('holder');
  batchId = await lab.stocked(holder, 50n);
});
afterAll(() => lab[Symbol.asyncDispose]());

const REASON = 'The credits were reversed at their registry';

test('what was revoked says so on paper and in its verification, and the deed is in the audit log', async () => {
  const row = await lab.certified(holder, { batchId, quantity: '1' });
  const revoked = await revokeCertificate(lab.admin.ctx, { certificateId: certificateIdOf(row), reason: REASON });
  expect(revoked).toMatchObject({ status: 'REVOKED', endReason: REASON, endedBy: lab.admin.id });
  if (!isIssued(revoked)) throw new Error('it was issued');
  const paper = (await textOfPdf(await certificatePdf(lab.t.nobody, revoked))).join('\n');
  expect(paper).toMatch(/REVOKED[\s\S]*This certificate was revoked/);
  expect(paper).toContain(REASON);
  expect(fileOf(revoked).ended).toMatchObject({ status: 'REVOKED', reason: REASON });
  const steps = await verifyText(lab.t.nobody, { certificate: fileText(row) });
  expect(stepsThat(steps, 'INVALID')).toEqual(['STATUS']);
  expect(steps.find(({ step }) => step === 'STATUS')?.reason).toContain(REASON);
  const [audited] = await lab.t.db.sql`select action, actor_id, detail from audit_log where subject_id = ${row.id}`;
  expect(audited).toMatchObject({ action: 'CERTIFICATE_REVOKED', actorId: lab.admin.id, detail: { reason: REASON } });
});

test('its owner cannot, twice is refused, and it is never issued anew', async () => {
  const row = await lab.certified(holder, { batchId, quantity: '1' });
  const wish = { certificateId: certificateIdOf(row), reason: REASON };
  await expect(revokeCertificate(holder.ctx, wish)).rejects.toThrow(Forbidden);
  await revokeCertificate(lab.admin.ctx, wish);
  await expect(revokeCertificate(lab.admin.ctx, wish)).rejects.toThrow(IllegalTransition);
  await expect(reissueCertificate(holder.ctx, wish)).rejects.toThrow(IllegalTransition);
  await lab.issue();
  expect((await lab.certificate({ id: row.retirementId }))?.status).toBe('REVOKED');
});
