import bidiFactory from 'bidi-js';
import type * as Harfbuzz from 'harfbuzzjs';
import { LRUCache } from 'lru-cache';
import { type Face, type Faces, faces, type Weight } from './faces.ts';

/** A glyph of a face, and the part of the text that it stands for. Lengths in thousandths of the letter's size. */
export interface Glyph {
  readonly id: number;
  readonly text: string;
  readonly advance: number;
  readonly dx: number;
  readonly dy: number;
}

/** Letters of one face in one direction, in the order in which they stand on the paper, from left to right. */
export interface Run {
  readonly face: Face;
  readonly text: string;
  readonly glyphs: readonly Glyph[];
  readonly width: number;
  /** The glyphs, read one by one, do not give the text. */
  readonly isReshaped: boolean;
}

export interface Shaped {
  readonly runs: readonly Run[];
  readonly width: number;
  /** The line reads from right to left. */
  readonly isRightToLeft: boolean;
}

export interface Shaper {
  /**
   * A line of text, its runs from left to right (Unicode's bidirectional algorithm, UAX 9), in a paragraph of this direction:
   * by itself, that of its first letter that has one. Its letters must be loaded.
   */
  shape(line: string, weight: Weight, direction?: Direction): Shaped;
  /** The direction of a paragraph. */
  directionOf(paragraph: string): Direction;
}

export type Direction = 'ltr' | 'rtl';

/**
 * Scripts whose letters change with their neighbours. The others (Latin, Greek, Cyrillic, Han and so on) share rules, and
 * may stand in one run.
 */
const SCRIPTS = [
  'Arabic',
  'Hebrew',
  'Devanagari',
  'Hangul',
  'Thai',
  'Lao',
  'Khmer',
  'Myanmar',
  'Bengali',
  'Gurmukhi',
  'Gujarati',
  'Oriya',
  'Tamil',
  'Telugu',
  'Kannada',
  'Malayalam',
  'Sinhala',
].map((name) => [name, new RegExp(String.raw`\p{Script=${name}}`, 'u')] as const);
const NEUTRAL = /^(?:\p{Script=Common}|\p{Script=Inherited}|\p{Default_Ignorable_Code_Point})$/u;
/** What only tells others how to stand: it needs no glyph. */
const INVISIBLE = /^\p{Default_Ignorable_Code_Point}$/u;

/** Marks and isolates, which say in what direction others read, and are no letters themselves. */
const DIRECTING = /^[\u200e\u200f\u202a-\u202e\u2066-\u2069]$/;
/** The byte order mark: a letter without outline and width. */
const NOTHING = 0xfeff;

