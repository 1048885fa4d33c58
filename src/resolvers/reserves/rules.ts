import type { ChainAsset, ReservePlaces, ReserveRow, ReserveState } from '../../db/reserves.ts';
import { chainAssets } from '../../db/reserves.ts';
import type { Chain } from '../chain/client.ts';

/** Whether an asset of the ledger is one that the custody keeps on the chain. */
export const isChainAsset = (asset: string): asset is ChainAsset => (chainAssets as readonly string[]).includes(asset);

export const placesOf = ({ chainId, deployment }: Pick<Chain, 'chainId' | 'deployment'>): ReservePlaces => ({
  chainId,
  custody: deployment.contracts.CarbonCustody.address.toLowerCase(),
  token: deployment.contracts.CarbonToken.address.toLowerCase(),
});

export const shortfallOf = ({ custody, liabilities }: Pick<ReserveState, 'custody' | 'liabilities'>): bigint =>
  custody < liabilities ? liabilities - custody : 0n;

/** What became of the reserves since they were last looked at: newly short, or covered again. Pure. */
export function turnsOf(
  before: readonly Pick<ReserveRow, 'asset' | 'shortSince'>[],
  now: readonly ReserveState[],
): { readonly short: ReserveState[]; readonly covered: ReserveState[] } {
  const wasShort = new Set(before.flatMap(({ asset, shortSince }) => (shortSince ? [asset] : [])));
  return {
    short: now.filter((state) => shortfallOf(state) > 0n && !wasShort.has(state.asset)),
    covered: now.filter((state) => shortfallOf(state) === 0n && wasShort.has(state.asset)),
  };
}
