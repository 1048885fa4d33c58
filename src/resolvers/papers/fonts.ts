import { hash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { type PDFContext, PDFHexString, PDFRawStream, type PDFRef } from 'pdf-lib';
import type { Face } from './faces.ts';
import type { Glyph, Run } from './shape.ts';
import type { Subsetter } from './subset.ts';

/** Compresses with Node's zlib: pdf-lib's own takes several times as long. */
export function deflated(context: PDFContext, bytes: Uint8Array, extra: Record<string, number> = {}): PDFRef {
  const packed = deflateSync(bytes);
  const dict = context.obj({ Length: packed.length, Filter: 'FlateDecode', ...extra });
  return context.register(PDFRawStream.of(dict, packed));
}

/** A glyph as the paper's text names it. */
interface Code {
  readonly code: number;
  readonly glyph: Glyph;
}

/** A font of a paper: each glyph gets a code for each text that it stands for, so that every text can be read back. */
export interface PaperFont {
  readonly face: Face;
  /** The font's name among the resources of a page. */
  readonly key: string;
  /** The code of a glyph, and its width as the font states it, in thousandths. */
  code(glyph: Glyph): { readonly code: number; readonly width: number };
  /** Writes the font with the glyphs that were asked for. */
  embed(context: PDFContext, subset: Subsetter): PDFRef;
}

const MOST_CODES = 65_535;

export function openFont(face: Face, key: string): PaperFont {
  const codes = new Map<string, Code>();
  const widths = new Map<number, number>();

  const widthOf = (id: number): number => {
    const known = widths.get(id);
    if (known !== undefined) return known;
    const width = Math.round((face.font.glyphHAdvance(id) * 1_000) / face.unitsPerEm);
    widths.set(id, width);
    return width;
  };

  return {
    face,
    key,
    code(glyph) {
      const name = `${glyph.id}/${glyph.text}`;
      let known = codes.get(name);
      if (!known) {
        if (codes.size >= MOST_CODES) throw new Error(`a paper cannot hold more than ${MOST_CODES} letters of a font`);
        known = { code: codes.size + 1, glyph };
        codes.set(name, known);
      }
      return { code: known.code, width: widthOf(glyph.id) };
    },
    embed: (context, subset) => embedFont(context, face, [...codes.values()], { subset, widthOf }),
  };
}

interface Embedding {
  readonly subset: Subsetter;
  readonly widthOf: (id: number) => number;
}

/** ISO 32000-1, 9.7: a composite font whose codes lead to glyphs by a map of its own. */
function embedFont(context: PDFContext, face: Face, codes: readonly Code[], { subset, widthOf }: Embedding): PDFRef {
  const ids = codes.map(({ glyph }) => glyph.id);
  const bytes = subset(face.bytes, ids, { wght: face.wght });
  const name = `${tagOf(ids)}+${face.name}`;
  const file = deflated(context, bytes, { Length1: bytes.length });
  const descriptor = context.register(
    context.obj({
      Type: 'FontDescriptor',
      FontName: name,
      Flags: 4,
      FontBBox: [...face.box],
      ItalicAngle: 0,
      Ascent: face.ascent,
      Descent: face.descent,
      CapHeight: face.ascent,
      StemV: 80,
      FontFile2: file,
    }),
  );
  const map = Buffer.alloc((codes.length + 1) * 2);
  for (const { code, glyph } of codes) map.writeUInt16BE(glyph.id, code * 2);
  const descendant = context.register(
    context.obj({
      Type: 'Font',
      Subtype: 'CIDFontType2',
      BaseFont: name,
      CIDSystemInfo: {
        Registry: PDFHexString.of(hexOf('Adobe')),
        Ordering: PDFHexString.of(hexOf('Identity')),
        Supplement: 0,
      },
      FontDescriptor: descriptor,
      W: [1, codes.map(({ glyph }) => widthOf(glyph.id))],
      CIDToGIDMap: deflated(context, map),
    }),
  );
  return context.register(
    context.obj({
      Type: 'Font',
      Subtype: 'Type0',
      BaseFont: name,
      Encoding: 'Identity-H',
      DescendantFonts: [descendant],
      ToUnicode: deflated(context, Buffer.from(unicodeMap(codes))),
    }),
  );
}

const hexOf = (text: string): string => Buffer.from(text, 'latin1').toString('hex');

/** Six capitals that tell subsets of one font apart; the same glyphs give the same. */
function tagOf(ids: readonly number[]): string {
  const digest = hash('sha256', [...new Set(ids)].toSorted((a, b) => a - b).join(','), 'buffer');
  return String.fromCharCode(...digest.subarray(0, 6).map((byte) => 0x41 + (byte % 26)));
}

const codeText = (code: number): string => code.toString(16).padStart(4, '0');
/** UTF-16BE as hex. A glyph that stands for nothing by itself is a place without width. */
const targetText = (text: string): string =>
  Buffer.from(text === '' ? '\u{200B}' : text, 'utf16le')
    .swap16()
    .toString('hex');

/** The CMap from codes to text (ISO 32000-1, 9.10.3), a hundred lines in a section at most. */
function unicodeMap(codes: readonly Code[]): string {
  const sections: string[] = [];
  for (let at = 0; at < codes.length; at += 100) {
    const part = codes.slice(at, at + 100);
    const lines = part.map(({ code, glyph }) => `<${codeText(code)}> <${targetText(glyph.text)}>`);
    sections.push(`${part.length} beginbfchar\n${lines.join('\n')}\nendbfchar`);
  }
  return [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def /CMapType 2 def',
    '1 begincodespacerange <0000> <ffff> endcodespacerange',
    ...sections,
    'endcmap CMapName currentdict /CMap defineresource pop end end',
  ].join('\n');
}

/** A number as PDF writes it: no exponent, no more places than anybody sees. */
export const num = (value: number): string => String(Math.round(value * 1_000) / 1_000);

/** The operators that show a run at a point, in the text object that is open. */
export function showRun(run: Run, font: PaperFont, place: { x: number; y: number; size: number }): string {
  const { x, y, size } = place;
  const parts: string[] = [`/${font.key} ${num(size)} Tf 1 0 0 1 ${num(x)} ${num(y)} Tm`];
  let shown = '';
  let rise = 0;
  const flush = () => {
    if (shown !== '') parts.push(`[${shown}] TJ`);
    shown = '';
  };
  for (const glyph of run.glyphs) {
    const { code, width } = font.code(glyph);
    if (glyph.dy !== rise) {
      flush();
      rise = glyph.dy;
      parts.push(`${num((rise * size) / 1_000)} Ts`);
    }
    const before = glyph.dx === 0 ? '' : num(-glyph.dx);
    const after = width + glyph.dx - glyph.advance;
    shown += `${before}<${codeText(code)}>${Math.abs(after) < 0.5 ? '' : num(after)}`;
  }
  flush();
  if (rise !== 0) parts.push('0 Ts');
  const text = parts.join(' ');
  return run.isReshaped ? `/Span <</ActualText <feff${targetText(run.text)}>>> BDC ${text} EMC` : text;
}
