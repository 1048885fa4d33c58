import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import Provider, { type Exchange } from 'oidc-provider';
import { freePort } from '../src/local/free-port.ts';

/** Somebody who has an account at the provider. */
export interface Person {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
}

/** A real provider of OpenID Connect, at which one platform is registered. */
export interface OidcServer extends AsyncDisposable {
  readonly issuer: string;
  /** By which variables the platform knows it. */
  readonly env: { readonly OIDC_PROVIDERS: string };
  /** Who sits at the browser as it asks for a login; null: they say no. */
  person: Person | null;
}

const CLIENT = { client_id: 'ecocoin', client_secret: 'a secret of the operator' };
export const NAME = 'acme';
const INTERACTION = '/interaction';

/**
 * @param platformUrl where the platform is, to which people are sent back
 * @param asks whether there is a page on which one says that one is that person; else they are in at once
 */
export async function openOidcServer(platformUrl: string, { asks = false } = {}): Promise<OidcServer> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const people = new Map<string, Person>();
  const provider = createProvider(issuer, `${platformUrl}/auth/${NAME}/callback`, people);
  const callback = provider.callback();
  const lab: Pick<OidcServer, 'person'> = { person: null };

  async function interact(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { person } = lab;
    if (asks && req.method === 'GET') {
      res.writeHead(200, { 'content-type': 'text/html' }).end(pageFor(person));
      return;
    }
    const isIn = person !== null && (!asks || (await text(req)) === 'answer=yes');
    if (isIn) people.set(person.sub, person);
    const said = isIn
      ? { login: { accountId: person.sub } }
      : { error: 'access_denied', error_description: 'They said no.' };
    await provider.interactionFinished(req, res, said);
  }

  const server = createServer((req, res) => {
    if (req.url === INTERACTION) interact(req, res).catch((error: unknown) => res.writeHead(500).end(String(error)));
    else callback(req, res);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { client_id: clientId, client_secret: clientSecret } = CLIENT;
  const env = { OIDC_PROVIDERS: JSON.stringify([{ name: NAME, label: 'Acme', issuer, clientId, clientSecret }]) };
  return Object.assign(lab, {
    issuer,
    env,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  });
}

const pageFor = (person: Person | null): string => `<!doctype html><html lang="en"><title>Acme</title>
  <form method="post"><h1>Acme</h1>
    <button name="answer" value="yes">Go on as ${person?.name ?? 'nobody'}</button>
    <button name="answer" value="no">Cancel</button>
  </form></html>`;

const createProvider = (issuer: string, redirectUri: string, people: ReadonlyMap<string, Person>) =>
  new Provider(issuer, {
    clients: [{ ...CLIENT, redirect_uris: [redirectUri] }],
    pkce: { required: () => true },
    jwks: { keys: [generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ format: 'jwk' })] },
    ttl: { Interaction: 60, Grant: 60, Session: 60, AccessToken: 60, AuthorizationCode: 60, IdToken: 60 },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: () => INTERACTION },
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
