import { compactVerify, importJWK, type JWK } from 'jose';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { certificateIdOf, type CertificateLab, issuedOf, openCertificateLab } from '../../test/certificates.ts';
import type { TestUser } from '../../test/harness.ts';
import { chromiumOptions, readQr } from '../../test/papers.ts';
import { reissueCertificate } from '../resolvers/certificates/reissue-certificate.ts';
import { revokeCertificate } from '../resolvers/certificates/revoke-certificate.ts';
import { rotateSigningKey } from '../resolvers/certificates/keys.ts';
import { readStatus, statusEntriesOf } from '../resolvers/certificates/read-status.ts';
import { readCertificate, type ReadFile, verifyCertificate } from '../resolvers/certificates/verify.ts';
import { type Api, openApi } from './api.ts';

let lab: CertificateLab;
let api: Api;
let holder: TestUser;
beforeAll(async () => {
  lab = await openCertificateLab();
  api = await openApi(lab.t.app);
  holder = await lab.t.user('holder');
});
afterAll(async () => {
  await api.close();
  await lab[Symbol.asyncDispose]();
});

const get = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${api.url}${path}`, init);
const ISSUER = 'https://ecocoin.example';

/** What a stranger finds out with HTTP alone. */
async function strangersSteps(id: string) {
  const file = readCertificate(await (await get(`/certificates/${id}.json`)).text()) as ReadFile;
  const { keys } = (await (await get('/.well-known/jwks.json')).json()) as { keys: JWK[] };
  const bits = new Map<string, boolean | string>();
  for (const entry of statusEntriesOf(file.payload, ISSUER)) {
    const list = await (await get(new URL(entry.statusListCredential).pathname)).text();
    bits.set(entry.statusPurpose, await readStatus(list, entry, { issuer: ISSUER, keys, at: new Date() }));
  }
  const steps = await verifyCertificate(file, { keys });
  return { bits: Object.fromEntries(bits), signature: steps.find(({ step }) => step === 'SIGNATURE')?.outcome };
}

test('a certificate is read and verified by anybody, as a page and in three kinds of file', async () => {
  const batchId = await lab.stocked(holder, 10n);
  const claim = { beneficiary: { name: '<script>alert(1)</script> & "Söhne"' }, reason: 'OTHER' };
  const row = await lab.certified(holder, { batchId, quantity: '4', claim });
  const page = await get(`/certificates/${row.id}`);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  const html = await page.text();
  expect(html).toContain('ISSUED: this certificate stands.');
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Söhne&quot;');
  expect(html).not.toMatch(/<script|<img|<link|src=|https?:\/\/(?!ecocoin)/);

  const pdf = await get(`/certificates/${row.id}.pdf`);
  expect(pdf.headers.get('content-type')).toBe('application/pdf');
  expect(await readQr(new Uint8Array(await pdf.arrayBuffer()))).toBe(`${ISSUER}/certificates/${row.id}`);
  const jwt = await get(`/certificates/${row.id}.jwt`);
  expect(jwt.headers.get('content-type')).toBe('application/vc+jwt');
  expect(await jwt.text()).toBe(row.credential);
  const keys = await get('/.well-known/jwks.json');
  expect(keys.headers.get('access-control-allow-origin')).toBe('*');
  const { keys: published } = (await keys.json()) as { keys: JWK[] };
  expect(published.every(({ d }) => d === undefined)).toBe(true);
  await compactVerify(row.credential, await importJWK(published.find(({ kid }) => kid === row.kid) ?? {}, 'EdDSA'));
  expect(await strangersSteps(row.id)).toEqual({ bits: { revocation: false, refresh: false }, signature: 'VALID' });
});

test('what is not there, is only being written, or is not asked for by reading, is not shown', async () => {
  const batchId = await lab.stocked(holder, 10n);
  const retirement = await lab.retired(holder, { batchId, quantity: '1' });
  await lab.finalize();
  const pending = await lab.certificate(retirement);
  expect(pending?.status).toBe('PENDING');
  const none = [
    '0198b6f0-7ce1-7c9f-9a55-6e7d6e9f9a11',
    pending?.id ?? '',
    'x',
    '..%2f..',
    'status/revocation/999',
    'status/other/0',
  ];
  for (const name of none) {
    for (const end of name.startsWith('status') ? [''] : ['', '.pdf', '.json', '.jwt']) {
      expect((await get(`/certificates/${name}${end}`)).status, `${name}${end}`).toBe(404);
    }
  }
  expect((await get(`/certificates/${pending?.id}`, { method: 'POST' })).status).toBe(405);
  await lab.issue();
  const head = await get(`/certificates/${issuedOf(await lab.certificate(retirement)).id}`, { method: 'HEAD' });
  expect(head.status).toBe(200);
  expect(await head.text()).toBe('');
});

test('superseded and revoked are said on the page, in the lists, and by the API', async () => {
  const batchId = await lab.stocked(holder, 10n);
  const first = await lab.certified(holder, { batchId, quantity: '1' });
  const second = issuedOf(
    await reissueCertificate(holder.ctx, {
      certificateId: certificateIdOf(first),
      reason: 'A contract number was missing',
    }),
  );
  expect(await strangersSteps(first.id)).toEqual({ bits: { revocation: true, refresh: true }, signature: 'VALID' });
  expect(await strangersSteps(second.id)).toEqual({ bits: { revocation: false, refresh: false }, signature: 'VALID' });
  const page = await (await get(`/certificates/${first.id}`)).text();
  expect(page).toContain('SUPERSEDED: another certificate took its place');
  expect(page).toContain('A contract number was missing');
  expect(page).toContain(`href="/certificates/${second.id}"`);
  const ended = async (id: string): Promise<unknown> =>
    ((await (await get(`/certificates/${id}.json`)).json()) as { ended?: { status: string } }).ended?.status;
  expect([await ended(first.id), await ended(second.id)]).toEqual(['SUPERSEDED', undefined]);

  await revokeCertificate(lab.admin.ctx, { certificateId: certificateIdOf(second), reason: 'Issued by mistake' });
  expect(await strangersSteps(second.id)).toEqual({ bits: { revocation: true, refresh: false }, signature: 'VALID' });
  expect(await (await get(`/certificates/${second.id}`)).text()).toContain('REVOKED: this certificate was revoked');
});

test('after the key is rotated new certificates have the new key, and what the old one signed is still valid', async () => {
  const batchId = await lab.stocked(holder, 10n);
  const before = await lab.certified(holder, { batchId, quantity: '1' });
  const { kid } = await rotateSigningKey(lab.t.app);
  const after = await lab.certified(holder, { batchId, quantity: '2' });
  expect([after.kid, before.kid === kid]).toEqual([kid, false]);
  for (const { id } of [before, after]) expect((await strangersSteps(id)).signature).toBe('VALID');
});

test('the page is shown by a browser with nothing refused and nothing loaded from elsewhere', async () => {
  const batchId = await lab.stocked(holder, 10n);
  const row = await lab.certified(holder, { batchId, quantity: '1' });
  const browser = await chromium.launch(await chromiumOptions());
  try {
    const tab = await browser.newPage();
    const [complaints, asked]: [string[], string[]] = [[], []];
    tab.on('console', (message) => complaints.push(message.text()));
    tab.on('request', (request) => asked.push(request.url()));
    await tab.goto(`${api.url}/certificates/${row.id}`);
    expect(await tab.locator('main h1').textContent()).toBe('Certificate of retirement');
    expect(await tab.locator('html').getAttribute('lang')).toBe('en');
    expect(await tab.getByRole('status').textContent()).toContain('ISSUED');
    expect(await tab.getByRole('columnheader', { name: 'Outcome' }).count()).toBe(1);
    // The style counts: without it a term would stand above what it is.
    expect(await tab.evaluate("getComputedStyle(document.querySelector('dl')).display")).toBe('grid');
    expect(complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
    expect(asked.filter((url) => !url.startsWith(`${api.url}/`))).toEqual([]);
  } finally {
    await browser.close();
  }
});
