import { parse, type HTMLElement } from 'node-html-parser';
import { failure, type SourceDay, type SourceFailure, type SourceWarning } from './price-source.ts';
import { readPageData, type PageDay } from './investing-page-data.ts';
import { isoDay, plainDecimal, plainPercent, plainVolume } from './vendor-text.ts';

/** What the page must be about: another instrument's prices must never be taken for ours. */
export interface ExpectedInstrument {
  /** The instrument's path as the page's own data names it. */
  readonly path: string;
  /** Words of the title, where the page carries no data. */
  readonly title: string;
  readonly currency: string;
}

export interface PageDays {
  readonly state: 'OK';
  readonly days: readonly SourceDay[];
  readonly marketOpen: boolean | null;
  readonly warnings: readonly SourceWarning[];
}

const TABLE_CLASS = 'freeze-column-w-1';
const COLUMNS = ['Date', 'Price', 'Open', 'High', 'Low', 'Vol.', 'Change %'] as const;
const LEAST_ROWS = 15;
const MOST_ROWS = 400;

/**
 * Reads the day rows of an investing.com historical-data page of the 2023 or the 2026 layout, newest first. All or
 * nothing: one cell that is not understood makes the whole page LAYOUT_CHANGED. The page carries the same rows twice,
 * as a table and as data; where both are there, the prices of closed days must agree, since no one could say which of
 * the two is wrong. A difference in volume or change is a warning. The first row may differ: its day is still open.
 */
export function readInvestingPage(html: string, expected: ExpectedInstrument): PageDays | SourceFailure {
  // Styles and comments are dropped; the text of scripts is kept, for the data lies in one.
  const blockTextElements = { script: true, noscript: false, style: false, pre: true };
  const root = parse(html, { comment: false, blockTextElements });
  const title = textOf(root.querySelector('title'));
  const table = historyTable(root);
  if (typeof table === 'string') {
    // Ordinary pages may carry the challenge script too, so it counts only where the data is missing.
    return isChallenge(html) ? failure('BLOCKED', CHALLENGE) : failure('LAYOUT_CHANGED', table);
  }
  const days = dayRows(table);
  if (typeof days === 'string') return failure('LAYOUT_CHANGED', days);
  const data = readPageData(root.querySelector('script#__NEXT_DATA__')?.rawText);
  const stranger = otherInstrument(title, data, expected);
  if (stranger !== undefined) return failure('LAYOUT_CHANGED', stranger);
  const warnings: SourceWarning[] = [...data.warnings];
  if (data.path === undefined && title === '') {
    warnings.push({ code: 'IDENTITY_UNCONFIRMED', detail: 'the page names no instrument' });
  }
  const difference = data.days === undefined ? undefined : compared(days, data.days, warnings);
  if (difference !== undefined) return failure('LAYOUT_CHANGED', difference);
  return { state: 'OK', days, marketOpen: data.marketOpen, warnings };
}

export const CHALLENGE = 'the site answered with a challenge page';

/** The page that Cloudflare serves instead of the data to whom it takes for a machine. */
export function isChallenge(html: string): boolean {
  return ['<title>Just a moment...', '_cf_chl_opt', '/cdn-cgi/challenge-platform/'].some((mark) => html.includes(mark));
}

interface Table {
  readonly column: Readonly<Record<(typeof COLUMNS)[number], number>>;
  readonly width: number;
  readonly rows: readonly HTMLElement[];
}

/** The one table with the history's class and headers, found by text; or what is wrong, in words. */
function historyTable(root: HTMLElement): Table | string {
  const tables = root.querySelectorAll('table').filter((table) => table.classList.contains(TABLE_CLASS));
  if (tables.length !== 1) return `${tables.length} tables have the class ${TABLE_CLASS}, one was expected`;
  const heads = tables[0]?.querySelectorAll('th').map(textOf) ?? [];
  const column = Object.fromEntries(COLUMNS.map((name) => [name, heads.indexOf(name)])) as Table['column'];
  const missing = COLUMNS.filter((name) => heads.indexOf(name) < 0 || heads.indexOf(name) !== heads.lastIndexOf(name));
  if (missing.length > 0) return `the table lacks one column each of: ${missing.join(', ')}`;
  const rows = tables[0]?.querySelectorAll('tbody tr') ?? [];
  if (rows.length < LEAST_ROWS) return `the table has ${rows.length} rows, at least ${LEAST_ROWS} were expected`;
  if (rows.length > MOST_ROWS) return `the table has ${rows.length} rows, at most ${MOST_ROWS} were expected`;
  return { column, width: heads.length, rows };
}

