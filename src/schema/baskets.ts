import type { BasketItemRow, BasketRow } from '../db/baskets.ts';
import type { OrderCriteria as Criteria } from '../db/orders.ts';
import { archiveBasket } from '../resolvers/baskets/archive-basket.ts';
import { createBasket } from '../resolvers/baskets/create-basket.ts';
import { TooManyBaskets } from '../resolvers/baskets/errors.ts';
import { basketActionsOf, itemsOf, myBaskets, publicBaskets, visibleBaskets } from '../resolvers/baskets/read.ts';
import type { BasketAction as ActionCode } from '../resolvers/baskets/rules.ts';
import { updateBasket } from '../resolvers/baskets/update-basket.ts';
import { InputInvalid, NotFound } from '../resolvers/errors.ts';
import { encodeId } from '../resolvers/ids.ts';
import { maybeOrganization } from '../resolvers/organizations/read.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { RefusalInterface } from './errors.ts';
import { OrderCriteria } from './order-mutations.ts';
import { Organization } from './organizations.ts';
import { type StepMutation, stepMutation } from './step-mutation.ts';

builder.objectType(TooManyBaskets, {
  name: 'TooManyBaskets',
  description: 'So many baskets are kept already.',
  interfaces: [RefusalInterface],
  fields: (t) => ({ most: t.exposeInt('most', { description: 'How many are kept at most.' }) }),
});

const BasketAction = enumOf('BasketAction', 'What can be done to a basket.', {
  UPDATE: '`basketUpdate`.',
  ARCHIVE: '`basketArchive`.',
} satisfies Record<ActionCode, string>);

const ids = (type: string, found: readonly string[] | undefined) => found?.map((id) => encodeId(type, id)) ?? null;

const BasketCriteria = builder.objectRef<Criteria>('BasketCriteria').implement({
  description: 'Which credits: those to which all that is not null applies.',
  fields: (t) => ({
    batchIds: t.idList({
      nullable: true,
      description: 'Of these batches.',
      resolve: (c) => ids('CreditBatch', c.batchIds),
    }),
    projectIds: t.idList({
      nullable: true,
      description: 'Of these projects.',
      resolve: (c) => ids('Project', c.projectIds),
    }),
    registries: t.stringList({
      nullable: true,
      description: 'Of these registries.',
      resolve: (c) => c.registries as string[],
    }),
    countries: t.stringList({
      nullable: true,
      description: 'From these countries.',
      resolve: (c) => c.countries as string[],
    }),
    types: t.stringList({ nullable: true, description: 'Of these types.', resolve: (c) => c.types as string[] }),
    categories: t.stringList({
      nullable: true,
      description: 'Of these categories.',
      resolve: (c) => c.categories as string[],
    }),
    methodologies: t.stringList({
      nullable: true,
      description: 'Under these methodologies.',
      resolve: (c) => c.methodologies as string[],
    }),
    sdgs: t.intList({ nullable: true, description: 'For these goals.', resolve: (c) => c.sdgs as number[] }),
    vintageFrom: t.int({ nullable: true, description: 'Of this year or later.', resolve: (c) => c.vintageFrom }),
    vintageTo: t.int({ nullable: true, description: 'Of this year or earlier.', resolve: (c) => c.vintageTo }),
    proven: t.boolean({ nullable: true, description: 'Only proven ones.', resolve: (c) => c.proven }),
  }),
});

const BasketItem = builder.objectRef<BasketItemRow>('BasketItem').implement({
  description: 'One kind of credits in a basket.',
  fields: (t) => ({
    weight: t.exposeInt('weight', { description: 'Its part of the whole is its weight by the sum of all weights.' }),
    criteria: t.expose('criteria', { type: BasketCriteria, description: 'Which credits.' }),
  }),
});

