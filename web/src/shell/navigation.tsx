import { useLocation } from 'preact-iso';
import type { PlatformRole } from '../../operations.generated.ts';
import { me } from '../api/session.ts';
import { Icon, type IconName } from '../ui/icons.tsx';

interface Item {
  readonly href: string;
  readonly label: string;
  readonly icon: IconName;
  /** Only for who has one of these roles. */
  readonly roles?: readonly PlatformRole[];
}

const PUBLIC: readonly Item[] = [
  { href: '/', label: 'Market', icon: 'market' },
  { href: '/projects', label: 'Projects', icon: 'leaf' },
  { href: '/retired', label: 'Retired', icon: 'certificate' },
  { href: '/governance', label: 'Governance', icon: 'vote' },
  { href: '/statistics', label: 'Statistics', icon: 'chart' },
  { href: '/reserves', label: 'Reserves', icon: 'gauge' },
  { href: '/verify', label: 'Verify', icon: 'review' },
];

const MINE: readonly Item[] = [
  { href: '/wallets', label: 'Wallets', icon: 'wallet' },
  { href: '/credits', label: 'Credits', icon: 'credits' },
  { href: '/retirements', label: 'Retirements', icon: 'retire' },
  { href: '/trades', label: 'Trades', icon: 'trades' },
  { href: '/orders', label: 'Orders', icon: 'orders' },
  { href: '/selling', label: 'My offers', icon: 'offers' },
  { href: '/figures', label: 'Your figures', icon: 'chart' },
  { href: '/staking', label: 'Staking', icon: 'stake' },
  { href: '/webhooks', label: 'Webhooks', icon: 'plug' },
];

/** The API decides who may; here only what one could not use is left out. */
const WORK: readonly Item[] = [
  { href: '/cases', label: 'PoAI cases', icon: 'orders', roles: ['POAI_REVIEWER', 'PROJECT_OWNER', 'PLATFORM_ADMIN'] },
  { href: '/admin', label: 'Administration', icon: 'people', roles: ['PLATFORM_ADMIN', 'FINANCE'] },
];

export const Navigation = () => (
  <>
    <Group title="Explore" items={PUBLIC} />
    {me.value && <Group title="Yours" items={MINE} />}
    {me.value && <Group title="Work" items={WORK} />}
  </>
);

function Group({ title, items }: { readonly title: string; readonly items: readonly Item[] }) {
  const { path } = useLocation();
  const seen = items.filter(({ roles }) => !roles || roles.some((role) => me.value?.roles?.includes(role)));
  if (seen.length === 0) return null;
  return (
    <div class="nav-group">
      <h2>{title}</h2>
      <ul>
        {seen.map(({ href, label, icon }) => (
          <li key={href}>
            <a href={href} aria-current={isHere(path, href) ? 'page' : undefined}>
              <Icon name={icon} />
              {label}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

const isHere = (path: string, href: string): boolean =>
  href === '/' ? path === '/' || path.startsWith('/offers/') : path === href || path.startsWith(`${href}/`);
