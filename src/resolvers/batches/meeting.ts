import { v7 as newId } from 'uuid';
import {
  type ExternalRetirementRow,
  insertBlocks,
  insertExternalRetirements,
  type NewBlock,
  type OverlappingBlock,
  updateBlock,
} from '../../db/batches.ts';
import type { Db } from '../../db/client.ts';
import type { CreditRecord } from './mapping.ts';
import { type SerialBlock, writeSerial } from './serials.ts';
import { serialOf } from './split-block.ts';

/** A row of a registry's list that could be read. */
export interface Credit {
  readonly line: number;
  readonly record: CreditRecord;
  readonly block: SerialBlock;
}

export type Met = { readonly became: 'changed' | 'unchanged' } | { readonly refused: string };

export const retirementOf = (blockId: string, { record: { retirement } }: Credit): ExternalRetirementRow[] =>
  retirement ? [{ blockId, ...retirement }] : [];

export interface Meeting {
  readonly batchId: string;
  readonly credit: Credit;
  readonly meeting: readonly OverlappingBlock[];
  readonly retirements: readonly ExternalRetirementRow[];
}

/** What becomes of credits of which something is known: nothing, a retirement, or words about why they are refused. */
export async function meetKnown(tx: Db, { batchId, credit, meeting, retirements }: Meeting): Promise<Met> {
  const { block, record } = credit;
  const [known, other] = meeting;
  if (!known || other || known.blockStart > block.start || known.blockEnd < block.end) {
    return { refused: `its serials overlap ${known?.serial}, which is known` };
  }
  if (known.batchId !== batchId)
    return { refused: `its serials are those of ${known.serial}, of another project or vintage` };
  if (known.state === record.state) {
    if (known.serial !== block.text && known.state !== 'ACTIVE') {
      return { refused: `it is a part of ${known.serial}, which is ${known.state}` };
    }
    const same = isSame(retirements[0], credit);
    return same ? { became: 'unchanged' } : { refused: 'it is known with another retirement, which stays' };
  }
  if (known.state !== 'ACTIVE') return { refused: `${known.serial} is ${known.state}, which stays` };
  if (known.holder !== 'REGISTRY_ACCOUNT') return { refused: `${known.serial} is in the custody of the platform` };
  await retirePart(tx, known, credit);
  return { became: 'changed' };
}

function isSame(known: ExternalRetirementRow | undefined, { record: { retirement } }: Credit): boolean {
  if (!known || !retirement) return !known && !retirement;
  return (['retiredOn', 'beneficiary', 'reason', 'details'] as const).every(
    (field) => known[field] === retirement[field],
  );
}

/** Cuts the credits out of a block that is held, and retires them. */
async function retirePart(tx: Db, known: OverlappingBlock, credit: Credit): Promise<void> {
  const { block, record } = credit;
  const whole = serialOf(known);
  const rest = [
    { start: known.blockStart, end: block.start - 1n },
    { start: block.end + 1n, end: known.blockEnd },
  ].filter(({ start, end }) => end >= start);
  await updateBlock(tx, known.id, {
    blockStart: block.start,
    blockEnd: block.end,
    serial: writeSerial(whole, block),
    state: record.state,
  });
  await insertBlocks(
    tx,
    rest.map(({ start, end }) => ({
      ...withoutPlace(known),
      id: newId(),
      blockStart: start,
      blockEnd: end,
      serial: writeSerial(whole, { start, end }),
    })),
  );
  await insertExternalRetirements(tx, retirementOf(known.id, credit));
}

/** A block as it was read beside its place in a list, without that. */
function withoutPlace({ place: _place, createdAt: _createdAt, ...block }: OverlappingBlock): NewBlock {
  return block;
}
