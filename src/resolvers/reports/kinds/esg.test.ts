import { parse } from 'csv-parse/sync';
import { Wallet } from 'ethers';
import { expect, test } from 'vitest';
import { fileText, openCertificateLab } from '../../../../test/certificates.ts';
import { caseIdOf, castOf, draftCase, signedCase } from '../../../../test/poai.ts';
import { reportText } from '../../../../test/report-lab.ts';
import { takeBatches } from '../../../db/batches.ts';
import { selectProofsOf } from '../../../db/poai-proofs.ts';
import { contentOf } from '../../certificates/file.ts';
import { verifyText } from '../../certificates/verify-text.ts';
import type { Hex } from '../../chain/client.ts';
import { approvePoaiCase } from '../../poai/approve-poai-case.ts';
import type { Attester } from '../../poai/attester.ts';
import { revokePoaiCase } from '../../poai/revoke-poai-case.ts';
import { toHex } from '../../proofs/bundle.ts';

/** The platform's key for proofs, where no node keeps one. */
const wallet = Wallet.createRandom();
const address = wallet.address.toLowerCase() as Hex;
const attester: Attester = {
  address: () => Promise.resolve(address),
  async sign({ domain, types, message }) {
    return { signer: address, signature: (await wallet.signTypedData(domain, types, message)).toLowerCase() as Hex };
  },
};

type Rows = Record<string, string>[];

test('what a proof in force covers counts as covered, by the tonne, and no longer once the proof is revoked', async () => {
  await using lab = await openCertificateLab({ POAI_INDEPENDENCE_YEARS: '0' });
  const { t } = lab;
  const [cast, holder] = [await castOf(t), await t.user('holder')];
  const row = await draftCase(cast);
  const days = { vintageStart: '2026-01-01', vintageEnd: '2026-12-31' };
  const [proven = ''] = await t.db.transact((tx) => takeBatches(tx, [{ projectId: row.projectId, ...days }]));
  await signedCase(cast, row);
  const signing = { ...cast.admin.ctx, app: { ...t.app, attester } };
  await approvePoaiCase(signing, { caseId: caseIdOf(row) });
  await lab.give(holder, proven, 10n);
  const unproven = await lab.stocked(holder, 10n);
  const certified = await lab.certified(holder, { batchId: proven, quantity: '2' });
  await lab.certified(holder, { batchId: unproven, quantity: '1' });

  const period = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
  const summary = async (): Promise<Rows> =>
    parse(await reportText(t, holder, { kind: 'ESG_SUMMARY', format: 'CSV', ...period }), { columns: true });
  const factOf = (rows: Rows, fact: string) => rows.find(({ section, name }) => section === 'about' && name === fact);
  const coverage = (rows: Rows) =>
    rows
      .filter(({ section }) => section === 'by_project')
      .map((each) => [each['retired_tonnes'], each['poai_covered_tonnes'], each['poai_coverage_percent']]);
  const before = await summary();
  expect(factOf(before, 'retired_tonnes')?.['value']).toBe('3.00');
  expect(factOf(before, 'poai_covered_tonnes')?.['value']).toBe('2.00');
  expect(factOf(before, 'poai_coverage_percent')?.['value']).toBe('66.67');
  expect(coverage(before)).toEqual([
    ['2.00', '2.00', '100.00'],
    ['1.00', '0.00', '0.00'],
  ]);

  // The certificate names the proof, and whoever verifies it is told what has become of that.
  const [proof] = await selectProofsOf(t.db, [row.id]);
  expect(contentOf(certified).poai).toEqual({ bundleHash: proof && toHex(proof.bundleHash), sequence: '1' });
  const judged = async () =>
    (await verifyText(t.nobody, { certificate: fileText(certified) })).find(({ step }) => step === 'POAI')?.outcome;
  expect(await judged()).toBe('VALID');

  await revokePoaiCase(cast.admin.ctx, { caseId: caseIdOf(row), reason: 'The meter data was made up.' });
  expect(factOf(await summary(), 'poai_coverage_percent')?.['value']).toBe('0.00');
  expect(await judged()).toBe('INVALID');
});
