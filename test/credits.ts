import { v7 as newId } from 'uuid';
import { type BlockRow, type CreditState, insertBlocks, takeBatches } from '../src/db/batches.ts';
import type { CreditDepositView } from '../src/db/credit-deposits.ts';
import { depositCredits } from '../src/resolvers/credits/deposit-credits.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import type { TestApp, TestUser } from './harness.ts';
import { projectIn } from './projects.ts';

/** The id of a batch as clients send it. */
export const batchIdOf = (batchId: string): string => encodeId('CreditBatch', batchId);
export const userIdOf = ({ id }: { readonly id: string }): string => encodeId('User', id);
export const blockIdOf = ({ id }: { readonly id: string }): string => encodeId('CreditSerialBlock', id);

/** A batch of a registered project of its own, of one calendar year; it has no credits yet. */
export async function batchOf(
  t: TestApp,
  by: { readonly owner: TestUser; readonly admin: TestUser },
  vintage = 2_027,
): Promise<string> {
  const { id: projectId } = await projectIn(by, 'REGISTERED');
  const days = { vintageStart: `${vintage}-01-01`, vintageEnd: `${vintage}-12-31` };
  const [batchId = ''] = await t.db.transact((tx) => takeBatches(tx, [{ projectId, ...days }]));
  return batchId;
}

let serials = 0n;

/** A block of so many credits, in somebody's account at the registry. */
export async function blockIn(
  t: TestApp,
  batchId: string,
  tonnes: bigint,
  state: CreditState = 'ACTIVE',
): Promise<BlockRow> {
  const [blockStart, blockEnd] = [serials + 1n, serials + tonnes];
  serials = blockEnd;
  const suffix = 'VCS-VCU-1-VER-KE-14-1-01012027-31122027-0';
  const [block] = await t.db.transact((tx) =>
    insertBlocks(tx, [
      {
        id: newId(),
        batchId,
        registry: 'VERRA',
        prefix: '700',
        blockStart,
        blockEnd,
        suffix,
        serial: `700-${blockStart}-${blockEnd}-${suffix}`,
        state,
        holder: 'REGISTRY_ACCOUNT',
        issuedOn: null,
      },
    ]),
  );
  return block as BlockRow;
}

/** Deposits credits of a batch for a user, or for the platform itself, as an administrator does. */
export async function depositFor(
  t: TestApp,
  admin: TestUser,
  { owner, batchId, tonnes }: { readonly owner?: TestUser; readonly batchId: string; readonly tonnes: bigint },
): Promise<CreditDepositView> {
  const block = await blockIn(t, batchId, tonnes);
  return depositCredits(admin.ctx, {
    ...(owner && { ownerId: userIdOf(owner) }),
    blockId: blockIdOf(block),
    reference: `transfer ${block.serial}`,
    idempotencyKey: newId(),
  });
}

/** What somebody holds of a batch. */
export async function heldBy(
  t: TestApp,
  { id: ownerId }: { readonly id: string },
  batchId: string,
): Promise<{ available: bigint; held: bigint }> {
  const [row] = await t.db.sql<{ available: bigint; held: bigint }[]>`
    select max(a.balance) filter (where a.kind = 'AVAILABLE') as available,
           max(a.balance) filter (where a.kind = 'HELD') as held
    from wallets w join accounts a on a.wallet_id = w.id
    where w.owner_id = ${ownerId} and w.batch_id = ${batchId} group by w.id`;
  return row ?? { available: 0n, held: 0n };
}
