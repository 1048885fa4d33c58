import type { IdentityRow } from '../db/identities.ts';
import { InputInvalid, NotFound } from '../resolvers/errors.ts';
import {
  AccountExists,
  EmailNotVerified,
  EmailNotVouched,
  HandoverEnded,
  IdentityTaken,
  TooManyIdentities,
} from '../resolvers/identities/errors.ts';
import { linkIdentity } from '../resolvers/identities/link-identity.ts';
import { loginIdentity } from '../resolvers/identities/login-identity.ts';
import type { IdentityProvider as Provider } from '../resolvers/identities/provider.ts';
import { myIdentities, visibleIdentities } from '../resolvers/identities/read.ts';
import { unlinkIdentity } from '../resolvers/identities/unlink-identity.ts';
import { SecondFactorRequired } from '../resolvers/second-factors/errors.ts';
import { PasswordWrong } from '../resolvers/sessions/errors.ts';
import { TooManySignUps, UsernameTaken } from '../resolvers/users/errors.ts';
import { builder } from './builder.ts';
import { RefusalInterface } from './errors.ts';
import { CredentialsObject } from './sessions.ts';

builder.objectType(HandoverEnded, {
  name: 'HandoverEnded',
  description: 'The code is not known, was used before, has expired, or was given to another page. Nothing was done.',
  interfaces: [RefusalInterface],
});
builder.objectType(AccountExists, {
  name: 'AccountExists',
  description:
    'An account has the e-mail address that the provider told. Sign in to it, then link the identity by `identityLink`: the code still serves.',
  interfaces: [RefusalInterface],
});
builder.objectType(EmailNotVouched, {
  name: 'EmailNotVouched',
  description: 'The provider vouches for no e-mail address, so no account was opened.',
  interfaces: [RefusalInterface],
});
builder.objectType(IdentityTaken, {
  name: 'IdentityTaken',
  description: 'The identity signs in to another account. Nothing was changed.',
  interfaces: [RefusalInterface],
});
builder.objectType(TooManyIdentities, {
  name: 'TooManyIdentities',
  description: 'You have linked as many identities as one may. Nothing was changed.',
  interfaces: [RefusalInterface],
});
builder.objectType(EmailNotVerified, {
  name: 'EmailNotVerified',
  description: 'The e-mail address of your account is not verified. Nothing was changed.',
  interfaces: [RefusalInterface],
});

const IdentityProvider = builder.objectRef<Provider>('IdentityProvider').implement({
  description: 'Somebody with whom one can sign in (OpenID Connect).',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name in addresses, such as "google".' }),
    label: t.exposeString('label', { description: 'Its name for people.' }),
    startPath: t.string({
      description:
        'Where a page sends its user, with `?challenge=` (SHA-256 of a secret of the page, in base64url) and `&page=` (/sign-in or /account). They come back to the page with `#code=` or `#error=`.',
      resolve: ({ name }) => `/auth/${name}/start`,
    }),
  }),
});

builder.queryField('identityProviders', (t) =>
  t.field({
    type: [IdentityProvider],
    extensions: { shared: true },
    description: 'With whom one can sign in besides.',
    resolve: (_, __, ctx) => [...ctx.app.providers],
  }),
);

const Identity = builder.objectRef<IdentityRow>('Identity');
builder.node(Identity, {
  id: { resolve: (identity) => identity.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleIdentities(ctx, ids),
  description: 'An account at a provider that signs in as you.',
  fields: (t) => ({
    provider: t.exposeString('provider', { description: 'The name of the provider.' }),
    issuer: t.exposeString('issuer', { description: 'Who vouches for it.' }),
    email: t.exposeString('email', { nullable: true, description: 'What it was called there as it was linked.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was linked.' }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', description: 'When it last signed in, or was linked.' }),
  }),
});

builder.queryField('myIdentities', (t) =>
  t.field({
    type: [Identity],
    description: 'The accounts at providers that sign in as you, oldest first.',
    resolve: (_, __, ctx) => myIdentities(ctx),
  }),
);

const fields = {
  code: 'What stood after `#code=` in the address. It serves once, for a short time.',
  verifier: 'The secret of the page, whose SHA-256 it gave as `challenge`.',
  password: 'Your password; not needed where this session has lately proven a second factor.',
};

builder.relayMutationField(
  'identityLogin',
  {
    description: 'What the page holds after its user came back from a provider.',
    inputFields: (t) => ({
      code: t.string({ description: fields.code }),
      verifier: t.string({ description: fields.verifier }),
      username: t.string({
        required: false,
        description: 'Your username, should an account be opened (default: one made of what the provider calls you).',
      }),
    }),
  },
  {
    description:
      'Signs in whoever has the identity linked. Where nobody has, an account is opened for the e-mail address that the provider vouches for. An identity is never taken for an account by its address alone.',
    errors: {
      types: [
        InputInvalid,
        HandoverEnded,
        AccountExists,
        EmailNotVouched,
        UsernameTaken,
        TooManySignUps,
        SecondFactorRequired,
      ],
    },
    resolve: (_, { input }, ctx) => loginIdentity(ctx, input),
  },
  {
    description: 'The session that was opened.',
    outputFields: (t) => ({
      credentials: t.field({ type: CredentialsObject, description: 'What you hold of it.', resolve: (held) => held }),
    }),
  },
);

builder.relayMutationField(
  'identityLink',
  {
    description:
      'What the page holds after its user came back from a provider, and the proof that the account is theirs.',
    inputFields: (t) => ({
      code: t.string({ description: fields.code }),
      verifier: t.string({ description: fields.verifier }),
      password: t.string({ required: false, description: fields.password }),
    }),
  },
  {
    description: 'Links an account at a provider to yours: it signs in as you from now on.',
    errors: {
      types: [InputInvalid, HandoverEnded, PasswordWrong, EmailNotVerified, IdentityTaken, TooManyIdentities],
    },
    resolve: (_, { input }, ctx) => linkIdentity(ctx, input),
  },
  {
    description: 'It is linked.',
    outputFields: (t) => ({
      identity: t.field({ type: Identity, description: 'The identity.', resolve: (identity) => identity }),
    }),
  },
);

builder.relayMutationField(
  'identityUnlink',
  {
    description: 'Which identity, and the proof that the account is yours.',
    inputFields: (t) => ({
      identityId: t.id({ description: 'Id of one of your identities.' }),
      password: t.string({ required: false, description: fields.password }),
    }),
  },
  {
    description: 'Ends a link: that account at the provider does not sign in as you any more.',
    errors: { types: [InputInvalid, NotFound, PasswordWrong] },
    resolve: (_, { input }, ctx) => unlinkIdentity(ctx, input),
  },
  {
    description: 'It was ended.',
    outputFields: (t) => ({
      provider: t.exposeString('provider', { description: 'Of which provider it was.' }),
    }),
  },
);
