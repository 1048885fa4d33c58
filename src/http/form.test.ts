import { once } from 'node:events';
import { createHash, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApi, post, type Reply, type TestApi, until } from '../../test/clients.ts';
import { documentRows, PDF, traces } from '../../test/documents.ts';
import { field, FORM_END, FORM_TYPE, partHead, postForm } from '../../test/forms.ts';
import type { TestUser } from '../../test/harness.ts';

let on: TestApi;
let user: TestUser;
let headers: Record<string, string>;
beforeAll(async () => {
  on = await openTestApi({ DOCUMENT_UPLOAD_BYTES: '4000000000', DOCUMENT_UPLOAD_FILES: '2', BODY_BYTES: '20000' });
  user = await on.t.user('ada');
  const { token } = await on.t.app.tokens.sign(user.id, randomUUID());
  headers = { authorization: `Bearer ${token}` };
});
afterAll(() => on[Symbol.asyncDispose]());

const UPLOAD = `mutation ($file: Upload!) {
  documentUpload(input: { kind: USER_FILE, name: "A file", file: $file }) {
    ... on DocumentUploadPayload { document { name version { number sha256 size mediaType } } }
    ... on Error { code message }
  }
}`;
const TWO = `mutation ($a: Upload!, $b: Upload!) {
  a: documentUpload(input: { kind: USER_FILE, name: "a", file: $a }) { __typename ... on Error { code message } }
  b: documentUpload(input: { kind: USER_FILE, name: "b", file: $b }) { __typename ... on Error { code message } }
}`;
const pdf = { bytes: PDF };

const outcome = ({ body }: Reply, name = 'documentUpload') =>
  body.data?.[name] as { code?: string; message?: string; document?: object };

test('a file comes with its operation, and the answer says its hash', async () => {
  const reply = await postForm(on.url, { query: UPLOAD, files: { 'variables.file': pdf } }, headers);
  expect(outcome(reply).document).toMatchObject({
    name: 'A file',
    version: {
      number: 1,
      size: String(PDF.length),
      mediaType: 'application/pdf',
      sha256: createHash('sha256').update(PDF).digest('hex'),
    },
  });
});

test('a file can be larger than a body otherwise, and take longer than an operation', async () => {
  await using slow = await openTestApi({ OPERATION_TIMEOUT_MS: '50' });
  const ada = await slow.t.user('ada');
  const { token } = await slow.t.app.tokens.sign(ada.id, randomUUID());
  const sent = request(slow.url, {
    method: 'POST',
    headers: { 'content-type': FORM_TYPE, 'apollo-require-preflight': 'yes', authorization: `Bearer ${token}` },
  });
  const head =
    field('operations', { query: UPLOAD, variables: { file: null } }) + field('map', { 0: ['variables.file'] });
  sent.write(head + partHead('0', { fileName: 'a.pdf', mediaType: 'application/pdf' }));
  sent.write(PDF);
  const startedAt = Date.now();
  await until(async () => {
    sent.write(Buffer.alloc(10_000));
    return (await documentRows(slow.t)).uploads === 1 && Date.now() - startedAt > 150;
  });
  sent.end(FORM_END);
  const [response] = (await once(sent, 'response')) as [AsyncIterable<Buffer>];
  let text = '';
  for await (const chunk of response) text += chunk.toString();
  expect(text).toContain('"mediaType":"application/pdf"');
});

test('two files are taken one after another, in their order', async () => {
  const files = { 'variables.a': pdf, 'variables.b': pdf };
  const reply = await postForm(on.url, { query: TWO, files }, headers);
  expect([outcome(reply, 'a'), outcome(reply, 'b')]).toEqual([
    { __typename: 'DocumentUploadPayload' },
    { __typename: 'DocumentUploadPayload' },
  ]);
});

test('files in another order are refused instead of waited for', async () => {
  const files = { 'variables.b': pdf, 'variables.a': pdf };
  const variables = { a: null, b: null };
  const reply = await postForm(on.url, { query: TWO, variables, files }, headers);
  expect(outcome(reply, 'a')).toMatchObject({
    code: 'UPLOAD_INCOMPLETE',
    message: expect.stringContaining('order') as string,
  });
});

test('one file that two want is given once', async () => {
  const operations = field('operations', { query: TWO, variables: { a: null, b: null } });
  const body = `${operations}${field('map', { 0: ['variables.a', 'variables.b'] })}${partHead('0', { fileName: 'a.pdf', mediaType: 'application/pdf' })}${PDF.toString('latin1')}${FORM_END}`;
  const reply = await postForm(on.url, { body: Buffer.from(body, 'latin1') }, headers);
  expect(outcome(reply, 'a')).toMatchObject({ __typename: 'DocumentUploadPayload' });
  expect(outcome(reply, 'b')).toMatchObject({ code: 'UPLOAD_INCOMPLETE' });
});

test('a form without the header that makes a browser ask first is refused', async () => {
  const reply = await postForm(
    on.url,
    { query: UPLOAD, files: { 'variables.file': pdf } },
    { ...headers, 'graphql-require-preflight': '' },
  );
  expect(reply.status).toBe(400);
  expect(reply.body.errors?.[0]?.message).toContain('GraphQL-Require-Preflight');
});

