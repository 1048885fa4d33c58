import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { exampleTabs } from './example-tabs.ts';

/**
 * Remembers the access tokens that log-ins on this page are answered with, for a quarter of an hour's use, and sends them
 * where the headers of a tab say `<username>`: nobody copies one into every tab.
 */
const FILL_TOKENS = `<script>
  const KEPT_TOKENS = 'ecocoin:tokens';
  const keptTokens = () => {
    try {
      return JSON.parse(localStorage.getItem(KEPT_TOKENS)) ?? {};
    } catch {
      return {};
    }
  };
  const fillToken = (text) => text.replace(/<([a-z0-9_-]+)>/, (place, name) => keptTokens()[name] ?? place);
  const keepTokens = ({ data }) => {
    const logins = Object.values(data ?? {}).map((login) => login?.credentials);
    const fresh = logins.filter((given) => given?.accessToken && given.user?.username);
    if (fresh.length === 0) return;
    const tokens = fresh.map(({ accessToken, user }) => [user.username, accessToken]);
    localStorage.setItem(KEPT_TOKENS, JSON.stringify({ ...keptTokens(), ...Object.fromEntries(tokens) }));
  };
  const fetchAsGiven = window.fetch;
  window.fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    const given = headers.get('authorization');
    if (given) headers.set('authorization', fillToken(given));
    const response = await fetchAsGiven(input, given ? { ...init, headers } : init);
    const isJson = response.headers.get('content-type')?.includes('json');
    if (isJson) response.clone().json().then(keepTokens).catch(() => {});
    return response;
  };
</script>`;

/**
 * GraphiQL sends what its headers editor holds with queries, but not when it opens a WebSocket. This puts the
 * Authorization header of the tab that is open into connection_init, where the server looks for it.
 */
const AUTHORIZE_SOCKETS = `<script>
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    let message = data;
    try {
      const opening = JSON.parse(data);
      if (opening.type === 'connection_init') {
        const { tabs, activeTabIndex } = JSON.parse(localStorage.getItem('graphiql:tabState'));
        const headers = Object.entries(JSON.parse(tabs[activeTabIndex].headers || '{}'));
        const given = headers.find(([name]) => name.toLowerCase() === 'authorization');
        if (given) message = JSON.stringify({ ...opening, payload: { ...opening.payload, authorization: fillToken(given[1]) } });
      }
    } catch {}
    return send.call(this, message);
  };
</script>`;

/**
 * GraphiQL lets its tabs slide to their places. Until they have, which may be never, the one under the pointer moves away as
 * it is pressed, and the click is lost.
 */
const TABS_STAY = '<style>.graphiql-tab { transform: none !important; }</style>';

/** In one line, most steps of the tour would be out of sight. */
const TABS_WRAP = `<style>
  .graphiql-tabs { flex-wrap: wrap; overflow: visible !important; }
  .graphiql-session-header { height: auto !important; }
</style>`;

/** The page at /graphql. It needs nothing from outside; the headers of its tabs stay in the browser. */
export function renderPage(): string {
  const page = renderGraphiQL({
    title: 'EcoCoin',
    subscriptionsProtocol: 'WS',
    defaultTabs: [...exampleTabs],
    shouldPersistHeaders: true,
  });
  return page.replace('<head>', () => `<head>${FILL_TOKENS}${AUTHORIZE_SOCKETS}${TABS_STAY}${TABS_WRAP}`);
}
