import { AddressNotLinked } from '../resolvers/addresses/errors.ts';
import type { Context } from '../resolvers/context.ts';
import { ChainUnavailable, IllegalTransition, InputInvalid, NotFound } from '../resolvers/errors.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import { prepareProposal, type PreparedProposal } from '../resolvers/governance/prepare-proposal.ts';
import { prepareProposalCancel } from '../resolvers/governance/prepare-proposal-cancel.ts';
import { prepareProposalExecute } from '../resolvers/governance/prepare-proposal-execute.ts';
import { prepareProposalQueue } from '../resolvers/governance/prepare-proposal-queue.ts';
import { proposalOf } from '../resolvers/governance/read.ts';
import { watchProposals } from '../resolvers/governance/watch.ts';
import type { ProposalChange as ChangeCode } from '../resolvers/events.ts';
import { encodeId } from '../resolvers/ids.ts';
import { SimulationFailed } from '../resolvers/prepares/errors.ts';
import type { PreparedTransaction } from '../resolvers/prepares/transactions.ts';
import { builder, enumOf } from './builder.ts';
import { FeeLimitsInput, FeeSharesInput, FeeTierInput } from './fee-schedules.ts';
import { ProposalStatus } from './governance.ts';
import { afterArg } from './inputs.ts';
import { PreparedTransactionObject } from './prepares.ts';
import { QuoteCurrency } from './pricing.ts';
import { PricingParameterName } from './pricing-models.ts';
import { Proposal } from './proposals.ts';

const FROM = { type: 'Address', description: 'One of your linked addresses: it signs and pays the fees.' } as const;

const ProposalCallInput = builder.inputType('ProposalCallInput', {
  description: 'A call that the timelock is to make.',
  fields: (t) => ({
    to: t.field({ type: 'Address', description: 'Which contract, or who gets the ether.' }),
    data: t.string({ required: false, description: 'The call, in hexadecimal (default: none).' }),
    ether: t.field({ type: 'Decimal', required: false, description: 'Ether of the timelock to send (default: none).' }),
  }),
});

const ProposedFeesInput = builder.inputType('ProposedFeesInput', {
  description: 'The fees as they are to be; what is left out stays as it is when the proposal is executed.',
  fields: (t) => ({
    makerBps: t.int({ required: false, description: 'What the seller pays: 0 to 10000 basis points.' }),
    takerBps: t.int({ required: false, description: 'What the buyer pays on top: 0 to 10000 basis points.' }),
    tiers: t.field({ type: [FeeTierInput], required: false, description: 'All tiers, in rising order.' }),
    limits: t.field({ type: [FeeLimitsInput], required: false, description: 'All limits, each currency once.' }),
    shares: t.field({ type: FeeSharesInput, required: false, description: 'To whom fees go.' }),
  }),
});

const ProposedParameterInput = builder.inputType('ProposedParameterInput', {
  description: 'One parameter of the pricing model as it is to be.',
  fields: (t) => ({
    name: t.field({ type: PricingParameterName, description: 'Which parameter.' }),
    key: t.string({ required: false, description: 'Of what, as in `pricingParametersPublish`.' }),
    currency: t.field({
      type: QuoteCurrency,
      required: false,
      description: 'Of a price the currency; of others none.',
    }),
    value: t.field({ type: 'Decimal', description: 'What it is to be, with at most 18 decimal places.' }),
  }),
});

