import {
  type ChainDepositView,
  type DepositPlace,
  selectChainDepositsOf,
  selectUnclaimedDeposits,
} from '../../db/chain-deposits.ts';
import { selectWalletsOf } from '../../db/wallets.ts';
import { ownKeys } from '../addresses/read.ts';
import { type Finality, finalityOf } from '../chain/facts.ts';
import type { Context } from '../context.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { isPermitted, permit } from '../permissions.ts';
import { onlyVisible } from '../visible.ts';
import { confirmationsOf, senderOf } from './rules.ts';

/**
 * The caller's deposits over the chain, newest first: those in their wallets, and what their addresses sent that is in no
 * wallet yet. Throws InputInvalid, Unauthenticated.
 */
export async function myChainDeposits(ctx: Context, input: PageInput): Promise<Page<ChainDepositView>> {
  const { userId } = await permit(ctx, 'wallet.read');
  const { size, after } = pageOf(ctx, input);
  const [wallets, addresses] = await Promise.all([selectWalletsOf(ctx.app.db, userId), ownKeys(ctx, userId)]);
  const rows = await selectChainDepositsOf(ctx.app.db, {
    walletIds: wallets.map(({ id }) => id),
    addresses: [...addresses],
    after,
    limit: size + 1,
  });
  return toPage(rows, size, input, cursorOf);
}

/**
 * What has its confirmations and is in no wallet, since nobody had its sender's address linked; newest first. Of the
 * caller's addresses, or all for finance. Throws InputInvalid, Unauthenticated.
 */
export async function unclaimedDeposits(ctx: Context, input: PageInput): Promise<Page<ChainDepositView>> {
  const { userId } = await permit(ctx, 'wallet.read');
  const { size, after } = pageOf(ctx, input);
  const all = await isPermitted(ctx, 'wallet.read-any');
  const addresses = all ? undefined : [...(await ownKeys(ctx, userId))];
  const rows = await selectUnclaimedDeposits(ctx.app.db, { addresses, after, limit: size + 1 });
  return toPage(rows, size, input, cursorOf);
}

/** The deposits with these ids, null where there is none that the caller may see. */
export async function visibleChainDeposits(ctx: Context, ids: readonly string[]): Promise<(ChainDepositView | null)[]> {
  const userId = ctx.viewer?.userId ?? null;
  const own: ReadonlySet<string> = userId ? await ownKeys(ctx, userId) : new Set<string>();
  return onlyVisible(
    ctx,
    await ctx.loaders.chainDeposits.loadMany(ids),
    // What is in somebody's wallet is theirs, whoever has linked its sender since.
    (deposit) => [deposit.ownerId ?? (own.has(senderOf(deposit)) ? userId : null)],
    { own: 'wallet.read', any: 'wallet.read-any' },
  );
}

/** How many blocks there are since a deposit, its own included, and how sure it is. */
export async function depthOf(
  ctx: Context,
  deposit: ChainDepositView,
): Promise<{ readonly confirmations: number; readonly finality: Finality }> {
  const standing = await ctx.loaders.chainStandings.load(String(deposit.chainId));
  if (!standing) throw new Error(`chain ${deposit.chainId} has deposits and no index`);
  return { confirmations: confirmationsOf(deposit, standing.headBlock), finality: finalityOf(deposit, standing) };
}

const KEY = [/^\d{1,18}$/, /^\d{1,9}$/, KEY_UUID];
const cursorOf = ({ blockNumber, logIndex, id }: ChainDepositView): string =>
  encodeKeyset([blockNumber, String(logIndex), id]);

function pageOf(ctx: Context, input: PageInput): { size: number; after: DepositPlace | undefined } {
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  if (!input.after) return { size, after: undefined };
  const [blockNumber = '', logIndex = '', id = ''] = decodeKeyset(input.after, KEY);
  return { size, after: { blockNumber: BigInt(blockNumber), logIndex: Number(logIndex), id } };
}
