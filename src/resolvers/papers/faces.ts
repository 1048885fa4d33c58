import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as Harfbuzz from 'harfbuzzjs';

/** The letters that papers are printed in: Noto, as packages bring it, one file or many slices for each script. */

export type Weight = 'regular' | 'bold';

/** A font in one weight. Lengths are in thousandths of the letter's size, as PDF counts them. */
export interface Face {
  /** Unique among faces; names the font in a paper. */
  readonly name: string;
  readonly font: Harfbuzz.Font;
  /** TrueType, whole. */
  readonly bytes: Uint8Array;
  /** Where a variable font stands; undefined where it does not vary. */
  readonly wght: number | undefined;
  readonly unitsPerEm: number;
  readonly ascent: number;
  readonly descent: number;
  /** xMin, yMin, xMax, yMax. */
  readonly box: readonly [number, number, number, number];
}

interface Family {
  readonly name: string;
  readonly slices: readonly Slice[];
}

interface Slice {
  readonly name: string;
  readonly files: Readonly<Record<Weight, string>>;
  /** Undefined where the file has to be asked. */
  readonly ranges: readonly (readonly [number, number])[] | undefined;
}

const WGHT: Readonly<Record<Weight, number>> = { regular: 400, bold: 700 };
const require = createRequire(import.meta.url);

/** A family whose every weight is one TrueType file. */
function whole(name: string, main: string): Family {
  const file = (weight: string) => join(dirname(main), '..', 'fonts', `${name}-${weight}.ttf`);
  return { name, slices: [{ name, files: { regular: file('Regular'), bold: file('Bold') }, ranges: undefined }] };
}

/** A family of variable fonts in WOFF 2.0, each with a few hundred letters that are often used together. */
function sliced(name: string, listFile: string): Family {
  const folder = dirname(listFile);
  const ranges = JSON.parse(readFileSync(listFile, 'utf8')) as Record<string, string>;
  const slug = folder.slice(folder.lastIndexOf('/') + 1);
  const slices = Object.entries(ranges).map(([key, text]) => {
    const part = key.replaceAll(/[[\]]/g, '');
    const file = join(folder, 'files', `${slug}-${part}-wght-normal.woff2`);
    return { name: `${name}-${part}`, files: { regular: file, bold: file }, ranges: text.split(',').map(rangeOf) };
  });
  return { name, slices };
}

function rangeOf(text: string): [number, number] {
  const [first = '', last = first] = text.trim().replace(/^U\+/i, '').split('-');
  return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
}

/** Asked in this order: whoever has a letter first prints it. */
const families: readonly (() => Family)[] = [
  () => whole('NotoSans', require.resolve('@embedpdf/fonts-latin')),
  () => whole('NotoSansHebrew', require.resolve('@embedpdf/fonts-hebrew')),
  () => whole('NotoNaskhArabic', require.resolve('@embedpdf/fonts-arabic')),
  () => sliced('NotoSansSC', require.resolve('@fontsource-variable/noto-sans-sc/unicode.json')),
  () => sliced('NotoSansKR', require.resolve('@fontsource-variable/noto-sans-kr/unicode.json')),
  () => sliced('NotoSansThai', require.resolve('@fontsource-variable/noto-sans-thai/unicode.json')),
  () => sliced('NotoSansBengali', require.resolve('@fontsource-variable/noto-sans-bengali/unicode.json')),
  () => sliced('NotoSansGurmukhi', require.resolve('@fontsource-variable/noto-sans-gurmukhi/unicode.json')),
  () => sliced('NotoSansGujarati', require.resolve('@fontsource-variable/noto-sans-gujarati/unicode.json')),
  () => sliced('NotoSansOriya', require.resolve('@fontsource-variable/noto-sans-oriya/unicode.json')),
  () => sliced('NotoSansTamil', require.resolve('@fontsource-variable/noto-sans-tamil/unicode.json')),
  () => sliced('NotoSansTelugu', require.resolve('@fontsource-variable/noto-sans-telugu/unicode.json')),
  () => sliced('NotoSansKannada', require.resolve('@fontsource-variable/noto-sans-kannada/unicode.json')),
  () => sliced('NotoSansMalayalam', require.resolve('@fontsource-variable/noto-sans-malayalam/unicode.json')),
  () => sliced('NotoSansSinhala', require.resolve('@fontsource-variable/noto-sans-sinhala/unicode.json')),
  () => sliced('NotoSansLao', require.resolve('@fontsource-variable/noto-sans-lao/unicode.json')),
  () => sliced('NotoSansMyanmar', require.resolve('@fontsource-variable/noto-sans-myanmar/unicode.json')),
  () => sliced('NotoSansKhmer', require.resolve('@fontsource-variable/noto-sans-khmer/unicode.json')),
  () => sliced('NotoSansGeorgian', require.resolve('@fontsource-variable/noto-sans-georgian/unicode.json')),
  () => sliced('NotoSansArmenian', require.resolve('@fontsource-variable/noto-sans-armenian/unicode.json')),
  () => sliced('NotoSansEthiopic', require.resolve('@fontsource-variable/noto-sans-ethiopic/unicode.json')),
  () => sliced('NotoEmoji', require.resolve('@fontsource-variable/noto-emoji/unicode.json')),
];

