import { randomBytes } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { type BatchRow, selectBatchesById } from '../../db/batches.ts';
import type { Db } from '../../db/client.ts';
import { insertEntries, lockWallets, type NewEntry, type WalletKey, walletKey } from '../../db/ledger.ts';
import { PLATFORM_PARTY } from '../../db/parties.ts';
import {
  insertContribution,
  insertRetirements,
  lockBeneficiary,
  selectPlatformCredits,
  takeBeneficiary,
} from '../../db/retirement-writes.ts';
import { type BeneficiaryRow, type NewRetirement, type RetirementRow, TONNE } from '../../db/retirements.ts';
import { addressBytes } from '../../db/linked-addresses.ts';
import { chainOf } from '../chain/client.ts';
import type { App } from '../context.ts';
import { InsufficientCredits, InsufficientFunds, NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import { walletChanged } from '../wallets/rules.ts';
import { refuseDebtor } from '../withdrawals/over-chain.ts';
import { carbonHoldEntry, holdEntry, type LockedWallets, mustHave } from './entries.ts';
import { InventoryShort } from './errors.ts';
import type { RetirementClaim } from './inputs.ts';
import { chainBatchIdOf } from './on-chain.ts';
import { commitmentOf, retirementChanged, retirementRefOf } from './rules.ts';

/** What somebody wants retired, whoever asks for it. */
export interface RetirementWish {
  /** Names the wish: what comes of it is found by it again (`selectRetirementsOfRequest`). */
  readonly requestId: string;
  /** Whose credits, or whose CARBON. */
  readonly ownerId: string;
  /** Who wants it; null for the platform. */
  readonly actorId: string | null;
  /** Credits of this batch, whole tonnes; CARBON where it is left out. */
  readonly batchId?: string | undefined;
  /** In 10^-18 of a tonne. */
  readonly quantity: bigint;
  readonly claim: RetirementClaim;
  readonly scheduleId?: string | undefined;
  readonly orderId?: string | undefined;
}

/** What came of a wish. */
export interface EnteredRetirement {
  readonly requestId: string;
  /** With what is held for it and is no whole tonne yet. */
  readonly beneficiary: BeneficiaryRow;
  /** One of a batch; of CARBON one for each batch that it takes, none while it is less than a tonne. */
  readonly retirements: readonly RetirementRow[];
}

/**
 * Holds what is to be retired, and writes down that it is, in the caller's transaction: the credits are used up for ever
 * once the chain has made it final, and are free again if that never comes. Which serial numbers, and the transaction, a
 * pass decides after the commit (`assignRetirement`). Locks the beneficiary (of CARBON), then wallets in one statement.
 * Throws NotFound, InsufficientCredits, InsufficientFunds, InventoryShort, DebtOutstanding; ChainUnavailable where the
 * platform has no chain, since only a chain makes a retirement final.
 */
export async function enterRetirement(tx: Db, app: App, wish: RetirementWish): Promise<EnteredRetirement> {
  // Refused before anything is written.
  chainOf(app);
  const { name, country = null, identifier, isPrivate } = wish.claim.beneficiary;
  const beneficiary = await takeBeneficiary(tx, {
    ownerId: wish.ownerId,
    name,
    country,
    identifierScheme: identifier?.scheme ?? null,
    identifier: identifier?.value ?? null,
    isPrivate,
  });
  return wish.batchId === undefined
    ? enterCarbon(tx, app, wish, beneficiary)
    : enterCredits(tx, app, wish, { beneficiary, batchId: wish.batchId });
}

type Part = Pick<BatchRow, 'id' | 'projectId' | 'vintage'> & { readonly tonnes: bigint };

function rowOf(
  app: App,
  wish: RetirementWish,
  beneficiary: BeneficiaryRow,
  part: Part,
): NewRetirement & { id: string } {
  const { chainId, deployment } = chainOf(app);
  const { claim } = wish;
  const id = newId();
  const salt = beneficiary.isPrivate ? randomBytes(32) : null;
  return {
    id,
    requestId: wish.requestId,
    way: 'CUSTODY',
    ownerId: wish.ownerId,
    actorId: wish.actorId,
    retiredAsset: wish.batchId === undefined ? 'CARBON' : 'CREDIT',
    batchId: part.id,
    projectId: part.projectId,
    quantity: part.tonnes * TONNE,
    beneficiaryId: beneficiary.id,
    beneficiaryHash: addressBytes(commitmentOf(beneficiary, salt)),
    beneficiarySalt: salt,
    retiringEntity: claim.retiringEntity ?? null,
    reason: claim.reason,
    message: claim.message ?? '',
    consumptionCountry: claim.consumptionCountry ?? null,
    consumptionFrom: claim.consumptionFrom ?? null,
    consumptionTo: claim.consumptionTo ?? null,
    status: 'REQUESTED',
    scheduleId: wish.scheduleId ?? null,
    orderId: wish.orderId ?? null,
    chainId,
    chainBatchId: chainBatchIdOf(part.projectId, part.vintage),
    chainRef: addressBytes(retirementRefOf(id)),
    account: addressBytes(deployment.contracts.CarbonCustody.address),
  };
}

interface Credits {
  readonly beneficiary: BeneficiaryRow;
  readonly batchId: string;
}

async function enterCredits(
  tx: Db,
  app: App,
  wish: RetirementWish,
  { beneficiary, batchId }: Credits,
): Promise<EnteredRetirement> {
  const [batch] = await selectBatchesById(tx, [batchId]);
  if (!batch) throw new NotFound('credit batch');
  const tonnes = wish.quantity / TONNE;
  const key = { ownerId: wish.ownerId, asset: 'CREDIT', batchId } as const;
  const wallets = await lockWallets(tx, [key]);
  const available = wallets.get(walletKey(key))?.available.balance ?? 0n;
  if (available < tonnes) throw new InsufficientCredits(available, tonnes);
  const row = rowOf(app, wish, beneficiary, { ...batch, tonnes });
  return write(tx, wish, { beneficiary, rows: [row], wallets, entries: [] });
}

async function enterCarbon(tx: Db, app: App, wish: RetirementWish, { id }: BeneficiaryRow): Promise<EnteredRetirement> {
  const { ownerId, actorId, quantity, requestId } = wish;
  const beneficiary = await lockBeneficiary(tx, id);
  if (!beneficiary) throw new Error(`beneficiary ${id} was there and is not`);
  const together = beneficiary.carbonHeld + quantity;
  const [tonnes, remainder] = [together / TONNE, together % TONNE];
  const stock = tonnes > 0n ? await selectPlatformCredits(tx, PLATFORM_PARTY, app.config.RETIREMENT_BATCHES) : [];
  const key = { ownerId, asset: 'CARBON' } as const;
  const holdings = stock.map(({ batchId }) => ({ ownerId: PLATFORM_PARTY, asset: 'CREDIT', batchId }) as const);
  const wallets = await lockWallets<WalletKey>(tx, [key, ...holdings]);
  await refuseDebtor(tx, ownerId);
  const available = wallets.get(walletKey(key))?.available.balance ?? 0n;
  if (available < quantity) throw new InsufficientFunds('CARBON', available, quantity);

  const parts = allot(
    tonnes,
    stock.map((batch, place) => ({
      id: batch.batchId,
      projectId: batch.projectId,
      vintage: batch.vintage,
      // As it is under the lock.
      tonnes: mustHave(wallets, holdings[place] as WalletKey).available.balance,
    })),
  );
  const rows = parts.map((part) => rowOf(app, wish, beneficiary, part));
  const given = { referenceId: rows[0]?.id ?? requestId, actorId, quantity };
  const entries = [carbonHoldEntry(given, mustHave(wallets, key))];
  await insertContribution(tx, { id: requestId, beneficiaryId: id, quantity, remainder });
  return write(tx, wish, { beneficiary: { ...beneficiary, carbonHeld: remainder }, rows, wallets, entries });
}

/** Takes so many tonnes of what there is, in its order. Throws InventoryShort. */
export function allot(tonnes: bigint, stock: readonly Part[]): Part[] {
  const parts: Part[] = [];
  let left = tonnes;
  for (const batch of stock) {
    const taken = batch.tonnes < left ? batch.tonnes : left;
    if (taken === 0n) continue;
    parts.push({ ...batch, tonnes: taken });
    left -= taken;
  }
  if (left > 0n) throw new InventoryShort(tonnes - left);
  return parts;
}

interface Written {
  readonly beneficiary: BeneficiaryRow;
  readonly rows: readonly (NewRetirement & { id: string })[];
  readonly wallets: LockedWallets;
  readonly entries: readonly NewEntry[];
}

async function write(
  tx: Db,
  { requestId }: RetirementWish,
  { beneficiary, rows, wallets, entries }: Written,
): Promise<EnteredRetirement> {
  const written = await insertRetirements(tx, rows);
  const holds = written.map((row) => holdEntry(row, wallets));
  const moved = new Set([...entries, ...holds].flatMap(({ legs }) => legs.map(({ accountId }) => accountId)));
  await insertEntries(tx, [...entries, ...holds], wallets.values());
  // Of the platform's own holdings more are locked than are needed.
  const changed = [...wallets.values()].filter(({ held }) => moved.has(held.accountId));
  await tell(tx, [...changed.map(walletChanged), ...written.map(retirementChanged)]);
  return { requestId, beneficiary, retirements: written };
}
