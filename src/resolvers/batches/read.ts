import { z } from 'zod';
import {
  type CreditCount,
  type RetiredBlock,
  selectBatchPage,
  selectBlockPage,
  selectHolding,
  selectRetirementPage,
} from '../../db/batch-lists.ts';
import {
  type BatchRow,
  type BlockRow,
  creditState,
  type CreditState,
  type ExternalRetirementRow,
} from '../../db/batches.ts';
import type { ProjectRow } from '../../db/projects.ts';
import type { Context } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { nodeId, optional, readInput } from '../input.ts';
import {
  decodeKeyset,
  encodeKeyset,
  KEY_UUID,
  MAX_PAGE,
  type Page,
  type PageInput,
  pageSize,
  toPage,
} from '../pages.ts';
import { findProject } from '../projects/read.ts';
import { readCredits, type SerialBlock, writeSerial } from './serials.ts';
import { serialOf } from './split-block.ts';

/** A batch of a project that the caller may see. */
export async function findBatch(ctx: Context, id: string): Promise<BatchRow | undefined> {
  const found = await ctx.loaders.batches.load(id);
  return found && (await findProject(ctx, found.projectId)) ? found : undefined;
}

/** The same by the id that clients have. Throws InputInvalid. */
export const batchById = (ctx: Context, id: string): Promise<BatchRow | undefined> =>
  findBatch(ctx, readInput(nodeId('CreditBatch'), id));

/** A batch that must exist, since something refers to it. */
export async function batchOf(ctx: Context, id: string): Promise<BatchRow> {
  const found = await ctx.loaders.batches.load(id);
  if (!found) throw new Error(`batch ${id} is referred to and does not exist`);
  return found;
}

const KEY_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Of a project that the caller sees, the newest vintage first. */
export async function batchesOf(ctx: Context, { id }: ProjectRow, input: PageInput): Promise<Page<BatchRow>> {
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const after = input.after ? (decodeKeyset(input.after, [KEY_DAY, KEY_DAY]) as [string, string]) : undefined;
  const rows = await selectBatchPage(ctx.app.db, id, { after, limit: size + 1 });
  return toPage(rows, size, input, ({ vintageStart, vintageEnd }) => encodeKeyset([vintageStart, vintageEnd]));
}

/** How many credits of a batch are in which state, in the order of the states; those of which there are none left out. */
export async function countsOf(ctx: Context, { id }: BatchRow): Promise<CreditCount[]> {
  const counts = await ctx.loaders.creditCounts.load(id);
  const order: readonly CreditState[] = creditState.enumValues;
  return counts.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
}

const blocksInput = z.object({ state: optional(z.enum(creditState.enumValues)) });

/** The serial blocks of a batch, in the order in which they became known. Throws InputInvalid. */
export async function blocksOf(
  ctx: Context,
  { id }: BatchRow,
  { state: given, ...input }: PageInput & { readonly state?: unknown },
): Promise<Page<BlockRow>> {
  const { state } = readInput(blocksInput, { state: given });
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectBlockPage(ctx.app.db, id, { state, after, limit: size + 1 });
  return toPage(rows, size, input, (block) => encodeKeyset([block.id]));
}

/** What a registry tells of retirements of credits of the batch, the last first. */
export async function externalRetirementsOf(
  ctx: Context,
  { id }: BatchRow,
  input: PageInput,
): Promise<Page<RetiredBlock>> {
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const after = input.after ? (decodeKeyset(input.after, [KEY_DAY, KEY_UUID]) as [string, string]) : undefined;
  const rows = await selectRetirementPage(ctx.app.db, id, { after, limit: size + 1 });
  return toPage(rows, size, input, ({ retirement, block }) => encodeKeyset([retirement.retiredOn, block.id]));
}

/** What a registry tells of the retirement of a block, if it does. */
export const externalRetirementOf = (ctx: Context, { id }: BlockRow): Promise<ExternalRetirementRow | undefined> =>
  ctx.loaders.externalRetirements.load(id);

/** Credits that were asked for by their serials: as many of them as are in one block. */
export interface HeldCredits {
  readonly credits: SerialBlock;
  readonly block: BlockRow;
}

/**
 * Where credits are: of a block, or of one credit, as its registry writes it. What is in several blocks here, since a part
 * was retired or moved, comes in parts; of what is not known, or hidden, there is none. Throws InputInvalid.
 */
export async function creditsBySerial(ctx: Context, given: string): Promise<HeldCredits[]> {
  const refuse = (message: string): InputInvalid => new InputInvalid([{ path: ['serial'], message }]);
  const read = readCredits(given);
  if ('refused' in read) throw refuse(read.refused);
  const { registry, block: asked } = read;
  const place = { registry, prefix: asked.prefix, blockStart: asked.start, blockEnd: asked.end };
  const blocks = await selectHolding(ctx.app.db, place, MAX_PAGE + 1);
  if (blocks.length > MAX_PAGE) throw refuse(`is in more than ${MAX_PAGE} blocks: ask for a part of it`);
  const found = await Promise.all(
    blocks.map(async (block) => {
      // What stands behind the integers says the same again: a serial that says otherwise is none.
      const isSame = asked.suffix === '' || asked.suffix === block.suffix;
      return isSame && (await findBatch(ctx, block.batchId)) ? [heldOf(asked, block)] : [];
    }),
  );
  return found.flat();
}

function heldOf(asked: SerialBlock, block: BlockRow): HeldCredits {
  const whole = serialOf(block);
  const start = asked.start > whole.start ? asked.start : whole.start;
  const end = asked.end < whole.end ? asked.end : whole.end;
  return { credits: { ...whole, start, end, text: writeSerial(whole, { start, end }) }, block };
}
