import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, post, rawExchange, send, type TestApi, until } from '../../test/clients.ts';
import { bring, flipped, PDF, storedFiles, tamper, traces } from '../../test/documents.ts';
import type { TestUser } from '../../test/harness.ts';
import { encodeId } from '../resolvers/ids.ts';
import { healthPages } from './health.ts';

let on: TestApi;
let user: TestUser;
let headers: Record<string, string>;
beforeAll(async () => {
  on = await openTestApi({ LOG_LEVEL: 'silent' }, (t) => healthPages(t.app, []));
  user = await on.t.user('ada');
  const { token } = await on.t.app.tokens.sign(user.id, randomUUID());
  headers = { authorization: `Bearer ${token}` };
});
afterAll(() => on[Symbol.asyncDispose]());

const bytes = Buffer.concat([PDF, randomBytes(300_000)]);

/** Links name the public address; the test's server has another port. */
const here = (url: string): string => `${on.api.url}${new URL(url.replace(/:0\//, '/')).pathname}`;

async function ask(query: string, variables: object): Promise<Record<string, unknown>> {
  const { body } = await post(on.url, { query, variables }, headers);
  if (!body.data) throw new Error(JSON.stringify(body.errors));
  return body.data;
}

async function linkTo(documentId: string): Promise<string> {
  const query = 'query ($id: ID!) { node(id: $id) { ... on Document { downloadUrl } } }';
  const { node } = await ask(query, { id: encodeId('Document', documentId) });
  return here((node as { downloadUrl: string }).downloadUrl);
}

async function prepare(size: number, mediaType = 'application/pdf'): Promise<string> {
  const query = `mutation ($size: Decimal!, $mediaType: String!) {
    documentUploadPrepare(input: { kind: REPORT, name: "Report, \\"final\\" ä", mediaType: $mediaType, size: $size }) {
      ... on DocumentUploadPreparePayload { upload { url method headers { name value } expiresAt } }
      ... on Error { code message }
    }
  }`;
  const { documentUploadPrepare } = await ask(query, { size: String(size), mediaType });
  return here((documentUploadPrepare as { upload: { url: string } }).upload.url);
}

