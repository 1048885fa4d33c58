import type { EndReason as EndReasonCode, SessionRow } from '../db/sessions.ts';
import { InputInvalid, NotFound } from '../resolvers/errors.ts';
import { SecondFactorRequired } from '../resolvers/second-factors/errors.ts';
import { changePassword } from '../resolvers/sessions/change-password.ts';
import type { Credentials } from '../resolvers/sessions/credentials.ts';
import { LoginRefused, PasswordWrong, SessionEnded, TokenInvalid } from '../resolvers/sessions/errors.ts';
import { loginSession } from '../resolvers/sessions/login-session.ts';
import { logoutSession } from '../resolvers/sessions/logout-session.ts';
import { findSessions, mySessions } from '../resolvers/sessions/read.ts';
import { refreshSession } from '../resolvers/sessions/refresh-session.ts';
import { requestPasswordReset } from '../resolvers/sessions/request-password-reset.ts';
import { resetPassword } from '../resolvers/sessions/reset-password.ts';
import { revokeSession } from '../resolvers/sessions/revoke-session.ts';
import { userOf } from '../resolvers/users/read.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { RefusalInterface } from './errors.ts';
import { User } from './users.ts';

builder.objectType(LoginRefused, {
  name: 'LoginRefused',
  description: 'No account has this name and this password. Which of the two is wrong is not said.',
  interfaces: [RefusalInterface],
});
builder.objectType(SessionEnded, {
  name: 'SessionEnded',
  description: 'The refresh token does not continue a session: it is unknown, was used before, or its session is over.',
  interfaces: [RefusalInterface],
});
builder.objectType(TokenInvalid, {
  name: 'TokenInvalid',
  description: 'The token of the mail is not known, was used before or has expired. Nothing was changed.',
  interfaces: [RefusalInterface],
});
builder.objectType(PasswordWrong, {
  name: 'PasswordWrong',
  description: 'The current password is another one. Nothing was changed.',
  interfaces: [RefusalInterface],
});

const EndReason = enumOf('SessionEndReason', 'Why a session ended.', {
  LOGGED_OUT: 'Its user logged out.',
  REVOKED: 'Its user ended it from another session.',
  REFRESH_TOKEN_REUSED: 'A refresh token came twice, so one of the two who sent it had stolen it.',
  PASSWORD_CHANGED: 'The password was changed in another session.',
  PASSWORD_RESET: 'The password was set anew by mail.',
  TOO_MANY: 'The user signed in more often than may be open at once; this one was used longest ago.',
} satisfies Record<EndReasonCode, string>);

