import { expect, test } from 'vitest';
import { fileText, openCertificateLab } from '../../../test/certificates.ts';
import { textOfPdf } from '../../../test/papers.ts';
import { projectIdOf } from '../../../test/projects.ts';
import { reportText } from '../../../test/report-lab.ts';
import { certificatePage } from '../../http/certificate-page.ts';
import { contentOf } from '../certificates/file.ts';
import { certificatePdf } from '../certificates/press.ts';
import { verificationOf } from '../certificates/read.ts';
import { beneficiaryOf, listRetirements, retiringEntityOf, saltOf } from './read.ts';

const [NAME, ENTITY, NUMBER] = ['Verschwiegen Aktiengesellschaft', 'Treuhand Stillschweigen', 'CHE-999.999.996'];
const SECRETS = [NAME, ENTITY, NUMBER];
const CLAIM = {
  beneficiary: { name: NAME, country: 'CH', identifier: { scheme: 'VAT', value: NUMBER }, isPrivate: true },
  retiringEntity: ENTITY,
  reason: 'CORPORATE_INVENTORY',
  message: 'Flights',
};

/** Where in the database a text stands, whatever holds it: table and column, each once. */
async function placesOf(
  sql: Awaited<ReturnType<typeof openCertificateLab>>['t']['db']['sql'],
  secret: string,
): Promise<string[]> {
  const columns = await sql<{ tableName: string; columnName: string }[]>`
    select c.table_name, c.column_name from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'
      and c.data_type in ('text', 'json', 'jsonb', 'character varying', 'ARRAY')`;
  const found: string[] = [];
  for (const { tableName, columnName } of columns) {
    const [row] = await sql`
      select from ${sql(tableName)} where position(${secret} in ${sql(columnName)}::text) > 0 limit 1`;
    if (row) found.push(`${tableName}.${columnName}`);
  }
  return found.toSorted();
}

test('who a private beneficiary is stands where its owner wrote it, and nowhere else', async () => {
  await using lab = await openCertificateLab();
  const { t } = lab;
  const [holder, other] = [await t.user('holder'), await t.user('other')];
  const row = await lab.certified(holder, { batchId: await lab.stocked(holder, 5n), quantity: '2', claim: CLAIM });
  expect(await placesOf(t.db.sql, NAME)).toEqual(['retirement_beneficiaries.name']);
  expect(await placesOf(t.db.sql, NUMBER)).toEqual(['retirement_beneficiaries.identifier']);
  expect(await placesOf(t.db.sql, ENTITY)).toEqual(['retirements.retiring_entity']);
  // The search would find it elsewhere: what is public is.
  expect(await placesOf(t.db.sql, CLAIM.message)).toEqual(
    expect.arrayContaining(['certificates.content', 'chain_intents.args', 'retirements.message']),
  );

  const [seen] = (await listRetirements(other.ctx, {})).items;
  if (!seen) throw new Error('the register has it');
  const shown = await Promise.all([beneficiaryOf, retiringEntityOf, saltOf].map((read) => read(other.ctx, seen)));
  expect([...shown, await saltOf(t.nobody, seen)]).toEqual([null, null, null, null]);
  const projectId = projectIdOf(contentOf(row).credits.project);
  const open = [
    certificatePage({ row, steps: await verificationOf(t.nobody, row), successor: null }),
    fileText(row),
    Buffer.from(row.credential.split('.')[1] ?? '', 'base64url').toString(),
    (await textOfPdf(await certificatePdf(t.nobody, row))).join('\n'),
    await reportText(t, other, { kind: 'PROJECT', format: 'JSON', projectId }),
    await reportText(t, other, { kind: 'CAD_TRUST', format: 'JSON' }),
    await reportText(t, other, { kind: 'ARTICLE_6', format: 'JSON' }),
    await reportText(t, lab.admin, { kind: 'AUDIT_TRAIL', format: 'JSON' }),
  ];
  for (const text of open) for (const secret of SECRETS) expect(text).not.toContain(secret);
  // Its owner has it in a report of their own.
  const own = { dataset: 'RETIREMENTS', columns: ['beneficiary', 'tonnes'] };
  expect(await reportText(t, holder, { kind: 'CUSTOM', format: 'CSV', custom: own })).toContain(`${NAME},2`);
});
