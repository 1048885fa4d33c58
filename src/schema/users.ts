import type { PlatformRole, UserView } from '../db/users.ts';
import { InputInvalid, NotFound } from '../resolvers/errors.ts';
import { TokenInvalid } from '../resolvers/sessions/errors.ts';
import {
  EmailAlreadyVerified,
  EmailTaken,
  LastAdmin,
  TooManySignUps,
  UsernameTaken,
} from '../resolvers/users/errors.ts';
import { grantRole } from '../resolvers/users/grant-role.ts';
import { findUser, listUsers, me, rolesOf, seesPrivate } from '../resolvers/users/read.ts';
import { registerUser } from '../resolvers/users/register-user.ts';
import { requestEmailVerification } from '../resolvers/users/request-email-verification.ts';
import { revokeRole } from '../resolvers/users/revoke-role.ts';
import { updateProfile } from '../resolvers/users/update-profile.ts';
import { verifyEmail } from '../resolvers/users/verify-email.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { RefusalInterface } from './errors.ts';
import type { Readable } from './want.ts';

export const PlatformRoleEnum = enumOf(
  'PlatformRole',
  'What a user may do on the platform. Granted by a PLATFORM_ADMIN only.',
  {
    RETAIL_USER: 'Buys and sells on the own account.',
    ENTERPRISE_USER: 'Acts for an organization.',
    PROJECT_OWNER: 'Registers projects.',
    POAI_REVIEWER: 'Reviews Proof of Asset Integrity cases.',
    GOVERNANCE_MEMBER: 'Proposes and votes.',
    FINANCE: 'Records deposits and decides withdrawals.',
    PLATFORM_ADMIN: 'Grants roles and reads the audit log.',
  } satisfies Record<PlatformRole, string>,
);

builder.objectType(UsernameTaken, {
  name: 'UsernameTaken',
  description: 'Someone else has this username, whatever the case of its letters. No account was opened.',
  interfaces: [RefusalInterface],
});
builder.objectType(EmailTaken, {
  name: 'EmailTaken',
  description: 'There is an account with this e-mail address. No other was opened.',
  interfaces: [RefusalInterface],
});
builder.objectType(EmailAlreadyVerified, {
  name: 'EmailAlreadyVerified',
  description: 'Your e-mail address is verified. No mail was sent.',
  interfaces: [RefusalInterface],
});
builder.objectType(TooManySignUps, {
  name: 'TooManySignUps',
  description: 'Too many accounts were opened from your network lately. None was opened.',
  interfaces: [RefusalInterface],
  fields: (t) => ({
    retryAt: t.expose('retryAt', { type: 'DateTime', description: 'When one can be opened from there again.' }),
  }),
});
builder.objectType(LastAdmin, {
  name: 'LastAdmin',
  description: 'The platform would be left without a PLATFORM_ADMIN. Nothing was changed.',
  interfaces: [RefusalInterface],
});

/** How a statement joins a user: what its fields need besides the columns of their names. */
export const USER = {
  needs: { emailVerified: ['emailVerifiedAt'], roles: [], linkedAddresses: [] },
} as const satisfies Readable;

/** What only the user and a PLATFORM_ADMIN see: it must never be shared between callers. */
const PRIVATE = { viewerDependent: true };

