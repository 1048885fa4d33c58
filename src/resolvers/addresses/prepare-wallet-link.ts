import { TypedDataEncoder } from 'ethers';
import { chainOf } from '../chain/client.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { userOf } from '../users/read.ts';
import { challenge, type SiweChallenge } from './issue-siwe-nonce.ts';
import { linkPermit } from './permit.ts';
import { addressInput, LINK_TYPES, linkDomain, linkStatement } from './rules.ts';

export interface LinkChallenge extends SiweChallenge {
  readonly message: string;
  /** What eth_signTypedData_v4 takes, as JSON; null where the platform has no chain. */
  readonly typedData: string | null;
  /** Until when the signature over it serves. */
  readonly deadline: Date | null;
}

/**
 * Gives the two texts that link an address: the message of EIP-4361, which proves it to the platform, and the typed data
 * of EIP-712, which lets the platform write the link on the chain. Whose the address is now is not looked at.
 * Throws InputInvalid, ChainUnavailable.
 */
export async function prepareWalletLink(ctx: Context, input: unknown): Promise<LinkChallenge> {
  const { app } = ctx;
  const { userId } = await permit(ctx, 'address.link');
  const { address } = readInput(addressInput, input);
  const { username } = await userOf(ctx, userId);
  const onChain = app.chain && (await typedData(ctx, userId, address));
  const made = await challenge(ctx, address, linkStatement(username));
  return {
    ...made,
    message: made.message ?? '',
    typedData: onChain?.text ?? null,
    deadline: onChain?.deadline ?? null,
  };
}

async function typedData({ app }: Context, userId: string, address: `0x${string}`) {
  // Whole seconds, as the contract counts.
  const deadline = new Date((Math.floor(Date.now() / 1_000) + app.config.LINK_PERMIT_TTL_S) * 1_000);
  const value = await linkPermit(app, userId, address, deadline);
  return { deadline, text: JSON.stringify(TypedDataEncoder.getPayload(linkDomain(chainOf(app)), LINK_TYPES, value)) };
}
