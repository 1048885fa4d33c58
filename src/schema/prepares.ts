import { AddressNotLinked } from '../resolvers/addresses/errors.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import type { Context } from '../resolvers/context.ts';
import { ChainUnavailable, InputInvalid, NotFound } from '../resolvers/errors.ts';
import { ApprovalMissing, SimulationFailed } from '../resolvers/prepares/errors.ts';
import { prepareCarbonApprove } from '../resolvers/prepares/prepare-carbon-approve.ts';
import { prepareCarbonPayment } from '../resolvers/prepares/prepare-carbon-payment.ts';
import { prepareCarbonTransfer } from '../resolvers/prepares/prepare-carbon-transfer.ts';
import { prepareCreditsRetire } from '../resolvers/prepares/prepare-credits-retire.ts';
import { prepareCreditsTransfer } from '../resolvers/prepares/prepare-credits-transfer.ts';
import { prepareStake } from '../resolvers/prepares/prepare-stake.ts';
import { prepareUnstake } from '../resolvers/prepares/prepare-unstake.ts';
import { prepareVote } from '../resolvers/prepares/prepare-vote.ts';
import type { PaymentDestinationCode, VoteSupportCode } from '../resolvers/prepares/rules.ts';
import { type PreparedTransaction, wireTransaction } from '../resolvers/prepares/transactions.ts';
import { builder, enumOf } from './builder.ts';
import { RefusalInterface } from './errors.ts';
import { BeneficiaryIdentifierInput, RetirementReason } from './retirement-words.ts';

const quantity = (name: 'value' | 'gas' | 'maxFeePerGas' | 'maxPriorityFeePerGas') => (made: PreparedTransaction) =>
  wireTransaction(made)[name] ?? '';

export const PreparedTransactionObject = builder.objectRef<PreparedTransaction>('PreparedTransaction').implement({
  description:
    'A transaction that only your wallet can sign and send (`eth_sendTransaction`). It was simulated for your address at this moment. Numbers are hexadecimal, as wallets take them.',
  fields: (t) => ({
    summary: t.exposeString('summary', { description: 'What it does, in words: exact amounts, contracts, addresses.' }),
    chainId: t.exposeInt('chainId', { description: 'On which chain (EIP-155).' }),
    from: t.expose('from', { type: 'Address', description: 'Your address, which signs.' }),
    to: t.expose('to', { type: 'Address', description: 'The contract that is called.' }),
    data: t.exposeString('data', { description: 'The call.' }),
    value: t.string({ description: 'Ether that is sent with it, in wei.', resolve: quantity('value') }),
    gas: t.string({ description: 'Gas that it may use: the estimate and a margin.', resolve: quantity('gas') }),
    maxFeePerGas: t.string({ description: 'Most wei for a unit of gas.', resolve: quantity('maxFeePerGas') }),
    maxPriorityFeePerGas: t.string({
      description: 'Most wei of it for whoever makes the block.',
      resolve: quantity('maxPriorityFeePerGas'),
    }),
    mostCost: t.field({
      type: 'Decimal',
      description: 'The most ether that it can cost, in ETH: the value and all fees.',
      resolve: ({ value, gas, maxFeePerGas }) => formatAmount(value + gas * maxFeePerGas, 'ETH'),
    }),
    transaction: t.string({
      description: 'All of it as one JSON object, to be given to `eth_sendTransaction` as it is.',
      resolve: (made) => JSON.stringify(wireTransaction(made)),
    }),
  }),
});

builder.objectType(SimulationFailed, {
  name: 'SimulationFailed',
  description: 'The transaction would fail at this moment, so it was not prepared.',
  interfaces: [RefusalInterface],
  fields: (t) => ({
    errorName: t.exposeString('errorName', {
      description: 'The refusal as the contract names it, such as "ERC20InsufficientBalance".',
    }),
  }),
});
builder.objectType(ApprovalMissing, {
  name: 'ApprovalMissing',
  description: 'The contract may not take the CARBON yet. Sign `approval` first, then ask again.',
  interfaces: [RefusalInterface],
  fields: (t) => ({
    allowance: t.field({
      type: 'Decimal',
      description: 'CARBON that the contract may take now.',
      resolve: (error) => formatAmount(error.allowance, 'CARBON'),
    }),
    needed: t.field({
      type: 'Decimal',
      description: 'CARBON that it needs to be allowed to take.',
      resolve: (error) => formatAmount(error.needed, 'CARBON'),
    }),
    approval: t.expose('approval', { type: PreparedTransactionObject, description: 'The approval, ready to sign.' }),
  }),
});

