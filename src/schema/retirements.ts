import {
  type RetirementBlockRow,
  type RetiredAsset as AssetCode,
  type RetirementRow,
  type RetirementStatus as StatusCode,
  type RetirementWay as WayCode,
} from '../db/retirements.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import { batchOf } from '../resolvers/batches/read.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import { projectOf } from '../resolvers/projects/read.ts';
import { toHex } from '../resolvers/proofs/bundle.ts';
import {
  beneficiaryOf,
  blocksOfRetirement,
  myRetirements,
  retirementById,
  retireIntent,
  retiringEntityOf,
  saltOf,
  visibleRetirements,
} from '../resolvers/retirements/read.ts';
import { watchRetirements } from '../resolvers/retirements/watch.ts';
import { CreditBatch } from './batches.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { afterArg, ownerArg } from './inputs.ts';
import { ChainIntent } from './intents.ts';
import { RetirementReason } from './retirement-words.ts';
import { Project } from './projects.ts';
import { RetirementBeneficiary } from './retirement-beneficiaries.ts';

const RetirementStatus = enumOf(
  'RetirementStatus',
  'How far a retirement is. It is public, and has a certificate, once it is FINALIZED.',
  {
    REQUESTED: 'What it takes is held, and its transaction is ordered.',
    SUBMITTED: 'The chain was given its transaction; or it was mined and has too few confirmations.',
    CONFIRMED:
      'The chain has it, with the confirmations that the platform waits for. A reorganisation may still undo it.',
    FINALIZED: 'The chain calls it final: the credits are used up, for ever.',
    REVERTED: 'It did not come to be: what was held is free again; `statusReason` says why.',
  } satisfies Record<StatusCode, string>,
);

const RetirementWay = enumOf('RetirementWay', 'Who carried a retirement out on the chain.', {
  CUSTODY: 'The platform, with credits that it keeps for their owner.',
  WALLET: 'The owner’s own wallet.',
} satisfies Record<WayCode, string>);

const RetiredAsset = enumOf('RetiredAsset', 'What the owner gave for a retirement.', {
  CREDIT: 'Credits of the batch itself.',
  CARBON: 'CARBON, for which the platform retired credits of its own; the CARBON is locked for ever as well.',
} satisfies Record<AssetCode, string>);

const OWNER_ONLY = { viewerDependent: true };

const RetirementSerialBlock = builder.objectRef<RetirementBlockRow>('RetirementSerialBlock').implement({
  description: 'Credits with serial numbers that follow each other, as a retirement uses them up.',
  fields: (t) => ({
    serial: t.exposeString('serial', { description: 'As their registry writes it.' }),
    quantity: t.field({
      type: 'Decimal',
      description: 'How many: whole tonnes of CO2e.',
      resolve: ({ quantity }) => quantity.toString(),
    }),
    released: t.boolean({
      description: 'The retirement was REVERTED, and they are not used up by it.',
      resolve: ({ releasedAt }) => releasedAt !== null,
    }),
  }),
});

