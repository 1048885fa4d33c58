import { id as keccakOf, keccak256, toUtf8Bytes } from 'ethers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retirementStatus } from '../../db/retirements.ts';
import { IllegalTransition } from '../errors.ts';
import {
  canStep,
  commitmentOf,
  nextRetirementStatus,
  privateCommitment,
  retirementMachine,
  type RetirementStep,
  statusesBefore,
} from './rules.ts';

const STEPS: readonly RetirementStep[] = ['SUBMIT', 'CONFIRM', 'FINALIZE', 'UNDO', 'REVERT'];

test('the machine knows every status, and nothing leads out of FINALIZED and REVERTED', () => {
  expect(Object.keys(retirementMachine).toSorted()).toEqual([...retirementStatus.enumValues].toSorted());
  for (const step of STEPS) {
    expect(canStep('FINALIZED', step)).toBe(false);
    expect(canStep('REVERTED', step)).toBe(false);
    expect(() => nextRetirementStatus('FINALIZED', step)).toThrow(IllegalTransition);
  }
});

test('only what is confirmed becomes final, and only what is not final is undone', () => {
  expect(statusesBefore('FINALIZE')).toEqual(['CONFIRMED']);
  expect(statusesBefore('UNDO')).toEqual(['CONFIRMED']);
  expect(statusesBefore('REVERT')).toEqual(['REQUESTED', 'SUBMITTED', 'CONFIRMED']);
  expect(nextRetirementStatus('CONFIRMED', 'UNDO')).toBe('SUBMITTED');
});

const words = { name: 'Wanderer AG', country: 'DE', identifier: null };

test('a public beneficiary is the hash of its name, however the name was composed', () => {
  expect(commitmentOf(words, null)).toBe(keccakOf('Wanderer AG'));
  expect(commitmentOf({ ...words, name: 'Zu\u0308rich' }, null)).toBe(keccakOf('Zürich'));
});

test('a commitment is as it is documented', () => {
  const salt = Buffer.alloc(32, 7);
  const json = '{"country":"DE","name":"Wanderer AG"}';
  const bytes = Buffer.concat([Buffer.from('ecocoin/beneficiary/v1'), Buffer.from([0]), salt, toUtf8Bytes(json)]);
  expect(privateCommitment(words, salt)).toBe(keccak256(bytes));
});

test('a commitment changes with every word and every bit of the salt', () => {
  const name = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
  const someone = fc.record({
    name,
    country: fc.constantFrom(null, 'DE', 'KE'),
    identifier: fc.option(fc.string({ minLength: 1, maxLength: 10 })),
  });
  const salt = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(someone, someone, salt, fc.nat(255), (one, other, bytes, bit) => {
      const commitment = privateCommitment(one, bytes);
      const same =
        one.name.normalize('NFC') === other.name.normalize('NFC') &&
        one.country === other.country &&
        one.identifier === other.identifier;
      expect(privateCommitment(other, bytes) === commitment).toBe(same);
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(privateCommitment(one, flipped)).not.toBe(commitment);
    }),
  );
});
