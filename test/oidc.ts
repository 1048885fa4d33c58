import { createHash, randomBytes } from 'node:crypto';
import { freePort } from '../src/local/free-port.ts';
import { openTestApi, type TestApi } from './clients.ts';
import { NAME, openOidcServer, type OidcServer, type Person } from './oidc-server.ts';

/** An API, and a real provider of OpenID Connect with which one signs in to it. */
export interface OidcLab extends AsyncDisposable, Pick<OidcServer, 'issuer' | 'person'> {
  readonly on: TestApi;
  /** Opens an address as a browser does, and follows where it leads, as far as `until` says; gives the last address. */
  browse(address: string, until?: (address: URL) => boolean): Promise<URL>;
  /** Signs in over the provider as this person; gives what their page holds then. */
  comeBack(person: Person): Promise<{ readonly code: string; readonly verifier: string }>;
  /** What the browser holds. */
  readonly cookies: Map<string, string>;
}

export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

export async function openOidcLab(env: Record<string, string> = {}): Promise<OidcLab> {
  const port = await freePort();
  const own = `http://127.0.0.1:${port}`;
  const provider = await openOidcServer(own);
  const on = await openTestApi({
    PORT: String(port),
    PUBLIC_URL: own,
    ...provider.env,
    RATE_LIMIT_STRICT: '1000',
    ...env,
  });
  const cookies = new Map<string, string>();
  const browse: OidcLab['browse'] = (address, until) => follow(new URL(address, own), cookies, until);
  const end = provider[Symbol.asyncDispose];
  return Object.assign(provider, {
    on,
    cookies,
    browse,
    async comeBack(person: Person) {
      provider.person = person;
      cookies.clear();
      const verifier = randomBytes(32).toString('base64url');
      const { hash } = await browse(`/auth/${NAME}/start?challenge=${challengeOf(verifier)}`);
      const code = new URLSearchParams(hash.slice(1)).get('code');
      if (code === null) throw new Error(`no code came back, but ${hash}`);
      return { code, verifier };
    },
    async [Symbol.asyncDispose]() {
      await on[Symbol.asyncDispose]();
      await end();
    },
  });
}

const isPage = ({ hash }: URL): boolean => hash !== '';

async function follow(from: URL, cookies: Map<string, string>, until = isPage): Promise<URL> {
  let address = from;
  for (let step = 0; step < 20 && !until(address); step += 1) {
    const key = (name: string): string => `${address.host} ${name}`;
    const held = [...cookies].filter(([name]) => name.startsWith(`${address.host} `));
    const cookie = held.map(([name, value]) => `${name.split(' ')[1]}=${value}`).join('; ');
    const response = await fetch(address, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') cookies.delete(key(name));
      else cookies.set(key(name), value);
    }
    const location = response.headers.get('location');
    if (location === null)
      throw new Error(`${address.href} leads nowhere: ${response.status} ${await response.text()}`);
    address = new URL(location, address);
  }
  return address;
}
