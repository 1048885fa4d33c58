import { ErrorBoundary, LocationProvider, Route, Router } from 'preact-iso';
import { NotFound } from './pages/not-found.tsx';
import { PATHS } from './pages/paths.ts';
import { PAGES } from './pages/table.ts';
import { Shell } from './shell/shell.tsx';
import { Toasts } from './ui/toasts.tsx';

/** What belongs to the API is left to it. */
const OURS = /^\/(?!graphql|certificates\/|documents\/|invoices\/|auth\/|health|ready|metrics|\.well-known\/)/;

export const App = () => (
  <LocationProvider scope={OURS}>
    <Shell>
      <ErrorBoundary>
        <Router onRouteChange={toTop}>
          {PATHS.map((path) => (
            <Route key={path} path={path} component={PAGES[path]} />
          ))}
          <Route default component={NotFound} />
        </Router>
      </ErrorBoundary>
    </Shell>
    <Toasts />
  </LocationProvider>
);

let shown = location.pathname;
/** A new page begins at its top, for eyes and for screen readers; another search on the same one does not. */
function toTop(url: string): void {
  const path = url.split('?', 1)[0] ?? '';
  if (path === shown) return;
  shown = path;
  scrollTo(0, 0);
  document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true });
}
