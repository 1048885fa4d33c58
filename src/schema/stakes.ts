import type { StakeView } from '../db/chain-position-reads.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import { myStakes, readStake } from '../resolvers/stakes/read.ts';
import { watchStakes } from '../resolvers/stakes/watch.ts';
import { builder } from './builder.ts';
import { ChainPosition } from './chain-positions.ts';
import { afterArg } from './inputs.ts';

const Stake = builder.objectRef<StakeView>('Stake').implement({
  description:
    'What an address has in CarbonStaking, which may be nothing. Amounts are CARBON. Change it by `stakePrepare` and `unstakePrepare`.',
  interfaces: [ChainPosition],
  fields: (t) => ({
    address: t.expose('address', { type: 'Address', description: 'Whose it is.' }),
    staked: t.field({
      type: 'Decimal',
      description: 'What is staked and counts as votes of its delegate.',
      resolve: ({ staked }) => formatAmount(staked, 'CARBON'),
    }),
    cooling: t.field({
      type: 'Decimal',
      description: 'What was unstaked and is not paid out yet: it has no votes any more.',
      resolve: ({ cooling }) => formatAmount(cooling, 'CARBON'),
    }),
    availableAt: t.expose('availableAt', {
      type: 'DateTime',
      nullable: true,
      description: 'From when all that is cooling can be taken, by the clock of the chain; null while nothing is.',
    }),
    votes: t.field({
      type: 'Decimal',
      description: 'The voting power of the address now: 1 for each CARBON that is staked by those who gave it theirs.',
      resolve: ({ votes }) => formatAmount(votes, 'CARBON'),
    }),
    delegate: t.expose('delegate', {
      type: 'Address',
      nullable: true,
      description: 'Who votes with its stake, mostly itself; null if it never staked, or gave its votes to nobody.',
    }),
  }),
});

builder.queryFields((t) => ({
  stake: t.field({
    type: Stake,
    nullable: true,
    description: 'What an address has staked; null only where the platform has no chain, or its index has not begun.',
    extensions: { shared: true },
    args: { address: t.arg({ type: 'Address', description: 'Of whom.' }) },
    resolve: (_, args, ctx) => readStake(ctx, args),
  }),
  myStakes: t.field({
    type: [Stake],
    description: 'What the addresses that you have linked have staked, one for each address.',
    resolve: (_, __, ctx) => myStakes(ctx),
  }),
}));

const StakeChangedEvent = builder.objectRef<FeedEvent<'stake'>>('StakeChangedEvent').implement({
  description: 'A stake, its votes or its delegate changed; or such a change was undone with its block.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` to miss nothing that follows.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was taken in.' }),
    address: t.field({ type: 'Address', description: 'Whose it is.', resolve: ({ payload }) => payload.address }),
    stake: t.field({
      type: Stake,
      nullable: true,
      description: 'The stake as it is now; it may have changed again since the event.',
      resolve: ({ payload }, _, ctx) => readStake(ctx, payload),
    }),
  }),
});

builder.subscriptionField('stakeChanged', (t) =>
  t.field({
    type: StakeChangedEvent,
    description:
      'Each change of a stake, a block after it was signed: of everybody, of one address, or of yours. A reorganisation that undoes one is told as well.',
    extensions: { shared: true, personalArgs: ['mine'] },
    args: {
      address: t.arg({ type: 'Address', required: false, description: 'Only the stake of this address.' }),
      mine: t.arg.boolean({
        required: false,
        description: 'Only those of the addresses that you have linked at that moment; needs a token.',
      }),
      ...afterArg,
    },
    subscribe: (_, args, ctx) => watchStakes(ctx, args),
    resolve: (event) => event,
  }),
);
