import type { Sureness, TokenBalanceView } from '../db/chain-position-reads.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import { finalityOf } from '../resolvers/chain/facts.ts';
import { assetOf, readTokenBalances } from '../resolvers/token-balances/read.ts';
import { builder } from './builder.ts';
import { Finality } from './chain.ts';
import { Asset } from './wallets.ts';

export const ChainPosition = builder.interfaceRef<Sureness>('ChainPosition').implement({
  description:
    'How something stands on the chain, by all of its events that are indexed. It is public, as the chain is.',
  fields: (t) => ({
    blockNumber: t.int({
      nullable: true,
      description: 'The newest block with an event that may have changed it; null where there never was one.',
      resolve: ({ blockNumber }) => (blockNumber === null ? null : Number(blockNumber)),
    }),
    finality: t.field({
      type: Finality,
      nullable: true,
      description: 'How sure it is: as sure as that block. Null where there never was one.',
      resolve: ({ blockNumber, ...marks }) =>
        blockNumber === null ? null : finalityOf({ blockNumber, orphanedAt: null }, marks),
    }),
  }),
});

const TokenBalance = builder.objectRef<TokenBalanceView>('TokenBalance').implement({
  description: 'What an address has on the chain, outside of the wallets of this platform.',
  interfaces: [ChainPosition],
  fields: (t) => ({
    address: t.expose('address', { type: 'Address', description: 'Who has it.' }),
    asset: t.field({ type: Asset, description: 'What it is: CARBON, or ETH of the custody.', resolve: assetOf }),
    token: t.expose('token', { type: 'Address', description: 'The contract of the token; zero for ether.' }),
    balance: t.field({
      type: 'Decimal',
      description: 'How much of it, such as "1.50" CARBON.',
      resolve: (row) => formatAmount(row.balance, assetOf(row)),
    }),
  }),
});

builder.queryField('tokenBalances', (t) =>
  t.field({
    type: [TokenBalance],
    description:
      'What an address has of CARBON; and, of the custody alone, of ether, which leaves no events elsewhere. What it has nothing of is left out. Tokens of others are followed by their events: see `chainEvents`.',
    extensions: { shared: true },
    args: { address: t.arg({ type: 'Address', description: 'Of whom.' }) },
    resolve: (_, args, ctx) => readTokenBalances(ctx, args),
  }),
);
