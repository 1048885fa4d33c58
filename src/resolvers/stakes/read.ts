import { z } from 'zod';
import { selectStakes, type StakeView } from '../../db/chain-position-reads.ts';
import { ownKeys } from '../addresses/read.ts';
import { addressKey } from '../addresses/rules.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';

const wanted = z.object({ address: addressKey });

/** What an address has staked, be it nothing; null before the index of the chain has begun. Throws InputInvalid. */
export async function readStake(ctx: Context, input: { readonly address: string }): Promise<StakeView | null> {
  const { address } = readInput(wanted, input);
  const [stake] = await selectStakes(ctx.app.db, ctx.app.config.CHAIN_ID, [address]);
  return stake ?? null;
}

/** The stakes of what the caller has linked now, nothing included. Throws Unauthenticated. */
export async function myStakes(ctx: Context): Promise<StakeView[]> {
  const { userId } = await permit(ctx, 'address.read');
  return selectStakes(ctx.app.db, ctx.app.config.CHAIN_ID, [...(await ownKeys(ctx, userId))]);
}
