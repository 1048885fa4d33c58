import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heldMasterKeys } from './master-keys.ts';

const keys = new Map([
  ['2025', randomBytes(32)],
  ['2026', randomBytes(32)],
]);
const context = Buffer.from('version 1');

test('what an older master key wrapped still opens; what is new is wrapped by the current one', async () => {
  const key = randomBytes(32);
  const old = await heldMasterKeys(keys, '2025').wrap(key, context);
  const now = heldMasterKeys(keys, '2026');
  expect(old.masterKeyId).toBe('2025');
  expect(await now.unwrap(old, context)).toEqual(key);
  expect((await now.wrap(key, context)).masterKeyId).toBe('2026');
});

test('a changed byte, another version and another master key are found', async () => {
  const master = heldMasterKeys(keys, '2026');
  const wrapped = await master.wrap(randomBytes(32), context);
  await fc.assert(
    fc.asyncProperty(fc.nat(wrapped.wrappedKey.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const altered = Buffer.from(wrapped.wrappedKey);
      altered[at] = (altered[at] ?? 0) ^ change;
      await expect(master.unwrap({ ...wrapped, wrappedKey: altered }, context)).rejects.toThrow('was altered');
    }),
  );
  await expect(master.unwrap(wrapped, Buffer.from('version 2'))).rejects.toThrow('is of another document');
  await expect(master.unwrap({ ...wrapped, masterKeyId: '2025' }, context)).rejects.toThrow('was altered');
  await expect(master.unwrap({ ...wrapped, wrappedKey: Buffer.alloc(20) }, context)).rejects.toThrow('is cut');
});

test('a master key that is gone is named', async () => {
  const wrapped = await heldMasterKeys(keys, '2025').wrap(randomBytes(32), context);
  const without = heldMasterKeys(new Map([['2026', randomBytes(32)]]), '2026');
  await expect(without.unwrap(wrapped, context)).rejects.toThrow('master key "2025" is not configured');
  expect(() => heldMasterKeys(keys, '2027')).toThrow('master key "2027" is not configured');
});
