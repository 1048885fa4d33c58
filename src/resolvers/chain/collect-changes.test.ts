import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chainMeta, type Draw, emptyState, eventOf, happen, logsOf, person, word } from '../../../test/chain-model.ts';
import { collectChanges, NOWHERE } from './collect-changes.ts';

const meta = chainMeta(1);
const draw: fc.Arbitrary<Draw> = fc.record({ what: fc.nat(14), who: fc.nat(3), whom: fc.nat(11), much: fc.nat(40) });

function logsOfDraws(draws: readonly Draw[]) {
  const state = emptyState();
  return draws.flatMap((each, index) => {
    const events = happen(state, each, meta, `${index}`);
    return logsOf(meta, { number: BigInt(index + 1), hash: word(`${index}`) }, events);
  });
}

const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each)));

test('the other sign is the exact inverse, and the order of the logs changes nothing', () => {
  fc.assert(
    fc.property(fc.array(draw, { maxLength: 60 }), (draws) => {
      const logs = logsOfDraws(draws);
      const [done, undone] = [collectChanges(meta, logs, 1n), collectChanges(meta, logs.toReversed(), -1n)];
      const sums = ['tokens', 'supplies', 'credits', 'batches', 'stakes', 'reserves'] as const;
      for (const part of sums) {
        const negated = undone[part].map((row) =>
          Object.fromEntries(
            Object.entries(row).map(([name, value]) => [
              name,
              typeof value === 'bigint' && name !== 'blockNumber' ? -value : value,
            ]),
          ),
        );
        const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(plain(row))).toSorted();
        const named = (rows: readonly object[]) =>
          rows.map((row) => Object.fromEntries(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1))));
        expect(sorted(named(negated))).toEqual(sorted(named(done[part])));
      }
      const rows = ['issues', 'projectMarks', 'proofs', 'stakeMarks', 'receipts'] as const;
      for (const part of rows) expect(undone[part].toReversed()).toEqual(done[part]);
    }),
  );
});

test('tokens are neither made nor lost but where they are minted or burnt', () => {
  fc.assert(
    fc.property(fc.array(draw, { maxLength: 60 }), (draws) => {
      const { tokens, supplies, stakes } = collectChanges(meta, logsOfDraws(draws), 1n);
      const ours = tokens.filter(({ token }) => token !== NOWHERE);
      const held = ours.reduce((sum, { balance }) => sum + balance, 0n);
      expect(held).toBe(supplies.reduce((sum, { minted, burnt }) => sum + minted - burnt, 0n));
      const staked = stakes.reduce((sum, { staked: own }) => sum + own, 0n);
      expect(stakes.reduce((sum, { votes }) => sum + votes, 0n)).toBe(staked);
    }),
  );
});

test('who is named twice in a log takes part in it once, and nobody takes part as address zero', () => {
  const events = [
    eventOf('CarbonToken', 'Transfer', { from: person(1), to: person(1), value: 1n }),
    eventOf('CarbonToken', 'Transfer', { from: `0x${NOWHERE}`, to: person(1), value: 1n }),
  ];
  const { participants } = collectChanges(meta, logsOf(meta, { number: 256n, hash: word('b') }, events), 1n);
  const first = 256 * 2 ** 20;
  expect(participants).toEqual([{ address: person(1).slice(2), span: 2, places: [first, first + 1] }]);
});

test('a cool-down without an end, and a uri with a NUL, stop nothing', () => {
  const events = [
    eventOf('CarbonStaking', 'UnstakeStarted', {
      account: person(1),
      amount: 0n,
      staked: 0n,
      cooling: 0n,
      availableAt: 2n ** 64n - 1n,
    }),
    eventOf('CreditRegistry', 'ProjectRecordMinted', { projectKey: word('p'), recordId: 1n, uri: 'a\0b' }),
  ];
  const { stakeMarks, projects } = collectChanges(meta, logsOf(meta, { number: 1n, hash: word('b') }, events), 1n);
  expect(stakeMarks[0]?.availableAt?.getUTCFullYear()).toBe(275_760);
  expect(projects[0]?.uri).toBe('ab');
});
