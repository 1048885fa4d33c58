import { z } from 'zod';
import { selectTokenBalances, type TokenBalanceView } from '../../db/chain-position-reads.ts';
import { addressKey } from '../addresses/rules.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';

const wanted = z.object({ address: addressKey });

/** What an address has of what is followed in full; what it has nothing of is left out. Throws InputInvalid. */
export async function readTokenBalances(
  ctx: Context,
  input: { readonly address: string },
): Promise<TokenBalanceView[]> {
  const { address } = readInput(wanted, input);
  return selectTokenBalances(ctx.app.db, ctx.app.config.CHAIN_ID, address);
}

/** Ether, which only the custody is known to hold, is kept under the zero address. */
export const assetOf = ({ token }: TokenBalanceView): 'ETH' | 'CARBON' => (/^0x0+$/.test(token) ? 'ETH' : 'CARBON');
