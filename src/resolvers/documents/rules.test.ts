import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { fileWith } from '../../../test/documents.ts';
import { InputInvalid } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { readInput } from '../input.ts';
import { fileNameOf, prepareUploadInput, refusePath, refuseType, uploadDocumentInput } from './rules.ts';

/** The paths of what is wrong with an input. */
function wrongIn(shape: Parameters<typeof readInput>[0], input: object): string[] {
  try {
    readInput(shape, input);
  } catch (error) {
    if (error instanceof InputInvalid) return error.issues.map(({ path }) => path.join('.'));
    throw error;
  }
  return [];
}

const upload = (input: object): string[] =>
  wrongIn(uploadDocumentInput, { kind: 'USER_FILE', name: 'A file', file: fileWith(), ...input });

test.each(['../secret', '/etc/passwd', 'a\\b', '..', '.', '', ' ', 'a\0b', 'a\nb', 'invoice\u202efdp.exe', 'a\u200bb'])(
  'the name %j is refused',
  (name) => {
    expect(upload({ name })).toEqual(['name']);
  },
);

test('names of people are taken as they are', () => {
  for (const name of ['Relatório de monitoramento 2025', '监测报告', 'a.b..c', 'CON', '100 % "sure"']) {
    expect(upload({ name })).toEqual([]);
  }
});

test('only what users bring can be brought, and a document of a project names it', () => {
  expect(upload({ kind: 'POAI_BUNDLE' })).toEqual(['kind']);
  expect(upload({ kind: 'CERTIFICATE' })).toEqual(['kind']);
  expect(upload({ kind: 'PROJECT_DOCUMENT' })).toEqual(['projectId']);
  expect(upload({ kind: 'PROJECT_DOCUMENT', projectId: encodeId('Project', randomUUID()) })).toEqual([]);
});

test('what was written as JSON is no file', () => {
  for (const file of [{}, Object.freeze({}), null, 'file', 7, []]) expect(upload({ file })).toEqual(['file']);
});

test('a file whose own name is a path is refused', () => {
  for (const name of ['../x', '/x', 'C:\\x', '..', 'a\0']) {
    expect(() => {
      refusePath(name);
    }).toThrow('path');
  }
  for (const name of [undefined, 'x.pdf', '...']) refusePath(name);
});

test('a prepared upload is of a new document or of a version, of a type and a size', () => {
  const shape = prepareUploadInput(1_000);
  const bound = { mediaType: 'application/pdf', size: '10' };
  const documentId = encodeId('Document', randomUUID());
  expect(wrongIn(shape, { ...bound, kind: 'REPORT', name: 'a' })).toEqual([]);
  expect(wrongIn(shape, { ...bound, documentId })).toEqual([]);
  expect(wrongIn(shape, { ...bound, documentId, name: 'a' })).toEqual(['documentId']);
  expect(wrongIn(shape, { ...bound, kind: 'REPORT' })).toEqual(['documentId']);
  expect(wrongIn(shape, bound)).toEqual(['documentId']);
  expect(wrongIn(shape, { documentId, mediaType: 'text/html', size: '0' })).toEqual(['mediaType', 'size']);
  expect(wrongIn(shape, { documentId, mediaType: 'image/png', size: '1001' })).toEqual(['size']);
  expect(wrongIn(shape, { documentId, mediaType: 'image/png', size: '1e3' })).toEqual(['size']);
});

test('each kind has its types', () => {
  refuseType('CERTIFICATE', 'application/pdf');
  refuseType('USER_FILE', 'image/png');
  expect(() => {
    refuseType('CERTIFICATE', 'image/png');
  }).toThrow('A CERTIFICATE may be pdf, json, and this is image/png');
});

test('a file gets the ending of what it is', () => {
  expect(fileNameOf('report', 'application/pdf')).toBe('report.pdf');
  expect(fileNameOf('report.PDF', 'application/pdf')).toBe('report.PDF');
  expect(fileNameOf('report.exe', 'application/pdf')).toBe('report.exe.pdf');
  expect(fileNameOf('photo.jpeg', 'image/jpeg')).toBe('photo.jpeg');
});
