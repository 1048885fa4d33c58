import { isGivenUp } from '../intents/rules.ts';
import { selectIntentsById } from '../../db/chain-intents.ts';
import { hasReceipt } from '../../db/chain-position-reads.ts';
import type { Db } from '../../db/client.ts';
import { insertEntries, lockWallets } from '../../db/ledger.ts';
import { lockRetirements, releaseBlocks, updateRetirements } from '../../db/retirement-writes.ts';
import type { RetirementRow } from '../../db/retirements.ts';
import { tell } from '../feed.ts';
import type { IntentHandlers } from '../intents/handlers.ts';
import { walletChanged } from '../wallets/rules.ts';
import { reversalEntry, walletsOf } from './entries.ts';
import { canStep, nextRetirementStatus, retirementChanged } from './rules.ts';

/**
 * What the fate of its transaction means to a retirement. That it was mined means nothing yet: the retirement is confirmed
 * by the custody's own event. What is given up is not tried again: its credits are free, and its owner may ask anew.
 */
export const retireHandlers: IntentHandlers<'CUSTODY_RETIRE'> = {
  async onBroadcast(tx, _, { reference }) {
    const [retirement] = await lockRetirements(tx, [reference]);
    if (!retirement || !canStep(retirement.status, 'SUBMIT')) return;
    const status = nextRetirementStatus(retirement.status, 'SUBMIT');
    await tell(
      tx,
      (await updateRetirements(tx, [reference], { status, submittedAt: new Date() })).map(retirementChanged),
    );
  },

  async onGivenUp(tx, _, { chainId, reference, args, status, errorText }) {
    const [retirement] = await lockRetirements(tx, [reference]);
    if (!retirement) return;
    // The chain did it by another transaction of ours than the one that is given up: its event says how far it is.
    if (await hasReceipt(tx, { chainId, kind: 'CREDITS_RETIRED_FOR', ref: args.ref })) return;
    await revertRetirement(tx, retirement, errorText ?? `The transaction was ${status.toLowerCase()}.`);
  },
};

/**
 * Undoes a retirement that the caller has locked and that the chain will not carry out: what was held for it is free
 * again, and so are its serial numbers. Nothing happens to one that is REVERTED or FINALIZED.
 */
export async function revertRetirement(tx: Db, retirement: RetirementRow, reason: string): Promise<void> {
  if (!canStep(retirement.status, 'REVERT')) return;
  const wallets = await lockWallets(tx, walletsOf(retirement));
  await insertEntries(tx, [reversalEntry(retirement, wallets)], wallets.values());
  await releaseBlocks(tx, [retirement.id]);
  const changed = await updateRetirements(tx, [retirement.id], {
    status: nextRetirementStatus(retirement.status, 'REVERT'),
    statusReason: reason,
    revertedAt: new Date(),
    confirmedAt: null,
  });
  await tell(tx, [...[...wallets.values()].map(walletChanged), ...changed.map(retirementChanged)]);
}

/**
 * Undoes a retirement whose transaction was given up while the index of the chain had it still: a reorg took it out
 * afterwards, and nobody will send it again. Throws nothing where it is none any more.
 */
export async function revertGivenUp(tx: Db, retirementId: string): Promise<void> {
  const [retirement] = await lockRetirements(tx, [retirementId]);
  if (!retirement?.intentId || retirement.blockNumber !== null) return;
  const [intent] = await selectIntentsById(tx, [retirement.intentId]);
  if (!intent || !isGivenUp(intent.status) || !retirement.chainRef) return;
  const ref = `0x${retirement.chainRef.toString('hex')}`;
  if (await hasReceipt(tx, { chainId: retirement.chainId, kind: 'CREDITS_RETIRED_FOR', ref })) return;
  const reason = intent.errorText ?? `The transaction was ${intent.status.toLowerCase()}.`;
  await revertRetirement(tx, retirement, reason);
}
