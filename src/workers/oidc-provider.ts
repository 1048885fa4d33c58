import * as oidc from 'openid-client';
import type { ProviderConfig } from '../config-sign-in.ts';
import {
  type Claims,
  type FlowSecrets,
  type IdentityProvider,
  ProviderError,
} from '../resolvers/identities/provider.ts';

interface Options {
  readonly timeoutMs: number;
  /** For a provider on a developer's machine: never in production. */
  readonly allowHttp: boolean;
}

/** What a provider publishes of itself is read again after this long: it changes its keys and addresses now and then. */
const DISCOVERED_FOR_MS = 3_600_000;
const LONGEST_NAME = 200;
/** OpenID Connect Core 1.0, section 2. */
const LONGEST_SUBJECT = 255;

/**
 * A provider by its issuer (OpenID Connect Discovery 1.0): code flow with PKCE, state and nonce; the ID token's signature is
 * checked by the provider's keys, although it comes over TLS.
 */
export function oidcProvider(provider: ProviderConfig, { timeoutMs, allowHttp }: Options): IdentityProvider {
  const { name, label, issuer, clientId, clientSecret, scope } = provider;
  let discovered: { readonly config: Promise<oidc.Configuration>; readonly at: number } | undefined;

  async function discover(): Promise<oidc.Configuration> {
    const execute = [oidc.enableNonRepudiationChecks, ...(allowHttp ? [allowInsecure] : [])];
    const options = { execute, timeout: timeoutMs / 1_000 };
    return oidc.discovery(new URL(issuer), clientId, undefined, authenticationBy(clientSecret), options);
  }

  async function configured(): Promise<oidc.Configuration> {
    if (!discovered || discovered.at + DISCOVERED_FOR_MS < Date.now()) {
      const config = discover();
      discovered = { config, at: Date.now() };
      config.catch(() => {
        if (discovered?.config === config) discovered = undefined;
      });
    }
    return discovered.config;
  }

  return {
    name,
    label,
    begin: (redirectUri, { state, nonce, verifier }) =>
      named(async () =>
        oidc.buildAuthorizationUrl(await configured(), {
          redirect_uri: redirectUri,
          scope,
          state,
          nonce,
          code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        }),
      ),
    finish: (cameTo, secrets) => named(async () => claimsOf(await configured(), cameTo, secrets)),
  };
}

/** In the way that the provider takes; where it says nothing, in that of its standard (OpenID Connect Core 1.0, section 9). */
function authenticationBy(secret: string | undefined): oidc.ClientAuth {
  if (secret === undefined) return oidc.None();
  const [post, basic] = [oidc.ClientSecretPost(secret), oidc.ClientSecretBasic(secret)];
  return (server, client, body, headers) => {
    const ways = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    (ways.includes('client_secret_basic') ? basic : post)(server, client, body, headers);
  };
}

// eslint-disable-next-line typescript/no-deprecated -- marked so that nobody takes it for harmless; see `allowHttp`
const allowInsecure = oidc.allowInsecureRequests;

async function claimsOf(
  config: oidc.Configuration,
  cameTo: URL,
  { state, nonce, verifier }: FlowSecrets,
): Promise<Claims> {
  const tokens = await oidc.authorizationCodeGrant(config, cameTo, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims || claims.sub.length > LONGEST_SUBJECT) throw new Error('the ID token names nobody');
  // Some tell of the address at their userinfo endpoint alone.
  const more =
    claims['email'] === undefined && config.serverMetadata().userinfo_endpoint !== undefined
      ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
      : claims;
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: textOf(more['email'], 254),
    emailVerified: more['email_verified'] === true,
    name: textOf(more['name'], LONGEST_NAME),
  };
}

const textOf = (value: unknown, longest: number): string | null =>
  typeof value === 'string' && value !== '' && value.isWellFormed() && !/\p{Cc}/u.test(value)
    ? value.slice(0, longest)
    : null;

/** What can go wrong, in two kinds: the provider said no or something that does not hold, or it said nothing. */
async function named<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isRefusal =
      error instanceof oidc.AuthorizationResponseError ||
      error instanceof oidc.ResponseBodyError ||
      (error instanceof oidc.ClientError && error.code !== 'OAUTH_TIMEOUT' && error.code !== undefined);
    const message = error instanceof Error ? error.message : String(error);
    throw new ProviderError(isRefusal ? 'REFUSED' : 'UNREACHABLE', message, { cause: error });
  }
}