const Session = builder.objectRef<SessionRow>('Session');
builder.node(Session, {
  id: { resolve: (session) => session.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => findSessions(ctx, ids),
  description: 'One of your sign-ins on a device.',
  fields: (t) => ({
    current: t.boolean({
      extensions: { viewerDependent: true },
      description: 'Whether this call is made with it.',
      resolve: (session, _, ctx) => session.id === ctx.viewer?.sessionId,
    }),
    address: t.exposeString('address', { nullable: true, description: 'Network address that it was opened from.' }),
    userAgent: t.exposeString('userAgent', { nullable: true, description: 'What the device said to be.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was opened.' }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', description: 'When it was last opened or refreshed.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it ends unless it is refreshed before.' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true, description: 'When it was ended, if it was.' }),
    endReason: t.field({
      type: EndReason,
      nullable: true,
      description: 'Why it was ended, if it was.',
      resolve: (session) => session.endReason as EndReasonCode | null,
    }),
  }),
});

const SessionConnection = builder.connectionObject(
  { type: Session, name: 'SessionConnection', description: 'A page of sessions.' },
  { name: 'SessionEdge', description: 'A session and its cursor.' },
);

builder.queryField('mySessions', (t) =>
  t.field({
    type: SessionConnection,
    description: 'Your open sessions, newest first.',
    args: pageArgs,
    resolve: async (_, args, ctx) => toConnection(await mySessions(ctx, args)),
  }),
);

export const CredentialsObject = builder.objectRef<Credentials>('Credentials').implement({
  description: 'What you hold of a session. Keep it secret.',
  fields: (t) => ({
    accessToken: t.exposeString('accessToken', {
      description:
        'Send it as "Authorization: Bearer <accessToken>", or as `authorization` in the connection_init of a WebSocket.',
    }),
    accessTokenExpiresAt: t.expose('accessTokenExpiresAt', { type: 'DateTime', description: 'Until when it serves.' }),
    refreshToken: t.exposeString('refreshToken', {
      description: 'Gets the next access token by `sessionRefresh`. It serves once: a second use ends the session.',
    }),
    refreshTokenExpiresAt: t.expose('refreshTokenExpiresAt', {
      type: 'DateTime',
      description: 'Until when it serves.',
    }),
    user: t.field({
      type: User,
      description: 'Whose session it is.',
      resolve: (session, _, ctx) => userOf(ctx, session.userId),
    }),
  }),
});

builder.relayMutationField(
  'sessionLogin',
  {
    description: 'Who you are, and the proof.',
    inputFields: (t) => ({
      login: t.string({ description: 'Your username or your e-mail address.' }),
      password: t.string({ description: 'Your password.' }),
    }),
  },
  {
    description: 'Signs you in. After several failures one has to wait, longer each time.',
    errors: { types: [InputInvalid, LoginRefused, SecondFactorRequired] },
    resolve: (_, { input }, ctx) => loginSession(ctx, input),
  },
  {
    description: 'The session that was opened.',
    outputFields: (t) => ({
      credentials: t.field({ type: CredentialsObject, description: 'What you hold of it.', resolve: (held) => held }),
    }),
  },
);

builder.relayMutationField(
  'sessionRefresh',
  {
    description: 'What continues the session.',
    inputFields: (t) => ({ refreshToken: t.string({ description: 'The newest refresh token of the session.' }) }),
  },
  {
    description: 'Gets a new access token, and a new refresh token in place of the one that is sent.',
    errors: { types: [InputInvalid, SessionEnded] },
    resolve: (_, { input }, ctx) => refreshSession(ctx, input),
  },
  {
    description: 'The session, continued.',
    outputFields: (t) => ({
      credentials: t.field({ type: CredentialsObject, description: 'What you hold of it.', resolve: (held) => held }),
    }),
  },
);

builder.relayMutationField(
  'sessionLogout',
  {
    description: 'Which sessions to end.',
    inputFields: (t) => ({
      everywhere: t.boolean({ required: false, description: 'All of yours instead of this one (default: false).' }),
    }),
  },
  {
    description: 'Ends the session that this call is made with. Its tokens serve no longer.',
    errors: { types: [InputInvalid] },
    resolve: (_, { input }, ctx) => logoutSession(ctx, input),
  },
  {
    description: 'What was ended.',
    outputFields: (t) => ({ endedSessions: t.exposeInt('endedSessions', { description: 'How many sessions.' }) }),
  },
);

builder.relayMutationField(
  'sessionRevoke',
  {
    description: 'Which session to end.',
    inputFields: (t) => ({ sessionId: t.id({ description: 'Id of one of your sessions.' }) }),
  },
  {
    description: 'Ends one of your sessions, such as that of a lost device. Its tokens serve no longer.',
    errors: { types: [InputInvalid, NotFound] },
    resolve: (_, { input }, ctx) => revokeSession(ctx, input),
  },
  {
    description: 'What was ended.',
    outputFields: (t) => ({
      session: t.field({ type: Session, description: 'The session as it is now.', resolve: (session) => session }),
    }),
  },
);

builder.relayMutationField(
  'passwordResetRequest',
  {
    description: 'Who has forgotten the password.',
    inputFields: (t) => ({ email: t.string({ description: 'The e-mail address of the account.' }) }),
  },
  {
    description: 'Mails a token to set a new password with. The answer does not tell whether there is an account.',
    errors: { types: [InputInvalid] },
    resolve: (_, { input }, ctx) => requestPasswordReset(ctx, input),
  },
  {
    description: 'The wish was taken.',
    outputFields: (t) => ({
      acceptedAt: t.expose('acceptedAt', {
        type: 'DateTime',
        description: 'When; a mail follows if there is an account.',
      }),
    }),
  },
);

builder.relayMutationField(
  'passwordReset',
  {
    description: 'The proof that mail reaches you, and the new password.',
    inputFields: (t) => ({
      token: t.string({ description: 'The token of the mail. It serves once, for a limited time.' }),
      newPassword: t.string({ description: '10 to 128 characters; neither your name nor one of the commonest.' }),
    }),
  },
  {
    description: 'Sets a new password and ends all your sessions. Then sign in by `sessionLogin`.',
    errors: { types: [InputInvalid, TokenInvalid] },
    resolve: (_, { input }, ctx) => resetPassword(ctx, input),
  },
  {
    description: 'The password was set.',
    outputFields: (t) => ({
      endedSessions: t.exposeInt('endedSessions', { description: 'How many sessions were ended.' }),
    }),
  },
);

builder.relayMutationField(
  'passwordChange',
  {
    description: 'The old password and the new one.',
    inputFields: (t) => ({
      currentPassword: t.string({ description: 'Your password so far.' }),
      newPassword: t.string({ description: '10 to 128 characters; neither your name nor one of the commonest.' }),
    }),
  },
  {
    description: 'Changes your password and ends your other sessions.',
    errors: { types: [InputInvalid, PasswordWrong] },
    resolve: (_, { input }, ctx) => changePassword(ctx, input),
  },
  {
    description: 'The password was changed.',
    outputFields: (t) => ({
      endedSessions: t.exposeInt('endedSessions', { description: 'How many others were ended.' }),
    }),
  },
);
