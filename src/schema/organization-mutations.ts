import { InputInvalid, NotFound } from '../resolvers/errors.ts';
import { createOrganization } from '../resolvers/organizations/create-organization.ts';
import {
  AlreadyMember,
  InvitationOfAnother,
  LastOrganizationAdmin,
  LeiTaken,
  OrganizationFull,
} from '../resolvers/organizations/errors.ts';
import { inviteMember } from '../resolvers/organizations/invite-member.ts';
import { joinMember } from '../resolvers/organizations/join-member.ts';
import { organizationOf } from '../resolvers/organizations/read.ts';
import { removeMember } from '../resolvers/organizations/remove-member.ts';
import { revokeInvitation } from '../resolvers/organizations/revoke-invitation.ts';
import { updateMember } from '../resolvers/organizations/update-member.ts';
import { updateOrganization } from '../resolvers/organizations/update-organization.ts';
import { TokenInvalid } from '../resolvers/sessions/errors.ts';
import { userOf } from '../resolvers/users/read.ts';
import { builder } from './builder.ts';
import { RefusalInterface } from './errors.ts';
import { Organization, OrganizationInvitation, OrganizationMember, OrganizationRole } from './organizations.ts';
import { User } from './users.ts';

builder.objectType(LeiTaken, {
  name: 'LeiTaken',
  description: 'Another organization has this LEI. Nothing was changed.',
  interfaces: [RefusalInterface],
});
builder.objectType(AlreadyMember, {
  name: 'AlreadyMember',
  description: 'There is a member with this e-mail address already. Nothing was changed.',
  interfaces: [RefusalInterface],
});
builder.objectType(OrganizationFull, {
  name: 'OrganizationFull',
  description: 'The organization has as many members and open invitations as it may. Nobody was invited.',
  interfaces: [RefusalInterface],
});
builder.objectType(InvitationOfAnother, {
  name: 'InvitationOfAnother',
  description: 'The invitation is for another e-mail address than the verified one of your account.',
  interfaces: [RefusalInterface],
});
builder.objectType(LastOrganizationAdmin, {
  name: 'LastOrganizationAdmin',
  description: 'The organization would be left without an ADMIN. Nothing was changed.',
  interfaces: [RefusalInterface],
});

const COUNTRY = 'ISO 3166-1 alpha-2 code, such as "BR".';
const LEI = 'Legal Entity Identifier (ISO 17442), 20 characters; its check digits are checked.';
const ADDRESS = 'Where invoices go to: up to 6 lines of up to 100 characters.';
const VAT_ID = 'VAT id with its country, such as "DE123456789".';
const INVOICE_EMAIL = 'Where invoices are mailed to.';

builder.relayMutationField(
  'organizationCreate',
  {
    description: 'Which organization.',
    inputFields: (t) => ({
      legalName: t.string({ description: 'As it is registered, up to 200 characters.' }),
      country: t.string({ description: COUNTRY }),
      lei: t.string({ required: false, description: LEI }),
      billingAddress: t.stringList({ required: false, description: ADDRESS }),
      vatId: t.string({ required: false, description: VAT_ID }),
      invoiceEmail: t.string({ required: false, description: INVOICE_EMAIL }),
    }),
  },
  {
    description: 'Founds an organization with a wallet of each asset; you are its first ADMIN. For ENTERPRISE_USER.',
    errors: { types: [InputInvalid, LeiTaken] },
    resolve: (_, { input }, ctx) => createOrganization(ctx, input),
  },
  {
    description: 'The organization that was founded.',
    outputFields: (t) => ({
      organization: t.field({ type: Organization, description: 'The organization.', resolve: (row) => row }),
    }),
  },
);

builder.relayMutationField(
  'organizationUpdate',
  {
    description: 'What to change; what is left out stays, and null takes away what may be missing.',
    inputFields: (t) => ({
      organizationId: t.id({ description: 'Which organization.' }),
      legalName: t.string({ required: false, description: 'As it is registered, up to 200 characters.' }),
      country: t.string({ required: false, description: COUNTRY }),
      lei: t.string({ required: false, description: LEI }),
      billingAddress: t.stringList({ required: false, description: ADDRESS }),
      vatId: t.string({ required: false, description: VAT_ID }),
      invoiceEmail: t.string({ required: false, description: INVOICE_EMAIL }),
    }),
  },
  {
    description: 'Changes what an organization says of itself. For its ADMIN.',
    errors: { types: [InputInvalid, LeiTaken] },
    resolve: (_, { input }, ctx) => updateOrganization(ctx, input),
  },
  {
    description: 'The organization as it is now.',
    outputFields: (t) => ({
      organization: t.field({ type: Organization, description: 'The organization.', resolve: (row) => row }),
    }),
  },
);

