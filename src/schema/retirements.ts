import type { ProjectTotal } from '../db/retirement-lists.ts';
import {
  type BeneficiaryRow,
  type RetirementBlockRow,
  type RetiredAsset as AssetCode,
  type RetirementRow,
  type RetirementStatus as StatusCode,
  type RetirementWay as WayCode,
} from '../db/retirements.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import { batchOf } from '../resolvers/batches/read.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import { encodeId } from '../resolvers/ids.ts';
import { projectOf } from '../resolvers/projects/read.ts';
import {
  beneficiaryOf,
  blocksOfRetirement,
  listRetirements,
  myBeneficiaries,
  myRetirements,
  type Register,
  registerTotals,
  retirementById,
  retireIntent,
  retiringEntityOf,
  saltOf,
  totalsByProject,
  visibleRetirements,
} from '../resolvers/retirements/read.ts';
import { watchRetirements } from '../resolvers/retirements/watch.ts';
import { CreditBatch } from './batches.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { afterArg } from './inputs.ts';
import { ChainIntent } from './intents.ts';
import { IdentifierScheme, RetirementReason } from './prepares.ts';
import { Project } from './projects.ts';

export const RetirementStatus = enumOf(
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

const tonnes = (quantity: bigint): string => formatAmount(quantity, 'CARBON');
const hex = (bytes: Buffer): string => `0x${bytes.toString('hex')}`;
const OWNER_ONLY = { viewerDependent: true };

export const RetirementBeneficiary = builder.objectRef<BeneficiaryRow>('RetirementBeneficiary').implement({
  description: 'For whom credits are retired.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name.' }),
    country: t.exposeString('country', { nullable: true, description: 'ISO 3166-1 alpha-2.' }),
    identifierScheme: t.expose('identifierScheme', {
      type: IdentifierScheme,
      nullable: true,
      description: 'What `identifier` is.',
    }),
    identifier: t.exposeString('identifier', { nullable: true, description: 'By which it is known, such as its LEI.' }),
    isPrivate: t.exposeBoolean('isPrivate', {
      description: 'Nobody but the owner of the retirement gets to know who it is.',
    }),
  }),
});

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
      resolve: ({ quantity }) => tonnes(quantity),
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
      resolve: ({ beneficiaryHash }) => hex(beneficiaryHash),
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
    chainId: t.exposeInt('chainId', { description: 'On which chain (EIP-155).' }),
    account: t.field({
      type: 'Address',
      description: 'Who retired on the chain: the custody, or the wallet.',
      resolve: ({ account }) => hex(account),
    }),
    txHash: t.field({
      type: 'Hash',
      nullable: true,
      description: 'The transaction that the chain has.',
      resolve: ({ txHash }) => txHash && hex(txHash),
    }),
    retiredAt: t.expose('retiredAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was retired: the time of its block.',
    }),
    requestedAt: t.expose('requestedAt', { type: 'DateTime', description: 'When it was asked for, or first seen.' }),
    confirmedAt: t.expose('confirmedAt', { type: 'DateTime', nullable: true, description: 'When it was CONFIRMED.' }),
    finalizedAt: t.expose('finalizedAt', { type: 'DateTime', nullable: true, description: 'When it was FINALIZED.' }),
    revertedAt: t.expose('revertedAt', { type: 'DateTime', nullable: true, description: 'When it was REVERTED.' }),
    chainIntent: t.field({
      type: ChainIntent,
      nullable: true,
      description: 'The transaction of the platform that carries it out, for whom it concerns.',
      extensions: OWNER_ONLY,
      resolve: (retirement, _, ctx) => retireIntent(ctx, retirement),
    }),
  }),
});

const RetirementConnection = builder.connectionObject(
  { type: Retirement, name: 'RetirementConnection', description: 'A page of retirements.' },
  { name: 'RetirementEdge', description: 'A retirement and its cursor.' },
);

/** A beneficiary as its owner sees it, with what is held for it. */
const HeldBeneficiary = builder.objectRef<BeneficiaryRow>('HeldBeneficiary').implement({
  description: 'Somebody for whom you retire, and the CARBON that is held until it is a whole tonne.',
  fields: (t) => ({
    id: t.id({
      description: 'Opaque id, the same for ever.',
      resolve: ({ id }) => encodeId('RetirementBeneficiary', id),
    }),
    beneficiary: t.field({ type: RetirementBeneficiary, description: 'Who.', resolve: (row) => row }),
    carbonHeld: t.field({
      type: 'Decimal',
      description: 'CARBON that was given for it and is less than a tonne. `retirementRemainderRelease` gives it back.',
      resolve: ({ carbonHeld }) => tonnes(carbonHeld),
    }),
  }),
});
const BeneficiaryConnection = builder.connectionObject(
  { type: HeldBeneficiary, name: 'HeldBeneficiaryConnection', description: 'A page of beneficiaries.' },
  { name: 'HeldBeneficiaryEdge', description: 'A beneficiary and its cursor.' },
);

