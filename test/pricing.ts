import { v7 as newId } from 'uuid';
import { insertBlocks, takeBatches } from '../src/db/batches.ts';
import { insertFxRates } from '../src/db/fx.ts';
import { batchAccounts, openHolding } from '../src/db/holdings.ts';
import { insertEntries, lockWallets, walletKey } from '../src/db/ledger.ts';
import { PLATFORM_PARTY } from '../src/db/parties.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import { scaled } from '../src/resolvers/pricing/decimals.ts';
import type { TestApp, TestUser } from './harness.ts';
import { projectIn } from './projects.ts';

/** The id of a batch as clients send it. */
export const batchIdOf = (id: string): string => encodeId('CreditBatch', id);

let serials = 0n;

export interface StockGiven {
  readonly year?: number;
  readonly quantity?: bigint;
  readonly project?: object;
  /** A project that there is already. */
  readonly projectId?: string;
  /** Whose the credits are (default: the platform's). */
  readonly ownerId?: string;
}

/** Credits of a registered project that lie in the platform's custody; gives the inner ids of project and batch. */
export async function stockIn(
  t: TestApp,
  by: { readonly owner: TestUser; readonly admin: TestUser },
  { year = new Date().getUTCFullYear(), quantity = 1_000n, project = {}, ...given }: StockGiven = {},
): Promise<{ readonly projectId: string; readonly batchId: string }> {
  const projectId = given.projectId ?? (await projectIn(by, 'REGISTERED', project)).id;
  const batchId = await t.db.transact(async (tx) => {
    const [id = ''] = await takeBatches(tx, [
      { projectId, vintageStart: `${year}-01-01`, vintageEnd: `${year}-12-31` },
    ]);
    serials += 1_000_000n;
    const block = { id: newId(), batchId: id, registry: 'VERRA', prefix: 'P', suffix: '', issuedOn: null };
    const numbers = { blockStart: serials, blockEnd: serials + quantity - 1n, serial: `P-${serials}` };
    await insertBlocks(tx, [{ ...block, ...numbers, state: 'ACTIVE', holder: 'PLATFORM_CUSTODY' }]);
    const key = { ownerId: given.ownerId ?? PLATFORM_PARTY, asset: 'CREDIT', batchId: id } as const;
    await openHolding(tx, key.ownerId, id);
    const { EXTERNAL } = await batchAccounts(tx, id);
    const wallet = (await lockWallets(tx, [key])).get(walletKey(key));
    if (!wallet) throw new Error('no holding');
    const legs = [
      { accountId: wallet.available.accountId, asset: id, amount: quantity },
      { accountId: EXTERNAL, asset: id, amount: -quantity },
    ];
    await insertEntries(tx, [{ id: newId(), kind: 'CREDIT_DEPOSIT', referenceId: id, actorId: null, legs }], [wallet]);
    return id;
  });
  return { projectId, batchId };
}

/** A rate of the euro in dollars of a day so many days ago. */
export async function euroInDollars(t: TestApp, rate: string, daysAgo = 0, source = 'ECB'): Promise<void> {
  const date = new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  await t.db.transact((tx) => insertFxRates(tx, [{ base: 'EUR', quote: 'USD', date, source, rate: scaled(rate) }]));
}
