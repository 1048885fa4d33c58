import { insertHandover } from '../../db/identities.ts';
import { type Context, transact } from '../context.ts';
import { newSecret } from '../sessions/secrets.ts';
import type { IdentityProvider } from './provider.ts';
import { type Flow, secretsOf } from './rules.ts';

/** Where this provider sends people back to. */
const callbackUrl = ({ app: { config } }: Context, provider: string): string =>
  `${config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`}/auth/${provider}/callback`;

/** The provider of this name, if there is one. */
export const providerOf = ({ app }: Context, name: string): IdentityProvider | undefined =>
  app.providers.find((each) => each.name === name);

/** Where to send the browser of a flow. Throws ProviderError. */
export const beginFlow = (ctx: Context, provider: IdentityProvider, flow: Flow): Promise<URL> =>
  provider.begin(callbackUrl(ctx, provider.name), secretsOf(flow, provider.name));

/**
 * Takes who came back from a provider, and keeps what it said under a code that serves once, for a short time, and for the page
 * alone that began. Gives the code. Throws ProviderError.
 */
export async function finishFlow(
  ctx: Context,
  provider: IdentityProvider,
  { flow, query }: { readonly flow: Flow; readonly query: string },
): Promise<string> {
  const cameTo = new URL(`${callbackUrl(ctx, provider.name)}${query}`);
  const claims = await provider.finish(cameTo, secretsOf(flow, provider.name));
  const { secret, hash } = newSecret();
  await transact(ctx, (tx) =>
    insertHandover(tx, {
      codeHash: hash,
      challenge: Buffer.from(flow.challenge, 'base64url'),
      provider: provider.name,
      ...claims,
      ttlS: ctx.app.config.OIDC_HANDOVER_TTL_S,
    }),
  );
  return secret;
}
