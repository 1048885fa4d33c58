import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CertificateLab, openCertificateLab } from '../../../test/certificates.ts';
import type { TestUser } from '../../../test/harness.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { checkPdf, textOfPdf } from '../../../test/papers.ts';
import { Forbidden, InputInvalid } from '../errors.ts';
import { contentOf } from './file.ts';
import { certificatePdf } from './press.ts';
import { publishCertificateTemplate } from './publish-certificate-template.ts';
import { disclosedPdf, myTemplates } from './read.ts';

let lab: CertificateLab;
let [holder, stranger] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  lab = await openCertificateLab({ CERTIFICATE_LOGO_BYTES: '5000' });
  holder = await lab.t.user('holder', { roles: ['ENTERPRISE_USER'] });
  stranger = await lab.t.user('stranger');
});
afterAll(() => lab[Symbol.asyncDispose]());

/** One red pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
const template = {
  title: 'Urkunde über die Stilllegung',
  statement: '{{quantity}} t CO2e aus {{ project }} wurden für {{beneficiary}} stillgelegt.',
  accent: '#AA3300',
  footer: 'Grün AG, Zürich',
  signatory: 'Ada Lovelace, Vorstand',
  logo: PNG,
  fields: [{ name: 'Vertrag', value: 'Rahmenvertrag 12' }],
};

test('certificates look as the newest version says; those that were issued stay as they are', async () => {
  const batchId = await lab.stocked(holder, 10n);
  const first = await lab.certified(holder, { batchId, quantity: '1' });
  expect(await publishCertificateTemplate(holder.ctx, template)).toMatchObject({ version: 1, accent: '#aa3300' });
  const second = await lab.certified(holder, { batchId, quantity: '2' });
  expect(await publishCertificateTemplate(holder.ctx, { ...template, title: 'Zertifikat' })).toMatchObject({
    version: 2,
  });
  const third = await lab.certified(holder, { batchId, quantity: '3' });

  const texts = await Promise.all(
    [first, second, third].map(async (row) => {
      const pdf = await certificatePdf(holder.ctx, row);
      expect(await checkPdf(pdf)).toBe(0);
      return (await textOfPdf(pdf)).join('\n').replaceAll(/\s+/g, ' ');
    }),
  );
  expect(texts[0]).toContain('Certificate of retirement');
  for (const said of [
    template.title,
    'wurden für Wanderer AG stillgelegt',
    'Grün AG, Zürich',
    'Ada Lovelace',
    'Rahmenvertrag 12',
  ]) {
    expect(texts[1]).toContain(said);
    expect(texts[0]).not.toContain(said);
  }
  expect(texts[2]).toContain('Zertifikat');
  expect(contentOf(second).fields).toEqual(template.fields);
  const { items } = await myTemplates(holder.ctx, {});
  expect(items.map(({ version }) => version)).toEqual([2, 1]);
});

test('what an owner says of themselves stands beside what is certified, and tells nobody who a private beneficiary is', async () => {
  const batchId = await lab.stocked(holder, 10n);
  const beneficiary = { name: 'Verborgen AG', isPrivate: true };
  const row = await lab.certified(holder, { batchId, quantity: '1', claim: { beneficiary, reason: 'OTHER' } });
  expect(contentOf(row).fields).toEqual([]);
  const textsOf = async (pdf: Uint8Array) => (await textOfPdf(pdf)).join('\n').replaceAll(/\s+/g, ' ');
  const open = await textsOf(await certificatePdf(lab.t.nobody, row));
  for (const said of ['Grün AG', 'Ada Lovelace', 'Rahmenvertrag', 'Urkunde', 'Zertifikat', 'Verborgen']) {
    expect(open).not.toContain(said);
  }
  expect(open).toContain('Certificate of retirement');
  const disclosed = await textsOf(Buffer.from((await disclosedPdf(holder.ctx, row)) ?? '', 'base64'));
  for (const said of ['Verborgen AG', 'Grün AG', 'Zertifikat']) expect(disclosed).toContain(said);
  expect(await disclosedPdf(stranger.ctx, row)).toBeNull();

  // A field that reads like a fact is told apart from the facts.
  const claimed = await lab.certified(holder, { batchId, quantity: '2' });
  const text = await textsOf(await certificatePdf(holder.ctx, claimed));
  expect(text).toMatch(/2 t CO2e.*Added by the owner, and verified by nobody.*Rahmenvertrag 12.*Proof/);
});

test('an organization has a template of its own, which its ADMIN publishes', async () => {
  const { row: organization, organizationId } = await foundedBy(lab.t, holder);
  const wish = { ...template, organizationId };
  await expect(publishCertificateTemplate(stranger.ctx, wish)).rejects.toThrow(Forbidden);
  expect(await publishCertificateTemplate(holder.ctx, wish)).toMatchObject({ version: 1, ownerId: organization.id });
  await expect(
    lab.t.db.sql`update certificate_templates set title = 'x' where owner_id = ${organization.id}`,
  ).rejects.toMatchObject({ constraint_name: 'certificates_kept' });
});

test('two that publish at once get a version each', async () => {
  const both = await Promise.all([1, 2].map(() => publishCertificateTemplate(stranger.ctx, template)));
  expect(both.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual([1, 2]);
});

/** The head of a PNG that claims to be of so many pixels each way. */
function vastPng(side: number): string {
  const head = Buffer.alloc(40);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(head);
  head.writeUInt32BE(side, 16);
  head.writeUInt32BE(side, 20);
  return head.toString('base64');
}

test.each([
  ['a place that stands for nothing', { statement: '{{amount}} t' }, 'statement'],
  ['a place of the language', { statement: '{{constructor}} t' }, 'statement'],
  ['a colour that is none', { accent: 'green' }, 'accent'],
  ['a logo that is no picture', { logo: Buffer.from('hello').toString('base64') }, 'logo'],
  ['a logo that only begins like a picture', { logo: vastPng(10) }, 'logo'],
  ['a logo that would fill the memory', { logo: vastPng(60_000) }, 'logo'],
  ['a logo that is too long', { logo: Buffer.alloc(5_001).toString('base64') }, 'logo'],
  ['a field twice', { fields: [template.fields[0], template.fields[0]] }, 'fields'],
])('refuses %s', async (_, change, path) => {
  const refused = publishCertificateTemplate(holder.ctx, { ...template, ...change });
  await expect(refused).rejects.toThrow(InputInvalid);
  await expect(refused).rejects.toMatchObject({ issues: [expect.objectContaining({ path: [path] })] });
});
