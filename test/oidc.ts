import { once } from 'node:events';
import { createServer } from 'node:http';
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import Provider, { type Exchange } from 'oidc-provider';
import { freePort } from '../src/local/free-port.ts';
import { openTestApi, type TestApi } from './clients.ts';

/** Somebody who has an account at the provider. */
export interface Person {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
}

/** An API, and a real provider of OpenID Connect with which one signs in to it. */
export interface OidcLab extends AsyncDisposable {
  readonly on: TestApi;
  readonly issuer: string;
  /** Who sits at the browser as the provider asks for a login; null: they say no. */
  person: Person | null;
  /** Opens an address as a browser does, and follows where it leads, as far as `until` says; gives the last address. */
  browse(address: string, until?: (address: URL) => boolean): Promise<URL>;
  /** Signs in over the provider as this person; gives what their page holds then. */
  comeBack(person: Person): Promise<{ readonly code: string; readonly verifier: string }>;
  /** What the browser holds. */
  readonly cookies: Map<string, string>;
}

const CLIENT = { client_id: 'ecocoin', client_secret: 'a secret of the operator' };
const NAME = 'acme';

export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

export async function openOidcLab(env: Record<string, string> = {}): Promise<OidcLab> {
  const port = await freePort();
  const own = `http://127.0.0.1:${port}`;
  const people = new Map<string, Person>();
  const lab: Pick<OidcLab, 'person'> = { person: null };
  const provider = await openProvider(`${own}/auth/${NAME}/callback`, people, lab);
  const providers = [
    {
      name: NAME,
      label: 'Acme',
      issuer: provider.issuer,
      clientId: CLIENT.client_id,
      clientSecret: CLIENT.client_secret,
    },
  ];
  const on = await openTestApi({
    PORT: String(port),
    PUBLIC_URL: own,
    OIDC_PROVIDERS: JSON.stringify(providers),
    RATE_LIMIT_STRICT: '1000',
    ...env,
  });
  const cookies = new Map<string, string>();
  const browse: OidcLab['browse'] = (address, until) => follow(new URL(address, own), cookies, until);
  return Object.assign(lab, {
    on,
    issuer: provider.issuer,
    cookies,
    browse,
    async comeBack(person: Person) {
      people.set(person.sub, person);
      lab.person = person;
      cookies.clear();
      const verifier = randomBytes(32).toString('base64url');
      const { hash } = await browse(`/auth/${NAME}/start?challenge=${challengeOf(verifier)}`);
      const code = new URLSearchParams(hash.slice(1)).get('code');
      if (code === null) throw new Error(`no code came back, but ${hash}`);
      return { code, verifier };
    },
    async [Symbol.asyncDispose]() {
      await on[Symbol.asyncDispose]();
      await provider.close();
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

async function openProvider(
  redirectUri: string,
  people: ReadonlyMap<string, Person>,
  lab: Pick<OidcLab, 'person'>,
): Promise<{ readonly issuer: string; close(): Promise<void> }> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [{ ...CLIENT, redirect_uris: [redirectUri] }],
    pkce: { required: () => true },
    jwks: { keys: [generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ format: 'jwk' })] },
    ttl: { Interaction: 60, Grant: 60, Session: 60, AccessToken: 60, AuthorizationCode: 60, IdToken: 60 },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: () => '/interaction' },
    findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: () => people.get(sub) ?? { sub } }),
    async loadExistingGrant({ oidc }: Exchange) {
      const grant = new oidc.provider.Grant({
        accountId: oidc.account?.accountId ?? '',
        clientId: oidc.client.clientId,
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  const callback = provider.callback();
  const server = createServer((req, res) => {
    if (req.url !== '/interaction') {
      callback(req, res);
      return;
    }
    const said = lab.person
      ? { login: { accountId: lab.person.sub } }
      : { error: 'access_denied', error_description: 'They said no.' };
    provider.interactionFinished(req, res, said).catch((error: unknown) => res.writeHead(500).end(String(error)));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    issuer,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
