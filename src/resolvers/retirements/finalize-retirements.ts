import { lockBlocksOf } from '../../db/batches.ts';
import { selectCursor } from '../../db/chain-cursors.ts';
import type { Db } from '../../db/client.ts';
import { type BatchAccounts, batchAccounts } from '../../db/holdings.ts';
import { insertEntries, lockWallets, type WalletKey, walletKey } from '../../db/ledger.ts';
import { lockRetirements, retireBlocks, selectRegistriesOf, updateRetirements } from '../../db/retirement-writes.ts';
import type { RetirementRow } from '../../db/retirements.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { walletChanged } from '../wallets/rules.ts';
import { mustHave, retiredEntry, walletsOf } from './entries.ts';
import { nextRetirementStatus, retirementChanged, statusesBefore } from './rules.ts';

/**
 * Makes retirements final whose block the chain calls final: what was held is used up, for ever, and the serial numbers
 * are RETIRED. All of them in one transaction; what is final or undone by now is left as it is, and so is what is not final
 * to the index of the chain: what used credits up never comes back, whoever calls this and however late. Gives those that
 * became final. The block of a retirement that is CONFIRMED and final cannot be undone but by an operator's decision.
 * Locks the retirements, the registries, then all wallets in one statement.
 */
export async function finalizeRetirements(ctx: Context, ids: readonly string[]): Promise<RetirementRow[]> {
  return transact(ctx, async (tx) => {
    const from = statusesBefore('FINALIZE');
    const confirmed = (await lockRetirements(tx, ids)).filter(({ status }) => from.includes(status));
    const due = await finalOf(tx, confirmed);
    if (due.length === 0) return [];
    const kept = due.filter(({ way }) => way === 'CUSTODY');
    if (kept.length > 0) await useUp(tx, kept);
    const status = nextRetirementStatus('CONFIRMED', 'FINALIZE');
    const changed = await updateRetirements(
      tx,
      due.map(({ id }) => id),
      { status, finalizedAt: new Date() },
    );
    await tell(tx, changed.map(retirementChanged));
    return changed;
  });
}

/** Those whose block is final by now; read while they are locked, since a block may have changed before. */
async function finalOf(tx: Db, retirements: readonly RetirementRow[]): Promise<RetirementRow[]> {
  const finalized = new Map<number, bigint>();
  for (const { chainId } of retirements) {
    if (!finalized.has(chainId)) finalized.set(chainId, (await selectCursor(tx, chainId))?.finalizedBlock ?? -1n);
  }
  return retirements.filter(
    ({ chainId, blockNumber }) => blockNumber !== null && blockNumber <= (finalized.get(chainId) ?? -1n),
  );
}

async function useUp(tx: Db, retirements: readonly RetirementRow[]): Promise<void> {
  const batchIds = [...new Set(retirements.flatMap(({ batchId }) => batchId ?? []))].toSorted();
  for (const registry of await selectRegistriesOf(tx, batchIds)) await lockBlocksOf(tx, registry);
  const accounts = new Map<string, BatchAccounts>();
  for (const batchId of batchIds) accounts.set(batchId, await batchAccounts(tx, batchId));
  const keys = new Map<string, WalletKey>(retirements.flatMap(walletsOf).map((key) => [walletKey(key), key] as const));
  const wallets = await lockWallets(tx, [...keys.values()]);
  for (const key of keys.values()) mustHave(wallets, key);
  const entries = retirements.map((retirement) =>
    retiredEntry(retirement, wallets, accounts.get(retirement.batchId ?? '') as BatchAccounts),
  );
  await insertEntries(tx, entries, wallets.values());
  await retireBlocks(
    tx,
    retirements.map(({ id }) => id),
  );
  await tell(tx, [...wallets.values()].map(walletChanged));
}
