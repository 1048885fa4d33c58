import { useLocation } from 'preact-iso';
import { me } from '../api/session.ts';
import { Icon, type IconName } from '../ui/icons.tsx';

interface Item {
  readonly href: string;
  readonly label: string;
  readonly icon: IconName;
}

const PUBLIC: readonly Item[] = [{ href: '/', label: 'Market', icon: 'market' }];

export const Navigation = () => (
  <>
    <Group title="Explore" items={PUBLIC} />
    {me.value && null}
  </>
);

function Group({ title, items }: { readonly title: string; readonly items: readonly Item[] }) {
  const { path } = useLocation();
  return (
    <div class="nav-group">
      <h2>{title}</h2>
      <ul>
        {items.map(({ href, label, icon }) => (
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