const PaymentDestination = enumOf('CarbonPaymentDestination', 'Where the CARBON that was bought goes.', {
  WALLET: 'Into your CARBON wallet on the platform, once the payment has its confirmations.',
  ADDRESS: 'To your address, on the chain.',
} satisfies Record<PaymentDestinationCode, string>);
export const VoteSupport = enumOf('VoteSupport', 'How a vote is cast.', {
  AGAINST: 'Against the proposal.',
  FOR: 'For the proposal.',
  ABSTAIN: 'Neither; it counts toward the quorum.',
} satisfies Record<VoteSupportCode, string>);

const FROM = { type: 'Address', description: 'One of your linked addresses: it signs and pays the fees.' } as const;
const carbon = (description: string) => ({ type: 'Decimal', description }) as const;

/** The part that is the same for all: an input in, a prepared transaction out. */
function preparing(
  name: string,
  input: ReturnType<typeof builder.inputType>,
  description: string,
  {
    prepare,
    refusals = [],
  }: {
    prepare: (ctx: Context, input: unknown) => Promise<PreparedTransaction>;
    refusals?: (typeof ApprovalMissing | typeof NotFound)[];
  },
): void {
  builder.relayMutationField(
    name,
    input,
    {
      description: `${description} Nothing is signed or sent here.`,
      errors: { types: [InputInvalid, AddressNotLinked, SimulationFailed, ChainUnavailable, ...refusals] },
      resolve: (_, args, ctx) => prepare(ctx, args.input),
    },
    {
      description: 'What to sign.',
      outputFields: (t) => ({
        prepared: t.field({
          type: PreparedTransactionObject,
          description: 'The transaction.',
          resolve: (made) => made,
        }),
      }),
    },
  );
}

preparing(
  'stakePrepare',
  builder.inputType('StakePrepareInput', {
    description: 'What to stake.',
    fields: (t) => ({ from: t.field(FROM), amount: t.field(carbon('How much CARBON.')) }),
  }),
  'Prepares to stake CARBON in CarbonStaking, which gives votes. Where an approval is missing, that is prepared first.',
  { prepare: prepareStake, refusals: [ApprovalMissing] },
);

preparing(
  'unstakePrepare',
  builder.inputType('UnstakePrepareInput', {
    description: 'What to take out of the stake.',
    fields: (t) => ({
      from: t.field(FROM),
      amount: t.field({
        type: 'Decimal',
        required: false,
        description: 'How much CARBON to begin the cool-down of. Left out: pays out what has cooled down.',
      }),
    }),
  }),
  'Prepares to take CARBON out of the stake: first the cool-down begins, later it is paid out.',
  { prepare: prepareUnstake },
);

preparing(
  'carbonApprovePrepare',
  builder.inputType('CarbonApprovePrepareInput', {
    description: 'Who may take how much.',
    fields: (t) => ({
      from: t.field(FROM),
      amount: t.field(carbon('How much CARBON at most, in place of what was allowed before; "0" takes that back.')),
      spender: t.field({ type: 'Address', required: false, description: 'Who may (default: CarbonStaking).' }),
    }),
  }),
  'Prepares to let a contract take CARBON of your address.',
  { prepare: prepareCarbonApprove },
);

