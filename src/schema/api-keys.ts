import type { ApiKeyRow } from '../db/api-keys.ts';
import { createApiKey } from '../resolvers/api-keys/create-api-key.ts';
import { TooManyApiKeys } from '../resolvers/api-keys/errors.ts';
import { myApiKeys, visibleApiKeys } from '../resolvers/api-keys/read.ts';
import { revokeApiKey } from '../resolvers/api-keys/revoke-api-key.ts';
import { InputInvalid, NotFound } from '../resolvers/errors.ts';
import { maybeOrganization } from '../resolvers/organizations/read.ts';
import { userOf } from '../resolvers/users/read.ts';
import { builder } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { RefusalInterface } from './errors.ts';
import { Organization } from './organizations.ts';
import { User } from './users.ts';

builder.objectType(TooManyApiKeys, {
  name: 'TooManyApiKeys',
  description: 'You have as many API keys as one may have. None was made.',
  interfaces: [RefusalInterface],
});

const ApiKey = builder.objectRef<ApiKeyRow>('ApiKey');
builder.node(ApiKey, {
  id: { resolve: (key) => key.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleApiKeys(ctx, ids),
  description: 'With what a service calls in your name. Only who manages it sees it, and nobody its secret.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What its owner calls it.' }),
    prefix: t.exposeString('prefix', { description: 'What the key begins with, to tell keys apart.' }),
    scopes: t.exposeStringList('scopes', { description: 'What it may do: actions of `permissions`.' }),
    user: t.field({
      type: User,
      description: 'In whose name it calls.',
      resolve: ({ userId }, _, ctx) => userOf(ctx, userId),
    }),
    organization: t.field({
      type: Organization,
      nullable: true,
      description: 'The only organization that it acts for; null if it acts for the user alone.',
      resolve: ({ organizationId }, _, ctx) => maybeOrganization(ctx, organizationId),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when it serves.' }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, to the minute; null if never.',
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked, if it was.',
    }),
  }),
});

const ApiKeyConnection = builder.connectionObject(
  { type: ApiKey, name: 'ApiKeyConnection', description: 'A page of API keys.' },
  { name: 'ApiKeyEdge', description: 'An API key and its cursor.' },
);

builder.queryField('myApiKeys', (t) =>
  t.field({
    type: ApiKeyConnection,
    description:
      'Your API keys, ended ones too, newest first; or all that act for an organization whose ADMIN you are.',
    args: {
      organizationId: t.arg.id({ required: false, description: 'Those of this organization.' }),
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => toConnection(await myApiKeys(ctx, args)),
  }),
);

builder.relayMutationField(
  'apiKeyCreate',
  {
    description: 'What the key is to be able to do, and until when.',
    inputFields: (t) => ({
      name: t.string({ description: 'What you call it, up to 80 characters.' }),
      scopes: t.stringList({
        description:
          'Actions of `permissions` such as "trade.place", all of one noun such as "trade.*", or READ for all that changes nothing. They stay as they are now.',
      }),
      expiresAt: t.field({ type: 'DateTime', description: 'Until when it serves, at most a year.' }),
      organizationId: t.id({
        required: false,
        description: 'The organization that it is to act for, as its ADMIN (default: you); it can act for no other.',
      }),
    }),
  },
  {
    description:
      'Makes an API key with which a service calls in your name: "Authorization: Bearer eco_…". Needs a session; no key can manage keys, sessions, passwords or roles.',
    errors: { types: [InputInvalid, TooManyApiKeys] },
    resolve: (_, { input }, ctx) => createApiKey(ctx, input),
  },
  {
    description: 'The key that was made.',
    outputFields: (t) => ({
      apiKey: t.field({ type: ApiKey, description: 'The key.', resolve: ({ apiKey }) => apiKey }),
      token: t.exposeString('token', { description: 'What the service sends. It is shown this once: keep it secret.' }),
    }),
  },
);

builder.relayMutationField(
  'apiKeyRevoke',
  {
    description: 'Which key.',
    inputFields: (t) => ({
      apiKeyId: t.id({ description: 'Id of a key of yours, or of an organization whose ADMIN you are.' }),
    }),
  },
  {
    description: 'Ends an API key, with its WebSockets and event streams, at once and for good.',
    errors: { types: [InputInvalid, NotFound] },
    resolve: (_, { input }, ctx) => revokeApiKey(ctx, input),
  },
  {
    description: 'What was ended.',
    outputFields: (t) => ({
      apiKey: t.field({ type: ApiKey, description: 'The key as it is now.', resolve: (key) => key }),
    }),
  },
);
