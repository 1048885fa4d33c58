import { type ReserveRow, type ReserveState, selectBatchReserves, selectReserves } from '../../db/reserves.ts';
import type { Chain } from '../chain/client.ts';
import { type Finality, finalityOf } from '../chain/facts.ts';
import type { Context } from '../context.ts';
import { decodeKeyset, encodeKeyset, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { placesOf } from './rules.ts';

/** Of which chain the reserves are; null where the platform has none. */
export const reservesChain = ({ app }: Context): Chain | null => app.chain ?? null;

/** What was found when the reserves were last looked at; an asset that never was is left out. */
export const assetReserves = ({ app }: Context, { chainId }: Chain): Promise<ReserveRow[]> =>
  selectReserves(app.db, chainId);

/** What the custody holds of each batch of credits, by the numbers of the batches. Throws InputInvalid. */
export async function batchReserves(ctx: Context, chain: Chain, input: PageInput): Promise<Page<ReserveState>> {
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [last] = input.after ? decodeKeyset(input.after, [/^\d{1,78}$/]) : [];
  const after = last === undefined ? undefined : BigInt(last);
  const rows = await selectBatchReserves(ctx.app.db, placesOf(chain), { after, limit: size + 1 });
  return toPage(rows, size, input, ({ asset }) => encodeKeyset([asset]));
}

/** How sure the block is as of which a reserve holds. */
export async function finalityOfReserve(
  { app, loaders }: Context,
  { blockNumber }: Pick<ReserveState, 'blockNumber'>,
): Promise<Finality> {
  const standing = await loaders.chainStandings.load(String(app.config.CHAIN_ID));
  if (!standing) throw new Error('there are reserves of a chain that has no index');
  return finalityOf({ blockNumber, orphanedAt: null }, standing);
}
