import type { InvitationRow } from '../db/organization-invitations.ts';
import type { MemberRow, OrganizationRole as RoleCode, OrganizationRow } from '../db/organizations.ts';
import type { OrganizationChange as ChangeCode } from '../resolvers/events.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import {
  findOrganization,
  invitationsOf,
  membersOf,
  myOrganizations,
  organizationActionsOf,
  organizationOf,
  roleIn,
  seesInside,
  visibleInvitations,
  visibleMembers,
} from '../resolvers/organizations/read.ts';
import type { OrganizationAction as ActionCode } from '../resolvers/organizations/rules.ts';
import { watchOrganizations } from '../resolvers/organizations/watch.ts';
import { userOf } from '../resolvers/users/read.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { afterArg } from './inputs.ts';
import { User } from './users.ts';

export const OrganizationRole = enumOf('OrganizationRole', 'What a member may do for an organization.', {
  ADMIN: 'Everything: its data, its members, its projects and its money.',
  FINANCE: 'Its money: sells, buys and sends in its name.',
  AUDITOR: 'Sees everything, its money included, and changes nothing.',
  VIEWER: 'Sees what it has, but not its wallets and transfers, and changes nothing.',
} satisfies Record<RoleCode, string>);

const OrganizationAction = enumOf('OrganizationAction', 'What can be done to an organization, or for it.', {
  UPDATE: '`organizationUpdate`.',
  READ_MEMBERS: 'See who its members are.',
  MANAGE_MEMBERS: '`memberInvite`, `invitationRevoke`, `memberUpdate` and `memberRemove`.',
  LEAVE: '`memberRemove` of yourself.',
  READ_WALLETS: 'See its wallets and what moves in them.',
  ANNOUNCE: 'Sell in its name: `announcementDraft` and what follows.',
  TRADE: 'Buy in its name: `tradePlace`.',
  TRANSFER: 'Send in its name: `transferSend`.',
  CREATE_PROJECT: 'Write projects of its own: `projectCreate`; for a PROJECT_OWNER.',
  MANAGE_API_KEYS: 'Make API keys that act for it: `apiKeyCreate`.',
} satisfies Record<ActionCode, string>);

const OrganizationChange = enumOf('OrganizationChange', 'What happened in an organization.', {
  CREATED: 'It was founded.',
  UPDATED: 'What it says of itself was changed.',
  MEMBER_INVITED: 'Somebody was invited.',
  INVITATION_REVOKED: 'An invitation was taken back.',
  MEMBER_JOINED: 'Somebody accepted an invitation.',
  MEMBER_UPDATED: 'A member was given another role.',
  MEMBER_REMOVED: 'A member left or was removed.',
} satisfies Record<ChangeCode, string>);

/** What only members see: it must never be shared between callers. */
const MEMBERS_ONLY = { viewerDependent: true };

export const Organization = builder.objectRef<OrganizationRow>('Organization');

export const OrganizationMember = builder.objectRef<MemberRow>('OrganizationMember');
builder.node(OrganizationMember, {
  id: { resolve: (member) => member.id, description: 'Opaque id, the same as long as the membership.' },
  loadManyWithoutCache: (ids, ctx) => visibleMembers(ctx, ids),
  description: 'Somebody who may act for an organization. Only its members see each other.',
  fields: (t) => ({
    organization: t.field({
      type: Organization,
      description: 'Of which organization.',
      resolve: ({ organizationId }, _, ctx) => organizationOf(ctx, organizationId),
    }),
    user: t.field({ type: User, description: 'Who it is.', resolve: ({ userId }, _, ctx) => userOf(ctx, userId) }),
    role: t.expose('role', { type: OrganizationRole, description: 'What they may do for it.' }),
    joinedAt: t.expose('joinedAt', { type: 'DateTime', description: 'Since when.' }),
  }),
});

