import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSniffer, essenceOf, type MediaType, settleType, type Sniffed } from './media-types.ts';

function sniff(bytes: Uint8Array, pieceBytes = 1_000): Sniffed {
  const sniffer = createSniffer();
  for (let at = 0; at < bytes.length; at += pieceBytes) sniffer.take(bytes.subarray(at, at + pieceBytes));
  return sniffer.end();
}

const text = (content: string): Buffer => Buffer.from(content);
const latin = (content: string): Buffer => Buffer.from(content, 'latin1');

test.each([
  ['%PDF-1.7 ...', 'application/pdf'],
  ['\x89PNG\r\n\x1a\n....', 'image/png'],
  ['\xff\xd8\xff\xe0....', 'image/jpeg'],
  ['PK\x03\x04....', 'application/zip'],
  ['a;b\n1;2\n', 'TEXT'],
  ['x', 'TEXT'],
  ['{"a": 1}\n', 'JSON'],
  [' [1, 2] ', 'JSON'],
  ['\xef\xbb\xbf{"a": 1}', 'JSON'],
  ['{"type": "FeatureCollection", "features": []}', 'GEOJSON'],
  ['{"type": "Point", "coordinates": [1, 2]}', 'GEOJSON'],
  ['{"type": "Pointer"}', 'JSON'],
  ['{"half": ', 'TEXT'],
])('%j is %s', (content, found) => {
  expect(sniff(latin(content))).toBe(found);
});

test.each([
  ['MZ\x90\0', 'a Windows program'],
  ['\x7fELF\x02', 'a program'],
  ['#!/bin/sh\n', 'a script'],
  ['<!DOCTYPE html><script>', 'HTML'],
  ['  <svg xmlns="http://www.w3.org/2000/svg" onload="x()">', 'SVG'],
  ['\xef\xbb\xbf<?xml version="1.0"?>', 'XML'],
  ['\xff\xfea\0b\0', 'UTF-16'],
  ['\xd0\xcf\x11\xe0\xa1\xb1', 'old Office'],
  ['PK\x05\x06', 'empty archive'],
  ['Fl\xe4che;1\n', 'nor text in UTF-8'],
  ['a\0b', 'nor text'],
])('%j is refused as %s', (content, words) => {
  expect(() => sniff(latin(content))).toThrow(words);
});

test('text is looked at to its end, and characters may lie across the pieces', () => {
  const long = text('größe;menge\n'.repeat(2_000));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_000 }), (pieceBytes) => {
      expect(sniff(long, pieceBytes)).toBe('TEXT');
      expect(() => sniff(Buffer.concat([long, Buffer.from([0])]), pieceBytes)).toThrow('nor text');
      expect(() => sniff(long.subarray(0, 3), 1)).toThrow('UTF-8');
    }),
    { numRuns: 50 },
  );
});

test('what is no text and no known type is refused before it has come whole', () => {
  const sniffer = createSniffer();
  expect(() => {
    sniffer.take(Buffer.concat([latin('MZ'), Buffer.alloc(5_000)]));
  }).toThrow('a Windows program');
});

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

test.each<[string | undefined, Sniffed, MediaType | undefined, string]>([
  ['application/pdf', 'application/pdf', undefined, 'application/pdf'],
  [undefined, 'application/pdf', undefined, 'application/pdf'],
  ['application/octet-stream', 'image/png', undefined, 'image/png'],
  ['IMAGE/JPG', 'image/jpeg', undefined, 'image/jpeg'],
  ['text/csv; charset=utf-8', 'TEXT', undefined, 'text/csv'],
  ['application/vnd.ms-excel', 'TEXT', undefined, 'text/csv'],
  ['text/csv', 'JSON', undefined, 'text/csv'],
  ['text/plain', 'JSON', undefined, 'application/json'],
  ['application/json', 'JSON', undefined, 'application/json'],
  ['application/json', 'GEOJSON', undefined, 'application/json'],
  ['application/geo+json', 'GEOJSON', undefined, 'application/geo+json'],
  [undefined, 'GEOJSON', undefined, 'application/geo+json'],
  ['application/zip', 'application/zip', 'application/zip', 'application/zip'],
  ['application/zip', 'application/zip', XLSX, XLSX],
  [XLSX, 'application/zip', XLSX, XLSX],
])('declared as %s, looking like %s (%s): it is %s', (declared, sniffed, archive, settled) => {
  expect(settleType(declared, sniffed, archive)).toBe(settled);
});

test.each<[string, Sniffed, MediaType | undefined]>([
  ['application/pdf', 'image/png', undefined],
  ['image/png', 'TEXT', undefined],
  ['application/json', 'TEXT', undefined],
  ['application/geo+json', 'JSON', undefined],
  [XLSX, 'application/zip', 'application/zip'],
  ['text/html', 'TEXT', undefined],
  ['text/csv', 'application/pdf', undefined],
  ['nonsense', 'application/pdf', undefined],
])('declared as %s, looking like %s (%s): it is refused', (declared, sniffed, archive) => {
  expect(() => settleType(declared, sniffed, archive)).toThrow('was declared as');
});

test('a type is compared without its parameters', () => {
  expect(essenceOf(' Text/CSV ; charset="x"')).toBe('text/csv');
  expect(essenceOf(undefined)).toBeUndefined();
});
