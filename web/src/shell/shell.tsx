import { useLocation } from 'preact-iso';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { me } from '../api/session.ts';
import iconUrl from '../icon.svg';
import { Button, LinkButton } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import { Account } from './account.tsx';
import { Navigation } from './navigation.tsx';
import { ThemeButton } from './theme-button.tsx';
import { WireNotice, WireState } from './wire.tsx';

/** What is around every page. */
export function Shell({ children }: { readonly children: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  const { url } = useLocation();
  const close = (): void => {
    setOpen(false);
  };
  useEffect(close, [url]);
  useEffect(() => {
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') close();
    };
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
    };
  }, []);
  return (
    <div class="shell">
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <nav class={`side ${open ? 'is-open' : ''}`} aria-label="Main">
        <a class="brand" href="/">
          <img src={iconUrl} alt="" />
          EcoCoin
        </a>
        <Navigation />
      </nav>
      {open && <button type="button" class="veil" aria-label="Close the menu" onClick={close} />}
      <div>
        <Top
          open={open}
          onMenu={() => {
            setOpen((open) => !open);
          }}
        />
        <WireNotice />
        <main class="main" id="main" tabIndex={-1}>
          {children}
        </main>
        <Foot />
      </div>
    </div>
  );
}

const Top = ({ open, onMenu }: { readonly open: boolean; readonly onMenu: () => void }) => (
  <header class="top">
    <Button look="plain" class="icon-button menu" aria-label="Menu" aria-expanded={open} onClick={onMenu}>
      <Icon name="menu" />
    </Button>
    <WireState />
    <span class="gap" />
    <ThemeButton />
    {me.value ? <Account key={me.value.id} person={me.value} /> : <LinkButton href="/sign-in">Sign in</LinkButton>}
  </header>
);

const Foot = () => (
  <footer class="foot">
    <span>One credit is one tonne of CO₂e, avoided or removed.</span>
    <a href="/graphql">API</a>
    <a href="/about">About and licences</a>
  </footer>
);