builder.relayMutationField(
  'memberInvite',
  {
    description: 'Who is to become a member, and as what.',
    inputFields: (t) => ({
      organizationId: t.id({ description: 'Of which organization.' }),
      email: t.string({ description: 'E-mail address; nobody need have an account with it yet.' }),
      role: t.field({ type: OrganizationRole, description: 'As what.' }),
    }),
  },
  {
    description:
      'Mails somebody a token with which they become a member by `memberJoin`. It takes the place of an earlier invitation to the same address. For its ADMIN.',
    errors: { types: [InputInvalid, AlreadyMember, OrganizationFull] },
    resolve: (_, { input }, ctx) => inviteMember(ctx, input),
  },
  {
    description: 'The invitation that is on its way.',
    outputFields: (t) => ({
      invitation: t.field({ type: OrganizationInvitation, description: 'The invitation.', resolve: (row) => row }),
    }),
  },
);

builder.relayMutationField(
  'invitationRevoke',
  {
    description: 'Which invitation.',
    inputFields: (t) => ({ invitationId: t.id({ description: 'Which open invitation of your organization.' }) }),
  },
  {
    description: 'Takes an invitation back: its token serves no longer. For the ADMIN of the organization.',
    errors: { types: [InputInvalid, NotFound] },
    resolve: (_, { input }, ctx) => revokeInvitation(ctx, input),
  },
  {
    description: 'What was taken back.',
    outputFields: (t) => ({
      invitation: t.field({ type: OrganizationInvitation, description: 'The invitation.', resolve: (row) => row }),
    }),
  },
);

builder.relayMutationField(
  'memberJoin',
  {
    description: 'The proof that you were invited.',
    inputFields: (t) => ({
      token: t.string({ description: 'The token of the mail. It serves once, for a limited time.' }),
    }),
  },
  {
    description: 'Accepts an invitation, with the account that has the verified e-mail address to which it went.',
    errors: { types: [InputInvalid, TokenInvalid, InvitationOfAnother, AlreadyMember] },
    resolve: (_, { input }, ctx) => joinMember(ctx, input),
  },
  {
    description: 'What you are from now on.',
    outputFields: (t) => ({
      member: t.field({ type: OrganizationMember, description: 'Your membership.', resolve: (row) => row }),
    }),
  },
);

builder.relayMutationField(
  'memberUpdate',
  {
    description: 'Who is to have which role.',
    inputFields: (t) => ({
      memberId: t.id({ description: 'Which member.' }),
      role: t.field({ type: OrganizationRole, description: 'The role from now on.' }),
    }),
  },
  {
    description: 'Gives a member another role. For the ADMIN of the organization, in which one ADMIN always stays.',
    errors: { types: [InputInvalid, NotFound, LastOrganizationAdmin] },
    resolve: (_, { input }, ctx) => updateMember(ctx, input),
  },
  {
    description: 'The member with the role as it is now.',
    outputFields: (t) => ({
      member: t.field({ type: OrganizationMember, description: 'The member.', resolve: (row) => row }),
    }),
  },
);

builder.relayMutationField(
  'memberRemove',
  {
    description: 'Who is to be a member no longer.',
    inputFields: (t) => ({ memberId: t.id({ description: 'Which member; your own membership, to leave.' }) }),
  },
  {
    description: 'Removes a member, for the ADMIN of the organization; or lets you leave. One ADMIN always stays.',
    errors: { types: [InputInvalid, NotFound, LastOrganizationAdmin] },
    resolve: (_, { input }, ctx) => removeMember(ctx, input),
  },
  {
    description: 'Who is gone, and from where.',
    outputFields: (t) => ({
      user: t.field({
        type: User,
        description: 'Who was a member.',
        resolve: ({ userId }, _, ctx) => userOf(ctx, userId),
      }),
      organization: t.field({
        type: Organization,
        description: 'Of which organization.',
        resolve: ({ organizationId }, _, ctx) => organizationOf(ctx, organizationId),
      }),
    }),
  },
);
