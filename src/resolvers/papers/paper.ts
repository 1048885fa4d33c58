import { PDFDocument, type PDFImage } from 'pdf-lib';
import { create as createQr } from 'qrcode';
import { type Faces, faces, type Weight } from './faces.ts';
import {
  type Align,
  type Column,
  ensure,
  FAINT,
  heightOf,
  INK,
  type Layout,
  putFields,
  putImage,
  putQr,
  putRule,
  putTable,
  putText,
} from './layout.ts';
import { createBreaker, printable, type TextStyle } from './lines.ts';
import { shaper } from './shape.ts';
import { openSheet } from './sheet.ts';
import { subsetter } from './subset.ts';

export interface PaperOptions {
  readonly title: string;
  /** BCP 47, such as `en`. */
  readonly language: string;
  /** Who issues it. */
  readonly author: string;
  /** When it was issued: a paper of the same content and moment is the same, byte for byte. */
  readonly at: Date;
  /** `#rrggbb`: headings and lines. */
  readonly accent?: string;
  /** At the bottom of every page, before the page's number. */
  readonly footer?: string;
  /** Written large across every page, behind everything: REVOKED, for instance. */
  readonly mark?: string | undefined;
  readonly isLandscape?: boolean;
}

/**
 * A paper to be printed. Text may be of any script; what its fonts do not have is printed as a box, and the paper ends with
 * the words which characters those are. Sizes in points.
 */
export interface Paper {
  heading(text: string, level?: 1 | 2 | 3): void;
  paragraph(text: string, style?: Partial<TextStyle> & { readonly align?: Align }): void;
  /** Names and what they are, a line or more each. */
  fields(fields: readonly (readonly [name: string, value: string])[], style?: Partial<TextStyle>): void;
  table(columns: readonly Column[], rows: readonly (readonly string[])[], style?: Partial<TextStyle>): void;
  /** A QR code with its quiet zone, and text beside it. A URL can be followed by a click as well. */
  qr(text: string, beside: string, points?: number): void;
  /** A PNG or JPEG; what is neither makes `bytes` throw. */
  image(bytes: Uint8Array, most: { readonly width: number; readonly height: number }, align?: Align): void;
  rule(): void;
  space(points: number): void;
  pageBreak(): void;
  /** A file that the PDF carries along; readers list it beside the pages. */
  attach(name: string, mediaType: string, bytes: Uint8Array): void;
  /** The PDF. Throws Error for a colour or a picture that is none. */
  bytes(): Promise<Uint8Array>;
}

const A4: readonly [number, number] = [595.28, 841.89];
const MARGIN = 56;
const FOOTER_SIZE = 8;
const ACCENT = '#1d6b45';
const HEADINGS = { 1: 22, 2: 14, 3: 11 } as const;
const TEXT: TextStyle = { size: 10, weight: 'regular', color: INK };
const MARK_COLOR = '#f3d6d6';

type Block = (layout: Layout, images: ReadonlyMap<Uint8Array, PDFImage>) => void;

/** Opens a paper. What is put on it is printed by `bytes`, from top to bottom, on as many pages as it takes. */
export function openPaper(options: PaperOptions): Paper {
  const { accent = ACCENT } = options;
  const blocks: Block[] = [];
  const pictures: Uint8Array[] = [];
  const attachments: Attachment[] = [];
  const letters: Record<Weight, Set<string>> = { regular: new Set('0123456789/ '), bold: new Set() };

  const clean = (text: string, weight: Weight): string => {
    const shown = printable(text);
    for (const character of shown) letters[weight].add(character);
    return shown;
  };
  const footer = clean(options.footer ?? '', 'regular');
  const mark = options.mark === undefined ? undefined : clean(options.mark, 'bold');

  const put = (text: string, style: TextStyle, align: Align = 'start'): void => {
    const shown = clean(text, style.weight);
    blocks.push((layout) => putText(layout, shown, style, align));
  };

  return {
    heading(text, level = 1) {
      const style: TextStyle = { size: HEADINGS[level], weight: 'bold', color: level === 3 ? INK : accent };
      const shown = clean(text, 'bold');
      blocks.push((layout) => {
        if (layout.sheet.pages > 0 && layout.y < layout.top) layout.y -= style.size * 0.6;
        // A heading alone at the bottom of a page heads nothing.
        ensure(layout, heightOf(style, 1) + heightOf(TEXT, 2));
        putText(layout, shown, style, 'start');
        layout.y -= style.size * 0.25;
      });
    },
    paragraph(text, { align, ...style } = {}) {
      put(text, { ...TEXT, ...style }, align);
      blocks.push((layout) => void (layout.y -= 5));
    },
    fields(fields, style) {
      const shown = fields.map(([name, value]) => [clean(name, 'regular'), clean(value, 'regular')] as const);
      blocks.push((layout) => putFields(layout, shown, { ...TEXT, ...style }));
    },
    table(columns, rows, style) {
      const head = columns.map((column) => ({ ...column, title: clean(column.title, 'bold') }));
      const shown = rows.map((row) => row.map((text) => clean(text, 'regular')));
      blocks.push((layout) => putTable(layout, head, shown, { ...TEXT, size: 9, ...style }));
    },
    qr(text, beside, points = 110) {
      const { modules } = createQr(text, { errorCorrectionLevel: 'M' });
      const code = { size: modules.size, isDark: (row: number, column: number) => modules.get(row, column) !== 0 };
      const shown = clean(beside, 'regular');
      blocks.push((layout) => {
        putQr(layout, code, points, { text: shown, style: { ...TEXT, size: 9 } });
        const box = { x: layout.left, y: layout.y, width: points, height: points };
        if (/^https?:/.test(text)) layout.sheet.link(text, box);
      });
    },
    image(bytes, most, align = 'start') {
      pictures.push(bytes);
      blocks.push((layout, images) => {
        const image = images.get(bytes);
        if (image) putImage(layout, image, most, align);
      });
    },
    rule: () => void blocks.push(putRule),
    space: (points) => void blocks.push((layout) => void (layout.y -= points)),
    pageBreak: () => void blocks.push((layout) => ensure(layout, layout.top)),
    attach: (name, mediaType, bytes) => void attachments.push({ name, mediaType, bytes }),
    bytes: () => print({ options: { ...options, accent, footer, mark }, blocks, pictures, letters, attachments }),
  };
}

