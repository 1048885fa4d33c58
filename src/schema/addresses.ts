import type {
  AddressKind as AddressKindCode,
  LinkChainState as StateCode,
  LinkedAddressRow,
} from '../db/linked-addresses.ts';
import {
  AddressInUse,
  AddressNotLinked,
  AddressUnavailable,
  LinkPermitInvalid,
  SignatureInvalid,
  type SiweFault as FaultCode,
  SiweLoginRefused,
  SiweMessageRefused,
  TooManyAddresses,
} from '../resolvers/addresses/errors.ts';
import { addressesOf, findLinks, linkOf, myAddresses } from '../resolvers/addresses/read.ts';
import { addressOf } from '../resolvers/addresses/rules.ts';
import { watchLinks } from '../resolvers/addresses/watch.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import { builder, enumOf } from './builder.ts';
import { RefusalInterface } from './errors.ts';
import { afterArg } from './inputs.ts';
import { User } from './users.ts';

const SiweFault = enumOf('SiweFault', 'What is wrong with a message of EIP-4361.', {
  MALFORMED: 'It is not written as EIP-4361 says.',
  OTHER_DOMAIN: 'It is for another site.',
  OTHER_URI: 'Its URI is of another site.',
  OTHER_VERSION: 'Its version is not 1.',
  OTHER_CHAIN: 'It is for another chain.',
  OTHER_STATEMENT: 'Its statement is not the one for this purpose.',
  NOT_YET_VALID: 'It was issued, or begins to be valid, in the future.',
  EXPIRED: 'It has expired.',
  NONCE_REFUSED: 'Its nonce is not known, was used before or has expired.',
} satisfies Record<FaultCode, string>);

builder.objectType(SiweMessageRefused, {
  name: 'SiweMessageRefused',
  description: 'The message is not one that was to be signed. Ask for another one.',
  interfaces: [RefusalInterface],
  fields: (t) => ({ fault: t.expose('fault', { type: SiweFault, description: 'What is wrong with it.' }) }),
});
builder.objectType(SiweLoginRefused, {
  name: 'SiweLoginRefused',
  description: 'No account has this address, or the signature is not its own. Which of the two is not said.',
  interfaces: [RefusalInterface],
});
builder.objectType(SignatureInvalid, {
  name: 'SignatureInvalid',
  description: 'The signature is not that of the address, or of a kind that is not supported.',
  interfaces: [RefusalInterface],
});
builder.objectType(AddressUnavailable, {
  name: 'AddressUnavailable',
  description: 'The address cannot be linked to your account. Nothing was changed.',
  interfaces: [RefusalInterface],
});
builder.objectType(TooManyAddresses, {
  name: 'TooManyAddresses',
  description: 'Your account has as many linked addresses as it may have.',
  interfaces: [RefusalInterface],
  fields: (t) => ({ most: t.exposeInt('most', { description: 'How many that is.' }) }),
});
builder.objectType(LinkPermitInvalid, {
  name: 'LinkPermitInvalid',
  description: 'The second signature, which lets the link be written on the chain, does not serve. Nothing was linked.',
  interfaces: [RefusalInterface],
});
builder.objectType(AddressNotLinked, {
  name: 'AddressNotLinked',
  description: 'Your account has no such address linked; or nobody has, where it is for somebody else.',
  interfaces: [RefusalInterface],
});
builder.objectType(AddressInUse, {
  name: 'AddressInUse',
  description: 'A withdrawal to the address is under way. It stays linked.',
  interfaces: [RefusalInterface],
});

const AddressKind = enumOf('AddressKind', 'What signs for an address.', {
  EOA: 'A private key.',
  CONTRACT: 'A contract, which says itself what it accepts (ERC-1271).',
} satisfies Record<AddressKindCode, string>);

const LinkChainState = enumOf('LinkChainState', 'How far a link has come on the chain (CarbonAccount).', {
  NONE: 'It was not asked for: send `linkSignature` with `walletLink`.',
  PENDING: 'It is on its way.',
  LINKED: 'The chain has it: CARBON can be credited and withdrawn to the address.',
  UNLINKING: 'Its end is on its way.',
  UNLINKED:
    'The chain has it no longer: it was ended here, or by the wallet itself. Prepare and sign it to link it again.',
  FAILED: 'The chain refused it: prepare and sign it again.',
} satisfies Record<StateCode, string>);

export const LinkedAddress = builder.objectRef<LinkedAddressRow>('LinkedAddress');
builder.node(LinkedAddress, {
  id: { resolve: (link) => link.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => findLinks(ctx, ids),
  description: 'An address of the chain that a user has proven to be theirs. An address has one user at a time.',
  fields: (t) => ({
    address: t.field({ type: 'Address', description: 'The address.', resolve: (link) => addressOf(link.address) }),
    kind: t.expose('kind', { type: AddressKind, description: 'What signs for it.' }),
    chainState: t.expose('chainState', { type: LinkChainState, description: 'How far the link is on the chain.' }),
    linkedAt: t.expose('linkedAt', { type: 'DateTime', description: 'When it was linked.' }),
    unlinkedAt: t.expose('unlinkedAt', { type: 'DateTime', nullable: true, description: 'When it was unlinked, if.' }),
  }),
});

builder.objectField(User, 'linkedAddresses', (t) =>
  t.field({
    type: [LinkedAddress],
    nullable: true,
    extensions: { viewerDependent: true },
    description:
      'Addresses that are linked now, oldest first. Null unless they are your own or you are PLATFORM_ADMIN.',
    resolve: (user, _, ctx) => addressesOf(ctx, user),
  }),
);

builder.queryField('myAddresses', (t) =>
  t.field({
    type: [LinkedAddress],
    description: 'The addresses that you have linked now, oldest first.',
    resolve: (_, __, ctx) => myAddresses(ctx),
  }),
);

const LinkedAddressChangedEvent = builder.objectRef<FeedEvent<'linkedAddress'>>('LinkedAddressChangedEvent').implement({
  description: 'A link was made, ended or has come further on the chain.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` to miss nothing that follows.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    linkedAddress: t.field({
      type: LinkedAddress,
      description: 'The link as it is now; it may have moved on since the event.',
      resolve: ({ payload }, _, ctx) => linkOf(ctx, payload.id),
    }),
  }),
});

builder.subscriptionField('linkedAddressChanged', (t) =>
  t.field({
    type: LinkedAddressChangedEvent,
    description: 'Each change of your linked addresses, on the platform and on the chain.',
    args: afterArg,
    subscribe: (_, args, ctx) => watchLinks(ctx, args),
    resolve: (event) => event,
  }),
);
