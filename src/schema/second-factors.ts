import { InputInvalid } from '../resolvers/errors.ts';
import { disableSecondFactor } from '../resolvers/second-factors/disable-second-factor.ts';
import { enableSecondFactor } from '../resolvers/second-factors/enable-second-factor.ts';
import {
  ChallengeEnded,
  CodeWrong,
  SecondFactorOff,
  SecondFactorOn,
  SecondFactorRequired,
} from '../resolvers/second-factors/errors.ts';
import { prepareSecondFactor } from '../resolvers/second-factors/prepare-second-factor.ts';
import { proveSecondFactor } from '../resolvers/second-factors/prove-second-factor.ts';
import { mySecondFactor, type SecondFactorView } from '../resolvers/second-factors/read.ts';
import { renewRecoveryCodes } from '../resolvers/second-factors/renew-recovery-codes.ts';
import { confirmSession } from '../resolvers/sessions/confirm-session.ts';
import { PasswordWrong } from '../resolvers/sessions/errors.ts';
import { builder } from './builder.ts';
import { RefusalInterface } from './errors.ts';
import { CredentialsObject } from './sessions.ts';

builder.objectType(SecondFactorRequired, {
  name: 'SecondFactorRequired',
  description: 'The first proof was right, and the account has a second factor. Go on with `sessionConfirm`.',
  interfaces: [RefusalInterface],
  fields: (t) => ({
    challenge: t.exposeString('challenge', { description: 'What the code is to be sent with. It serves once.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when.' }),
  }),
});
builder.objectType(ChallengeEnded, {
  name: 'ChallengeEnded',
  description: 'The challenge is over, was answered, or had too many answers. Sign in again.',
  interfaces: [RefusalInterface],
});
builder.objectType(CodeWrong, {
  name: 'CodeWrong',
  description: 'This is not the code that is shown now, or it was used before. Nothing was done.',
  interfaces: [RefusalInterface],
});
builder.objectType(SecondFactorOn, {
  name: 'SecondFactorOn',
  description: 'There is a second factor already. Nothing was changed.',
  interfaces: [RefusalInterface],
});
builder.objectType(SecondFactorOff, {
  name: 'SecondFactorOff',
  description: 'There is no second factor, or none that was prepared lately. Nothing was done.',
  interfaces: [RefusalInterface],
});

const SecondFactor = builder.objectRef<SecondFactorView>('SecondFactor').implement({
  description: 'The authenticator of an account: an app that shows a code of 6 digits every 30 seconds (RFC 6238).',
  fields: (t) => ({
    enabledAt: t.expose('enabledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when signing in needs it; null if it does not.',
    }),
    recoveryCodesLeft: t.exposeInt('recoveryCodesLeft', { description: 'How many codes are left that replace it.' }),
  }),
});

builder.queryField('mySecondFactor', (t) =>
  t.field({
    type: SecondFactor,
    description: 'Your second factor.',
    resolve: (_, __, ctx) => mySecondFactor(ctx),
  }),
);

const CODE = 'The 6 digits that the authenticator shows. Each serves once.';
const RECOVERY_CODE = 'A recovery code in place of `code`. Each serves once.';

builder.relayMutationField(
  'secondFactorPrepare',
  null,
  {
    description: 'Makes a secret for an authenticator. It counts once `secondFactorEnable` has its first code.',
    errors: { types: [SecondFactorOn] },
    resolve: (_, __, ctx) => prepareSecondFactor(ctx),
  },
  {
    description: 'What the authenticator is to be given. It is shown this once.',
    outputFields: (t) => ({
      secret: t.exposeString('secret', { description: 'The secret in Base32, to be typed.' }),
      uri: t.exposeString('uri', { description: 'The same as an otpauth:// address, to be shown as a QR code.' }),
      expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when it can be taken into use.' }),
    }),
  },
);

const recoveryCodes = { description: 'Codes that replace a lost authenticator, each once. They are shown this once.' };

builder.relayMutationField(
  'secondFactorEnable',
  {
    description: 'The proof that it is you, and that the authenticator works.',
    inputFields: (t) => ({
      password: t.string({ description: 'Your password.' }),
      code: t.string({ description: CODE }),
    }),
  },
  {
    description: 'Takes the authenticator into use: from now on signing in, and what is sensitive, needs its codes.',
    errors: { types: [InputInvalid, PasswordWrong, CodeWrong, SecondFactorOn, SecondFactorOff] },
    resolve: (_, { input }, ctx) => enableSecondFactor(ctx, input),
  },
  {
    description: 'It is in use.',
    outputFields: (t) => ({ recoveryCodes: t.exposeStringList('recoveryCodes', recoveryCodes) }),
  },
);

builder.relayMutationField(
  'secondFactorDisable',
  {
    description: 'The proof that you have it: one of the two.',
    inputFields: (t) => ({
      code: t.string({ required: false, description: CODE }),
      recoveryCode: t.string({ required: false, description: RECOVERY_CODE }),
    }),
  },
  {
    description: 'Ends the second factor, and its recovery codes.',
    errors: { types: [InputInvalid, CodeWrong, SecondFactorOff] },
    resolve: (_, { input }, ctx) => disableSecondFactor(ctx, input),
  },
  {
    description: 'It was ended.',
    outputFields: (t) => ({ disabledAt: t.expose('disabledAt', { type: 'DateTime', description: 'When.' }) }),
  },
);

builder.relayMutationField(
  'secondFactorProve',
  {
    description: 'The proof: one of the two.',
    inputFields: (t) => ({
      code: t.string({ required: false, description: CODE }),
      recoveryCode: t.string({ required: false, description: RECOVERY_CODE }),
    }),
  },
  {
    description:
      'Proves the second factor anew in this session. What is sensitive (withdrawals, API keys, the password, linking) asks for it by SECOND_FACTOR_NEEDED.',
    errors: { types: [InputInvalid, CodeWrong, SecondFactorOff] },
    resolve: (_, { input }, ctx) => proveSecondFactor(ctx, input),
  },
  {
    description: 'It was proven.',
    outputFields: (t) => ({
      provenUntil: t.expose('provenUntil', { type: 'DateTime', description: 'Until when that counts.' }),
    }),
  },
);

builder.relayMutationField(
  'recoveryCodesRenew',
  {
    description: 'The proof that you have the authenticator.',
    inputFields: (t) => ({ code: t.string({ description: CODE }) }),
  },
  {
    description: 'Makes new recovery codes in the place of all before.',
    errors: { types: [InputInvalid, CodeWrong, SecondFactorOff] },
    resolve: (_, { input }, ctx) => renewRecoveryCodes(ctx, input),
  },
  {
    description: 'They were made.',
    outputFields: (t) => ({ recoveryCodes: t.exposeStringList('recoveryCodes', recoveryCodes) }),
  },
);

builder.relayMutationField(
  'sessionConfirm',
  {
    description: 'The second proof of who you are: one of the two.',
    inputFields: (t) => ({
      challenge: t.string({ description: 'What `SecondFactorRequired` gave.' }),
      code: t.string({ required: false, description: CODE }),
      recoveryCode: t.string({ required: false, description: RECOVERY_CODE }),
    }),
  },
  {
    description:
      'Signs you in, after the first proof was right. After several wrong codes one has to wait, longer each time.',
    errors: { types: [InputInvalid, ChallengeEnded, CodeWrong] },
    resolve: (_, { input }, ctx) => confirmSession(ctx, input),
  },
  {
    description: 'The session that was opened.',
    outputFields: (t) => ({
      credentials: t.field({ type: CredentialsObject, description: 'What you hold of it.', resolve: (held) => held }),
    }),
  },
);