preparing(
  'carbonTransferPrepare',
  builder.inputType('CarbonTransferPrepareInput', {
    description: 'How much to send, and where.',
    fields: (t) => ({
      from: t.field(FROM),
      amount: t.field(carbon('How much CARBON.')),
      to: t.field({
        type: 'Address',
        required: false,
        description: 'Who receives it. Left out: CarbonCustody, which makes it a deposit into your CARBON wallet.',
      }),
    }),
  }),
  'Prepares to send CARBON of your address.',
  { prepare: prepareCarbonTransfer },
);

preparing(
  'carbonPaymentPrepare',
  builder.inputType('CarbonPaymentPrepareInput', {
    description: 'How much to buy.',
    fields: (t) => ({
      from: t.field(FROM),
      amount: t.field(carbon('How much CARBON.')),
      slippageBps: t.int({
        required: false,
        description: 'By how much the price may rise until it is mined, in basis points, 0 to 5000 (default: 100).',
      }),
      destination: t.field({
        type: PaymentDestination,
        required: false,
        description: 'Where the CARBON goes (default: WALLET).',
      }),
    }),
  }),
  'Prepares to buy CARBON for ether at the price of CarbonPayment. What is sent and not needed comes back at once.',
  { prepare: prepareCarbonPayment },
);

const batchId = { description: 'Number of the batch in CreditRegistry: decimal, or 0x and 64 hexadecimal digits.' };

preparing(
  'creditsTransferPrepare',
  builder.inputType('CreditsTransferPrepareInput', {
    description: 'Which credits to send, and where.',
    fields: (t) => ({
      from: t.field(FROM),
      batchId: t.string(batchId),
      amount: t.field(carbon('How many tonnes.')),
      to: t.field({ type: 'Address', description: 'Who receives them.' }),
    }),
  }),
  'Prepares to send credits of a batch from your address.',
  { prepare: prepareCreditsTransfer },
);

preparing(
  'creditsRetirePrepare',
  builder.inputType('CreditsRetirePrepareInput', {
    description: 'Which credits to use up, and for whom.',
    fields: (t) => ({
      from: t.field(FROM),
      batchId: t.string(batchId),
      amount: t.field(carbon('How many tonnes.')),
      beneficiary: t.string({
        description:
          'Whom the claim is for, up to 200 characters. The chain gets its hash alone (keccak-256 of the text in NFC).',
      }),
      beneficiaryCountry: t.string({ required: false, description: 'Its country, ISO 3166-1 alpha-2.' }),
      beneficiaryIdentifier: t.field({
        type: BeneficiaryIdentifierInput,
        required: false,
        description: 'By what it is known, such as its LEI.',
      }),
      isPrivate: t.boolean({
        required: false,
        description:
          'True: the chain gets a salted commitment, and nobody but you gets to know who it is (default: false).',
      }),
      retiringEntity: t.string({
        required: false,
        description: 'Who retires, in words, if it is not the beneficiary. The chain does not get it.',
      }),
      consumptionCountry: t.string({
        required: false,
        description: 'Where what is compensated was consumed: ISO 3166-1 alpha-2. The chain does not get it.',
      }),
      consumptionFrom: t.field({ type: 'Date', required: false, description: 'The first day on which it was.' }),
      consumptionTo: t.field({ type: 'Date', required: false, description: 'The last day on which it was.' }),
      reason: t.field({ type: RetirementReason, description: 'What for.' }),
      message: t.string({ required: false, description: 'Up to 1000 bytes, which everybody can read for ever.' }),
    }),
  }),
  'Prepares to retire credits of your address, for ever.',
  { prepare: prepareCreditsRetire },
);

preparing(
  'votePrepare',
  builder.inputType('VotePrepareInput', {
    description: 'How to vote on which proposal.',
    fields: (t) => ({
      from: t.field(FROM),
      proposalId: t.string({
        description: 'Id of the proposal, or its number in CarbonGovernor, like that of a batch.',
      }),
      support: t.field({ type: VoteSupport, description: 'How.' }),
      reason: t.string({
        required: false,
        description: 'Why: up to 1000 characters, which everybody can read for ever.',
      }),
    }),
  }),
  'Prepares to vote with what your address had staked when the voting began.',
  { prepare: prepareVote, refusals: [NotFound] },
);
