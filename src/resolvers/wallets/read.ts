import { selectWalletsOf, type WalletView } from '../../db/wallets.ts';
import {
  type BalanceAt,
  selectBalancesAt,
  selectWalletEntries,
  type WalletEntryView,
} from '../../db/wallet-entries.ts';
import type { Context } from '../context.ts';
import { encodeId } from '../ids.ts';
import { actingFor, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { permitCaller, permitFor } from '../permissions.ts';
import { onlyVisible } from '../visible.ts';
import { referenceTypes, statementPeriod, walletEntryFilter } from './rules.ts';

/** The wallets of the caller, or of an organization for which they may see them: one for each asset. */
export async function myWallets(
  ctx: Context,
  input: { readonly organizationId?: unknown } = {},
): Promise<WalletView[]> {
  await permitCaller(ctx, 'wallet.read');
  const { ownerId } = await permitFor(ctx, 'wallet.read', readInput(actingFor, input.organizationId));
  return selectWalletsOf(ctx.app.db, ownerId);
}

/** The wallets with these ids, null where there is none that the caller may see: the own, those of an
 * organization whose money they may see, or any for finance. */
export async function visibleWallets(ctx: Context, ids: readonly string[]): Promise<(WalletView | null)[]> {
  const wallets = await ctx.loaders.wallets.loadMany(ids);
  return onlyVisible(ctx, wallets, ({ ownerId }) => [ownerId], { own: 'wallet.read', any: 'wallet.read-any' });
}

/** A wallet that must exist, since something the caller may see refers to it. */
export async function walletOf(ctx: Context, id: string): Promise<WalletView> {
  const wallet = await ctx.loaders.wallets.load(id);
  if (!wallet) throw new Error(`wallet ${id} is referred to and does not exist`);
  return wallet;
}

/** What moved in a wallet or a holding of credits that the caller may see, newest first. Throws InputInvalid. */
export async function walletEntries(
  ctx: Context,
  wallet: Pick<WalletView, 'id'>,
  input: PageInput & { readonly filterBy?: unknown },
): Promise<Page<WalletEntryView>> {
  const { kinds, ...range } = readInput(walletEntryFilter, input.filterBy ?? {});
  const { size, after } = pageOf(ctx, input, NEWEST);
  const page = { walletId: wallet.id, range, kinds, order: 'NEWEST_FIRST', after, limit: size + 1 } as const;
  return toPage(await selectWalletEntries(ctx.app.db, page), size, input, cursorIn(NEWEST));
}

/** What a wallet held at two moments; what moved between them is read by `statementEntries`. */
export interface StatementView {
  readonly wallet: WalletView;
  readonly from: Date;
  readonly to: Date;
  readonly opening: BalanceAt;
  readonly closing: BalanceAt;
}

/**
 * The statement of a wallet that the caller may see. Its two ends are seen at one moment and are posting numbers, so
 * the opening balance and the entries always give the closing balance, whatever is posted meanwhile.
 * Throws InputInvalid.
 */
export async function walletStatement(ctx: Context, wallet: WalletView, input: unknown): Promise<StatementView> {
  const { from, to } = readInput(statementPeriod, input);
  return { wallet, from, to, ...(await selectBalancesAt(ctx.app.db, wallet.id, { from, to })) };
}

/** What moved between the two ends of a statement, oldest first. */
export async function statementEntries(
  ctx: Context,
  { wallet, opening, closing }: StatementView,
  input: PageInput,
): Promise<Page<WalletEntryView>> {
  const { size, after } = pageOf(ctx, input, OLDEST);
  const range = { above: opening.lastPosting, upTo: closing.lastPosting };
  const page = { walletId: wallet.id, range, order: 'OLDEST_FIRST', after, limit: size + 1 } as const;
  return toPage(await selectWalletEntries(ctx.app.db, page), size, input, cursorIn(OLDEST));
}

/** The id of the node that moved an entry, or null if it is none. */
export function referenceOf({ kind, referenceId }: WalletEntryView): string | null {
  const type = referenceTypes[kind];
  return type ? encodeId(type, referenceId) : null;
}

const NEWEST = 'newest';
const OLDEST = 'oldest';
const POSTING = /^\d{1,18}$/;

function pageOf(ctx: Context, input: PageInput, order: string): { size: number; after: bigint | undefined } {
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [, last] = input.after ? decodeKeyset(input.after, [new RegExp(`^${order}$`), POSTING]) : [];
  return { size, after: last === undefined ? undefined : BigInt(last) };
}

const cursorIn = (order: string) => (entry: WalletEntryView) => encodeKeyset([order, entry.id]);
