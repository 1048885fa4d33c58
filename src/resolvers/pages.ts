import { InputInvalid } from './errors.ts';

/** The most items of one page, whoever asks. */
export const MAX_PAGE = 100;

export interface PageInput {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** One page of a list: its items, the cursor of each, and whether more follow. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly cursorOf: (item: T) => string;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

export function pageSize(input: PageInput, preset: number): number {
  const first = input.first ?? preset;
  if (first >= 0 && first <= MAX_PAGE) return first;
  throw new InputInvalid([{ path: ['first'], message: `must be between 0 and ${MAX_PAGE}` }]);
}

/** A keyset cursor: the sort values of an item, opaque to clients. */
export const encodeKeyset = (values: readonly (string | bigint)[]): string =>
  Buffer.from(values.join('\n')).toString('base64url');

/** Reads a cursor made of the values that match `patterns`, in order. */
export function decodeKeyset(cursor: string, patterns: readonly RegExp[]): string[] {
  const values = Buffer.from(cursor.slice(0, 500), 'base64url').toString('utf8').split('\n');
  if (values.length === patterns.length && patterns.every((pattern, i) => pattern.test(values[i] ?? ''))) return values;
  throw new InputInvalid([{ path: ['after'], message: 'is not a cursor of this list in this order' }]);
}

export const KEY_UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const KEY_INTEGER = /^-?\d{1,78}$/;

/** Makes a page of rows of which one more than `size` was asked for. */
export function toPage<T>(rows: readonly T[], size: number, input: PageInput, cursorOf: (item: T) => string): Page<T> {
  return {
    items: rows.length > size ? rows.slice(0, size) : rows,
    cursorOf,
    hasNextPage: rows.length > size,
    hasPreviousPage: input.after !== null && input.after !== undefined,
  };
}
