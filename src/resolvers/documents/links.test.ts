import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { App } from '../context.ts';
import { LinkRefused } from './errors.ts';
import { downloadToken, readToken, uploadToken } from './links.ts';

const app = { vault: { linkKey: randomBytes(32) }, config: { DOCUMENT_LINK_TTL_S: 60 } } as unknown as App;
const link = { versionId: randomUUID(), userId: randomUUID() };

test('a link says what it was made for', () => {
  expect(readToken(app, 'download', downloadToken(app, link))).toMatchObject(link);
  const uploadId = randomUUID();
  const soon = new Date(Date.now() + 60_000);
  expect(readToken(app, 'upload', uploadToken(app, uploadId, soon))).toMatchObject({ uploadId });
});

test('any changed character makes another link of it', () => {
  const token = downloadToken(app, link);
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(...'abcXYZ019-_.=/'), (at, mark) => {
      fc.pre(token[at] !== mark);
      const altered = `${token.slice(0, at)}${mark}${token.slice(at + 1)}`;
      expect(() => readToken(app, 'download', altered)).toThrow(LinkRefused);
    }),
    { numRuns: 500 },
  );
  for (const altered of ['', '.', token.slice(0, -1), `${token}.`, `${token}A`, `.${token}`, token.repeat(50)]) {
    expect(() => readToken(app, 'download', altered)).toThrow(LinkRefused);
  }
});

test('a link of one kind, of another key or whose time is over does not serve', () => {
  const token = downloadToken(app, link);
  expect(() => readToken(app, 'upload', token)).toThrow(LinkRefused);
  const other = { ...app, vault: { ...app.vault, linkKey: randomBytes(32) } };
  expect(() => readToken(other, 'download', token)).toThrow(LinkRefused);
  expect(() => readToken(app, 'upload', uploadToken(app, randomUUID(), new Date(Date.now() - 1)))).toThrow(LinkRefused);
  const expired = { ...app, config: { ...app.config, DOCUMENT_LINK_TTL_S: -1 } };
  expect(() => readToken(app, 'download', downloadToken(expired, link))).toThrow(LinkRefused);
});
