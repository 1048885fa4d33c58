import { listPermissions, type PermissionView } from '../resolvers/permission-list.ts';
import { builder } from './builder.ts';
import { OrganizationRole } from './organizations.ts';
import { PlatformRoleEnum } from './users.ts';

const Permission = builder.objectRef<PermissionView>('Permission').implement({
  description:
    'Who may do an action. What is not in the list is open to everyone. The state of a thing may forbid it all the same: `allowedActions` says what you can do to it now.',
  fields: (t) => ({
    action: t.exposeString('action', { description: 'The noun and what is done to it, such as "trade.place".' }),
    platformRoles: t.field({
      type: [PlatformRoleEnum],
      nullable: true,
      description: 'Whoever has one of these roles on the platform; null: whoever is signed in.',
      resolve: ({ platformRoles }) => platformRoles,
    }),
    organizationRoles: t.field({
      type: [OrganizationRole],
      nullable: true,
      description:
        'As what in an organization one may do it in its name, besides what `platformRoles` asks; null: one does it for oneself alone.',
      resolve: ({ organizationRoles }) => organizationRoles,
    }),
    byApiKey: t.exposeBoolean('byApiKey', {
      description: 'Whether it can be a scope of an API key: what gives power over an account never is.',
    }),
  }),
});

builder.queryField('permissions', (t) =>
  t.field({
    type: [Permission],
    description: 'The whole table of who may do what, as it is enforced.',
    extensions: { shared: true },
    resolve: () => listPermissions(),
  }),
);
