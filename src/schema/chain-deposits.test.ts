import { graphql } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressOf, eventOf, word } from '../../test/chain-model.ts';
import { type CustodyLab, openCustodyLab, sentEther, whole } from '../../test/custody-lab.ts';
import type { TestUser } from '../../test/harness.ts';
import { insertCursor, selectCursor, updateCursor } from '../db/chain-cursors.ts';
import type { Context } from '../resolvers/context.ts';
import { checkReserves } from '../resolvers/reserves/check-reserves.ts';
import { schema } from './index.ts';

let lab: CustodyLab;
let [alice, clerk] = [] as unknown as [TestUser, TestUser];
let address: string;
beforeAll(async () => {
  lab = await openCustodyLab({ CHAIN_CONFIRMATIONS: '1' });
  alice = await lab.t.user('alice');
  clerk = await lab.t.user('clerk', { roles: ['FINANCE'] });
  address = await lab.link(alice);
  const { chainId } = lab.meta;
  await insertCursor(lab.t.db, chainId, 1n);
  await lab.tell(sentEther(address as `0x${string}`, whole(3)), sentEther(addressOf(0xdd_00_01), whole(2)));
  const cursor = await selectCursor(lab.t.db, chainId);
  if (!cursor) throw new Error('no cursor');
  await lab.t.db.transact((tx) => updateCursor(tx, { ...cursor, headBlock: 4n, indexedBlock: 4n, safeBlock: 1n }));
});
afterAll(() => lab[Symbol.asyncDispose]());

async function ask<T>({ ctx }: { ctx: Context }, source: string, variableValues: object = {}): Promise<T> {
  const { data, errors } = await graphql({ schema, source, contextValue: ctx, variableValues: { ...variableValues } });
  if (errors) throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
  return JSON.parse(JSON.stringify(data)) as T;
}

const FACTS =
  'id asset amount status finality confirmations confirmationsNeeded blockNumber sender wallet { available }';

test('a deposit tells how deep it is and where it went, and so does the entry that it made', async () => {
  type Answer = { myChainDeposits: { edges: { node: { id: string } }[] } };
  const mine = await ask<Answer>(alice, `{ myChainDeposits(first: 5) { edges { node { ${FACTS} } } } }`);
  const deposit = {
    asset: 'ETH',
    amount: '3.00',
    status: 'CREDITED',
    finality: 'SAFE',
    confirmations: 4,
    confirmationsNeeded: 1,
    blockNumber: 1,
    wallet: { available: '3.00' },
  };
  expect(mine).toMatchObject({ myChainDeposits: { edges: [{ node: deposit }] } });
  const id = mine.myChainDeposits.edges[0]?.node.id;
  const node = `query ($id: ID!) { node(id: $id) { ... on ChainDeposit { ${FACTS} } } }`;
  expect(await ask(alice, node, { id })).toMatchObject({ node: deposit });
  expect(await ask(clerk, node, { id })).toMatchObject({ node: deposit });
  expect(await ask({ ctx: lab.t.nobody }, node, { id })).toEqual({ node: null });
});

test('finance sees what nobody claims', async () => {
  const source = '{ unclaimedDeposits { edges { node { amount status wallet { id } txHash } } } }';
  expect(await ask(clerk, source)).toMatchObject({
    unclaimedDeposits: { edges: [{ node: { amount: '2.00', status: 'UNCLAIMED', wallet: null } }] },
  });
  expect(await ask(alice, source)).toEqual({ unclaimedDeposits: { edges: [] } });
});

test('anybody sees whether what is owed is there, of each asset and batch', async () => {
  await lab.t.user('bob', { funds: { CARBON: '2.5' } });
  await lab.tell(
    eventOf('CreditRegistry', 'CreditsMinted', {
      batchId: 7n,
      projectKey: word('project'),
      to: lab.custody,
      vintage: 2_024,
      amount: whole(9),
      serialBlockHash: word('serial'),
      sourceRef: word('source'),
    }),
  );
  await checkReserves(lab.t.app);
  const facts = 'liabilities custody supply difference covered blockNumber finality';
  const source = `{ reserves {
    assets { asset withdrawalsFrozen shortSince ${facts} }
    batches(first: 3) { edges { node { batchId batch { vintage } ${facts} } } }
  } }`;
  const sure = { blockNumber: 2, finality: 'PENDING' };
  expect(await ask({ ctx: lab.t.nobody }, source)).toEqual({
    reserves: {
      assets: [
        {
          asset: 'CARBON',
          withdrawalsFrozen: true,
          shortSince: expect.any(String) as unknown,
          liabilities: '2.50',
          custody: '0.00',
          supply: '0.00',
          difference: '2.50',
          covered: false,
          ...sure,
        },
        {
          asset: 'ETH',
          withdrawalsFrozen: false,
          shortSince: null,
          liabilities: '3.00',
          custody: '5.00',
          supply: null,
          difference: '2.00',
          covered: true,
          ...sure,
        },
      ],
      batches: {
        edges: [
          {
            node: {
              batchId: '7',
              batch: { vintage: 2_024 },
              liabilities: '0.00',
              custody: '9.00',
              supply: '9.00',
              difference: '9.00',
              covered: true,
              ...sure,
            },
          },
        ],
      },
    },
  });
});
