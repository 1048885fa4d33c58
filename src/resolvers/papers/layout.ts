import type { PDFImage } from 'pdf-lib';
import type { Breaker, TextStyle } from './lines.ts';
import type { Shaped } from './shape.ts';
import type { Box, Sheet } from './sheet.ts';

/** `start` is the left for what reads from left to right, and the right for what reads the other way. */
export type Align = 'start' | 'left' | 'center' | 'end';

/** Where blocks are put, from the top of a page downwards. Points. */
export interface Layout {
  readonly sheet: Sheet;
  readonly breakLines: Breaker;
  readonly left: number;
  readonly width: number;
  /** Where the next block begins; counted from the bottom of the page. */
  y: number;
  readonly top: number;
  readonly bottom: number;
  readonly accent: string;
}

export const INK = '#1a1f1c';
export const FAINT = '#5b665f';
const HAIRLINE = '#c9d1cc';
const STRIPE = '#f3f6f4';
const LINE_HEIGHT = 1.35;
/** How far the letters stand above the end of their line, in parts of their size. */
const BASE = 0.32;

/** Begins a page unless so much is left of this one. */
export function ensure(layout: Layout, height: number): void {
  if (layout.sheet.pages > 0 && layout.y - height >= layout.bottom) return;
  layout.sheet.begin();
  layout.y = layout.top;
}

interface Place {
  readonly x: number;
  readonly width: number;
  readonly align: Align;
}

/** One line with its end at `y - height`. */
function putLine({ sheet }: Layout, line: Shaped, y: number, { x, width, align }: Place, style: TextStyle): void {
  if (line.runs.length === 0) return;
  const own = (line.width * style.size) / 1_000;
  const isAtRight = align === 'end' || (align === 'start' && line.isRightToLeft);
  const left = align === 'center' ? x + (width - own) / 2 : isAtRight ? x + width - own : x;
  sheet.text(line, { x: left, y: y - style.size * (LINE_HEIGHT - BASE) }, style);
}

export const heightOf = ({ size }: TextStyle, lines: number): number => lines * size * LINE_HEIGHT;

export function putText(layout: Layout, text: string, style: TextStyle, align: Align): void {
  const { left: x, width } = layout;
  for (const line of layout.breakLines(text, width, style)) {
    ensure(layout, heightOf(style, 1));
    putLine(layout, line, layout.y, { x, width, align }, style);
    layout.y -= heightOf(style, 1);
  }
}

export interface Column {
  readonly title: string;
  /** Its part of the width, in proportion to the others'. */
  readonly share: number;
  readonly align?: Align;
}

const CELL_GAP = 4;

interface Cell extends Place {
  readonly lines: readonly Shaped[];
}

/** Rows under a head that every page repeats. A row that is higher than a page goes on on the next. */
export function putTable(
  layout: Layout,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style: TextStyle,
): void {
  const total = columns.reduce((sum, { share }) => sum + share, 0);
  let x = layout.left;
  const places = columns.map(({ share, align = 'start' }) => {
    const width = (layout.width * share) / total;
    const place = { x: x + CELL_GAP, width: width - 2 * CELL_GAP, align };
    x += width;
    return place;
  });
  const cellsOf = (texts: readonly string[], as: TextStyle): Cell[] =>
    places.map((place, at) => ({ ...place, lines: layout.breakLines(texts[at] ?? '', place.width, as) }));
  const headStyle: TextStyle = { ...style, weight: 'bold', color: FAINT };
  const head = cellsOf(
    columns.map(({ title }) => title),
    headStyle,
  );
  const putHead = () => {
    putRow(layout, head, headStyle, { from: 0, count: rowLines(head) });
    layout.sheet.boxes([{ x: layout.left, y: layout.y, width: layout.width, height: 0.8 }], layout.accent);
  };
  const needed = heightOf(style, 1) + 2 * CELL_GAP;
  ensure(layout, heightOf(headStyle, rowLines(head)) + 2 * CELL_GAP + needed);
  putHead();
  for (const [index, texts] of rows.entries()) {
    const cells = cellsOf(texts, style);
    const all = rowLines(cells);
    for (let from = 0; from < all;) {
      if (layout.y - needed < layout.bottom) {
        ensure(layout, layout.top);
        putHead();
      }
      const room = Math.floor((layout.y - layout.bottom - 2 * CELL_GAP) / heightOf(style, 1));
      const isWhole = all - from <= room;
      // A row is cut only where no page could take it whole.
      const fits = Math.floor((layout.top - layout.bottom) / heightOf(style, 1)) - 4;
      if (!isWhole && all - from <= fits) {
        ensure(layout, layout.top);
        putHead();
        continue;
      }
      const count = isWhole ? all - from : Math.max(1, room);
      putRow(layout, cells, style, { from, count, isStriped: index % 2 === 1 });
      from += count;
    }
  }
}

