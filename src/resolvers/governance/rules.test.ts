import { describe as group, expect, test } from 'vitest';
import { IllegalTransition } from '../errors.ts';
import { describe, isSettled, nextProposalStatus, statusOf, titleOf } from './rules.ts';

const facts = {
  id: '',
  proposer: Buffer.alloc(20),
  status: 'PENDING' as const,
  voteStart: 10n,
  voteEnd: 30n,
  quorum: 40n,
  against: 5n,
  inFavour: 30n,
  abstaining: 10n,
  isQueued: false,
  isExecuted: false,
  isCanceled: false,
  isOperationExecuted: false,
  isOperationCanceled: false,
  markedBlock: null,
  indexedBlock: 31n,
  finalizedBlock: 0n,
};

group('where a proposal stands', () => {
  test.each([
    [{ indexedBlock: 10n }, 'PENDING'],
    [{ indexedBlock: 11n }, 'ACTIVE'],
    [{ indexedBlock: 30n }, 'ACTIVE'],
    [{}, 'SUCCEEDED'],
    [{ abstaining: 9n }, 'DEFEATED'],
    [{ against: 30n, quorum: 0n }, 'DEFEATED'],
    [{ quorum: null }, 'DEFEATED'],
    [{ isQueued: true }, 'QUEUED'],
    [{ isQueued: true, isOperationExecuted: true }, 'EXECUTED'],
    [{ isQueued: true, isOperationCanceled: true }, 'CANCELED'],
    // What nobody has queued is not this proposal's, whatever the timelock does under its id.
    [{ isOperationExecuted: true }, 'SUCCEEDED'],
    [{ isExecuted: true, indexedBlock: 5n }, 'EXECUTED'],
    [{ isCanceled: true, indexedBlock: 5n }, 'CANCELED'],
  ] as const)('%o: %s', (more, status) => {
    expect(statusOf({ ...facts, ...more })).toBe(status);
  });

  test('can only change until its end is final', () => {
    expect(isSettled('SUCCEEDED', { ...facts, finalizedBlock: 99n })).toBe(false);
    expect(isSettled('DEFEATED', { ...facts, finalizedBlock: 30n })).toBe(false);
    expect(isSettled('DEFEATED', { ...facts, finalizedBlock: 31n })).toBe(true);
    expect(isSettled('EXECUTED', { ...facts, markedBlock: 40n, finalizedBlock: 39n })).toBe(false);
    expect(isSettled('EXECUTED', { ...facts, markedBlock: 40n, finalizedBlock: 40n })).toBe(true);
  });
});

test('a step that leads nowhere is refused in words', () => {
  expect(nextProposalStatus('SUCCEEDED', 'QUEUE')).toBe('QUEUED');
  expect(() => nextProposalStatus('ACTIVE', 'QUEUE')).toThrow(IllegalTransition);
  expect(() => nextProposalStatus('ACTIVE', 'QUEUE')).toThrow('This proposal is ACTIVE: it cannot be queued.');
});

test('a title is the first line that says anything, and turns nothing around', () => {
  expect(titleOf(describe('Lower the fee', 'Because.', '0x00000000000000000000000000000000000000AB'))).toBe(
    'Lower the fee',
  );
  expect(titleOf('\n\n##   Two\nthree')).toBe('Two');
  expect(titleOf('a\u202eb')).toBe('a b');
  expect(titleOf('### ')).toBe('A proposal without a title');
  expect(titleOf('x'.repeat(500))).toHaveLength(200);
  expect(titleOf('\ud83d\ude00'.repeat(300)).isWellFormed()).toBe(true);
});