interface Manuscript {
  readonly options: PaperOptions & { readonly accent: string; readonly footer: string };
  readonly blocks: readonly Block[];
  readonly pictures: readonly Uint8Array[];
  readonly letters: Readonly<Record<Weight, ReadonlySet<string>>>;
  readonly attachments: readonly Attachment[];
}

interface Attachment {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

async function print({ options, blocks, pictures, letters, attachments }: Manuscript): Promise<Uint8Array> {
  const open = await faces();
  await open.load([...letters.regular].join(''), 'regular');
  await open.load([...letters.bold].join(''), 'bold');
  const note = missingWords(open, letters, attachments.length > 0);
  await open.load(note ?? '', 'regular');
  const shaping = await shaper();
  const document = await PDFDocument.create({ updateMetadata: false });
  describe(document, options);
  const images = new Map<Uint8Array, PDFImage>();
  for (const bytes of pictures) images.set(bytes, await embedPicture(document, bytes));

  const size: [number, number] = options.isLandscape ? [A4[1], A4[0]] : [...A4];
  const sheet = openSheet(document, size);
  const layout: Layout = {
    sheet,
    breakLines: createBreaker(shaping),
    left: MARGIN,
    width: size[0] - 2 * MARGIN,
    y: 0,
    top: size[1] - MARGIN,
    bottom: MARGIN,
    accent: options.accent,
  };
  ensure(layout, 0);
  for (const block of blocks) block(layout, images);
  if (note !== undefined) putText(layout, note, { ...TEXT, size: FOOTER_SIZE, color: FAINT }, 'start');

  const small: TextStyle = { size: FOOTER_SIZE, weight: 'regular', color: FAINT };
  for (let page = 0; page < sheet.pages; page += 1) {
    sheet.goTo(page);
    const number = shaping.shape(`${page + 1} / ${sheet.pages}`, 'regular');
    const right = size[0] - MARGIN - (number.width * FOOTER_SIZE) / 1_000;
    sheet.text(number, { x: right, y: MARGIN - 24 }, small);
    const [said] = layout.breakLines(options.footer, layout.width - 60, small);
    if (said) sheet.text(said, { x: MARGIN, y: MARGIN - 24 }, small);
    if (options.mark !== undefined) {
      const line = shaping.shape(options.mark, 'bold');
      const letterSize = Math.min(110, ((size[1] * 0.8) / Math.max(line.width, 1)) * 1_000);
      const half = (line.width * letterSize) / 2_000 / Math.SQRT2;
      sheet.mark(
        line,
        { x: size[0] / 2 - half, y: size[1] / 2 - half, degrees: 45 },
        { size: letterSize, color: MARK_COLOR },
      );
    }
  }
  sheet.finish(await subsetter());
  for (const { name, mediaType: mimeType, bytes } of attachments) {
    await document.attach(bytes, name, { mimeType, creationDate: options.at, modificationDate: options.at });
  }
  return document.save({ addDefaultPage: false, updateFieldAppearances: false });
}

/** What leaves no ink in any font. */
const BLANK = /^[\p{Default_Ignorable_Code_Point}\p{Z}\p{Cc}]$/u;
const MOST_NAMED = 20;

/** Which characters stand as boxes, so that nobody takes a box for what was written; undefined where none does. */
function missingWords(open: Faces, letters: Manuscript['letters'], carriesFile: boolean): string | undefined {
  const isMissing = (weight: Weight) => (character: string) =>
    !BLANK.test(character) && open.of(character.codePointAt(0) ?? 0, weight) === undefined;
  const missing = (['regular', 'bold'] as const).flatMap((weight) => [...letters[weight]].filter(isMissing(weight)));
  const codes = [...new Set(missing)].map((character) => character.codePointAt(0) ?? 0).toSorted((a, b) => a - b);
  if (codes.length === 0) return undefined;
  const named = codes.slice(0, MOST_NAMED).map((code) => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`);
  const others = codes.length > MOST_NAMED ? ` and ${codes.length - MOST_NAMED} others` : '';
  const where = carriesFile ? ', and stands whole in the file that this PDF carries' : '';
  return `Boxes stand for characters that this paper has no letters for: ${named.join(', ')}${others}. What was written can be copied from where they stand${where}.`;
}

function describe(document: PDFDocument, { title, language, author, at }: PaperOptions): void {
  document.setTitle(printable(title), { showInWindowTitleBar: true });
  document.setAuthor(printable(author));
  document.setProducer('EcoCoin');
  document.setLanguage(language);
  document.setCreationDate(at);
  document.setModificationDate(at);
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

const embedPicture = (document: PDFDocument, bytes: Uint8Array): Promise<PDFImage> =>
  Buffer.from(bytes.buffer, bytes.byteOffset, 4).equals(PNG) ? document.embedPng(bytes) : document.embedJpg(bytes);
