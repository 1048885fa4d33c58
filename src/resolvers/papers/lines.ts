import type { Weight } from './faces.ts';
import type { Shaped, Shaper } from './shape.ts';

/** How letters look. Sizes in points, colours as `#rrggbb`. */
export interface TextStyle {
  readonly size: number;
  readonly weight: Weight;
  readonly color: string;
}

/** Breaks text into lines that are at most so wide, in points, and shapes each. A line without letters is kept. */
export type Breaker = (text: string, width: number, style: TextStyle) => Shaped[];

const words = new Intl.Segmenter('und', { granularity: 'word' });
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
/** Scripts that are written without spaces: a line may end between any two of their words. */
const SPACELESS =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** A line may end after these. */
const BREAK_AFTER = /[\s\-/\u{2010}\u{2013}\u{2014}]$/u;

export function createBreaker(shaper: Shaper): Breaker {
  const measure = (text: string, { size, weight }: TextStyle): number =>
    (shaper.shape(text, weight).width * size) / 1_000;

  function breakParagraph(text: string, width: number, style: TextStyle): string[] {
    const lines: string[] = [];
    let line = '';
    let used = 0;
    for (const piece of piecesOf(text).flatMap((each) => fitting(each, width, style))) {
      const own = measure(piece.trimEnd(), style);
      if (line !== '' && used + own > width) {
        lines.push(line);
        [line, used] = ['', 0];
      }
      line += piece;
      used += measure(piece, style);
    }
    return [...lines, line].map((each) => each.trimEnd());
  }

  /** What is wider than a line by itself is cut between letters. */
  function fitting(piece: string, width: number, style: TextStyle): string[] {
    if (measure(piece.trimEnd(), style) <= width) return [piece];
    const parts: string[] = [];
    let part = '';
    for (const { segment } of graphemes.segment(piece)) {
      if (part !== '' && measure(part + segment, style) > width) {
        parts.push(part);
        part = '';
      }
      part += segment;
    }
    return [...parts, part];
  }

  return (text, width, style) =>
    text.split('\n').flatMap((each) => {
      // Of the whole paragraph: a line of it may begin with a word of the other direction.
      const direction = shaper.directionOf(each);
      return breakParagraph(each, width, style).map((line) => shaper.shape(line, style.weight, direction));
    });
}

/** The parts between which a line may end. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (const { segment, isWordLike } of words.segment(text)) {
    const last = pieces.at(-1);
    const mayBreak =
      last === undefined ||
      (!/^\s/.test(segment) && BREAK_AFTER.test(last)) ||
      (isWordLike === true && (SPACELESS.test(segment) || SPACELESS.test(last)));
    if (mayBreak) pieces.push(segment);
    else pieces[pieces.length - 1] = last + segment;
  }
  return pieces;
}

/** Text as papers print it: composed (NFC), well formed, tabs and what controls terminals as spaces. */
export const printable = (text: string): string =>
  text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n]/gu, ' ');
