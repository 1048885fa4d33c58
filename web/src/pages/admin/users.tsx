import { useState } from 'preact/hooks';
import {
  GrantRoleText,
  type PlatformRole,
  RevokeRoleText,
  UsersText,
  type UsersQuery,
} from '../../../operations.generated.ts';
import { useAction } from '../../api/use-action.ts';
import { usePages } from '../../api/use-pages.ts';
import { dayOf } from '../../lib/time.ts';
import { words } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Badge, Bill, Card, Table } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { Search } from '../../ui/search.tsx';
import { Sending } from '../../ui/sending.tsx';
import { Empty } from '../../ui/states.tsx';
import { say } from '../../ui/toasts.tsx';
import { Admin } from './admin.tsx';

const ROLES: readonly PlatformRole[] = [
  'PLATFORM_ADMIN',
  'FINANCE',
  'POAI_REVIEWER',
  'PROJECT_OWNER',
  'GOVERNANCE_MEMBER',
  'ENTERPRISE_USER',
  'RETAIL_USER',
];

type User = UsersQuery['users']['edges'][number]['node'];

export function Users() {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<PlatformRole | ''>('');
  const [changing, setChanging] = useState<User | undefined>(undefined);
  const pages = usePages(UsersText, { filterBy: { email: email || null, role: role || null } }, ({ users }) => users);
  return (
    <Admin title="Users and roles" lead="Roles are what gives power here. Each change stands in the audit log.">
      <Search label="E-mail" onSearch={setEmail} kindLabel="Role" kinds={ROLES} kind={role} onKind={setRole} />
      <Card>
        <List of={pages} empty={<Empty title="Nobody is like that." />}>
          {(users) => <UserTable users={users} onChange={setChanging} />}
        </List>
      </Card>
      {changing && (
        <RolesDialog
          user={changing}
          onClose={() => {
            setChanging(undefined);
            pages.reload();
          }}
        />
      )}
    </Admin>
  );
}

interface UserTableProps {
  readonly users: readonly User[];
  readonly onChange: (user: User) => void;
}

const UserTable = ({ users, onChange }: UserTableProps) => (
  <Table
    caption="Users"
    rows={users}
    keyOf={({ id }) => id}
    columns={[
      { head: 'Who', cell: (user) => <Who user={user} /> },
      {
        head: 'E-mail',
        cell: ({ email: mail, emailVerified }) => (
          <>
            {mail} {emailVerified === false && <Badge tone="warn">not verified</Badge>}
          </>
        ),
      },
      { head: 'Roles', cell: ({ roles }) => <Roles roles={roles ?? []} /> },
      { head: 'Since', cell: ({ createdAt }) => <span class="nowrap">{dayOf(createdAt)}</span> },
      {
        head: 'Do',
        cell: (user) => (
          <Button size="small" aria-label={`Change the roles of ${user.username}`} onClick={() => onChange(user)}>
            Roles
          </Button>
        ),
      },
    ]}
  />
);

const Who = ({ user: { displayName, username, country } }: { readonly user: User }) => (
  <>
    {displayName} <span class="soft small">{[username, country].filter(Boolean).join(', ')}</span>
  </>
);

const Roles = ({ roles }: { readonly roles: readonly PlatformRole[] }) => (
  <span class="row">
    {roles.map((role) => (
      <Badge key={role} tone={role === 'PLATFORM_ADMIN' || role === 'FINANCE' ? 'warn' : 'info'}>
        {words(role)}
      </Badge>
    ))}
  </span>
);

function RolesDialog({ user, onClose }: { readonly user: User; readonly onClose: () => void }) {
  const has = user.roles ?? [];
  const [role, setRole] = useState<PlatformRole>(ROLES.find((each) => !has.includes(each)) ?? 'RETAIL_USER');
  const granting = useAction(GrantRoleText);
  const revoking = useAction(RevokeRoleText);
  const isRevoked = has.includes(role);
  const action = isRevoked ? revoking : granting;
  return (
    <Dialog title={`Roles of ${user.displayName}`} locked={action.busy} onClose={onClose}>
      <SelectField
        label="Role"
        value={role}
        options={ROLES.map((each) => [each, `${words(each)}${has.includes(each) ? ' (has it)' : ''}`] as const)}
        onPick={setRole}
      />
      <Bill
        lines={[
          ['Who', `${user.displayName} (${user.username})`],
          ['Now', has.map(words).join(', ') || 'no roles'],
        ]}
        sum={[isRevoked ? 'Takes away' : 'Gives', words(role)]}
      />
      <Sending
        action={action}
        danger={isRevoked}
        label={isRevoked ? 'Take the role away' : 'Give the role'}
        onSend={async () => {
          if (!(await action.run({ input: { userId: user.id, role } }))) return;
          say(isRevoked ? 'The role is taken away.' : 'The role is given.');
          onClose();
        }}
      />
    </Dialog>
  );
}
