import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { checkPdf, textOfPdf } from '../../../test/papers.ts';
import { Forbidden, InputInvalid, Unauthenticated } from '../errors.ts';
import { previewCertificateTemplate } from './preview-certificate-template.ts';

let t: TestApp;
let holder: TestUser;
beforeAll(async () => {
  t = await openTestApp();
  holder = await t.user('holder', { roles: ['ENTERPRISE_USER'] });
});
afterAll(() => t[Symbol.asyncDispose]());

const template = {
  title: 'Nur ein Versuch',
  statement: '{{quantity}} t für {{beneficiary}}',
  fields: [{ name: 'Vertrag', value: 'Rahmenvertrag 12' }],
};

test('a specimen says that it is one, by the template that is tried, and nothing of it is kept', async () => {
  const pdf = Buffer.from(await previewCertificateTemplate(holder.ctx, template), 'base64');
  expect(await checkPdf(pdf)).toBe(0);
  const text = (await textOfPdf(pdf)).join('\n').replaceAll(/\s+/g, ' ');
  for (const said of ['SPECIMEN', template.title, 't für Specimen GmbH', 'Rahmenvertrag 12', 'nothing was retired']) {
    expect(text).toContain(said);
  }
  expect(await t.db.sql`select from certificate_templates`).toHaveLength(0);
});

test('only whoever may publish a template sees how it would look', async () => {
  const { organizationId } = await foundedBy(t, holder);
  const stranger = await t.user('stranger');
  const wish = { ...template, organizationId };
  await expect(previewCertificateTemplate(t.nobody, template)).rejects.toThrow(Unauthenticated);
  await expect(previewCertificateTemplate(stranger.ctx, wish)).rejects.toThrow(Forbidden);
  expect(await previewCertificateTemplate(holder.ctx, wish)).toMatch(/^JVBERi0/);
});

test('what begins like a picture and is none is refused, and so is a colour that is none', async () => {
  const logo = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000100000000', 'hex').toString('base64');
  for (const [wish, path] of [
    [{ ...template, logo }, 'logo'],
    [{ ...template, accent: 'green' }, 'accent'],
  ] as const) {
    const refused = previewCertificateTemplate(holder.ctx, wish);
    await expect(refused).rejects.toThrow(InputInvalid);
    await expect(refused).rejects.toMatchObject({ issues: [expect.objectContaining({ path: [path] })] });
  }
});
