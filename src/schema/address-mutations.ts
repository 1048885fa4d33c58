import {
  AddressInUse,
  AddressNotLinked,
  AddressUnavailable,
  LinkPermitInvalid,
  SignatureInvalid,
  SiweLoginRefused,
  SiweMessageRefused,
  TooManyAddresses,
} from '../resolvers/addresses/errors.ts';
import { issueSiweNonce, type SiweChallenge } from '../resolvers/addresses/issue-siwe-nonce.ts';
import { linkWallet } from '../resolvers/addresses/link-wallet.ts';
import { loginSiwe } from '../resolvers/addresses/login-siwe.ts';
import { type LinkChallenge, prepareWalletLink } from '../resolvers/addresses/prepare-wallet-link.ts';
import { unlinkWallet } from '../resolvers/addresses/unlink-wallet.ts';
import { ChainUnavailable, InputInvalid } from '../resolvers/errors.ts';
import { LinkedAddress } from './addresses.ts';
import { SecondFactorRequired } from '../resolvers/second-factors/errors.ts';
import { builder } from './builder.ts';
import { CredentialsObject } from './sessions.ts';

const SiweChallengeObject = builder.objectRef<SiweChallenge>('SiweChallenge').implement({
  description: 'What a message of EIP-4361 must say. Whatever is not named here is up to the wallet.',
  fields: (t) => ({
    nonce: t.exposeString('nonce', { description: 'Serves once, until it expires.' }),
    domain: t.exposeString('domain', { description: 'Its domain.' }),
    uri: t.exposeString('uri', { description: 'Its URI, or one below it.' }),
    chainId: t.exposeInt('chainId', { description: 'Its Chain ID.' }),
    statement: t.exposeString('statement', { description: 'Its statement, to the letter.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when the nonce serves.' }),
    message: t.exposeString('message', {
      nullable: true,
      description: 'The whole message, ready for `personal_sign`; null where no address was given.',
    }),
  }),
});

builder.relayMutationField(
  'siweNonce',
  {
    description: 'Who is going to sign, if that is known.',
    inputFields: (t) => ({
      address: t.field({
        type: 'Address',
        required: false,
        description: 'Address of the wallet: with it the answer has the whole message. Nothing is looked up.',
      }),
    }),
  },
  {
    description: 'Begins a sign-in with Ethereum (EIP-4361): gives a nonce. Then sign, and call `siweLogin`.',
    errors: { types: [InputInvalid] },
    resolve: (_, { input }, ctx) => issueSiweNonce(ctx, input),
  },
  {
    description: 'What to sign.',
    outputFields: (t) => ({
      challenge: t.field({ type: SiweChallengeObject, description: 'What to sign.', resolve: (made) => made }),
    }),
  },
);

const messageFields = {
  message: { description: 'The text that was signed, to the letter.' },
  signature: {
    description: 'What `personal_sign` gave: 65 bytes of a key, or what a contract wallet takes (ERC-1271), as hex.',
  },
};

builder.relayMutationField(
  'siweLogin',
  {
    description: 'The proof that an address is yours.',
    inputFields: (t) => ({
      message: t.string(messageFields.message),
      signature: t.string(messageFields.signature),
    }),
  },
  {
    description: 'Signs you in by an address that is linked to your account. Failures make you wait, longer each time.',
    errors: {
      types: [
        InputInvalid,
        SiweMessageRefused,
        SiweLoginRefused,
        SignatureInvalid,
        ChainUnavailable,
        SecondFactorRequired,
      ],
    },
    resolve: (_, { input }, ctx) => loginSiwe(ctx, input),
  },
  {
    description: 'The session that was opened.',
    outputFields: (t) => ({
      credentials: t.field({ type: CredentialsObject, description: 'What you hold of it.', resolve: (held) => held }),
    }),
  },
);

const LinkChallengeObject = builder.objectRef<LinkChallenge>('LinkChallenge').implement({
  description: 'The two texts that link an address to your account.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'For `personal_sign`: proves the address to the platform.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when the message serves.' }),
    typedData: t.exposeString('typedData', {
      nullable: true,
      description:
        'For `eth_signTypedData_v4`, as JSON: lets the platform write the link on the chain (EIP-712, CarbonAccount). Null where the platform has no chain.',
    }),
    deadline: t.expose('deadline', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when the signature over `typedData` serves; send it back with it.',
    }),
  }),
});

builder.relayMutationField(
  'walletLinkPrepare',
  {
    description: 'Which address to link.',
    inputFields: (t) => ({ address: t.field({ type: 'Address', description: 'Address of your wallet.' }) }),
  },
  {
    description: 'Gives what a wallet signs to be linked to your account. Then call `walletLink`.',
    errors: { types: [InputInvalid, ChainUnavailable] },
    resolve: (_, { input }, ctx) => prepareWalletLink(ctx, input),
  },
  {
    description: 'What to sign.',
    outputFields: (t) => ({
      challenge: t.field({ type: LinkChallengeObject, description: 'What to sign.', resolve: (made) => made }),
    }),
  },
);

builder.relayMutationField(
  'walletLink',
  {
    description: 'The proof that an address is yours, and perhaps the permission to say so on the chain.',
    inputFields: (t) => ({
      message: t.string(messageFields.message),
      signature: t.string(messageFields.signature),
      linkSignature: t.string({
        required: false,
        description: 'What `eth_signTypedData_v4` gave over `typedData`: then the chain learns of the link as well.',
      }),
      deadline: t.field({
        type: 'DateTime',
        required: false,
        description: 'The deadline that came with `typedData`; together with `linkSignature`.',
      }),
    }),
  },
  {
    description:
      'Links an address to your account: you can sign in by it, what comes from it is yours, and money can be withdrawn to it.',
    errors: {
      types: [
        InputInvalid,
        SiweMessageRefused,
        SignatureInvalid,
        LinkPermitInvalid,
        AddressUnavailable,
        TooManyAddresses,
        ChainUnavailable,
      ],
    },
    resolve: (_, { input }, ctx) => linkWallet(ctx, input),
  },
  {
    description: 'The link.',
    outputFields: (t) => ({
      linkedAddress: t.field({ type: LinkedAddress, description: 'As it is now.', resolve: (link) => link }),
    }),
  },
);

builder.relayMutationField(
  'walletUnlink',
  {
    description: 'Which address to unlink.',
    inputFields: (t) => ({ address: t.field({ type: 'Address', description: 'One of your linked addresses.' }) }),
  },
  {
    description: 'Unlinks an address, here at once and on the chain soon. What came from it before stays yours.',
    errors: { types: [InputInvalid, AddressNotLinked, AddressInUse] },
    resolve: (_, { input }, ctx) => unlinkWallet(ctx, input),
  },
  {
    description: 'The link that was ended.',
    outputFields: (t) => ({
      linkedAddress: t.field({ type: LinkedAddress, description: 'As it is now.', resolve: (link) => link }),
    }),
  },
);
