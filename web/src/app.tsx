import { ErrorBoundary, lazy, LocationProvider, Route, Router } from 'preact-iso';
import { Shell } from './shell/shell.tsx';
import { Market } from './pages/market/market.tsx';
import { NotFound } from './pages/not-found.tsx';
import { Toasts } from './ui/toasts.tsx';

const SignIn = lazy(() => import('./pages/account/sign-in.tsx').then(({ SignIn }) => SignIn));

/** What belongs to the API is left to it. */
const OURS = /^\/(?!graphql|certificates\/|documents\/|invoices\/|health|ready|metrics|\.well-known\/)/;

export const App = () => (
  <LocationProvider scope={OURS}>
    <Shell>
      <ErrorBoundary>
        <Router onRouteChange={toTop}>
          <Route path="/" component={Market} />
          <Route path="/sign-in" component={SignIn} />
          <Route default component={NotFound} />
        </Router>
      </ErrorBoundary>
    </Shell>
    <Toasts />
  </LocationProvider>
);

/** A new page begins at its top, for eyes and for screen readers. */
function toTop(): void {
  scrollTo(0, 0);
  document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true });
}
