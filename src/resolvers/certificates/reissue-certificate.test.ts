import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  certificateIdOf,
  type CertificateLab,
  fileText,
  issuedOf,
  openCertificateLab,
  stepsThat,
} from '../../../test/certificates.ts';
import type { TestUser } from '../../../test/harness.ts';
import { textOfPdf } from '../../../test/papers.ts';
import { Forbidden, IllegalTransition, InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { contentOf, fileOf } from './file.ts';
import { toSecond } from '../proofs/bundle.ts';
import { certificatePdf } from './press.ts';
import { certificateById, certificateOf, successorOf } from './read.ts';
import { reissueCertificate } from './reissue-certificate.ts';
import { verifyText } from './verify-text.ts';

let lab: CertificateLab;
let [holder, stranger] = [] as unknown as [TestUser, TestUser];
let batchId: string;
beforeAll(async () => {
  lab = await openCertificateLab();
  holder = await lab.t.user('holder');
  stranger = await lab.t.user('stranger');
  batchId = await lab.stocked(holder, 50n);
});
afterAll(() => lab[Symbol.asyncDispose]());

const REASON = 'The contract number was missing';
const certified = () => lab.certified(holder, { batchId, quantity: '1' });

test('the new one stands, the one before says that it does not, everywhere', async () => {
  const before = await certified();
  const fields = [{ name: 'Contract', value: '№ 4711' }];
  const after = issuedOf(
    await reissueCertificate(holder.ctx, { certificateId: certificateIdOf(before), reason: REASON, fields }),
  );
  expect(after).toMatchObject({ status: 'ISSUED', version: 2, supersedesId: before.id });
  expect(contentOf(after)).toMatchObject({ version: '2', supersedes: before.id, fields });
  expect(contentOf(after).retirement).toEqual(contentOf(before).retirement);
  expect(contentOf(after).chain).toEqual(contentOf(before).chain);

  const ended = issuedOf((await certificateById(lab.t.nobody, certificateIdOf(before))) ?? undefined);
  expect(ended).toMatchObject({ status: 'SUPERSEDED', endReason: REASON, endedBy: holder.id });
  expect((await successorOf(lab.t.nobody, ended))?.id).toBe(after.id);
  expect((await certificateOf(lab.t.nobody, before.retirementId))?.id).toBe(after.id);
  const paper = (await textOfPdf(await certificatePdf(lab.t.nobody, ended))).join('\n');
  expect(paper).toMatch(/SUPERSEDED[\s\S]*Another certificate has taken its place/);
  expect(paper).toContain(REASON);
  expect(fileOf(ended).ended).toEqual({
    status: 'SUPERSEDED',
    at: toSecond(ended.endedAt ?? new Date(0)),
    reason: REASON,
  });
  expect([fileOf(before).ended, fileOf(after).ended]).toEqual([undefined, undefined]);
  for (const row of [before, ended]) {
    const steps = await verifyText(lab.t.nobody, { certificate: fileText(row) });
    expect(stepsThat(steps, 'INVALID')).toEqual(['STATUS']);
  }
  expect(stepsThat(await verifyText(lab.t.nobody, { certificate: fileText(after) }), 'INVALID')).toEqual([]);
  const told = await lab.told.told('certificate');
  expect(told.slice(-2).map(({ id, status }) => [id, status])).toEqual([
    [after.id, 'ISSUED'],
    [before.id, 'SUPERSEDED'],
  ]);
});

test('the platform may, a stranger may not, and what is not there is not found', async () => {
  const before = await certified();
  const wish = { certificateId: certificateIdOf(before), reason: REASON };
  await expect(reissueCertificate(lab.t.nobody, wish)).rejects.toThrow(Unauthenticated);
  await expect(reissueCertificate(stranger.ctx, wish)).rejects.toThrow(Forbidden);
  await expect(
    reissueCertificate(holder.ctx, { ...wish, certificateId: certificateIdOf({ id: holder.id }) }),
  ).rejects.toThrow(NotFound);
  await expect(reissueCertificate(holder.ctx, { ...wish, reason: ' ' })).rejects.toThrow(InputInvalid);
  expect((await reissueCertificate(lab.admin.ctx, wish)).version).toBe(2);
});

test('one stands at every moment: of two that reissue at once, one is too late', async () => {
  const before = await certified();
  const wish = { certificateId: certificateIdOf(before), reason: REASON };
  const both = await Promise.allSettled([
    reissueCertificate(holder.ctx, wish),
    reissueCertificate(lab.admin.ctx, wish),
  ]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: expect.any(IllegalTransition) as unknown,
  });
  const rows = await lab.t.db.sql`
    select status from certificates where retirement_id = ${before.retirementId} order by version`;
  expect(rows.map((row) => row['status'] as string)).toEqual(['SUPERSEDED', 'ISSUED']);
});

test('what was signed does not change, and a certificate does not go back', async () => {
  const { id } = await certified();
  const { sql } = lab.t.db;
  const attempts = [
    [sql`update certificates set content = '{}' where id = ${id}`, 'certificates_signed'],
    [sql`update certificates set credential = 'x' where id = ${id}`, 'certificates_signed'],
    [sql`update certificates set fields = '[]', version = 2 where id = ${id}`, 'certificates_fixed'],
    [sql`delete from certificates where id = ${id}`, 'certificates_kept'],
    [sql`update certificate_keys set public_key = decode(repeat('00', 32), 'hex')`, 'certificate_keys_fixed'],
    [sql`delete from certificate_keys`, 'certificates_kept'],
    [
      sql`insert into certificates (retirement_id, version, supersedes_id)
          select retirement_id, 2, id from certificates where id = ${id}`,
      'certificates_standing',
    ],
  ] as const;
  for (const [attempt, constraint] of attempts) {
    await expect(attempt).rejects.toMatchObject({ constraint_name: constraint });
  }
});