const Basket = builder.objectRef<BasketRow>('Basket');
builder.node(Basket, {
  id: { resolve: (basket) => basket.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (found, ctx) => visibleBaskets(ctx, found),
  description: 'A named set of kinds of credits with weights, from which an order of any size can be made.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is called.' }),
    description: t.exposeString('description', { description: 'What it is for.' }),
    isPublic: t.exposeBoolean('isPublic', { description: 'Whether the platform offers it to everybody.' }),
    organization: t.field({
      type: Organization,
      nullable: true,
      description: 'Whose it is, if an organization’s.',
      resolve: (basket, _, ctx) => maybeOrganization(ctx, basket.organizationId),
    }),
    items: t.field({
      type: [BasketItem],
      description: 'What is in it.',
      resolve: async (basket, _, ctx) => [...(await itemsOf(ctx, basket))],
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was put together.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was changed last.' }),
    archivedAt: t.expose('archivedAt', { type: 'DateTime', nullable: true, description: 'When it was put away.' }),
  }),
});

builder.objectFields(Basket, (t) => ({
  allowedActions: t.field({
    type: [BasketAction],
    extensions: { viewerDependent: true },
    description: 'What you can do to it now.',
    resolve: (basket, _, ctx) => basketActionsOf(ctx, basket),
  }),
}));

const BasketConnection = builder.connectionObject(
  { type: Basket, name: 'BasketConnection', description: 'A page of baskets.' },
  { name: 'BasketEdge', description: 'A basket and its cursor.' },
);

builder.queryFields((t) => ({
  baskets: t.field({
    type: BasketConnection,
    description: 'Baskets that the platform offers to everybody, newest first.',
    extensions: { shared: true },
    args: { ...pageArgs },
    resolve: async (_, args, ctx) => toConnection(await publicBaskets(ctx, args)),
  }),
  myBaskets: t.field({
    type: BasketConnection,
    description: 'Your own baskets, or those of an organization of yours, newest first.',
    args: {
      organizationId: t.arg.id({ required: false, description: 'Those of this organization.' }),
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => toConnection(await myBaskets(ctx, args)),
  }),
}));

const BasketItemInput = builder.inputType('BasketItemInput', {
  description: 'One kind of credits, and how much of the whole it is.',
  fields: (t) => ({
    weight: t.int({ description: 'From 1 to 10000: its part is its weight by the sum of all weights.' }),
    criteria: t.field({ type: OrderCriteria, description: 'Which credits.' }),
  }),
});

/** Each gives the basket as it is after it. */
const basketMutation = (name: string, it: StepMutation<BasketRow>): void => {
  stepMutation(name, it, (t) => ({
    basket: t.field({ type: Basket, description: 'The basket as it is now.', resolve: (basket) => basket }),
  }));
};

basketMutation('basketCreate', {
  description: 'Puts a basket together: a set of kinds of credits with weights, to order from at any size.',
  input: 'What is in it.',
  inputFields: (t) => ({
    organizationId: t.id({ required: false, description: 'For which organization (default: for yourself).' }),
    name: t.string({ description: 'What it is called, up to 120 characters.' }),
    description: t.string({ required: false, description: 'What it is for, up to 2,000 characters.' }),
    items: t.field({ type: [BasketItemInput], description: 'The kinds of credits in it.' }),
    isPublic: t.boolean({ required: false, description: 'Offers it to everybody; for PLATFORM_ADMIN.' }),
  }),
  refusals: [InputInvalid, TooManyBaskets],
  resolve: createBasket,
});

basketMutation('basketUpdate', {
  description: 'Changes a basket of yours; what is left out stays. Orders that were made from it stay as they are.',
  input: 'What to change.',
  inputFields: (t) => ({
    basketId: t.id({ description: 'Which basket of yours.' }),
    name: t.string({ required: false, description: 'What it is called, up to 120 characters.' }),
    description: t.string({ required: false, description: 'What it is for, up to 2,000 characters.' }),
    items: t.field({ type: [BasketItemInput], required: false, description: 'All that is in it from now on.' }),
    isPublic: t.boolean({ required: false, description: 'Whether it is offered to everybody; for PLATFORM_ADMIN.' }),
  }),
  refusals: [InputInvalid, NotFound],
  resolve: updateBasket,
});

basketMutation('basketArchive', {
  description: 'Puts a basket of yours away: nothing is ordered from it any more.',
  input: 'Which basket.',
  inputFields: (t) => ({ basketId: t.id({ description: 'Which basket of yours.' }) }),
  refusals: [InputInvalid, NotFound],
  resolve: archiveBasket,
});
