import { z } from 'zod';
import { type ChainStanding, selectStandings } from '../../db/chain-cursors.ts';
import { type ChainLogView, type LogPlace, selectLogs } from '../../db/chain-log-lists.ts';
import { addressKey } from '../addresses/rules.ts';
import type { App, Context } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import type { EventPayloads } from '../events.ts';
import { optional, readInput } from '../input.ts';
import { chainLogKey } from './loaders.ts';
import { decodeKeyset, encodeKeyset, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import type { Hex } from './client.ts';

/** Every chain that this platform has indexed, and how far; the configured one may not have begun. */
export const readChains = ({ db }: Pick<App, 'db'>): Promise<ChainStanding[]> => selectStandings(db);

/** How far the configured chain is indexed; undefined before its index has begun, or without a chain. */
export async function readChain(ctx: Context): Promise<ChainStanding | undefined> {
  const chains = await readChains(ctx.app);
  return chains.find(({ chainId }) => chainId === ctx.app.config.CHAIN_ID);
}

const MOST_BLOCK = 2 ** 31 - 1;
const hash = z
  .string()
  .regex(/^0x[\da-f]{64}$/i, 'is not a hash: 0x and 64 hexadecimal digits')
  .transform((text) => text.toLowerCase() as Hex);
const name = z.string().regex(/^\w{1,100}$/, 'is no name of a contract or event');
const block = z.number().int().min(0).max(MOST_BLOCK).transform(BigInt);

export const logFilter = {
  address: optional(addressKey),
  contract: optional(name),
  event: optional(name),
  txHash: optional(hash),
};

const listFilter = z.object({
  ...logFilter,
  fromBlock: optional(block),
  toBlock: optional(block),
  includeOrphaned: optional(z.boolean()),
});

export interface ChainEventsInput extends PageInput {
  readonly filterBy?: unknown;
  readonly orderBy: 'NEWEST_FIRST' | 'OLDEST_FIRST';
}

const KEY = [/^\d{1,18}$/, /^\d{1,9}$/, /^0x[\da-f]{64}$/];

/** What was indexed of the configured chain, by all that is given. Throws InputInvalid. */
export async function listChainEvents(ctx: Context, input: ChainEventsInput): Promise<Page<ChainLogView>> {
  const { includeOrphaned = false, ...filter } = readInput(listFilter, input.filterBy ?? {});
  if (filter.event !== undefined && filter.contract === undefined) {
    throw new InputInvalid([{ path: ['filterBy', 'event'], message: 'needs `contract` beside it' }]);
  }
  if (includeOrphaned && filter.address !== undefined) {
    throw new InputInvalid([{ path: ['filterBy', 'includeOrphaned'], message: 'cannot be joined with `address`' }]);
  }
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const rows = await selectLogs(ctx.app.db, {
    ...filter,
    chainId: ctx.app.config.CHAIN_ID,
    orphaned: includeOrphaned,
    oldestFirst: input.orderBy === 'OLDEST_FIRST',
    after: input.after ? decodePlace(input.after) : undefined,
    limit: size + 1,
  });
  return toPage(rows, size, input, ({ blockNumber, logIndex, blockHash }) =>
    encodeKeyset([blockNumber, String(logIndex), blockHash]),
  );
}

function decodePlace(cursor: string): LogPlace {
  const [blockNumber = '0', logIndex = '0', blockHash = '0x'] = decodeKeyset(cursor, KEY);
  return { blockNumber: BigInt(blockNumber), logIndex: Number(logIndex), blockHash: blockHash as Hex };
}

/** The log that an event of the feed tells of. */
export async function logOf(ctx: Context, told: EventPayloads['chainLog']): Promise<ChainLogView> {
  const log = await ctx.loaders.chainLogs.load(chainLogKey(told));
  if (!log) throw new Error(`the log ${chainLogKey(told)} was told and is not there`);
  return log;
}
