import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import type { PlatformRole } from '../../../operations.generated.ts';
import { me } from '../../api/session.ts';
import { Page } from '../../ui/layout.tsx';
import { SignedIn } from '../../ui/signed-in.tsx';

const TABS: readonly (readonly [href: string, label: string, roles: readonly PlatformRole[]])[] = [
  ['/admin', 'Overview', ['PLATFORM_ADMIN', 'FINANCE']],
  ['/admin/statistics', 'Statistics', ['PLATFORM_ADMIN', 'FINANCE']],
  ['/admin/money', 'Deposits and withdrawals', ['PLATFORM_ADMIN', 'FINANCE']],
  ['/admin/users', 'Users and roles', ['PLATFORM_ADMIN']],
  ['/admin/reserves', 'Reserves', ['PLATFORM_ADMIN', 'FINANCE']],
  ['/admin/chain', 'Chain', ['PLATFORM_ADMIN', 'FINANCE']],
  ['/admin/deliveries', 'Deliveries', ['PLATFORM_ADMIN']],
  ['/admin/audit', 'Audit log', ['PLATFORM_ADMIN']],
];

interface AdminProps {
  readonly title: string;
  readonly lead?: string;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** What is around the pages of who runs the platform. */
export function Admin({ title, lead, actions, children }: AdminProps) {
  const { path } = useLocation();
  const roles = TABS.find(([href]) => href === path)?.[2] ?? ['PLATFORM_ADMIN' as const];
  return (
    <SignedIn title={title} roles={roles}>
      <Page title={title} lead={lead} actions={actions}>
        <nav class="tabs" aria-label="Administration">
          {TABS.filter(([, , any]) => any.some((role) => me.value?.roles?.includes(role))).map(([href, label]) => (
            <a key={href} href={href} aria-current={path === href ? 'page' : undefined}>
              {label}
            </a>
          ))}
        </nav>
        {children}
      </Page>
    </SignedIn>
  );
}
