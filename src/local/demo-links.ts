import { randomUUID } from 'node:crypto';
import { lockLink, selectEndedLink } from '../db/linked-addresses.ts';
import { selectUserByUsername } from '../db/users.ts';
import { linkWallet } from '../resolvers/addresses/link-wallet.ts';
import { prepareWalletLink } from '../resolvers/addresses/prepare-wallet-link.ts';
import { type App, type Context, platformContext } from '../resolvers/context.ts';
import { localAccounts } from './local-plan.ts';

/** On the chain as well are those who use it; reviewers sign for the platform alone. */
const people = { alice: 'ON_CHAIN', bob: 'ON_CHAIN', ines: 'HERE', omar: 'HERE' } as const;
type Name = keyof typeof people;

/**
 * Links the people of the demo to their accounts of the local chain, as they would do it themselves; the chain learns of it
 * once the workers send. An address that has or had a user stays as its people left it.
 */
export async function linkDemoPeople(app: App): Promise<void> {
  if (app.config.NODE_ENV === 'production') return;
  for (const name of Object.keys(people) as Name[]) {
    const { address } = localAccounts[name];
    const user = await selectUserByUsername(app.db, name);
    if (!user || (await lockLink(app.db, address)) || (await selectEndedLink(app.db, address))) continue;
    await link(actAs(app, user.id), name);
  }
}

/** A context in which one of the people of the demo acts, for a minute. */
export const actAs = (app: App, userId: string): Context => ({
  ...platformContext(app, 'demo'),
  viewer: { userId, sessionId: randomUUID(), expiresAt: new Date(Date.now() + 60_000) },
});

/** What signs is loaded only when there is something to be signed. */
async function link(ctx: Context, name: Name): Promise<void> {
  const { index, address } = localAccounts[name];
  const [{ localWallet }, { message, typedData, deadline }] = await Promise.all([
    import('./accounts.ts'),
    prepareWalletLink(ctx, { address }),
  ]);
  if (typedData === null || deadline === null) throw new Error('There is no chain to link the people of the demo on.');
  const wallet = localWallet(index);
  const signed = { message, signature: await wallet.signMessage(message) };
  if (people[name] === 'HERE') return void (await linkWallet(ctx, signed));
  const { domain, types, message: permit } = JSON.parse(typedData) as TypedData;
  const { EIP712Domain: _, ...own } = types;
  const linkSignature = await wallet.signTypedData(domain, own, permit);
  await linkWallet(ctx, { ...signed, linkSignature, deadline: deadline.toISOString() });
}

interface TypedData {
  readonly domain: object;
  readonly types: Record<string, { name: string; type: string }[]>;
  readonly message: Record<string, unknown>;
}