builder.relayMutationField(
  'proposalPrepare',
  {
    description: 'What is to be decided.',
    inputFields: (t) => ({
      from: t.field(FROM),
      title: t.string({ description: 'One line, up to 200 characters.' }),
      text: t.string({ description: 'What is proposed and why, up to 10000 characters; public for ever.' }),
      discussionUrl: t.string({
        required: false,
        description: 'Where it is talked about: an https address. The platform keeps it, the chain does not get it.',
      }),
      calls: t.field({
        type: [ProposalCallInput],
        required: false,
        description: 'Up to 10 calls that the timelock makes when it is executed.',
      }),
      fees: t.field({ type: ProposedFeesInput, required: false, description: 'Other fees.' }),
      pricing: t.field({
        type: [ProposedParameterInput],
        required: false,
        description: 'Other parameters of the pricing model, each once. All others stay as they are.',
      }),
    }),
  },
  {
    description:
      'Prepares a proposal to CarbonGovernor: of words alone, of calls on the chain, of fees and parameters, or of all of them. Needs GOVERNANCE_MEMBER here, and votes there. Nothing is signed or sent here.',
    errors: { types: [InputInvalid, AddressNotLinked, SimulationFailed, ChainUnavailable] },
    resolve: (_, { input }, ctx) => prepareProposal(ctx, input),
  },
  {
    description: 'What to sign.',
    outputFields: (t) => ({
      prepared: t.field({
        type: PreparedTransactionObject,
        description: 'The transaction.',
        resolve: ({ prepared }: PreparedProposal) => prepared,
      }),
      proposalId: t.id({
        description: 'The id that the proposal will have once the chain has it.',
        resolve: ({ id }: PreparedProposal) => encodeId('Proposal', id),
      }),
      number: t.string({
        description: 'Its number in CarbonGovernor, as decimal text.',
        resolve: ({ number }: PreparedProposal) => number.toString(),
      }),
      description: t.string({
        description: 'What it says on the chain, with who proposes it, so that nobody else can make it.',
        resolve: ({ description }: PreparedProposal) => description,
      }),
    }),
  },
);

/** The part that is the same for the steps of a proposal that is there. */
function stepping(
  name: string,
  description: string,
  prepare: (ctx: Context, input: unknown) => Promise<PreparedTransaction>,
): void {
  builder.relayMutationField(
    name,
    {
      description: 'Which proposal, and from which address.',
      inputFields: (t) => ({
        from: t.field(FROM),
        proposalId: t.string({ description: 'Id of the proposal, or its number in CarbonGovernor.' }),
      }),
    },
    {
      description: `${description} Nothing is signed or sent here.`,
      errors: {
        types: [InputInvalid, NotFound, IllegalTransition, AddressNotLinked, SimulationFailed, ChainUnavailable],
      },
      resolve: (_, { input }, ctx) => prepare(ctx, input),
    },
    {
      description: 'What to sign.',
      outputFields: (t) => ({
        prepared: t.field({
          type: PreparedTransactionObject,
          description: 'The transaction.',
          resolve: (made: PreparedTransaction) => made,
        }),
      }),
    },
  );
}

stepping(
  'proposalQueuePrepare',
  'Prepares to hand a proposal that has passed to the timelock, as anybody may.',
  prepareProposalQueue,
);
stepping(
  'proposalExecutePrepare',
  'Prepares to carry a queued proposal out once its delay is over, as anybody may.',
  prepareProposalExecute,
);
stepping(
  'proposalCancelPrepare',
  'Prepares to cancel a proposal, as its proposer may before the voting begins.',
  prepareProposalCancel,
);

const ProposalChange = enumOf('ProposalChange', 'What happened to a proposal.', {
  CREATED: 'It was made.',
  VOTED: 'A vote was cast, or taken back with its block.',
  MOVED: 'It is in another state.',
  ORPHANED: 'The chain replaced the block that held it.',
  PARAMETERS_DECIDED: 'What its execution set was applied or refused.',
} satisfies Record<ChangeCode, string>);

const ProposalChangedEvent = builder.objectRef<FeedEvent<'proposal'>>('ProposalChangedEvent').implement({
  description: 'Something happened to a proposal.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` to miss nothing that follows.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was taken in.' }),
    change: t.field({ type: ProposalChange, description: 'What happened.', resolve: ({ payload }) => payload.change }),
    status: t.field({
      type: ProposalStatus,
      description: 'Where it stood then.',
      resolve: ({ payload }) => payload.status as 'PENDING',
    }),
    proposal: t.field({
      type: Proposal,
      description: 'The proposal as it is now; it may have changed again since the event.',
      resolve: ({ payload }, _, ctx) => proposalOf(ctx, payload.id),
    }),
  }),
});

builder.subscriptionField('proposalChanged', (t) =>
  t.field({
    type: ProposalChangedEvent,
    description:
      'Each proposal that is made, each vote, each step, and what a reorganisation takes back: of all, of one, or of those that come into a state.',
    extensions: { shared: true },
    args: {
      id: t.arg.id({ required: false, description: 'Only this proposal.' }),
      statuses: t.arg({
        type: [ProposalStatus],
        required: false,
        description: 'Only what happens to those that are in one of these states then.',
      }),
      ...afterArg,
    },
    subscribe: (_, args, ctx) => watchProposals(ctx, args),
    resolve: (event) => event,
  }),
);
