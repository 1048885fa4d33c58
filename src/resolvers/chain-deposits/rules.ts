import { v5 as nameId, v7 as newId } from 'uuid';
import type { ChainDepositRow, NewChainDeposit } from '../../db/chain-deposits.ts';
import { type Leg, type LockedWallet, type NewEntry, platformAccounts } from '../../db/ledger.ts';
import type { Asset } from '../../db/wallets.ts';
import type { ChainMeta, DecodedLog } from '../chain/facts.ts';
import type { NewEvent } from '../feed.ts';

/** Ids of deposits are made of their log's key in this name space (RFC 9562, version 5). */
const DEPOSITS = '6f2f6ad1-6b1e-4f0a-9a31-0c6f1f6f3d52';
const NOWHERE = `0x${'0'.repeat(40)}`;

const lower = (hex: unknown): string => (hex as string).toLowerCase();

/** The id of the deposit that a log tells of, whoever indexes it. */
export const chainDepositId = ({ chainId, blockHash, logIndex }: DecodedLog): string =>
  nameId(`${chainId}:${blockHash}:${logIndex}`, DEPOSITS);

/** Who sent what to the custody by this log, if it is a deposit. */
function sentBy({ CarbonCustody }: ChainMeta['contracts'], log: DecodedLog) {
  const { contract, event, args } = log;
  if (!args) return undefined;
  if (contract === 'CarbonCustody' && event === 'EtherReceived') {
    return { asset: 'ETH' as const, from: lower(args['from']), amount: BigInt(args['amount'] as string) };
  }
  if (contract === 'CarbonToken' && event === 'Transfer' && lower(args['to']) === CarbonCustody) {
    // What is minted to the custody is its own backing, or is told of by another event (a purchase, a conversion).
    return { asset: 'CARBON' as const, from: lower(args['from']), amount: BigInt(args['value'] as string) };
  }
  if (contract === 'CarbonPayment' && event === 'CarbonPurchased' && lower(args['to']) === CarbonCustody) {
    return { asset: 'CARBON' as const, from: lower(args['payer']), amount: BigInt(args['amount'] as string) };
  }
  return undefined;
}

/** The deposits among logs. Pure. */
export function depositsIn({ contracts }: ChainMeta, logs: readonly DecodedLog[]): NewChainDeposit[] {
  return logs.flatMap((log) => {
    const sent = sentBy(contracts, log);
    if (!sent || sent.amount === 0n || sent.from === NOWHERE || sent.from === contracts.CarbonCustody) return [];
    return {
      id: chainDepositId(log),
      blockNumber: log.blockNumber,
      blockHash: log.blockHash.slice(2),
      logIndex: log.logIndex,
      txHash: log.txHash.slice(2),
      blockTime: log.blockTime,
      asset: sent.asset,
      address: sent.from.slice(2),
      amount: sent.amount,
    };
  });
}

/** What a wallet holds and owes while several entries are made for it, one after the other. */
export interface Account {
  readonly wallet: LockedWallet<Asset>;
  available: bigint;
  owed: bigint;
}

export const accountOf = (wallet: LockedWallet<Asset>, owed = 0n): Account => ({
  wallet,
  available: wallet.available.balance,
  owed,
});

interface Moved {
  readonly kind: NewEntry['kind'];
  readonly referenceId: string;
  readonly amount: bigint;
}

const legs = (asset: string, amounts: readonly (readonly [accountId: bigint, amount: bigint])[]): Leg[] =>
  amounts.filter(([, amount]) => amount !== 0n).map(([accountId, amount]) => ({ accountId, asset, amount }));

/** What came over the chain first covers what its owner owes; the rest can be used. */
export function arrivalEntry(account: Account, { kind, referenceId, amount }: Moved): NewEntry {
  const { asset, available } = account.wallet;
  const covered = amount < account.owed ? amount : account.owed;
  account.owed -= covered;
  account.available += amount - covered;
  return {
    id: newId(),
    kind,
    referenceId,
    actorId: null,
    legs: legs(asset, [
      [platformAccounts.EXTERNAL[asset], -amount],
      [platformAccounts.SUSPENSE[asset], covered],
      [available.accountId, amount - covered],
    ]),
  };
}

/** What the chain undid is taken from what can be used; what of it is not there is owed from now on. */
export function reversalEntry(account: Account, { kind, referenceId, amount }: Moved): NewEntry {
  const { asset, available } = account.wallet;
  const taken = amount < account.available ? amount : account.available;
  account.available -= taken;
  account.owed += amount - taken;
  return {
    id: newId(),
    kind,
    referenceId,
    actorId: null,
    legs: legs(asset, [
      [available.accountId, -taken],
      [platformAccounts.SUSPENSE[asset], taken - amount],
      [platformAccounts.EXTERNAL[asset], amount],
    ]),
  };
}

const hex = (bytes: Buffer): string => `0x${bytes.toString('hex')}`;

/** The event that tells of a deposit: that it was seen, credited, or undone. */
export const chainDepositChanged = (
  { id, address }: { readonly id: string; readonly address: string | Buffer },
  ownerId: string | null,
): NewEvent => ({
  topic: 'chainDeposit',
  key: id,
  payload: { id, ownerId, address: typeof address === 'string' ? address : hex(address) },
});

/** The address that sent a deposit, lower case. */
export const senderOf = ({ address }: Pick<ChainDepositRow, 'address'>): string => hex(address);

/** How many blocks the chain has since a deposit, its own included; none once its block was replaced. */
export function confirmationsOf(
  { blockNumber, orphanedAt }: Pick<ChainDepositRow, 'blockNumber' | 'orphanedAt'>,
  headBlock: bigint,
): number {
  return orphanedAt || headBlock < blockNumber ? 0 : Number(headBlock - blockNumber) + 1;
}