function dayRows(table: Table): SourceDay[] | string {
  const days: SourceDay[] = [];
  for (const [index, row] of table.rows.entries()) {
    const cells = row.querySelectorAll('td').map(textOf);
    const cell = (name: (typeof COLUMNS)[number]) => cells[table.column[name]] ?? '';
    if (cells.length !== table.width) return `row ${index + 1} has ${cells.length} cells instead of ${table.width}`;
    const date = isoDay(cell('Date'));
    const [close, open, high, low] = [cell('Price'), cell('Open'), cell('High'), cell('Low')].map(price);
    const volume = plainVolume(cell('Vol.'));
    const changePercent = plainPercent(cell('Change %'));
    if (date === undefined || volume === undefined || changePercent === undefined) return unreadable(index, cells);
    if (close === undefined || open === undefined || high === undefined || low === undefined) {
      return unreadable(index, cells);
    }
    const newer = days.at(-1)?.date;
    if (newer !== undefined && newer <= date) return `row ${index + 1} (${date}) does not come after ${newer}`;
    days.push({ date, open, high, low, close, volume, changePercent });
  }
  return days;
}

const unreadable = (index: number, cells: readonly string[]) =>
  `row ${index + 1} is not understood: ${cells.map((cell) => cell.slice(0, 20)).join(' | ')}`;

/** A price is above zero; anything else in its cell means that the cell is not a price. */
function price(text: string): string | undefined {
  const number = plainDecimal(text);
  return number === undefined || number.startsWith('-') || !/[1-9]/.test(number) ? undefined : number;
}

function otherInstrument(
  title: string,
  data: { readonly path?: string; readonly currency?: string },
  expected: ExpectedInstrument,
): string | undefined {
  if (data.path !== undefined && data.path !== expected.path) {
    return `the page is about ${data.path.slice(0, 100)}, not ${expected.path}`;
  }
  if (data.path === undefined && title !== '' && !title.includes(expected.title)) {
    return `the page is titled "${title.slice(0, 100)}", not "${expected.title}"`;
  }
  if (data.currency !== undefined && data.currency !== expected.currency) {
    return `the page's prices are in ${data.currency.slice(0, 10)}, not ${expected.currency}`;
  }
  return undefined;
}

/** The first difference in the prices of a closed day, in words; lesser differences are added to the warnings. */
function compared(
  days: readonly SourceDay[],
  pageDays: ReadonlyMap<string, PageDay>,
  warnings: SourceWarning[],
): string | undefined {
  for (const day of days.slice(1)) {
    const other = pageDays.get(day.date);
    if (other === undefined) return `the page's data lacks ${day.date}, which its table has`;
    for (const key of ['close', 'open', 'high', 'low'] as const) {
      if (!sameNumber(day[key], other[key])) {
        return `${key} of ${day.date} is ${day[key]} in the table and ${other[key] ?? 'missing'} in the page's data`;
      }
    }
    if (!sameNumber(day.volume, other.volume) || !sameNumber(day.changePercent, other.changePercent)) {
      warnings.push({ code: 'PAGE_DATA_DIFFERS', detail: `volume or change of ${day.date} differ` });
    }
  }
  return undefined;
}

/** Equal as numbers: the table may print `79.00` where the data has `79.0`. */
function sameNumber(one: string | null, other: string | null): boolean {
  const bare = (text: string | null) => (text?.includes('.') ? text.replace(/\.?0+$/, '') : text)?.replace(/^-0$/, '0');
  return bare(one) === bare(other);
}

const textOf = (element: HTMLElement | null) => element?.textContent.replaceAll(/\s+/g, ' ').trim() ?? '';
