import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countOf, readCredits, readSerial, splitSerial } from './serials.ts';

const SEEN: [string, string, string, bigint, bigint, string][] = [
  [
    '19385-941467007-941467431-VCS-VCU-1507-VER-ET-14-1340-01012020-31122020-1',
    'VERRA',
    '19385',
    941467007n,
    941467431n,
    'VCS-VCU-1507-VER-ET-14-1340-01012020-31122020-1',
  ],
  [
    '4147-176338408-176338907-VCU-016-MER-AU-14-641-16042012-15042013-0',
    'VERRA',
    '4147',
    176338408n,
    176338907n,
    'VCU-016-MER-AU-14-641-16042012-15042013-0',
  ],
  ['GS1-1-KE-GS11603-16-2025-30256-110-5463', 'GOLD_STANDARD', 'GS1-1-KE-GS11603-16-2025-30256', 110n, 5463n, ''],
  ['CAR-1-US-1335-31-983-KS-2025-9205-1 to 5000', 'CAR', 'CAR-1-US-1335-31-983-KS-2025-9205', 1n, 5000n, ''],
  ['ACR-US-192-2010-203-1-5000', 'ACR', 'ACR-US-192-2010-203', 1n, 5000n, ''],
  [
    '0199e0a0-0000-7000-8000-000000000001_1000-1001',
    'PURO_EARTH',
    '0199e0a0-0000-7000-8000-000000000001',
    1000n,
    1001n,
    '',
  ],
];

test.each(SEEN)('%s is read as %s writes it', (...seen) => {
  const [text, registry, prefix, start, end, suffix] = seen;
  expect(readSerial(` ${text} `)).toEqual({ registry, block: { text, prefix, start, end, suffix } });
  expect(readSerial(text, registry)).toEqual(readSerial(text));
});

test.each([
  ['', 'has no form'],
  ['12', 'has no form'],
  ['ACR-US-192-2010-203-5-4', 'ends at 4, before it begins at 5'],
  ['ACR-US-192-2010-203-5--4', 'has no form'],
  ["ACR-US-192-2010-203-1-5' or 1=1", 'has no form'],
  ['ACR-US-192-2010-203-1-99999999999999999999', 'too large'],
  [`ACR-US-192-2010-203-1-${'9'.repeat(300)}`, 'longer than 300'],
])('%s is refused', (text, reason) => {
  expect(readSerial(text)).toEqual({ refused: expect.stringContaining(reason) as string });
});

test.each(SEEN)('one credit of %s is read, and a block as one', (...seen) => {
  const [text, registry, prefix, start, , suffix] = seen;
  const mark = text.charAt(prefix.length);
  const one = `${prefix}${mark}${start}`;
  expect(readCredits(one)).toEqual({ registry, block: { text: one, prefix, start, end: start, suffix: '' } });
  expect(readCredits(text)).toEqual(readSerial(text));
  const full = `${one}-${suffix}`;
  if (suffix !== '') expect(readCredits(full)).toMatchObject({ block: { text: full, start, end: start, suffix } });
  expect(readSerial(one)).toEqual({ refused: 'has no form of any registry that is known' });
});

test('a serial is not taken for that of another registry', () => {
  expect(readSerial('ACR-US-192-2010-203-1-5000', 'VERRA')).toEqual({ refused: 'has no form of VERRA' });
  expect(readSerial('ACR-US-192-2010-203-1-5000', 'CDM')).toMatchObject({ refused: expect.any(String) as string });
});

describe('a block that is split', () => {
  test('gives two blocks that are read as what they are, with nothing lost and nothing doubled', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SEEN), fc.nat(), (seen, pick) => {
        const read = readSerial(seen[0]);
        if ('refused' in read) throw new Error(read.refused);
        const { block } = read;
        const count = (BigInt(pick) % (countOf(block) - 1n)) + 1n;
        const [first, rest] = splitSerial(block, count);
        expect([first.start, first.end + 1n, rest.end]).toEqual([block.start, rest.start, block.end]);
        expect(countOf(first)).toBe(count);
        expect(countOf(first) + countOf(rest)).toBe(countOf(block));
        for (const part of [first, rest]) expect(readSerial(part.text)).toEqual({ registry: seen[1], block: part });
      }),
    );
  });

  test('needs a part that is one', () => {
    const read = readSerial('ACR-US-192-2010-203-1-5');
    if ('refused' in read) throw new Error(read.refused);
    for (const count of [0n, 5n, 6n, -1n]) expect(() => splitSerial(read.block, count)).toThrow(RangeError);
  });
});
