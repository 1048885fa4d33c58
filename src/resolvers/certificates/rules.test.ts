import { expect, test } from 'vitest';
import { certificateStatus } from '../../db/certificates.ts';
import { IllegalTransition } from '../errors.ts';
import { certificateMachine, logoIssue, nextCertificateStatus } from './rules.ts';
import { fill, places, unknownPlaces } from './statement.ts';

test('a certificate goes forward, and what ended stays ended', () => {
  const steps = ['ISSUE', 'SUPERSEDE', 'REVOKE'] as const;
  const allowed = certificateStatus.enumValues.flatMap((status) =>
    steps.filter((step) => step in certificateMachine[status]).map((step) => `${status} ${step}`),
  );
  expect(allowed).toEqual(['PENDING ISSUE', 'ISSUED SUPERSEDE', 'ISSUED REVOKE']);
  expect(() => nextCertificateStatus('REVOKED', 'SUPERSEDE')).toThrow(IllegalTransition);
});

test('places are filled with what they stand for, and what stands there is not read again', () => {
  const values = Object.fromEntries(Object.keys(places).map((name) => [name, `<${name}>`])) as Record<
    keyof typeof places,
    string
  >;
  const plain = (text: string) => text.replaceAll(/[\u2068\u2069]/g, '');
  expect(plain(fill('{{quantity}} for {{ beneficiary }}', values))).toBe('<quantity> for <beneficiary>');
  expect(plain(fill('{{beneficiary}}', { ...values, beneficiary: '{{quantity}} $& $1' }))).toBe('{{quantity}} $& $1');
  expect(unknownPlaces('{{quantity}} {{toString}} {{nothing}}')).toEqual(['toString', 'nothing']);
});

test('a logo is a picture of a size that can be unpacked', () => {
  expect(logoIssue(Buffer.from([0xff, 0xd8, 0xff, 0xe0]), 100)).toBeUndefined();
  expect(logoIssue(Buffer.from('GIF89a'), 100)).toMatch(/neither/);
  expect(logoIssue(Buffer.alloc(101), 100)).toMatch(/longer/);
});