const put = async (url: string, body: Buffer, mediaType = 'application/pdf') => {
  const response = await fetch(url, {
    method: 'PUT',
    headers: { 'content-type': mediaType },
    body: new Uint8Array(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

const fetchBytes = async (url: string, more: Record<string, string> = {}) => {
  const response = await fetch(url, { headers: more });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};

test('a file is put to a prepared address, and comes back by a link, whole and in parts', async () => {
  const url = await prepare(bytes.length);
  const stored = await put(url, bytes);
  expect(stored).toMatchObject({
    status: 201,
    body: { number: 1, size: String(bytes.length), mediaType: 'application/pdf' },
  });
  expect((await put(url, bytes)).body).toMatchObject({ code: 'LINK_REFUSED' });

  const id = Buffer.from(String(stored.body['document']), 'base64url').toString().split(':')[1] ?? '';
  const link = await linkTo(id);
  const whole = await fetchBytes(link);
  expect(whole.status).toBe(200);
  expect(whole.bytes.equals(bytes)).toBe(true);
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    'content-type': 'application/pdf',
    'content-disposition': `attachment; filename="Report, _final_ _.pdf"; filename*=UTF-8''Report%2C%20%22final%22%20%C3%A4.pdf`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining('sandbox') as string,
    'cache-control': 'no-store',
    'accept-ranges': 'bytes',
  });
  const part = await fetchBytes(link, { range: 'bytes=100000-199999' });
  expect({ status: part.status, range: part.headers.get('content-range') }).toEqual({
    status: 206,
    range: `bytes 100000-199999/${bytes.length}`,
  });
  expect(part.bytes.equals(bytes.subarray(100_000, 200_000))).toBe(true);
});

test('what the client has need not be sent again, and what is not there is said', async () => {
  const { document } = await bring(user, { bytes });
  const link = await linkTo(document.id);
  const etag = (await fetchBytes(link)).headers.get('etag') ?? '';
  expect((await fetchBytes(link, { 'if-none-match': etag })).status).toBe(304);
  expect((await fetchBytes(link, { range: 'bytes=0-0', 'if-range': etag })).status).toBe(206);
  expect((await fetchBytes(link, { range: 'bytes=0-0', 'if-range': '"other"' })).status).toBe(200);
  const beyond = await fetchBytes(link, { range: `bytes=${bytes.length}-` });
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${bytes.length}`]);
  const head = await fetch(link, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
});

test('each use of a link is on record, and the owner reads it', async () => {
  const { document } = await bring(user);
  const link = await linkTo(document.id);
  await fetchBytes(link, { 'user-agent': 'a browser' });
  await fetchBytes(link, { range: 'bytes=1-3' });
  const query = `query ($id: ID!) { node(id: $id) { ... on Document {
    accesses { edges { node { versionNumber address userAgent firstByte lastByte user { username } } } } } } }`;
  const { node } = await ask(query, { id: encodeId('Document', document.id) });
  const access = { versionNumber: 1, user: { username: 'ada' }, address: '127.0.0.1' };
  expect((node as { accesses: { edges: object[] } }).accesses.edges).toMatchObject([
    { node: { ...access, firstByte: '1', lastByte: '3' } },
    { node: { ...access, userAgent: 'a browser', firstByte: '0', lastByte: String(PDF.length - 1) } },
  ]);
});

test('a link that was altered, has expired or is for something else is refused', async () => {
  const { document } = await bring(user);
  const link = await linkTo(document.id);
  const token = link.split('/').at(-1) ?? '';
  const mark = token.at(10) === 'A' ? 'B' : 'A';
  const altered = [`${token.slice(0, 10)}${mark}${token.slice(11)}`, `${token}x`, 'x', '', '%00', `upload/${token}`];
  for (const one of altered) {
    const { status, text } = await send(`${on.api.url}/documents/${one}`, {});
    expect([one, status]).toEqual([one, expect.toSatisfy((code: number) => [403, 404, 405].includes(code))]);
    expect(text).not.toContain('PDF');
  }
  expect((await put(`${on.api.url}/documents/upload/${token}`, PDF)).body).toMatchObject({ code: 'LINK_REFUSED' });
  const raw = await rawExchange(
    on.url,
    'GET /documents/../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  );
  expect(raw).toMatch(/^HTTP\/1\.1 403 /);
  await using short = await openTestApi({ DOCUMENT_LINK_TTL_S: '1' });
  const ada = await short.t.user('ada');
  const brought = await bring(ada);
  const signed = await short.t.app.tokens.sign(ada.id, randomUUID());
  const query = `{ node(id: "${encodeId('Document', brought.document.id)}") { ... on Document { downloadUrl } } }`;
  const reply = await post(short.url, { query }, { authorization: `Bearer ${signed.token}` });
  const path = (reply.body.data as { node: { downloadUrl: string } }).node.downloadUrl.split('/').at(-1) ?? '';
  await until(async () => (await send(`${short.api.url}/documents/${path}`, {})).status === 403);
});

test('a changed byte breaks the connection off before it, and is counted', async () => {
  const { document, version } = await bring(user, { bytes });
  const link = await linkTo(document.id);
  await tamper(on.t, version.id, flipped(150_000));
  const before = on.t.app.vault.load.damaged;
  const got = await new Promise<{ complete: boolean; bytes: Buffer }>((resolve, reject) => {
    request(link, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => {});
      response.on('close', () => {
        resolve({ complete: response.complete, bytes: Buffer.concat(chunks) });
      });
    })
      .on('error', reject)
      .end();
  });
  expect(got.complete).toBe(false);
  expect(got.bytes.equals(bytes.subarray(0, 2 * 65_536))).toBe(true);
  expect((await fetchBytes(link, { range: 'bytes=0-1000' })).status).toBe(206);
  const damaged = await fetchBytes(link, { range: 'bytes=140000-150000' });
  expect(damaged.status).toBe(500);
  expect(damaged.bytes.toString()).not.toContain('damaged');
  expect(on.t.app.vault.load.damaged).toBe(before + 2);
  const metrics = await (await fetch(`${on.api.url}/metrics`)).text();
  expect(metrics).toContain(`ecocoin_document_damaged_total ${before + 2}`);
});

test('a file that is not what was prepared is refused, and leaves nothing', async () => {
  const before = await traces(on.t);
  const refusals = [
    await put(await prepare(bytes.length), bytes, 'image/png'),
    await put(await prepare(bytes.length), bytes.subarray(1)),
    await put(await prepare(5, 'text/csv'), Buffer.from('%PDF-'), 'text/csv'),
  ];
  expect(refusals.map(({ status, body }) => [status, body['code']])).toEqual([
    [415, 'DOCUMENT_TYPE_REFUSED'],
    [400, 'UPLOAD_INCOMPLETE'],
    [415, 'DOCUMENT_TYPE_REFUSED'],
  ]);
  expect(await traces(on.t)).toEqual(before);
});

test('a file that is cut off leaves nothing behind', async () => {
  const before = await traces(on.t);
  const files = (await storedFiles(on.t)).length;
  const sent = request(await prepare(100_000_000), {
    method: 'PUT',
    headers: { 'content-type': 'application/pdf', 'content-length': '100000000' },
  });
  sent.on('error', () => {});
  sent.write(PDF);
  for (let sentMiB = 0; sentMiB < 16; sentMiB += 1) if (!sent.write(Buffer.alloc(1_048_576))) await once(sent, 'drain');
  await until(async () => (await storedFiles(on.t)).length === files + 1);
  sent.destroy();
  await until(async () => (await storedFiles(on.t)).length === files);
  await until(() => on.t.app.vault.load.receiving === 0);
  expect(await traces(on.t)).toEqual(before);
});

test('other methods are refused, and a browser may ask first', async () => {
  const { status, headers: said } = await send(`${on.api.url}/documents/x`, { method: 'DELETE' });
  expect([status, said['allow']]).toEqual([405, 'GET, HEAD, OPTIONS']);
  const asked = await send(`${on.api.url}/documents/upload/x`, { method: 'OPTIONS' });
  expect([asked.status, asked.headers['allow']]).toEqual([204, 'PUT, OPTIONS']);
});

test('whoever asks too often has to wait', async () => {
  await using strict = await openTestApi({ RATE_LIMIT_PER_ADDRESS: '3' });
  await until(async () => (await send(`${strict.api.url}/documents/x`, {})).status === 429);
});