export const Retirement = builder.objectRef<RetirementRow>('Retirement');
builder.node(Retirement, {
  id: { resolve: ({ id }) => id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleRetirements(ctx, ids),
  description:
    'Credits of one batch used up for one beneficiary, for ever. Its owner sees it from the beginning, everybody once it is FINALIZED.',
  fields: (t) => ({
    status: t.expose('status', { type: RetirementStatus, description: 'How far it is.' }),
    statusReason: t.exposeString('statusReason', { nullable: true, description: 'Why it was REVERTED.' }),
    way: t.expose('way', { type: RetirementWay, description: 'Who carried it out on the chain.' }),
    retiredAsset: t.expose('retiredAsset', { type: RetiredAsset, description: 'What the owner gave for it.' }),
    quantity: t.field({
      type: 'Decimal',
      description: 'Tonnes of CO2e; whole ones but where a wallet retired.',
      resolve: ({ quantity }) => formatAmount(quantity, 'CARBON'),
    }),
    batch: t.field({
      type: CreditBatch,
      nullable: true,
      description:
        'Of which credits; null where a wallet retired a batch of the chain that the platform does not know.',
      resolve: ({ batchId }, _, ctx) => (batchId === null ? null : batchOf(ctx, batchId)),
    }),
    project: t.field({
      type: Project,
      nullable: true,
      description: 'What achieved them.',
      resolve: ({ projectId }, _, ctx) => (projectId === null ? null : projectOf(ctx, projectId)),
    }),
    serialBlocks: t.field({
      type: [RetirementSerialBlock],
      description:
        'Which credits of the registry; assigned within moments of the request. None where a wallet retired: the chain does not tell serial numbers.',
      resolve: (retirement, _, ctx) => blocksOfRetirement(ctx, retirement) as Promise<RetirementBlockRow[]>,
    }),
    reason: t.expose('reason', { type: RetirementReason, description: 'What for.' }),
    message: t.exposeString('message', { description: 'The owner’s words; they stand on the chain in clear.' }),
    consumptionCountry: t.exposeString('consumptionCountry', {
      nullable: true,
      description: 'Where what is compensated was consumed: ISO 3166-1 alpha-2.',
    }),
    consumptionFrom: t.expose('consumptionFrom', {
      type: 'Date',
      nullable: true,
      description: 'The first day on which it was.',
    }),
    consumptionTo: t.expose('consumptionTo', {
      type: 'Date',
      nullable: true,
      description: 'The last day on which it was.',
    }),
    requestedAt: t.expose('requestedAt', { type: 'DateTime', description: 'When it was asked for, or first seen.' }),
    confirmedAt: t.expose('confirmedAt', { type: 'DateTime', nullable: true, description: 'When it was CONFIRMED.' }),
    finalizedAt: t.expose('finalizedAt', { type: 'DateTime', nullable: true, description: 'When it was FINALIZED.' }),
    revertedAt: t.expose('revertedAt', { type: 'DateTime', nullable: true, description: 'When it was REVERTED.' }),
  }),
});

builder.objectFields(Retirement, (t) => ({
  beneficiary: t.field({
    type: RetirementBeneficiary,
    nullable: true,
    description: 'For whom. Null where that is private and you are not the owner, or only the chain knows.',
    extensions: OWNER_ONLY,
    resolve: (retirement, _, ctx) => beneficiaryOf(ctx, retirement),
  }),
  beneficiaryCommitment: t.field({
    type: 'Hash',
    description:
      'What the chain has of the beneficiary: the keccak-256 of a public one’s name, or a salted commitment (see `retirementBeneficiaryVerify`).',
    resolve: ({ beneficiaryHash }) => toHex(beneficiaryHash),
  }),
  beneficiarySalt: t.field({
    type: 'Hash',
    nullable: true,
    description:
      'What a private beneficiary was committed with. Shown to the owner alone, who may tell it to whom they want.',
    extensions: OWNER_ONLY,
    resolve: (retirement, _, ctx) => saltOf(ctx, retirement),
  }),
  retiringEntity: t.string({
    nullable: true,
    description: 'Who retires, in words. Null where it is the beneficiary, or hidden with a private one.',
    extensions: OWNER_ONLY,
    resolve: (retirement, _, ctx) => retiringEntityOf(ctx, retirement),
  }),
}));

/** How it stands on the chain. */
builder.objectFields(Retirement, (t) => ({
  chainId: t.exposeInt('chainId', { description: 'On which chain (EIP-155).' }),
  account: t.field({
    type: 'Address',
    description: 'Who retired on the chain: the custody, or the wallet.',
    resolve: ({ account }) => toHex(account),
  }),
  txHash: t.field({
    type: 'Hash',
    nullable: true,
    description: 'The transaction that the chain has.',
    resolve: ({ txHash }) => txHash && toHex(txHash),
  }),
  retiredAt: t.expose('retiredAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When it was retired: the time of its block.',
  }),
  chainIntent: t.field({
    type: ChainIntent,
    nullable: true,
    description: 'The transaction of the platform that carries it out, for whom it concerns.',
    extensions: OWNER_ONLY,
    resolve: (retirement, _, ctx) => retireIntent(ctx, retirement),
  }),
}));

export const RetirementConnection = builder.connectionObject(
  { type: Retirement, name: 'RetirementConnection', description: 'A page of retirements.' },
  { name: 'RetirementEdge', description: 'A retirement and its cursor.' },
);

builder.queryFields((t) => ({
  retirement: t.field({
    type: Retirement,
    nullable: true,
    description: 'One retirement, or null if there is none with this id that you may see.',
    args: { id: t.arg.id({ description: 'Its id.' }) },
    resolve: (_, { id }, ctx) => retirementById(ctx, id),
  }),
  myRetirements: t.field({
    type: RetirementConnection,
    description: 'Your retirements, or those of an organization, newest first.',
    args: {
      statuses: t.arg({ type: [RetirementStatus], required: false, description: 'Only those in one of these states.' }),
      ...ownerArg,
      ...pageArgs,
    },
    resolve: async (_, { statuses, ...args }, ctx) =>
      toConnection(await myRetirements(ctx, { ...args, filterBy: { statuses } })),
  }),
}));

const RetirementChangedEvent = builder.objectRef<FeedEvent<'retirement'>>('RetirementChangedEvent').implement({
  description: 'A retirement began, or took a step.',
  fields: (t) => ({
    retirement: t.field({
      type: Retirement,
      nullable: true,
      description: 'As it is now; null where you may not see it any more.',
      extensions: OWNER_ONLY,
      resolve: async ({ payload }, _, ctx) => (await visibleRetirements(ctx, [payload.id]))[0] ?? null,
    }),
    status: t.field({
      type: RetirementStatus,
      description: 'What it became by this step.',
      resolve: ({ payload }) => payload.status as StatusCode,
    }),
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` to hear what followed.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
  }),
});

builder.subscriptionField('retirementChanged', (t) =>
  t.field({
    type: RetirementChangedEvent,
    description: 'Each step of one retirement that you may see, or else of all of yours or of an organization’s.',
    args: { id: t.arg.id({ required: false, description: 'Only this retirement.' }), ...ownerArg, ...afterArg },
    subscribe: (_, args, ctx) => watchRetirements(ctx, args),
    resolve: (event) => event,
  }),
);
