import type { Db } from '../../db/client.ts';
import {
  type ChainAsset,
  chainAssets,
  selectReserves,
  selectReserveStates,
  updateReserves,
} from '../../db/reserves.ts';
import { type Chain, chainOf } from '../chain/client.ts';
import type { App } from '../context.ts';
import { WithdrawalsFrozen } from './errors.ts';
import { placesOf, shortfallOf, turnsOf } from './rules.ts';

/**
 * Looks whether the custody holds what is owed, and notes it: withdrawals of what it does not cover wait. Cries out when
 * that begins, and says when it has ended. Idempotent; nothing to do without a chain.
 */
export async function checkReserves({ db, log, chain }: Pick<App, 'db' | 'log' | 'chain'>): Promise<void> {
  if (!chain) return;
  const states = await selectReserveStates(db, placesOf(chain), chainAssets);
  const before = await db.transact((tx) => updateReserves(tx, chain.chainId, states));
  const { short, covered } = turnsOf(before, states);
  for (const state of short) {
    const { asset, liabilities, custody, blockNumber } = state;
    const shortfall = shortfallOf(state).toString();
    const found = { asset, shortfall, liabilities: liabilities.toString(), custody: custody.toString() };
    log.error(
      { ...found, block: blockNumber.toString() },
      'the custody holds less than is owed: withdrawals are frozen',
    );
  }
  for (const { asset } of covered) log.info({ asset }, 'the custody holds what is owed again: withdrawals go on');
}

/**
 * Whether withdrawals were frozen when the reserves were last looked at; if nobody has looked yet, whether they have to be.
 * Throws WithdrawalsFrozen.
 */
export async function refuseFrozen(db: Db, chain: Chain, asset: ChainAsset): Promise<void> {
  const known = (await selectReserves(db, chain.chainId)).find((reserve) => reserve.asset === asset);
  if (!known) return refuseShort(db, { chain }, asset);
  if (known.shortSince) throw new WithdrawalsFrozen(asset);
}

/** Looks at the reserve of an asset at this moment. Throws WithdrawalsFrozen, ChainUnavailable. */
export async function refuseShort(db: Db, app: Pick<App, 'chain'>, asset: ChainAsset): Promise<void> {
  const [state] = await selectReserveStates(db, placesOf(chainOf(app)), [asset]);
  if (!state || shortfallOf(state) > 0n) throw new WithdrawalsFrozen(asset);
}