const ProjectRetirements = builder.objectRef<ProjectTotal>('ProjectRetirements').implement({
  description: 'What was retired of one project.',
  fields: (t) => ({
    project: t.field({
      type: Project,
      description: 'Of which.',
      resolve: ({ projectId }, _, ctx) => projectOf(ctx, projectId),
    }),
    quantity: t.field({ type: 'Decimal', description: 'Tonnes of CO2e.', resolve: ({ quantity }) => tonnes(quantity) }),
    retirements: t.int({ description: 'In how many retirements.', resolve: ({ retirements }) => Number(retirements) }),
  }),
});

const RetirementTotals = builder.objectRef<Register>('RetirementTotals').implement({
  description: 'What the public register comes to, of all that is asked for.',
  fields: (t) => ({
    quantity: t.field({
      type: 'Decimal',
      description: 'Tonnes of CO2e.',
      resolve: ({ totals }) => tonnes(totals.quantity),
    }),
    retirements: t.int({
      description: 'In how many retirements.',
      resolve: ({ totals }) => Number(totals.retirements),
    }),
    projects: t.int({ description: 'Of how many projects.', resolve: ({ totals }) => Number(totals.projects) }),
    beneficiaries: t.int({
      description: 'For how many beneficiaries that are public.',
      resolve: ({ totals }) => Number(totals.beneficiaries),
    }),
    privateQuantity: t.field({
      type: 'Decimal',
      description: 'How much of it for beneficiaries that are private, or known to the chain alone.',
      resolve: ({ totals }) => tonnes(totals.privateQuantity),
    }),
    byProject: t.field({
      type: [ProjectRetirements],
      description: 'By project, those first of which the most was retired.',
      args: { first: pageArgs.first },
      resolve: (register, { first }, ctx) => totalsByProject(ctx, register, first),
    }),
  }),
});

const RetirementFilter = builder.inputType('RetirementFilter', {
  description: 'Which retirements of the public register; all that is given must hold.',
  fields: (t) => ({
    projectId: t.id({ required: false, description: 'Of this project.' }),
    batchId: t.id({ required: false, description: 'Of these credits.' }),
    beneficiary: t.string({
      required: false,
      description: 'For whom: a part of the name, at least two characters. Private beneficiaries are never found.',
    }),
    beneficiaryIdentifier: t.string({
      required: false,
      description: 'For whom: the whole identifier, such as an LEI.',
    }),
    beneficiaryCountry: t.string({ required: false, description: 'For whom: their country, ISO 3166-1 alpha-2.' }),
    reasons: t.field({ type: [RetirementReason], required: false, description: 'For one of these reasons.' }),
    from: t.field({ type: 'DateTime', required: false, description: 'Retired at this moment or later.' }),
    to: t.field({ type: 'DateTime', required: false, description: 'Retired before this moment.' }),
  }),
});
const registerArgs = builder.args((t) => ({
  filterBy: t.field({ type: RetirementFilter, required: false, description: 'Which; all if left out.' }),
}));
const ownerArg = builder.args((t) => ({
  organizationId: t.id({ required: false, description: 'Those of this organization (default: your own).' }),
}));

builder.queryFields((t) => ({
  retirement: t.field({
    type: Retirement,
    nullable: true,
    description: 'One retirement, or null if there is none with this id that you may see.',
    args: { id: t.arg.id({ description: 'Its id.' }) },
    resolve: (_, { id }, ctx) => retirementById(ctx, id),
  }),
  retirements: t.field({
    type: RetirementConnection,
    description: 'The public register of retirements that are final, the last retired first.',
    args: { ...registerArgs, ...pageArgs },
    resolve: async (_, args, ctx) => toConnection(await listRetirements(ctx, args)),
  }),
  retirementTotals: t.field({
    type: RetirementTotals,
    description: 'What the public register comes to.',
    args: registerArgs,
    resolve: (_, args, ctx) => registerTotals(ctx, args),
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
  myRetirementBeneficiaries: t.field({
    type: BeneficiaryConnection,
    description: 'For whom you or an organization retire, newest first, with the fractions of a tonne that are held.',
    args: {
      onlyHeld: t.arg.boolean({ required: false, description: 'Only those for whom CARBON is held.' }),
      ...ownerArg,
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => toConnection(await myBeneficiaries(ctx, args)),
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
