import type { BeneficiaryRow } from '../db/retirements.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import { encodeId } from '../resolvers/ids.ts';
import { myBeneficiaries } from '../resolvers/retirements/read.ts';
import { builder } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { ownerArg } from './inputs.ts';
import { IdentifierScheme } from './retirement-words.ts';

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
      resolve: ({ carbonHeld }) => formatAmount(carbonHeld, 'CARBON'),
    }),
  }),
});
const BeneficiaryConnection = builder.connectionObject(
  { type: HeldBeneficiary, name: 'HeldBeneficiaryConnection', description: 'A page of beneficiaries.' },
  { name: 'HeldBeneficiaryEdge', description: 'A beneficiary and its cursor.' },
);

builder.queryFields((t) => ({
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
