import { id } from 'ethers';
import type { LinkedAddressRow } from '../src/db/linked-addresses.ts';
import { issueSiweNonce } from '../src/resolvers/addresses/issue-siwe-nonce.ts';
import { linkWallet } from '../src/resolvers/addresses/link-wallet.ts';
import { prepareWalletLink } from '../src/resolvers/addresses/prepare-wallet-link.ts';
import type { Context } from '../src/resolvers/context.ts';
import { type Eip1193Wallet, type RpcCall, scriptedWallet } from './eip1193-wallet.ts';
import type { TestUser } from './harness.ts';

/** A wallet with a key of its own, the same for the same name. Without `call` it only signs. */
export const walletOf = (name: string, call?: RpcCall): Eip1193Wallet => scriptedWallet(id(`wallet of ${name}`), call);

export interface SignedMessage {
  readonly message: string;
  readonly signature: string;
}

/** What `personal_sign` of this wallet makes of a text. */
export async function sign(wallet: Eip1193Wallet, message: string): Promise<SignedMessage> {
  const signature = (await wallet.request({ method: 'personal_sign', params: [message, wallet.address] })) as string;
  return { message, signature };
}

/** A fresh message to sign in with, signed. */
export async function signedLogin(ctx: Context, wallet: Eip1193Wallet): Promise<SignedMessage> {
  const { message } = await issueSiweNonce(ctx, { address: wallet.address });
  return sign(wallet, message ?? '');
}

/** A fresh message to link the wallet to the caller's account with, signed. */
export async function signedLink(ctx: Context, wallet: Eip1193Wallet): Promise<SignedMessage> {
  const { message } = await prepareWalletLink(ctx, { address: wallet.address });
  return sign(wallet, message);
}

/** Links the wallet to the user as they would do it, on the platform alone. */
export const linkedBy = async (user: TestUser, wallet: Eip1193Wallet): Promise<LinkedAddressRow> =>
  linkWallet(user.ctx, await signedLink(user.ctx, wallet));

/**
 * What a person gives to `walletLink` so that the chain learns of the link as well; its deadline `laterS` seconds after the
 * one that was offered.
 */
export async function signedForChain(
  ctx: Context,
  wallet: Eip1193Wallet,
  { laterS = 0 } = {},
): Promise<SignedMessage & ChainPermit> {
  const { message, typedData, deadline } = await prepareWalletLink(ctx, { address: wallet.address });
  if (typedData === null || deadline === null) throw new Error('there is no chain');
  const data = JSON.parse(typedData) as { message: { deadline: string } };
  data.message.deadline = String(Number(data.message.deadline) + laterS);
  const params = [wallet.address, JSON.stringify(data)];
  const linkSignature = (await wallet.request({ method: 'eth_signTypedData_v4', params })) as string;
  const until = new Date(deadline.getTime() + laterS * 1_000);
  return { ...(await sign(wallet, message)), linkSignature, deadline: until.toISOString() };
}

export interface ChainPermit {
  readonly linkSignature: string;
  readonly deadline: string;
}