test('what was not a file of the request is none', async () => {
  for (const file of [{}, 'text', 7, { file: {} }]) {
    const { body } = await post(on.url, { query: UPLOAD, variables: { file } }, headers);
    expect(body.errors?.[0]?.message).toContain('Upload');
  }
  const literal = UPLOAD.replaceAll('$file: Upload!', '$x: Int').replace('file: $file', 'file: "x"');
  const { body } = await post(on.url, { query: literal }, headers);
  expect(body.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
});

describe('forms that no client in its right mind would send', () => {
  const operations = field('operations', { query: UPLOAD, variables: { file: null } });
  const map = field('map', { 0: ['variables.file'] });
  const file = (name = '0'): string =>
    `${partHead(name, { fileName: 'a.pdf', mediaType: 'application/pdf' })}%PDF-1.7 ...`;
  const cases: [what: string, body: string, words: string][] = [
    ['nothing', '', 'cannot be read'],
    ['no parts', FORM_END.slice(2), 'no `operations`'],
    ['a map before the operations', `${map}${operations}${file()}${FORM_END}`, '`operations` first'],
    ['a file before the map', `${operations}${file()}${FORM_END}`, 'does not name, or one before `map`'],
    ['operations that are not JSON', `${field('operations', '{')}${map}${FORM_END}`, '`operations` is not JSON'],
    ['a map that is not JSON', `${operations}${field('map', '{')}${FORM_END}`, '`map` is not JSON'],
    ['an empty map', `${operations}${field('map', {})}${FORM_END}`, '`map` names 1 to 2 files'],
    [
      'a map of too many',
      `${operations}${field('map', { 0: ['variables.file'], 1: ['a'], 2: ['b'] })}${FORM_END}`,
      '`map` names 1 to 2',
    ],
    [
      'a place that is not null',
      `${field('operations', { query: UPLOAD, variables: { file: 1 } })}${map}${FORM_END}`,
      'has null',
    ],
    ['a place that is not there', `${operations}${field('map', { 0: ['variables.other'] })}${FORM_END}`, 'has null'],
    ['a place outside the variables', `${operations}${field('map', { 0: ['query'] })}${FORM_END}`, 'has null'],
    [
      'a place in the prototype',
      `${operations}${field('map', { 0: ['variables.__proto__.x'] })}${FORM_END}`,
      'has null',
    ],
    [
      'a place without end',
      `${operations}${field('map', { 0: [`variables${'.a'.repeat(50)}`] })}${FORM_END}`,
      'has null',
    ],
    ['a batch', `${field('operations', [{ query: UPLOAD }])}${map}${FORM_END}`, 'holds one operation'],
    ['a field too many', `${field('more', '{}')}${operations}${map}`, '`operations` first'],
    ['a field too long', `${field('operations', `"${'x'.repeat(30_000)}"`)}${map}`, 'too long'],
  ];
  test.each(cases)('%s', async (_, body, words) => {
    const before = await traces(on.t);
    const reply = await postForm(on.url, { body }, headers);
    expect(reply.status).toBe(400);
    expect(reply.body.errors?.[0]?.message).toContain(words);
    expect(await traces(on.t)).toEqual(before);
  });

  test('a file that the map names and that does not come', async () => {
    const reply = await postForm(on.url, { body: `${operations}${map}${FORM_END.slice(2)}` }, headers);
    expect(outcome(reply)).toMatchObject({ code: 'UPLOAD_INCOMPLETE' });
  });

  test('a form without a boundary, or that wants a stream', async () => {
    const without = await postForm(on.url, { body: '' }, { ...headers, 'content-type': 'multipart/form-data' });
    expect(without.body.errors?.[0]?.message).toContain('no boundary');
    const stream = await postForm(
      on.url,
      { query: UPLOAD, files: { 'variables.file': pdf } },
      { ...headers, accept: 'text/event-stream' },
    );
    expect(stream.status).toBe(400);
  });

  test('a name of a file that leads elsewhere', async () => {
    const files = { 'variables.file': { ...pdf, fileName: '../../etc/passwd' } };
    const reply = await postForm(on.url, { query: UPLOAD, files }, headers);
    expect(outcome(reply)).toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('is a path') as string,
    });
  });

  test('a refusal comes before the file is taken, and whoever asked gets it', async () => {
    const before = await traces(on.t);
    const large = { bytes: Buffer.concat([PDF, Buffer.alloc(3_000_000)]) };
    const nobody = await postForm(on.url, { query: UPLOAD, files: { 'variables.file': pdf } });
    expect(nobody.body.errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
    const wrong = await postForm(
      on.url,
      { query: UPLOAD, files: { 'variables.file': { ...large, mediaType: 'image/png' } } },
      headers,
    );
    expect(outcome(wrong)).toMatchObject({ code: 'DOCUMENT_TYPE_REFUSED' });
    expect(await traces(on.t)).toEqual(before);
  });
});

test('two gigabytes that are cut off leave nothing behind, and the memory as it was', async () => {
  const before = await traces(on.t);
  const sent = request(on.url, {
    method: 'POST',
    headers: {
      ...headers,
      'content-type': FORM_TYPE,
      'graphql-require-preflight': '1',
      'content-length': '2147483648',
    },
  });
  sent.on('error', () => {});
  const head =
    field('operations', { query: UPLOAD, variables: { file: null } }) + field('map', { 0: ['variables.file'] });
  sent.write(head + partHead('0', { fileName: 'a.pdf', mediaType: 'application/pdf' }));
  sent.write('%PDF-1.7\n');
  const piece = Buffer.alloc(1_048_576, 'x');
  global.gc?.();
  const memoryBefore = process.memoryUsage().rss;
  for (let sentMiB = 0; sentMiB < 64; sentMiB += 1) if (!sent.write(piece)) await once(sent, 'drain');
  expect((await documentRows(on.t)).uploads).toBe(1);
  expect(process.memoryUsage().rss - memoryBefore).toBeLessThan(60 * 1_048_576);
  sent.destroy();
  await until(async () => (await documentRows(on.t)).uploads === 0);
  expect(await traces(on.t)).toEqual(before);
  expect(on.t.app.vault.load.receiving).toBe(0);
});
