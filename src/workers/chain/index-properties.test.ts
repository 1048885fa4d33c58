import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chainMeta, copyState, type Draw, emptyState, happen, type ModelState } from '../../../test/chain-model.ts';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { mineEvents, placeEmitters } from '../../../test/emitter.ts';
import { type IndexLab, openIndexLab } from '../../../test/index-lab.ts';
import { contractNames } from '../../resolvers/chain/client.ts';
import { digestIndex } from '../../resolvers/chain/digest-index.ts';
import { contractAbis } from './follow-what.ts';
import { type Followed, makeFollowed } from './followed.ts';

let chain: TestChain;
const meta = chainMeta(31_337, 3);
const follow = (): Followed =>
  makeFollowed(
    meta,
    contractNames.map((name) => ({ name, address: meta.contracts[name], versions: contractAbis[name] })),
  );

beforeAll(async () => {
  chain = await startTestChain();
  await placeEmitters(chain.chain.rpc, Object.values(meta.contracts));
});
afterAll(() => chain[Symbol.asyncDispose]());

const draw: fc.Arbitrary<Draw> = fc.record({ what: fc.nat(17), who: fc.nat(3), whom: fc.nat(11), much: fc.nat(40) });
type Move =
  | { readonly do: 'MINE'; readonly draws: readonly Draw[] }
  | { readonly do: 'REORG' | 'SHORTEN'; readonly depth: number }
  | { readonly do: 'PASS' | 'RESTART'; readonly depth?: never };
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('MINE' as const), draws: fc.array(draw, { maxLength: 6 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('REORG' as const, 'SHORTEN' as const),
      depth: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('PASS' as const, 'RESTART' as const) }) },
);

/** Does the moves; the model's state after each block goes back where the chain does. */
async function play(lab: IndexLab, moves: readonly Move[]): Promise<void> {
  const { rpc } = chain.chain;
  const states: ModelState[] = [];
  let unique = 0;
  for (const move of moves) {
    if (move.do === 'MINE') {
      const state = copyState(states.at(-1) ?? emptyState());
      const events = move.draws.flatMap((each) => happen(state, each, meta, `${chain.url} ${(unique += 1)}`));
      await mineEvents(rpc, meta.contracts, events);
      states.push(state);
    } else if (move.depth === undefined) {
      if (move.do === 'RESTART') lab.restart();
      await lab.follow();
    } else {
      const depth = Math.min(move.depth, states.length);
      if (depth === 0) continue;
      if (move.do === 'REORG') {
        await chain.reorg(depth);
        const left = states.at(-depth - 1) ?? emptyState();
        states.splice(-depth, depth, ...Array.from({ length: depth }, () => left));
      } else {
        await rpc.call('anvil_rollback', [depth]);
        states.splice(-depth, depth);
      }
    }
  }
}

test('whatever happens, reorganises and restarts, the index is that of a plain replay', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 5, maxLength: 40 }), async (moves) => {
      const goBack = await chain.snapshot();
      await using lab = await openIndexLab(chain, { follow });
      await play(lab, moves);
      await lab.follow();
      await using replay = await openIndexLab(chain, { follow });
      await replay.follow();
      expect(await digestIndex(lab.opened.app, 31_337)).toEqual(await digestIndex(replay.opened.app, 31_337));
      expect((await lab.cursor()).stoppedReason).toBeNull();
      await goBack();
    }),
    { numRuns: 10 },
  );
});
