import fc from 'fast-check';
import { expect, test } from 'vitest';
import { smallDocx, smallXlsx, smallZip, zipBomb, type ZipEntry, zipOf } from '../../../test/zips.ts';
import { ArchiveRefused } from './errors.ts';
import { inspectArchive } from './zip-directory.ts';

const limits = { entries: 50, bytes: 50_000_000, ratio: 200 };

const inspect = (archive: Buffer, given = limits): Promise<string> =>
  inspectArchive(archive.length, (start, end) => Promise.resolve(archive.subarray(start, end)), given);

const entry = (name: string, more: Partial<ZipEntry> = {}): ZipEntry => ({ name, bytes: Buffer.from('text'), ...more });

test('ordinary archives are what they are', async () => {
  expect(await inspect(smallZip())).toBe('application/zip');
  expect(await inspect(smallXlsx())).toMatch(/spreadsheetml\.sheet$/);
  expect(await inspect(smallDocx())).toMatch(/wordprocessingml\.document$/);
  expect(await inspect(zipOf([entry('a')], { comment: Buffer.from('PK\x05\x06 a comment') }))).toBe('application/zip');
});

test('a zip bomb is refused by what it says it unpacks to', async () => {
  const bomb = zipBomb();
  expect(bomb.length).toBeLessThan(150_000);
  await expect(inspect(bomb)).rejects.toThrow('unpacks to 100000000 bytes, and 50000000 is the most');
  await expect(inspect(bomb, { ...limits, bytes: 1e9 })).rejects.toThrow('more than 200 times its size');
});

test('one dense entry among loose ones is refused', async () => {
  const loose = Buffer.from(Array.from({ length: 400_000 }, (_, i) => (i * 7919) % 251));
  const archive = zipOf([entry('loose', { bytes: loose }), entry('dense', { bytes: Buffer.alloc(5_000_000) })]);
  await expect(inspect(archive, { ...limits, ratio: 300 })).rejects.toThrow('more than 300 times its size');
});

test('entries that share their bytes are refused, as in a bomb without nesting', async () => {
  const shared = [0, 1, 2].map((index) => entry(`${index}`, { claims: { offset: 0 } }));
  await expect(inspect(zipOf(shared))).rejects.toThrow('lie over one another');
  await expect(inspect(zipOf([entry('a', { claims: { packed: 10_000 } })]))).rejects.toThrow('lie over one another');
});

test.each([
  ['../../etc/passwd', 'leads out'],
  ['/etc/passwd', 'leads out'],
  ['a/../../b', 'leads out'],
  ['..\\..\\windows', 'leads out'],
  ['C:/windows', 'leads out'],
  ['a\0b', 'leads out'],
  ['xl/vbaProject.bin', 'macros'],
])('an entry named %j is refused', async (name, words) => {
  await expect(inspect(zipOf([entry('fine'), entry(name)]))).rejects.toThrow(words);
});

test.each([
  ['no directory', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(500)]), 'has no directory'],
  ['no entry', zipOf([]), 'is empty'],
  ['too many entries', zipOf(Array.from({ length: 51 }, (_, i) => entry(`${i}`))), 'has 51 entries'],
  ['more entries than it says', zipOf([entry('a'), entry('b')], { count: 1 }), 'directory is broken'],
  ['fewer entries than it says', zipOf([entry('a')], { count: 2 }), 'directory is broken'],
  ['ZIP64', zipOf([entry('a')], { directoryAt: 0xffffffff }), 'ZIP64'],
  ['an entry of ZIP64', zipOf([entry('a', { claims: { unpacked: 0xffffffff } })]), 'ZIP64'],
  ['a second disk', zipOf([entry('a')], { disk: 1 }), 'one part of several'],
  ['another place', zipOf([entry('a')], { directoryAt: 1 }), 'not where it says'],
  ['bytes behind it', Buffer.concat([zipOf([entry('a')]), Buffer.from('more')]), 'has no directory'],
  ['encryption', zipOf([entry('a', { flags: 1 })]), 'encrypted'],
  ['another method', zipOf([entry('a', { method: 14 })]), 'another method'],
])('an archive with %s is refused', async (_, archive, words) => {
  await expect(inspect(archive)).rejects.toThrow(words);
});

test('whatever comes, it is an archive or is refused in words', async () => {
  const base = smallXlsx();
  await fc.assert(
    fc.asyncProperty(fc.nat(base.length - 1), fc.integer({ min: 0, max: 255 }), async (at, value) => {
      const altered = Buffer.from(base);
      altered[at] = value;
      const outcome = await inspect(altered).catch((error: unknown) => error);
      expect(typeof outcome === 'string' || outcome instanceof ArchiveRefused).toBe(true);
    }),
    { numRuns: 500 },
  );
});
