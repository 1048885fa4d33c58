import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type CertificateLab,
  fileText,
  ISSUER,
  issuedOf,
  openCertificateLab,
  stepsThat,
} from '../../../test/certificates.ts';
import type { TestUser } from '../../../test/harness.ts';
import { checkPdf, readQr, textOfPdf } from '../../../test/papers.ts';
import type { RetirementRow } from '../../db/retirements.ts';
import { contentOf } from './file.ts';
import { certificatePdf } from './press.ts';
import { verifyText } from './verify-text.ts';

let lab: CertificateLab;
let holder: TestUser;
beforeAll(async () => {
  lab = await openCertificateLab();
  holder = await lab.t.user('holder');
});
afterAll(() => lab[Symbol.asyncDispose]());

const CLAIM = {
  beneficiary: { name: 'شركة الطاقة الخضراء', country: 'AE', identifier: { scheme: 'VAT', value: 'AE100000000' } },
  retiringEntity: 'Łódź Zielona Sp. z o.o.',
  reason: 'CORPORATE_INVENTORY',
  message: 'Our flights of 2026',
  consumptionCountry: 'AE',
  consumptionFrom: '2025-01-01',
  consumptionTo: '2025-12-31',
};

test('a retirement that is final is certified: for people, for programs, and valid in every step that can be known', async () => {
  const batchId = await lab.stocked(holder, 30n);
  const row = await lab.certified(holder, { batchId, quantity: '25', claim: CLAIM });
  const content = contentOf(row);
  expect(content).toMatchObject({
    format: 'ecocoin-certificate/v1',
    version: '1',
    supersedes: null,
    url: `${ISSUER}/certificates/${row.id}`,
    retirement: { quantity: '25', reason: 'CORPORATE_INVENTORY', retiringEntity: CLAIM.retiringEntity },
    beneficiary: { kind: 'PUBLIC', ...CLAIM.beneficiary },
    poai: null,
  });
  expect(content.credits.serials.map(({ quantity }) => Number(quantity)).reduce((a, b) => a + b)).toBe(25);
  expect(decodeProtectedHeader(row.credential)).toMatchObject({
    alg: 'EdDSA',
    typ: 'vc+jwt',
    kid: row.kid,
    iss: ISSUER,
  });

  for (const text of [fileText(row), row.credential]) {
    const steps = await verifyText(lab.t.nobody, { certificate: text });
    expect(stepsThat(steps, 'INVALID')).toEqual([]);
    expect(stepsThat(steps, 'INDETERMINATE')).toEqual(['POAI']);
  }

  const pdf = await certificatePdf(holder.ctx, row);
  expect(await checkPdf(pdf)).toBe(0);
  const text = (await textOfPdf(pdf)).join('\n');
  for (const said of [
    CLAIM.beneficiary.name,
    CLAIM.retiringEntity,
    row.id,
    '25 t CO2e',
    CLAIM.message,
    `0x${row.digest.toString('hex')}`,
  ]) {
    expect(text).toContain(said);
  }
  for (const { text: serial } of content.credits.serials)
    expect(text.replaceAll(/\s/g, '')).toContain(serial.replaceAll(/\s/g, ''));
  expect(await readQr(pdf)).toBe(content.url);
});

test('nothing is certified before it is final, and what a reorg took back is never certified', async () => {
  const batchId = await lab.stocked(holder, 10n);
  const kept = await lab.retired(holder, { batchId, quantity: '3' });
  await lab.mine(4);
  await lab.pass();
  expect((await lab.now(kept)).status).toBe('CONFIRMED');
  expect(await lab.issue()).toBe(0);
  expect(await lab.certificate(kept)).toBeUndefined();

  await lab.reorg(5);
  await lab.mine(4);
  await lab.issue();
  expect(await lab.certificate(kept)).toBeUndefined();
  await expect(
    lab.t.db.sql`insert into certificates (retirement_id, version) values (${kept.id}, 1)`,
  ).rejects.toMatchObject({ constraint_name: 'certificates_final' });
});

test('twice is once, by two processes at the same moment too', async () => {
  const batchId = await lab.stocked(holder, 10n);
  const rows: RetirementRow[] = [];
  for (const quantity of ['1', '2', '3']) rows.push(await lab.retired(holder, { batchId, quantity }));
  await lab.finalize();
  await Promise.all([lab.issue(), lab.issue(), lab.issue()]);
  for (const row of rows) expect(issuedOf(await lab.certificate(row)).version).toBe(1);
  const told = (await lab.told.told('certificate')).filter(({ retirementId }) =>
    rows.some(({ id }) => id === retirementId),
  );
  expect(told.map(({ status }) => status)).toEqual(['ISSUED', 'ISSUED', 'ISSUED']);
});

test('a private beneficiary stands in no certificate', async () => {
  const batchId = await lab.stocked(holder, 10n);
  const claim = {
    beneficiary: { name: 'Nobody must know', country: 'CH', isPrivate: true },
    retiringEntity: 'The agent of Nobody',
    reason: 'OTHER',
  };
  const row = await lab.certified(holder, { batchId, quantity: '2', claim });
  expect(contentOf(row).beneficiary).toEqual({ kind: 'PRIVATE', hash: expect.stringMatching(/^0x/) as string });
  const payload = Buffer.from(row.credential.split('.')[1] ?? '', 'base64url').toString();
  const paper = (await textOfPdf(await certificatePdf(lab.t.nobody, row))).join('\n');
  for (const text of [fileText(row), payload, paper]) expect(text).not.toMatch(/Nobody must know|agent of Nobody/);
  const steps = await verifyText(lab.t.nobody, { certificate: fileText(row) });
  expect(stepsThat(steps, 'INDETERMINATE')).toEqual(['BENEFICIARY', 'POAI']);
});

test('what cannot be written waits with its reason, and does not keep others from being written', async () => {
  const batchId = await lab.stocked(holder, 10n);
  const [broken, whole] = [
    await lab.retired(holder, { batchId, quantity: '1' }),
    await lab.retired(holder, { batchId, quantity: '2' }),
  ];
  await lab.finalize();
  // As if it had been retired on a chain that this process does not know.
  await lab.t.db.sql`alter table retirements disable trigger user`;
  await lab.t.db.sql`update retirements set chain_id = 5 where id = ${broken.id}`;
  await lab.t.db.sql`alter table retirements enable trigger user`;
  await lab.issue();
  expect(await lab.certificate(broken)).toMatchObject({ status: 'PENDING', attempts: 1 });
  expect((await lab.certificate(broken))?.pendingReason).toMatch(/chain 5/);
  expect((await lab.certificate(whole))?.status).toBe('ISSUED');
  expect(await lab.issue()).toBe(0);
});
