import { randomUUID } from 'node:crypto';
import { lockLink, selectEndedLink } from '../db/linked-addresses.ts';
import { selectUserByUsername } from '../db/users.ts';
import { linkWallet } from '../resolvers/addresses/link-wallet.ts';
import { prepareWalletLink } from '../resolvers/addresses/prepare-wallet-link.ts';
import { type App, type Context, platformContext } from '../resolvers/context.ts';
import { localAccounts } from './local-plan.ts';

const people = ['alice', 'bob'] as const;

/**
 * Links alice and bob to their accounts of the local chain, as they would do it themselves; the chain learns of it once the
 * workers send. An address that has or had a user stays as its people left it.
 */
export async function linkDemoPeople(app: App): Promise<void> {
  if (app.config.NODE_ENV === 'production') return;
  for (const name of people) {
    const { address } = localAccounts[name];
    const user = await selectUserByUsername(app.db, name);
    if (!user || (await lockLink(app.db, address)) || (await selectEndedLink(app.db, address))) continue;
    await link(as(app, user.id), name);
  }
}

const as = (app: App, userId: string): Context => ({
  ...platformContext(app, 'demo'),
  viewer: { userId, sessionId: randomUUID(), expiresAt: new Date(Date.now() + 60_000) },
});

/** What signs is loaded only when there is something to be signed. */
async function link(ctx: Context, name: (typeof people)[number]): Promise<void> {
  const { index, address } = localAccounts[name];
  const [{ localWallet }, { message, typedData, deadline }] = await Promise.all([
    import('./accounts.ts'),
    prepareWalletLink(ctx, { address }),
  ]);
  if (typedData === null || deadline === null) throw new Error('There is no chain to link the people of the demo on.');
  const wallet = localWallet(index);
  const { domain, types, message: permit } = JSON.parse(typedData) as TypedData;
  const { EIP712Domain: _, ...own } = types;
  await linkWallet(ctx, {
    message,
    signature: await wallet.signMessage(message),
    linkSignature: await wallet.signTypedData(domain, own, permit),
    deadline: deadline.toISOString(),
  });
}

interface TypedData {
  readonly domain: object;
  readonly types: Record<string, { name: string; type: string }[]>;
  readonly message: Record<string, unknown>;
}