export const User = builder.objectRef<UserView>('User');
builder.node(User, {
  id: { resolve: (user) => user.id, description: 'Opaque id, the same for ever.' },
  // Without Pothos's own cache: it lives as long as the context, which in a subscription is for ever.
  // Waited for: Pothos marks what this gives with its type, and would mark the promises.
  loadManyWithoutCache: (ids, ctx) => Promise.all(ids.map((id) => ctx.loaders.users.load(id))),
  description: 'Someone who has an account. Others see the public part only.',
  fields: (t) => ({
    username: t.exposeString('username', { description: 'Unique, whatever the case of its letters.' }),
    displayName: t.exposeString('displayName', { description: 'How the user wants to be called.' }),
    isSeller: t.exposeBoolean('isSeller', { description: 'Whether the user says to sell.' }),
    isBuyer: t.exposeBoolean('isBuyer', { description: 'Whether the user says to buy.' }),
    country: t.exposeString('country', { nullable: true, description: 'ISO 3166-1 alpha-2 code, such as "BR".' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the account was opened.' }),
    email: t.string({
      nullable: true,
      extensions: PRIVATE,
      description: 'E-mail address. Null unless it is your own or you are PLATFORM_ADMIN.',
      resolve: async (user, _, ctx) => ((await seesPrivate(ctx, user)) ? user.email : null),
    }),
    emailVerified: t.boolean({
      nullable: true,
      extensions: PRIVATE,
      description: 'Whether the address was proven. Null unless it is your own or you are PLATFORM_ADMIN.',
      resolve: async (user, _, ctx) => ((await seesPrivate(ctx, user)) ? user.emailVerifiedAt !== null : null),
    }),
    roles: t.field({
      type: [PlatformRoleEnum],
      nullable: true,
      extensions: PRIVATE,
      description: 'What the user may do on the platform. Null unless it is your own or you are PLATFORM_ADMIN.',
      resolve: async (user, _, ctx) => ((await seesPrivate(ctx, user)) ? rolesOf(ctx, user) : null),
    }),
  }),
});

const UserConnection = builder.connectionObject(
  { type: User, name: 'UserConnection', description: 'A page of users.' },
  { name: 'UserEdge', description: 'A user and its cursor.' },
);

const UserFilter = builder.inputType('UserFilter', {
  description: 'Which users to list; all that is given must hold.',
  fields: (t) => ({
    role: t.field({ type: PlatformRoleEnum, required: false, description: 'Who has this role.' }),
    email: t.string({ required: false, description: 'Who has this e-mail address, whatever its case.' }),
  }),
});

builder.queryFields((t) => ({
  me: t.field({ type: User, description: 'You, with what is private.', resolve: (_, __, ctx) => me(ctx) }),
  user: t.field({
    type: User,
    nullable: true,
    description: 'One user, by `id` or by `username`; null if there is none.',
    args: {
      id: t.arg.id({ required: false, description: 'Opaque id of the user.' }),
      username: t.arg.string({ required: false, description: 'Username, whatever the case of its letters.' }),
    },
    resolve: (_, args, ctx) => findUser(ctx, args),
  }),
  users: t.field({
    type: UserConnection,
    description: 'All users, newest first. For PLATFORM_ADMIN.',
    args: { ...pageArgs, filterBy: t.arg({ type: UserFilter, required: false, description: 'Which of them.' }) },
    resolve: async (_, args, ctx) => toConnection(await listUsers(ctx, args)),
  }),
}));

builder.relayMutationField(
  'userRegister',
  {
    description: 'Who you are. Nothing here gives power: roles are granted by a PLATFORM_ADMIN.',
    inputFields: (t) => ({
      username: t.string({
        description: '3 to 30 letters, digits or single . _ - between them; unique whatever its case.',
      }),
      email: t.string({ description: 'E-mail address; a mail with a token to verify it is sent there.' }),
      password: t.string({ description: '10 to 128 characters; neither your name nor one of the commonest.' }),
      displayName: t.string({ required: false, description: 'How you want to be called (default: the username).' }),
      isSeller: t.boolean({ required: false, description: 'Whether you mean to sell (default: false).' }),
      isBuyer: t.boolean({ required: false, description: 'Whether you mean to buy (default: true).' }),
      country: t.string({ required: false, description: 'ISO 3166-1 alpha-2 code, such as "BR".' }),
    }),
  },
  {
    description: 'Opens an account with a wallet of each asset. Then sign in by `sessionLogin`.',
    errors: { types: [InputInvalid, UsernameTaken, EmailTaken, TooManySignUps] },
    resolve: (_, { input }, ctx) => registerUser(ctx, input),
  },
  {
    description: 'The account that was opened.',
    outputFields: (t) => ({ user: t.field({ type: User, description: 'The new user.', resolve: (user) => user }) }),
  },
);

builder.relayMutationField(
  'profileUpdate',
  {
    description: 'What to change of your profile; what is left out stays.',
    inputFields: (t) => ({
      displayName: t.string({ required: false, description: 'How you want to be called, up to 80 characters.' }),
      isSeller: t.boolean({ required: false, description: 'Whether you mean to sell.' }),
      isBuyer: t.boolean({ required: false, description: 'Whether you mean to buy.' }),
      country: t.string({ required: false, description: 'ISO 3166-1 alpha-2 code, such as "BR"; null takes it away.' }),
    }),
  },
  {
    description: 'Changes your profile.',
    errors: { types: [InputInvalid] },
    resolve: (_, { input }, ctx) => updateProfile(ctx, input),
  },
  {
    description: 'The profile as it is now.',
    outputFields: (t) => ({ user: t.field({ type: User, description: 'You.', resolve: (user) => user }) }),
  },
);

builder.relayMutationField(
  'emailVerify',
  {
    description: 'The proof that mail reaches you.',
    inputFields: (t) => ({
      token: t.string({ description: 'The token of the mail. It serves once, for a limited time.' }),
    }),
  },
  {
    description: 'Verifies your e-mail address. You need not be signed in.',
    errors: { types: [InputInvalid, TokenInvalid] },
    resolve: (_, { input }, ctx) => verifyEmail(ctx, input),
  },
  {
    description: 'Whose address was verified.',
    outputFields: (t) => ({ user: t.field({ type: User, description: 'The user.', resolve: (user) => user }) }),
  },
);

builder.relayMutationField(
  'emailVerificationRequest',
  null,
  {
    description: 'Mails you another token to verify your e-mail address with.',
    errors: { types: [EmailAlreadyVerified] },
    resolve: (_, __, ctx) => requestEmailVerification(ctx),
  },
  {
    description: 'Where the mail goes.',
    outputFields: (t) => ({ email: t.exposeString('email', { description: 'Your e-mail address.' }) }),
  },
);

const roleFields = {
  userId: 'Id of the user.',
  role: 'Which role.',
};

builder.relayMutationField(
  'roleGrant',
  {
    description: 'Who is to have which role.',
    inputFields: (t) => ({
      userId: t.id({ description: roleFields.userId }),
      role: t.field({ type: PlatformRoleEnum, description: roleFields.role }),
    }),
  },
  {
    description: 'Gives a user a role. For PLATFORM_ADMIN; recorded in the audit log.',
    errors: { types: [InputInvalid, NotFound] },
    resolve: (_, { input }, ctx) => grantRole(ctx, input),
  },
  {
    description: 'The user with the roles as they are now.',
    outputFields: (t) => ({ user: t.field({ type: User, description: 'The user.', resolve: (user) => user }) }),
  },
);

builder.relayMutationField(
  'roleRevoke',
  {
    description: 'Who is to lose which role.',
    inputFields: (t) => ({
      userId: t.id({ description: roleFields.userId }),
      role: t.field({ type: PlatformRoleEnum, description: roleFields.role }),
    }),
  },
  {
    description: 'Takes a role from a user. For PLATFORM_ADMIN; recorded in the audit log.',
    errors: { types: [InputInvalid, NotFound, LastAdmin] },
    resolve: (_, { input }, ctx) => revokeRole(ctx, input),
  },
  {
    description: 'The user with the roles as they are now.',
    outputFields: (t) => ({ user: t.field({ type: User, description: 'The user.', resolve: (user) => user }) }),
  },
);
