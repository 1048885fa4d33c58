import { builder, enumOf } from './builder.ts';
import type { PlatformRole, UserView } from '../db/users.ts';

export const PlatformRoleEnum = enumOf('PlatformRole', 'What a user may do on the platform. Granted by a PLATFORM_ADMIN only.', {
  RETAIL_USER: 'Buys and sells on the own account.',
  ENTERPRISE_USER: 'Acts for an organization.',
  PROJECT_OWNER: 'Registers projects.',
  POAI_REVIEWER: 'Reviews Proof of Asset Integrity cases.',
  GOVERNANCE_MEMBER: 'Proposes and votes.',
  FINANCE: 'Records deposits and decides withdrawals.',
  PLATFORM_ADMIN: 'Grants roles and reads the audit log.',
} satisfies Record<PlatformRole, string>);

export const User = builder.objectRef<UserView>('User');
builder.node(User, {
  id: { resolve: (user) => user.id, description: 'Opaque id, the same for ever.' },
  loadOne: (id, ctx) => ctx.loaders.users.load(id),
  description: 'Someone who has an account. Others see the public part only.',
  fields: (t) => ({
    username: t.exposeString('username', { description: 'Unique, whatever the case of its letters.' }),
    displayName: t.exposeString('displayName', { description: 'How the user wants to be called.' }),
    isSeller: t.exposeBoolean('isSeller', { description: 'Whether the user says to sell.' }),
    isBuyer: t.exposeBoolean('isBuyer', { description: 'Whether the user says to buy.' }),
    country: t.exposeString('country', { nullable: true, description: 'ISO 3166-1 alpha-2 code, such as "BR".' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the account was opened.' }),
  }),
});
