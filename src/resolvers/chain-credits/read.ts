import { z } from 'zod';
import {
  type CreditBalanceView,
  type CreditBatchView,
  selectCreditBalance,
  selectCreditBalances,
  selectCreditBatches,
} from '../../db/chain-position-reads.ts';
import { addressKey } from '../addresses/rules.ts';
import type { Hex } from '../chain/client.ts';
import type { Context } from '../context.ts';
import type { EventPayloads } from '../events.ts';
import { optional, readInput } from '../input.ts';
import { batchKey } from '../chain/loaders.ts';
import { decodeKeyset, encodeKeyset, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { uint256 } from '../prepares/rules.ts';

const ofAddress = z.object({ address: addressKey });
const ofBatch = z.object({ batchId: uint256 });
const batchFilter = z.object({
  projectKey: optional(
    z
      .string()
      .regex(/^0x[\da-f]{64}$/i, 'is no key of a project: 0x and 64 hexadecimal digits')
      .transform((text) => text.toLowerCase()),
  ),
});

/** What an address has of each batch of credits. Throws InputInvalid. */
export async function listCreditBalances(
  ctx: Context,
  input: PageInput & { readonly address: string },
): Promise<Page<CreditBalanceView>> {
  const { address } = readInput(ofAddress, { address: input.address });
  const page = pageOf(ctx, input);
  const rows = await selectCreditBalances(ctx.app.db, { ...page, address });
  return toPage(rows, page.limit - 1, input, ({ batchId }) => encodeKeyset([batchId]));
}

/** The batches of credits that the chain has, or those of one project. Throws InputInvalid. */
export async function listCreditBatches(
  ctx: Context,
  input: PageInput & { readonly projectKey?: string | null | undefined },
): Promise<Page<CreditBatchView>> {
  const { projectKey } = readInput(batchFilter, { projectKey: input.projectKey });
  const page = pageOf(ctx, input);
  const rows = await selectCreditBatches(ctx.app.db, { ...page, projectKey });
  return toPage(rows, page.limit - 1, input, ({ batchId }) => encodeKeyset([batchId]));
}

function pageOf(ctx: Context, input: PageInput) {
  const [after] = input.after ? decodeKeyset(input.after, [/^\d{1,78}$/]) : [];
  return {
    chainId: ctx.app.config.CHAIN_ID,
    after: after === undefined ? undefined : BigInt(after),
    limit: pageSize(input, ctx.app.config.PAGE_SIZE) + 1,
  };
}

/** The batch with this number; null if no credits of it were ever issued. Throws InputInvalid. */
export async function readCreditBatch(
  ctx: Context,
  input: { readonly batchId: string },
): Promise<CreditBatchView | null> {
  return batchOf(ctx, readInput(ofBatch, input));
}

/** The batch of credits that somebody has or had; null where a reorganisation has undone its issue. */
export const batchOf = async (ctx: Context, { batchId }: { batchId: bigint }): Promise<CreditBatchView | null> =>
  (await ctx.loaders.creditBatches.load(batchKey(ctx.app.config.CHAIN_ID, batchId))) ?? null;

/** The balance that an event of the feed tells of, as it is now. */
export async function balanceOf(ctx: Context, told: EventPayloads['creditBalance']): Promise<CreditBalanceView> {
  const [address, batchId] = [told.address as Hex, BigInt(told.batchId)];
  const balance = await selectCreditBalance(ctx.app.db, { chainId: ctx.app.config.CHAIN_ID, address, batchId });
  if (!balance) throw new Error('a balance of credits was told and its chain has no index');
  return balance;
}