export interface Faces {
  /** Opens whatever prints these characters, in a weight. Only then can they be looked up. */
  load(text: string, weight: Weight): Promise<void>;
  /** Which face prints a character; undefined where none of those that are open does. */
  of(codePoint: number, weight: Weight): Face | undefined;
  /** The face of ordinary text, which has the box for what nobody can print. */
  plain(weight: Weight): Face;
}

interface Opened {
  readonly face: Face;
  readonly covered: ReadonlySet<number>;
}

/**
 * Opens the fonts' programs and the plain face. What is opened stays so for the life of the process: all slices together
 * take about 40 MB, and only those are opened whose letters are asked for.
 */
async function openFaces(): Promise<Faces> {
  const hb = await import('harfbuzzjs');
  const opened = new Map<string, Promise<Opened>>();
  const found: Readonly<Record<Weight, Map<number, Face>>> = { regular: new Map(), bold: new Map() };
  const known: Family[] = [];

  const open = (slice: Slice, weight: Weight): Promise<Opened> => {
    const name = `${slice.name}-${weight}`;
    const before = opened.get(name);
    if (before) return before;
    const opening = openFace(hb, { name, file: slice.files[weight], weight });
    opened.set(name, opening);
    return opening;
  };

  // In the families' order whatever was opened before, so that the same text gives the same paper in every process.
  async function find(codePoint: number, weight: Weight): Promise<Face | undefined> {
    for (const [index, make] of families.entries()) {
      const family = (known[index] ??= make());
      for (const slice of family.slices) {
        if (slice.ranges && !slice.ranges.some(([first, last]) => codePoint >= first && codePoint <= last)) continue;
        const { face, covered } = await open(slice, weight);
        if (covered.has(codePoint)) return face;
      }
    }
    return undefined;
  }

  const plain = async (weight: Weight): Promise<Face> => {
    const face = await find(0x20, weight);
    if (!face) throw new Error('the plain font has no space');
    return face;
  };
  const plains: Readonly<Record<Weight, Face>> = { regular: await plain('regular'), bold: await plain('bold') };
  return {
    async load(text, weight) {
      for (const character of new Set(text)) {
        const codePoint = character.codePointAt(0) ?? 0;
        if (found[weight].has(codePoint)) continue;
        const face = await find(codePoint, weight);
        if (face) found[weight].set(codePoint, face);
      }
    },
    of: (codePoint, weight) => found[weight].get(codePoint),
    plain: (weight) => plains[weight],
  };
}

interface FaceFile {
  readonly name: string;
  readonly file: string;
  readonly weight: Weight;
}

async function openFace(hb: typeof Harfbuzz, { name, file, weight }: FaceFile): Promise<Opened> {
  const read = await readFile(file);
  const bytes = file.endsWith('.woff2') ? await (await import('wawoff2')).decompress(read) : read;
  const face = new hb.Face(new hb.Blob(bytes));
  const font = new hb.Font(face);
  const wght = 'wght' in face.getAxisInfos() ? WGHT[weight] : undefined;
  if (wght !== undefined) font.setVariations([new hb.Variation('wght', wght)]);
  const head = face.referenceTable('head');
  if (!head) throw new Error(`${file} has no table "head"`);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const per = 1_000 / face.upem;
  const { ascender, descender } = font.hExtents();
  const corner = (at: number) => Math.round(view.getInt16(at) * per);
  return {
    face: {
      name,
      font,
      bytes: Buffer.from(bytes),
      wght,
      unitsPerEm: face.upem,
      ascent: Math.round(ascender * per),
      descent: Math.round(descender * per),
      box: [corner(36), corner(38), corner(40), corner(42)],
    },
    covered: new Set(face.collectUnicodes()),
  };
}

let shared: Promise<Faces> | undefined;

/** The faces of this process, opened when a paper is first printed: a process that prints none does not pay for them. */
export const faces = (): Promise<Faces> => (shared ??= openFaces());
