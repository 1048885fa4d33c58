import type { Fragment, Sql } from './client.ts';

/** A row as the database sends it, column by column. */
export type Row = readonly unknown[];

/** A part of a statement's rows: what it selects, the joins that this takes, and the value that it becomes. */
export interface Part<V> {
  /** Such as `buyer_u.username`, in the order in which `read` takes them. All of it comes from our own code. */
  readonly columns: readonly string[];
  readonly join: string;
  /** Reads the part whose first column is at `at`. */
  readonly read: (row: Row, at: number) => V;
}

/** The relations of a row that are joined to it, by name; what is not wanted is left out. */
type Joined = Readonly<Record<string, Part<unknown> | false | undefined>>;

/**
 * A part whose value is an object: `columns` says for each field which column it is, `joined` what comes with it. Cut the
 * page first and join it after: the other way round, the join reads every row before the limit.
 */
export function objectOf<V>(columns: Readonly<Record<string, string>>, join = '', joined: Joined = {}): Part<V> {
  const parts = Object.entries(joined).flatMap(([name, part]) => (part ? [{ name, ...part }] : []));
  const fields = Object.keys(columns);
  let width = fields.length;
  const placed = parts.map((part) => {
    const at = width;
    width += part.columns.length;
    return { ...part, at };
  });
  // A copy of one object is an object of one shape; made field by field, rows of many columns become hash tables.
  const blank: Record<string, unknown> = Object.fromEntries(
    [...fields, ...parts.map(({ name }) => name)].map((name) => [name, undefined]),
  );
  return {
    columns: [...Object.values(columns), ...parts.flatMap((part) => part.columns)],
    join: [join, ...parts.map((part) => part.join)].join(' '),
    read(row, at) {
      const value = { ...blank };
      let column = at;
      for (const field of fields) {
        value[field] = row[column];
        column += 1;
      }
      for (const part of placed) value[part.name] = part.read(row, at + part.at);
      return value as V;
    },
  };
}

/** A part that a row may lack: what it joins, and what it becomes then. Its first column is null only where it lacks. */
export const maybe = <V>({ columns, join, read }: Part<V>): Part<V | undefined> => ({
  columns,
  join: join.replaceAll('join ', 'left join '),
  read: (row, at) => (row[at] === null ? undefined : read(row, at)),
});

/**
 * Statements of one noun at most. A connection prepares each and keeps it, and clients choose what is joined: they could
 * choose some million of them.
 */
const SHAPES = 200;

/**
 * Makes the part of a want once. A want lives as long as the operation that it came from, and is never changed. Wants of the
 * same shape have one part; those beyond `SHAPES` have the one with everything, which only reads more.
 */
export function onceFor<W extends object, V>(make: (want: W) => Part<V>, everything: W): (want: W) => Part<V> {
  const made = new WeakMap<W, Part<V>>();
  const whole = make(everything);
  const shapes = new Map([[shapeOf(whole), whole]]);
  function find(want: W): Part<V> {
    const part = make(want);
    const shape = shapeOf(part);
    const known = shapes.get(shape);
    if (known) return known;
    if (shapes.size >= SHAPES) return whole;
    shapes.set(shape, part);
    return part;
  }
  return (want) => {
    const known = made.get(want) ?? find(want);
    made.set(want, known);
    return known;
  };
}

const shapeOf = ({ columns, join }: Part<unknown>): string => `${columns.join(', ')} ${join}`;

/** The text before and after the page of a read, by its alias and order. The driver keeps what it is given for ever. */
const texts = new WeakMap<Part<unknown>, Map<string, TemplateStringsArray>>();

function textAround(part: Part<unknown>, alias: string, order: string): TemplateStringsArray {
  const ofPart = texts.get(part) ?? new Map<string, TemplateStringsArray>();
  texts.set(part, ofPart);
  let text = ofPart.get(order);
  if (!text) {
    const strings = [`select ${part.columns.join(', ')} from (`, `) as ${alias} ${part.join} ${order}`];
    text = Object.assign(strings, { raw: strings });
    ofPart.set(order, text);
  }
  return text;
}

/** Reads the rows of `page`, which the part calls `alias`, in the order given, such as `order by t.id desc`. */
export async function selectParts<V>(
  sql: Sql,
  part: Part<V>,
  page: Fragment,
  { alias, order }: { alias: string; order: string },
): Promise<V[]> {
  // As values and not as objects: those would be made twice.
  const rows = await sql(textAround(part, alias, order), page).values();
  return rows.map((row: Row) => part.read(row, 0));
}

/** What of a joined row is wanted: the fields named, or all of it. */
export type Picked = true | { readonly fields?: readonly string[] };

/**
 * The columns of the fields that are picked, and of those that are always needed, in the order of the columns, so that all
 * orders are one statement. If a field is unknown: all there are.
 */
export function pickColumns<F extends string>(
  columns: Readonly<Record<F, string>>,
  always: readonly F[],
  picked: Picked,
): Readonly<Record<string, string>> {
  const fields = picked === true ? undefined : picked.fields;
  if (!fields?.every((field) => field in columns)) return columns;
  const wanted = new Set<string>([...always, ...fields]);
  return Object.fromEntries(Object.entries<string>(columns).filter(([field]) => wanted.has(field)));
}
