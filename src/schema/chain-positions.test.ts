import { type ExecutionResult, graphql, parse, subscribe } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linkedBy, walletOf } from '../../test/addresses.ts';
import { eventOf, word } from '../../test/chain-model.ts';
import type { TestUser } from '../../test/harness.ts';
import { openToldIndex, type ToldIndex } from '../../test/told-index.ts';
import type { Context } from '../resolvers/context.ts';
import { undoBlocks } from '../resolvers/chain/undo-blocks.ts';
import { schema } from './index.ts';

const account = walletOf('alice').address;
const CARBON = 10n ** 18n;
const ZERO = `0x${'0'.repeat(40)}`;

let lab: ToldIndex & AsyncDisposable;
let alice: TestUser;
beforeAll(async () => {
  lab = await openToldIndex();
  alice = await lab.t.user('alice');
  await linkedBy(alice, walletOf('alice'));
});
afterAll(() => lab[Symbol.asyncDispose]());

/** Without the null prototypes of graphql-js. */
function dataOf({ data, errors }: ExecutionResult): Record<string, unknown> {
  if (errors) throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
  return JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
}
const ask = async (contextValue: Context, source: string) => dataOf(await graphql({ schema, source, contextValue }));

async function follow(contextValue: Context, source: string): Promise<() => Promise<Record<string, unknown>>> {
  const stream = await subscribe({ schema, document: parse(source), contextValue });
  if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream.errors));
  return async () => {
    await lab.t.broadcast();
    const { value } = (await stream.next()) as IteratorResult<ExecutionResult, undefined>;
    return dataOf(value ?? {});
  };
}

const MINE = '{ myStakes { address staked cooling votes delegate availableAt blockNumber finality } }';
const none = { staked: '0.00', cooling: '0.00', votes: '0.00', delegate: null, availableAt: null };
const unknown = { ...none, blockNumber: null, finality: null };

test('before anything is indexed a stake is nothing, and nothing has no finality', async () => {
  expect(await ask(alice.ctx, MINE)).toEqual({ myStakes: [{ address: account, ...unknown }] });
});

test('a stake appears live and is corrected when its block is taken back', async () => {
  const start = lab.block(1, []);
  await lab.index([start]);
  const next = await follow(
    alice.ctx,
    'subscription { stakeChanged(mine: true) { address stake { staked finality } } }',
  );
  const amount = (3n * CARBON) / 2n;
  const after = await lab.index([
    lab.block(2, [
      eventOf('CarbonStaking', 'DelegateChanged', { delegator: account, fromDelegate: ZERO, toDelegate: account }),
      eventOf('CarbonStaking', 'DelegateVotesChanged', { delegate: account, previousVotes: 0n, newVotes: amount }),
      eventOf('CarbonStaking', 'Staked', { account, amount, staked: amount }),
    ]),
  ]);
  expect(await next()).toEqual({ stakeChanged: { address: account, stake: { staked: '1.50', finality: 'PENDING' } } });
  const stake = { staked: '1.50', votes: '1.50', delegate: account, blockNumber: 2, finality: 'PENDING' };
  expect(await ask(alice.ctx, MINE)).toMatchObject({ myStakes: [stake] });
  const marks = { head: 2n, safe: 0n, finalized: 0n };
  await undoBlocks(lab.ctx, lab.meta, { after, ancestor: { number: 1n, hash: start.hash }, marks });
  expect(await next()).toEqual({ stakeChanged: { address: account, stake: { staked: '0.00', finality: null } } });
  const asked = `{ stake(address: "${account.toLowerCase()}") { staked blockNumber finality } }`;
  expect(await ask(lab.t.nobody, asked)).toEqual({ stake: { staked: '0.00', blockNumber: null, finality: null } });
});

test('credits and CARBON of an address are readable by anybody, with their batch, and live', async () => {
  const projectKey = word('project');
  const source = `subscription { creditBalanceChanged(address: "${account}", batchId: "7") {
    creditBalance { address batchId balance batch { minted retired circulating vintage projectUri } } } }`;
  const next = await follow(lab.t.nobody, source);
  const facts = { serialBlockHash: word('serial'), sourceRef: word('source') };
  const credits = { batchId: 7n, projectKey, to: account, vintage: 2_024, amount: 4n * CARBON, ...facts };
  const retired = { batchId: 7n, account, beneficiaryHash: word('b'), amount: CARBON, reason: 1, message: '' };
  await lab.index(
    [
      lab.block(2, [
        eventOf('CreditRegistry', 'ProjectRecordMinted', { projectKey, recordId: 1n, uri: 'ipfs://x' }),
        eventOf('CreditRegistry', 'CreditsMinted', credits),
        eventOf('CreditRegistry', 'CreditsRetired', retired),
        eventOf('CarbonToken', 'Transfer', { from: ZERO, to: account, value: 2n * CARBON }),
      ]),
    ],
    { safe: 2n },
  );
  const batch = { minted: '4.00', retired: '1.00', circulating: '3.00', vintage: 2_024, projectUri: 'ipfs://x' };
  const creditBalance = { address: account, batchId: '7', balance: '3.00', batch };
  expect(await next()).toEqual({ creditBalanceChanged: { creditBalance } });
  const read = `{
    creditBalances(address: "${account}") { edges { node { balance finality batch { batchId } } } }
    chainCreditBatches(projectKey: "${projectKey}", first: 1) { edges { node { batchId } } pageInfo { hasNextPage } }
    chainCreditBatch(batchId: "7") { projectKey transferable suspended blockNumber finality }
    tokenBalances(address: "${account}") { asset token balance finality }
  }`;
  expect(await ask(lab.t.nobody, read)).toMatchObject({
    creditBalances: { edges: [{ node: { balance: '3.00', finality: 'SAFE', batch: { batchId: '7' } } }] },
    chainCreditBatches: { edges: [{ node: { batchId: '7' } }], pageInfo: { hasNextPage: false } },
    chainCreditBatch: { projectKey, transferable: true, suspended: false, blockNumber: 2, finality: 'SAFE' },
    tokenBalances: [{ asset: 'CARBON', balance: '2.00', finality: 'SAFE' }],
  });
});
