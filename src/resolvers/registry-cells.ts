import { day, text } from './input.ts';

/** What is wrong with a row of a registry's file, in words. */
class CellRefused extends Error {}

const SHOWN = 40;

/** Reads the cells of a row by the names of its columns. What is wrong with one ends the row: see `readRow`. */
export interface RowReader {
  /** One line of text, its spaces made single; "" where the cell is empty or the column is not there. */
  text(name: string, most: number): string;
  /** The same of what must not be empty. */
  needed(name: string, most: number): string;
  /** Text that may have several lines. */
  prose(name: string, most: number): string;
  /** A day such as "2026-11-21"; null where the cell is empty. */
  day(name: string): string | null;
  /** The same of what must not be empty. */
  neededDay(name: string): string;
  /** A count such as "5,880"; null where the cell is empty. */
  count(name: string): bigint | null;
  /** What stands for the text of the cell, which must stand for something; null where it is empty. */
  oneOf<T>(name: string, meaningOf: (text: string) => T | undefined, isWhat: string): T | null;
  /** The same of what must not be empty. */
  neededOf<T>(name: string, meaningOf: (text: string) => T | undefined, isWhat: string): T;
}

/** What `read` makes of the cells, or words about the first thing that is wrong with them. */
export function readRow<T>(cells: Readonly<Record<string, string>>, read: (row: RowReader) => T): T | string {
  try {
    return read(readerOf(cells));
  } catch (error) {
    if (error instanceof CellRefused) return error.message;
    throw error;
  }
}

/** What stands under the name; of what every object has ("constructor") there is nothing. */
export const lookUp = <T>(known: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(known, name) ? known[name] : undefined;

const MOST = 500;

/** Shapes take longer to make than a row to read. */
const shapes = new Map<number, ReturnType<typeof text>>();
function shapeOf(most: number): ReturnType<typeof text> {
  const shape = shapes.get(most) ?? text(0, most);
  shapes.set(most, shape);
  return shape;
}

function readerOf(cells: Readonly<Record<string, string>>): RowReader {
  const raw = (name: string): string => (cells[name] ?? '').trim();
  const refuse = (name: string, what: string): never => {
    throw new CellRefused(`the ${name} ${what}`);
  };
  const shown = (name: string): string => `"${raw(name).slice(0, SHOWN)}"`;
  const prose = (name: string, most: number): string => {
    // Composed: the same name may come decomposed from the next export, and would look changed.
    const read = shapeOf(most).safeParse((cells[name] ?? '').normalize('NFC'));
    return read.success ? read.data : refuse(name, read.error.issues[0]?.message ?? 'cannot be read');
  };
  const line = (name: string, most: number): string => prose(name, most).replaceAll(/\s+/g, ' ');
  const needed = (name: string, most: number): string => line(name, most) || refuse(name, 'is empty');
  const neededDay = (name: string): string => {
    const read = day.safeParse(raw(name));
    return read.success ? read.data : refuse(name, `is not a day: ${shown(name)}`);
  };
  return {
    prose,
    text: line,
    needed,
    day: (name) => (raw(name) === '' ? null : neededDay(name)),
    neededDay,
    count: (name) => {
      if (raw(name) === '') return null;
      const isCount = /^(?:\d{1,3}(?:,\d{3})+|\d+)$/.test(raw(name)) && raw(name).length <= SHOWN;
      return isCount ? BigInt(raw(name).replaceAll(',', '')) : refuse(name, `is not a count: ${shown(name)}`);
    },
    oneOf: (name, meaningOf, isWhat) => {
      const given = line(name, MOST);
      return given === '' ? null : (meaningOf(given) ?? refuse(name, `${isWhat}: ${shown(name)}`));
    },
    neededOf: (name, meaningOf, isWhat) => meaningOf(needed(name, MOST)) ?? refuse(name, `${isWhat}: ${shown(name)}`),
  };
}
