import type { FoundProject, SearchOrder } from '../../db/project-pages.ts';
import { InputInvalid } from '../errors.ts';
import { decodeKeyset, encodeKeyset, KEY_INTEGER, KEY_UUID } from '../pages.ts';

export type ProjectOrder = 'RELEVANCE' | 'NEWEST' | 'NAME' | 'REDUCTIONS';

/** Where a page ended. The order is part of it: what was sorted by rank at first stays so when more projects match. */
export interface SearchCursor {
  readonly order: SearchOrder;
  /** What it was sorted by; empty for NEWEST. */
  readonly key: string;
  readonly id: string;
  /** Whether the search was for other words as well. */
  readonly corrected: boolean;
}

const MARKS = { RANK: 'R', PLACE: 'P', NEWEST: 'N', NAME: 'A', REDUCTIONS: 'T' } as const satisfies Record<
  SearchOrder,
  string
>;
const KEYS: Readonly<Record<SearchOrder, RegExp>> = {
  // Within what a float4 holds, whatever a forged cursor says.
  RANK: /^\d{1,3}(\.\d{1,20})?(e-([012]?\d|3[0-6]))?$/,
  PLACE: /^[01]$/,
  NEWEST: /^$/,
  // eslint-disable-next-line no-control-regex -- PostgreSQL takes no NUL
  NAME: /^[^\u0000]{0,80}$/su,
  REDUCTIONS: KEY_INTEGER,
};
/** By which orders of the database an order of the API is carried out. */
const ORDERS: Readonly<Record<ProjectOrder, readonly SearchOrder[]>> = {
  RELEVANCE: ['RANK', 'PLACE', 'NEWEST'],
  NEWEST: ['NEWEST'],
  NAME: ['NAME'],
  REDUCTIONS: ['REDUCTIONS'],
};

const ANY = /[^]*/;

/** Throws InputInvalid where it is no cursor of a search in this order. */
export function readCursor(cursor: string, order: ProjectOrder): SearchCursor {
  const [mark = '', key = '', id = ''] = decodeKeyset(cursor, [/^[A-Z]\+?$/, ANY, KEY_UUID]);
  const found = ORDERS[order].find((each) => MARKS[each] === mark[0]);
  if (found && KEYS[found].test(key)) return { order: found, key, id, corrected: mark.endsWith('+') };
  throw new InputInvalid([{ path: ['after'], message: 'is not a cursor of this list in this order' }]);
}

export const cursorOf = ({ key, project }: FoundProject, order: SearchOrder, corrected: boolean): string =>
  encodeKeyset([`${MARKS[order]}${corrected ? '+' : ''}`, key ?? '', project.id]);
