import { addPositions, type PositionChanges, removePositions } from '../../db/chain-position-writes.ts';
import { insertChainDeposits, type NewChainDeposit } from '../../db/chain-deposits.ts';
import type { Db } from '../../db/client.ts';
import { selectUsersByAddresses } from '../../db/linked-addresses.ts';
import { insertReceipts, type NewPaymentReceipt, undoReceipts } from '../../db/payment-receipts.ts';
import type { GovernanceChanges } from '../../db/proposal-writes.ts';
import type { WalletRetirement } from '../../db/retirement-chain.ts';
import { followLinks, linkedWalletsIn } from '../addresses/follow-links.ts';
import { chainDepositChanged, depositsIn } from '../chain-deposits/rules.ts';
import { type NewEvent, tell } from '../feed.ts';
import { advanceProposals, applyGovernance, undoGovernance } from '../governance/follow-chain.ts';
import { governanceIn } from '../governance/logs.ts';
import { receiptsIn } from '../payments/on-chain.ts';
import { confirmMined, insertSeen, undoRetired } from '../retirements/follow-chain.ts';
import { walletRetirementsIn } from '../retirements/on-chain.ts';
import { collectChanges } from './collect-changes.ts';
import type { ChainMeta, DecodedLog } from './facts.ts';
import { settle } from './settle.ts';
import { undoSettled } from './undo-settled.ts';

export interface ApplyOptions {
  /** False while the index is far behind the head: nothing is told log by log then. */
  readonly live: boolean;
}

/** What logs mean, worked out: nothing of it is written yet. */
export interface Effects {
  readonly changes: PositionChanges;
  readonly deposits: readonly NewChainDeposit[];
  /** Ether for orders. */
  readonly receipts: readonly NewPaymentReceipt[];
  /** Wallets that were linked or unlinked. */
  readonly wallets: readonly string[];
  /** What wallets retired by themselves. */
  readonly retirements: readonly WalletRetirement[];
  /** Of proposals, votes and what they set; undefined where there is nothing of it. */
  readonly governance: GovernanceChanges | undefined;
}

/** Works out what logs mean. It needs no transaction, so it can be done while another one is under way. */
export const planEffects = (chain: ChainMeta, logs: readonly DecodedLog[]): Effects => ({
  changes: collectChanges(chain, logs, 1n),
  deposits: depositsIn(chain, logs),
  receipts: receiptsIn(logs),
  wallets: linkedWalletsIn(logs),
  retirements: walletRetirementsIn(chain, logs),
  governance: governanceIn(chain, logs),
});

/**
 * Does what logs mean, in the transaction that stores them. They come once each and are canonical and new: the caller has
 * dropped what was stored before. Nothing here depends on their order, so a log that was missed can be added later.
 */
export async function applyLogs(
  tx: Db,
  chain: ChainMeta,
  logs: readonly DecodedLog[],
  options: ApplyOptions,
): Promise<void> {
  if (logs.length > 0) await applyEffects(tx, chain, planEffects(chain, logs), options);
}

/** Does what was worked out of logs, as applyLogs does. */
export async function applyEffects(
  tx: Db,
  chain: ChainMeta,
  { changes, deposits, receipts, wallets, retirements, governance }: Effects,
  { live }: ApplyOptions,
): Promise<void> {
  await Promise.all([
    addPositions(tx, chain.chainId, changes),
    insertChainDeposits(tx, chain.chainId, deposits),
    insertReceipts(tx, chain.chainId, receipts),
    live && tellChanges(tx, changes, deposits),
    applyGovernance(tx, chain.chainId, governance, { live }),
    // Sent last: they read what the others write.
    followLinks(tx, chain.chainId, wallets),
    insertSeen(tx, chain.chainId, retirements),
  ]);
}

/** Takes back what logs did that are no longer part of the chain: the exact inverse of applyLogs. */
export async function undoLogs(tx: Db, chain: ChainMeta, logs: readonly DecodedLog[]): Promise<void> {
  if (logs.length === 0) return;
  const changes = collectChanges(chain, logs, -1n);
  const depositIds = depositsIn(chain, logs).map(({ id }) => id);
  await removePositions(tx, chain.chainId, changes);
  await undoReceipts(
    tx,
    receiptsIn(logs).map(({ id }) => id),
  );
  // Whoever needs both locks links before wallets.
  await followLinks(tx, chain.chainId, linkedWalletsIn(logs));
  // Before wallets, as everywhere.
  await undoRetired(tx, chain, { logs, receipts: changes.receipts });
  await undoGovernance(tx, chain, logs);
  await undoSettled(tx, { depositIds, receipts: changes.receipts });
  await tell(tx, positionEvents(changes));
}

/**
 * Settles what has reached its confirmations: every block up to `confirmedBlock` has. Deposits go into wallets, payments
 * that arrived leave the platform, conversions are credited, retirements are confirmed. Proposals are brought to where they
 * stand at the block that is indexed.
 */
export async function settleConfirmed(tx: Db, chain: ChainMeta, confirmedBlock: bigint): Promise<void> {
  await confirmMined(tx, chain.chainId, confirmedBlock);
  await settle(tx, chain.chainId, confirmedBlock);
  await advanceProposals(tx, chain.chainId);
}

async function tellChanges(tx: Db, changes: PositionChanges, deposits: readonly NewChainDeposit[]): Promise<void> {
  const senders = [...new Set(deposits.map(({ address }) => `0x${address}`))];
  const owners = senders.length > 0 ? await selectUsersByAddresses(tx, senders) : new Map<string, string>();
  await tell(tx, [
    ...positionEvents(changes),
    ...deposits.map(({ id, address }) =>
      chainDepositChanged({ id, address: `0x${address}` }, owners.get(`0x${address}`) ?? null),
    ),
  ]);
}

/** One event for each stake and each balance of credits, however many logs touched it. */
function positionEvents({ stakes, stakeMarks, credits }: PositionChanges): NewEvent[] {
  const stakers = new Set([...stakes, ...stakeMarks].map(({ address }) => `0x${address}`));
  return [
    ...[...stakers].map((address): NewEvent => ({ topic: 'stake', key: address, payload: { address } })),
    ...credits.map(({ address, batchId }): NewEvent => ({
      topic: 'creditBalance',
      key: `0x${address}`,
      payload: { address: `0x${address}`, batchId },
    })),
  ];
}