const rowLines = (cells: readonly Cell[]): number => Math.max(1, ...cells.map(({ lines }) => lines.length));

interface Part {
  readonly from: number;
  readonly count: number;
  readonly isStriped?: boolean;
}

function putRow(layout: Layout, cells: readonly Cell[], style: TextStyle, { from, count, isStriped }: Part): void {
  const height = heightOf(style, count) + 2 * CELL_GAP;
  const box: Box = { x: layout.left, y: layout.y - height, width: layout.width, height };
  if (isStriped) layout.sheet.boxes([box], STRIPE);
  for (const cell of cells) {
    for (const [at, line] of cell.lines.slice(from, from + count).entries()) {
      putLine(layout, line, layout.y - CELL_GAP - heightOf(style, at), cell, style);
    }
  }
  layout.y -= height;
}

/** Names on the left, what they are on the right. */
export function putFields(
  layout: Layout,
  fields: readonly (readonly [name: string, value: string])[],
  style: TextStyle,
): void {
  const nameWidth = layout.width * 0.3;
  const gap = style.size;
  const nameStyle: TextStyle = { ...style, color: FAINT };
  const value: Place = { x: layout.left + nameWidth, width: layout.width - nameWidth, align: 'left' };
  for (const [name, text] of fields) {
    const names = layout.breakLines(name, nameWidth - gap, nameStyle);
    const values = layout.breakLines(text, value.width, style);
    for (let at = 0; at < Math.max(names.length, values.length); at += 1) {
      ensure(layout, heightOf(style, 1));
      const [left, right] = [names[at], values[at]];
      if (left) putLine(layout, left, layout.y, { x: layout.left, width: nameWidth - gap, align: 'start' }, nameStyle);
      if (right) putLine(layout, right, layout.y, value, style);
      layout.y -= heightOf(style, 1);
    }
    layout.y -= style.size * 0.3;
  }
}

export function putRule(layout: Layout): void {
  ensure(layout, 1);
  layout.sheet.boxes([{ x: layout.left, y: layout.y - 0.6, width: layout.width, height: 0.6 }], HAIRLINE);
  layout.y -= 0.6;
}

/** A picture, no larger than the box, at the left, in the middle or at the right. */
export function putImage(layout: Layout, image: PDFImage, most: { width: number; height: number }, align: Align): void {
  const factor = Math.min(most.width / image.width, most.height / image.height, layout.width / image.width);
  const [width, height] = [image.width * factor, image.height * factor];
  ensure(layout, height);
  const room = layout.width - width;
  const x = layout.left + (align === 'center' ? room / 2 : align === 'end' ? room : 0);
  layout.sheet.image(image, { x, y: layout.y - height, width, height });
  layout.y -= height;
}

/** Nothing may stand within so many modules of a QR code (ISO/IEC 18004). */
const QUIET = 4;

export interface QrCode {
  readonly size: number;
  readonly isDark: (row: number, column: number) => boolean;
}

/** A QR code so many points wide with its quiet zone, and text beside it. */
export function putQr(layout: Layout, code: QrCode, points: number, beside: { text: string; style: TextStyle }): void {
  const lines = layout.breakLines(beside.text, layout.width - points - 12, beside.style);
  const height = Math.max(points, heightOf(beside.style, lines.length));
  ensure(layout, height);
  const module = points / (code.size + 2 * QUIET);
  const dark: Box[] = [];
  for (let row = 0; row < code.size; row += 1) {
    for (let column = 0; column < code.size; column += 1) {
      const from = column;
      while (column < code.size && code.isDark(row, column)) column += 1;
      if (column === from) continue;
      dark.push({
        x: layout.left + (QUIET + from) * module,
        y: layout.y - (QUIET + row + 1) * module,
        width: (column - from) * module,
        height: module,
      });
    }
  }
  layout.sheet.boxes(dark, '#000000');
  const place: Place = { x: layout.left + points + 12, width: layout.width - points - 12, align: 'start' };
  const above = (height - heightOf(beside.style, lines.length)) / 2;
  for (const [at, line] of lines.entries()) {
    putLine(layout, line, layout.y - above - heightOf(beside.style, at), place, beside.style);
  }
  layout.y -= height;
}