export const OrganizationInvitation = builder.objectRef<InvitationRow>('OrganizationInvitation');
builder.node(OrganizationInvitation, {
  id: { resolve: (invitation) => invitation.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleInvitations(ctx, ids),
  description: 'Somebody was asked by e-mail to become a member. Only who manages the members sees it.',
  fields: (t) => ({
    organization: t.field({
      type: Organization,
      description: 'Of which organization.',
      resolve: ({ organizationId }, _, ctx) => organizationOf(ctx, organizationId),
    }),
    email: t.exposeString('email', { description: 'Who was asked.' }),
    role: t.expose('role', { type: OrganizationRole, description: 'As what.' }),
    invitedBy: t.field({
      type: User,
      description: 'Who asked.',
      resolve: ({ invitedBy }, _, ctx) => userOf(ctx, invitedBy),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when it can be accepted.' }),
    acceptedAt: t.expose('acceptedAt', { type: 'DateTime', nullable: true, description: 'When it was, if it was.' }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was taken back, or replaced by another to the same address, if it was.',
    }),
  }),
});

const MemberConnection = builder.connectionObject(
  { type: OrganizationMember, name: 'OrganizationMemberConnection', description: 'A page of members.' },
  { name: 'OrganizationMemberEdge', description: 'A member and its cursor.' },
);
const InvitationConnection = builder.connectionObject(
  { type: OrganizationInvitation, name: 'OrganizationInvitationConnection', description: 'A page of invitations.' },
  { name: 'OrganizationInvitationEdge', description: 'An invitation and its cursor.' },
);

builder.node(Organization, {
  id: { resolve: (organization) => organization.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => Promise.all(ids.map((id) => ctx.loaders.organizations.load(id))),
  description: 'A company, authority or foundation that has wallets, announcements and projects of its own.',
  fields: (t) => ({
    legalName: t.exposeString('legalName', { description: 'As it is registered; nobody has checked that.' }),
    country: t.exposeString('country', { description: 'Where: ISO 3166-1 alpha-2 code, such as "BR".' }),
    lei: t.exposeString('lei', { nullable: true, description: 'Legal Entity Identifier (ISO 17442), if it has one.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Since when it is here.' }),
    billingAddress: t.stringList({
      nullable: true,
      extensions: MEMBERS_ONLY,
      description: 'Where invoices go to, line by line. Null unless you are a member.',
      resolve: async (organization, _, ctx) =>
        (await seesInside(ctx, organization)) ? organization.billingAddress : null,
    }),
    vatId: t.string({
      nullable: true,
      extensions: MEMBERS_ONLY,
      description: 'Its VAT id. Null unless you are a member and it has one.',
      resolve: async (organization, _, ctx) => ((await seesInside(ctx, organization)) ? organization.vatId : null),
    }),
    invoiceEmail: t.string({
      nullable: true,
      extensions: MEMBERS_ONLY,
      description: 'Where invoices are mailed to. Null unless you are a member and there is an address.',
      resolve: async (organization, _, ctx) =>
        (await seesInside(ctx, organization)) ? organization.invoiceEmail : null,
    }),
    myRole: t.field({
      type: OrganizationRole,
      nullable: true,
      extensions: MEMBERS_ONLY,
      description: 'What you may do for it; null if you are no member.',
      resolve: (organization, _, ctx) => roleIn(ctx, organization),
    }),
    members: t.field({
      type: MemberConnection,
      nullable: true,
      extensions: MEMBERS_ONLY,
      description: 'Its members, newest first. Null unless you are one.',
      args: pageArgs,
      resolve: async (organization, args, ctx) => {
        const page = await membersOf(ctx, organization, args);
        return page && toConnection(page);
      },
    }),
    invitations: t.field({
      type: InvitationConnection,
      nullable: true,
      extensions: MEMBERS_ONLY,
      description: 'Whom it has invited and who can still accept, newest first. Null unless you are its ADMIN.',
      args: pageArgs,
      resolve: async (organization, args, ctx) => {
        const page = await invitationsOf(ctx, organization, args);
        return page && toConnection(page);
      },
    }),
    allowedActions: t.field({
      type: [OrganizationAction],
      extensions: MEMBERS_ONLY,
      description: 'What you can do to it, or for it, now.',
      resolve: (organization, _, ctx) => organizationActionsOf(ctx, organization),
    }),
  }),
});

const OrganizationConnection = builder.connectionObject(
  { type: Organization, name: 'OrganizationConnection', description: 'A page of organizations.' },
  { name: 'OrganizationEdge', description: 'An organization and its cursor.' },
);

builder.queryFields((t) => ({
  organization: t.field({
    type: Organization,
    nullable: true,
    description: 'One organization, or null if there is none with this id.',
    args: { id: t.arg.id({ description: 'Its id.' }) },
    resolve: (_, { id }, ctx) => findOrganization(ctx, id),
  }),
  myOrganizations: t.field({
    type: OrganizationConnection,
    description: 'The organizations of which you are a member, newest first.',
    args: pageArgs,
    resolve: async (_, args, ctx) => toConnection(await myOrganizations(ctx, args)),
  }),
}));

const OrganizationChangedEvent = builder.objectRef<FeedEvent<'organization'>>('OrganizationChangedEvent').implement({
  description: 'Something changed in an organization of yours.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` and you miss nothing.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    change: t.field({ type: OrganizationChange, description: 'What.', resolve: ({ payload }) => payload.change }),
    user: t.field({
      type: User,
      nullable: true,
      description: 'Whom it is about, if it is about a member.',
      resolve: ({ payload }, _, ctx) => (payload.userId === null ? null : userOf(ctx, payload.userId)),
    }),
    organization: t.field({
      type: Organization,
      description: 'The organization as it is now, at the moment of delivery.',
      resolve: ({ payload }, _, ctx) => organizationOf(ctx, payload.id),
    }),
  }),
});

builder.subscriptionField('organizationChanged', (t) =>
  t.field({
    type: OrganizationChangedEvent,
    description:
      'Changes of your organizations and their members. That of one organization ends when you are no member any more.',
    args: { id: t.arg.id({ required: false, description: 'Only this organization.' }), ...afterArg },
    subscribe: (_, args, ctx) => watchOrganizations(ctx, args),
    resolve: (event) => event,
  }),
);
