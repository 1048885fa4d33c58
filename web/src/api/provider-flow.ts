// The way over a provider of OpenID Connect and back: this page keeps a secret of which only the hash goes along, so what
// comes back in its address serves nobody else (RFC 7636).

const KEPT_AS = 'ecocoin.provider-secret';

type PageOfFlow = '/sign-in' | '/account';

const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/** Hashing is there on TLS and on this machine alone. */
export const canUseProviders = (globalThis.crypto as Partial<Crypto>).subtle !== undefined;

/** Leaves for the provider. */
export async function leaveFor(startPath: string, page: PageOfFlow): Promise<void> {
  const secret = base64Url(crypto.getRandomValues(new Uint8Array(32)));
  sessionStorage.setItem(KEPT_AS, secret);
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret));
  const params = new URLSearchParams({ challenge: base64Url(new Uint8Array(hash)), page });
  location.assign(`${startPath}?${params}`);
}

const FAILURES: Readonly<Record<string, string>> = {
  FLOW_ENDED: 'It took too long, or was begun in another window. Try again.',
  PROVIDER_REFUSED: 'The provider did not let you in.',
  PROVIDER_UNREACHABLE: 'The provider does not answer. Try again in a while.',
  RATE_LIMITED: 'Too many tries. Wait a minute, then try again.',
};

export interface Returned {
  readonly code: string;
  readonly verifier: string;
}

/** What one came back with; it is taken out of the address at once. Undefined where one did not come from there. */
export function takeReturned(): Returned | Error | undefined {
  const params = new URLSearchParams(location.hash.slice(1));
  const [code, error] = [params.get('code'), params.get('error')];
  if (code === null && error === null) return undefined;
  history.replaceState(history.state, '', location.pathname + location.search);
  const verifier = sessionStorage.getItem(KEPT_AS);
  sessionStorage.removeItem(KEPT_AS);
  if (error !== null) return new Error(FAILURES[error] ?? 'It did not work. Try again.');
  return code === null || verifier === null ? new Error(FAILURES['FLOW_ENDED']) : { code, verifier };
}
