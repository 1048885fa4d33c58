import { useLocation } from 'preact-iso';
import type { ComponentChildren } from 'preact';
import type { PlatformRole } from '../../operations.generated.ts';
import { me, sessionNote } from '../api/session.ts';
import { LinkButton } from './button.tsx';
import { Page } from './layout.tsx';
import { Empty, Loading } from './states.tsx';

interface SignedInProps {
  readonly title: string;
  /** Only for who has one of these roles. The API decides; this only spares the way. */
  readonly roles?: readonly PlatformRole[];
  readonly children: ComponentChildren;
}

/** What belongs to somebody: nobody else gets as far as asking for it. */
export function SignedIn({ title, roles, children }: SignedInProps) {
  const { url } = useLocation();
  const { value: person } = me;
  if (!person) {
    return (
      <Page title={title}>
        <Empty title={sessionNote.value ?? 'Sign in to see this page.'}>
          <LinkButton href={`/sign-in?to=${encodeURIComponent(url)}`} look="main">
            Sign in
          </LinkButton>
        </Empty>
      </Page>
    );
  }
  if (roles && person.roles == null) {
    return (
      <Page title={title}>
        <Loading />
      </Page>
    );
  }
  if (roles && !roles.some((role) => person.roles?.includes(role))) {
    return (
      <Page title={title}>
        <Empty title="This page is not for your account.">It needs a role that you do not have.</Empty>
      </Page>
    );
  }
  return <>{children}</>;
}
