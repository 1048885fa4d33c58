import type { ReserveRow, ReserveState } from '../db/reserves.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import type { Chain } from '../resolvers/chain/client.ts';
import { batchOf } from '../resolvers/chain-credits/read.ts';
import { assetReserves, batchReserves, finalityOfReserve, reservesChain } from '../resolvers/reserves/read.ts';
import { builder } from './builder.ts';
import { ChainCreditBatch } from './chain-credits.ts';
import { Finality } from './chain.ts';
import { pageArgs, toConnection } from './connections.ts';
import { Asset } from './wallets.ts';

/** Ether, CARBON and credits alike have 18 places. */
const format = (amount: bigint): string => formatAmount(amount, 'CARBON');

const Reserve = builder.interfaceRef<ReserveState>('Reserve').implement({
  description: 'What is owed of something, and what the custody holds of it on the chain, as of one block.',
  fields: (t) => ({
    liabilities: t.field({
      type: 'Decimal',
      description:
        'What the ledger owes: all that lies in wallets, available or held, and in the fees of the platform.',
      resolve: (reserve) => format(reserve.liabilities),
    }),
    custody: t.field({
      type: 'Decimal',
      description: 'What the contract CarbonCustody holds.',
      resolve: (reserve) => format(reserve.custody),
    }),
    supply: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'How much of it there is on the chain, whoever holds it; null of ether.',
      resolve: ({ supply }) => (supply === null ? null : format(supply)),
    }),
    difference: t.field({
      type: 'Decimal',
      description: 'By how much `custody` and `liabilities` differ, without a sign: `covered` says which way.',
      resolve: ({ custody, liabilities }) =>
        format(custody < liabilities ? liabilities - custody : custody - liabilities),
    }),
    covered: t.boolean({
      description: 'Whether the custody holds at least what is owed.',
      resolve: ({ custody, liabilities }) => custody >= liabilities,
    }),
    blockNumber: t.int({
      description: 'The block as of which this holds: the newest that has its confirmations.',
      resolve: ({ blockNumber }) => Number(blockNumber),
    }),
    finality: t.field({
      type: Finality,
      description: 'How sure that block is.',
      resolve: (reserve, _, ctx) => finalityOfReserve(ctx, reserve),
    }),
  }),
});

const AssetReserve = builder.objectRef<ReserveRow>('AssetReserve').implement({
  description: 'The reserve of an asset of the ledger, as it was last looked at.',
  interfaces: [Reserve],
  fields: (t) => ({
    asset: t.field({
      type: Asset,
      description: 'Of what: CARBON or ETH.',
      resolve: ({ asset }) => (asset === 'ETH' ? 'ETH' : 'CARBON'),
    }),
    withdrawalsFrozen: t.boolean({
      description: 'Whether withdrawals of it wait, since the custody holds less than is owed.',
      resolve: ({ shortSince }) => shortSince !== null,
    }),
    shortSince: t.expose('shortSince', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when the custody holds less than is owed; null while it does not.',
    }),
    checkedAt: t.expose('checkedAt', { type: 'DateTime', description: 'When it was last looked at.' }),
  }),
});

const BatchReserve = builder.objectRef<ReserveState>('BatchReserve').implement({
  description:
    'What the custody holds of a batch of credits on the chain, and what the ledger holds of it: what is not minted yet is not counted, nor what the chain has retired and the ledger not yet.',
  interfaces: [Reserve],
  fields: (t) => ({
    batchId: t.exposeString('asset', { description: 'The number of the batch in CreditRegistry, as decimal text.' }),
    batch: t.field({
      type: ChainCreditBatch,
      nullable: true,
      description: 'The batch; null if a reorganisation has undone its issue meanwhile.',
      resolve: ({ asset }, _, ctx) => batchOf(ctx, { batchId: BigInt(asset) }),
    }),
  }),
});

const BatchReserveConnection = builder.connectionObject(
  { type: BatchReserve, name: 'BatchReserveConnection', description: 'A page of reserves of batches of credits.' },
  { name: 'BatchReserveEdge', description: 'The reserve of a batch of credits and its cursor.' },
);

const Reserves = builder.objectRef<Chain>('Reserves').implement({
  description: 'Proof that what the platform owes is there, for everybody to compare with the chain.',
  fields: (t) => ({
    assets: t.field({
      type: [AssetReserve],
      description:
        'CARBON and ETH. One that was never looked at, since the chain is not indexed up to its head yet, is left out; withdrawals of it wait.',
      resolve: (chain, _, ctx) => assetReserves(ctx, chain),
    }),
    batches: t.field({
      type: BatchReserveConnection,
      description: 'Every batch of credits, by their numbers.',
      args: pageArgs,
      resolve: async (chain, args, ctx) => toConnection(await batchReserves(ctx, chain, args)),
    }),
  }),
});

builder.queryField('reserves', (t) =>
  t.field({
    type: Reserves,
    nullable: true,
    description: 'What is owed and what the custody holds; null where the platform has no chain.',
    extensions: { shared: true },
    resolve: (_, __, ctx) => reservesChain(ctx),
  }),
);