interface Item {
  readonly face: Face;
  readonly script: string | undefined;
  readonly level: number;
  readonly text: string;
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Lines and words whose shape a process keeps in mind: papers of a kind share most of their words. */
const MOST_SHAPED = 10_000;
/** What reads from left to right whatever stands around it, and asks for no more than the plain face. */
const PLAIN = /^[\x20-\x7e]*$/;
/** Nothing in it reads from right to left, or says in which direction to read. */
const LEFT_TO_RIGHT = /^[\0-\u058f\u0900-\u1fff\u2010-\u2027\u2030-\u205f\u3000-\ud7ff]*$/;

async function openShaper(known: Faces): Promise<Shaper> {
  const hb = await import('harfbuzzjs');
  // The package's types are of a module that has a default; in Node it is that default.
  const bidi = (bidiFactory as unknown as typeof bidiFactory.default)();
  const buffer = new hb.Buffer();

  /** The face that has all of a letter and its marks, else the one of its base. */
  function faceOf(grapheme: string, weight: Weight): Face | undefined {
    const parts = [...grapheme].filter((each) => !INVISIBLE.test(each));
    const candidates = parts.flatMap((each) => known.of(each.codePointAt(0) ?? 0, weight) ?? []);
    return candidates.find((face) => canPrint(face, grapheme)) ?? candidates[0];
  }

  function itemize(line: string, weight: Weight, levels: Uint8Array | undefined): Item[] {
    if (!levels && PLAIN.test(line)) {
      return line === '' ? [] : [{ face: known.plain(weight), script: undefined, level: 0, text: line }];
    }
    const items: Item[] = [];
    for (const { segment, index } of graphemes.segment(line)) {
      if (DIRECTING.test(segment)) continue;
      const level = levels?.[index] ?? 0;
      const last = items.at(-1);
      const isNeutral = NEUTRAL.test([...segment][0] ?? '');
      const script = isNeutral ? last?.script : SCRIPTS.find(([, pattern]) => pattern.test(segment))?.[0];
      const own = faceOf(segment, weight) ?? known.plain(weight);
      const face = isNeutral && last && canPrint(last.face, segment) ? last.face : own;
      if (last?.level === level && last.face === face && last.script === script) {
        items[items.length - 1] = { ...last, text: last.text + segment };
      } else {
        items.push({ face, script, level, text: segment });
      }
    }
    return items;
  }

  function shapeItem({ face, level, text }: Item): Run {
    const isRightToLeft = level % 2 === 1;
    buffer.reset();
    buffer.addText(text);
    buffer.guessSegmentProperties();
    buffer.setDirection(isRightToLeft ? hb.Direction.RTL : hb.Direction.LTR);
    hb.shape(face.font, buffer);
    return runOf(face, text, buffer.getGlyphInfosAndPositions(), isRightToLeft);
  }

  const isRightToLeft = (text: string, direction: Direction | 'auto'): boolean =>
    (bidi.getEmbeddingLevels(text, direction).paragraphs[0]?.level ?? 0) % 2 === 1;

  function shapeLine(line: string, weight: Weight, direction: Direction | undefined): Shaped {
    const isPlain = direction !== 'rtl' && LEFT_TO_RIGHT.test(line);
    const levels = isPlain ? undefined : bidi.getEmbeddingLevels(line, direction ?? 'auto').levels;
    const items = itemize(line, weight, levels);
    const runs = reorder(items).map((item) => shapeItem(item));
    const width = runs.reduce((sum, run) => sum + run.width, 0);
    return { runs, width, isRightToLeft: !isPlain && isRightToLeft(line, direction ?? 'auto') };
  }

  const shaped = new LRUCache<string, Shaped>({ max: MOST_SHAPED });
  return {
    directionOf: (paragraph) => (!LEFT_TO_RIGHT.test(paragraph) && isRightToLeft(paragraph, 'auto') ? 'rtl' : 'ltr'),
    shape(line, weight, direction) {
      const key = `${weight} ${direction ?? ''} ${line}`;
      const before = shaped.get(key);
      if (before) return before;
      const made = shapeLine(line, weight, direction);
      shaped.set(key, made);
      return made;
    },
  };
}

let shared: Promise<Shaper> | undefined;

/** The shaper of this process, by the faces of this process. */
export const shaper = (): Promise<Shaper> => (shared ??= faces().then(openShaper));

const canPrint = ({ font }: Face, text: string): boolean =>
  [...text].every((each) => INVISIBLE.test(each) || font.nominalGlyph(each.codePointAt(0) ?? 0) !== undefined);

/** Rule L2 of UAX 9 over whole items: from the highest level down to the lowest odd one, whatever is on it is turned. */
function reorder(items: readonly Item[]): Item[] {
  const turned = [...items];
  const highest = Math.max(0, ...items.map(({ level }) => level));
  for (let level = highest; level >= 1; level -= 1) {
    let start = 0;
    while (start < turned.length) {
      if ((turned[start]?.level ?? 0) < level) {
        start += 1;
        continue;
      }
      let end = start;
      while (end < turned.length && (turned[end]?.level ?? 0) >= level) end += 1;
      turned.splice(start, end - start, ...turned.slice(start, end).toReversed());
      start = end;
    }
  }
  return turned;
}

type Placed = Harfbuzz.GlyphInfo & Partial<Harfbuzz.GlyphPosition>;

function runOf(face: Face, text: string, placed: readonly Placed[], isRightToLeft: boolean): Run {
  const per = 1_000 / face.unitsPerEm;
  const starts = [...new Set(placed.map(({ cluster }) => cluster))].toSorted((a, b) => a - b);
  const endOf = new Map(starts.map((start, at) => [start, starts[at + 1] ?? text.length]));
  let isReshaped = isRightToLeft;
  const texts = new Map<number, string[]>();
  for (const [cluster, inCluster] of Map.groupBy(placed, (glyph) => glyph.cluster)) {
    const part = text.slice(cluster, endOf.get(cluster));
    const shares = share(part, inCluster.length);
    if (inCluster.length > 1 || [...part].length > 1) isReshaped = true;
    texts.set(cluster, isRightToLeft ? shares.toReversed() : shares);
  }
  const glyphs = placed.flatMap(({ codepoint: id, cluster, xAdvance = 0, xOffset = 0, yOffset = 0 }) => {
    const glyph = { id, advance: xAdvance * per, dx: xOffset * per, dy: yOffset * per };
    const own = texts.get(cluster)?.shift() ?? '';
    return isRightToLeft ? oneByOne(face, glyph, own) : [{ ...glyph, text: own }];
  });
  return { face, text, glyphs, width: glyphs.reduce((sum, { advance }) => sum + advance, 0), isReshaped };
}

/**
 * A ligature that reads from right to left, with an empty glyph for each of its characters but the last: readers turn what
 * they read letter by letter, and some would turn the inside of a ligature too.
 */
function oneByOne(face: Face, glyph: Omit<Glyph, 'text'>, text: string): Glyph[] {
  const [last = '', ...others] = [...text].toReversed();
  const empty = others.length === 0 ? undefined : face.font.nominalGlyph(NOTHING);
  if (empty === undefined) return [{ ...glyph, text }];
  return [{ ...glyph, text: last }, ...others.map((each) => ({ id: empty, text: each, advance: 0, dx: 0, dy: 0 }))];
}

/**
 * The characters of a cluster, shared out among its glyphs so that whoever reads the glyphs in their order on the paper
 * reads the text. A glyph for which none is left stands for nothing.
 */
function share(text: string, count: number): string[] {
  const characters = [...text];
  return Array.from({ length: count }, (_, at) =>
    at < count - 1 ? (characters[at] ?? '') : characters.slice(count - 1).join(''),
  );
}
