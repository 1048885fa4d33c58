import { PDFArray, type PDFDocument, PDFHexString, PDFName, type PDFImage, type PDFPage } from 'pdf-lib';
import type { Face } from './faces.ts';
import { deflated, num, openFont, type PaperFont, showRun } from './fonts.ts';
import type { TextStyle } from './lines.ts';
import type { Shaped } from './shape.ts';
import type { Subsetter } from './subset.ts';

/** Points from the lower left corner, as PDF counts. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Leaf {
  readonly page: PDFPage;
  /** Behind everything else. */
  readonly under: string[];
  readonly operators: string[];
  readonly links: { readonly box: Box; readonly url: string }[];
  readonly images: Map<string, PDFImage>;
  readonly fonts: Set<PaperFont>;
}

/** The pages of a paper, drawn one after another. */
export interface Sheet {
  readonly pages: number;
  /** Begins a page; what is drawn goes there. */
  begin(): void;
  /** Draws on this page from now on, counted from 0. */
  goTo(page: number): void;
  /** A line of text whose letters stand on `y`. */
  text(line: Shaped, place: { readonly x: number; readonly y: number }, style: Omit<TextStyle, 'weight'>): void;
  /** The same, turned by so many degrees around its place, behind everything else. */
  mark(line: Shaped, place: { x: number; y: number; degrees: number }, style: Omit<TextStyle, 'weight'>): void;
  /** Filled rectangles. */
  boxes(boxes: readonly Box[], color: string): void;
  image(image: PDFImage, box: Box): void;
  link(url: string, box: Box): void;
  /** Writes everything into the document. */
  finish(subset: Subsetter): void;
}

/** The operator that sets the colour of what is filled. Throws Error for anything but `#rrggbb`. */
function paint(color: string): string {
  const parts = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(color)?.slice(1);
  if (!parts) throw new Error(`${color} is no colour`);
  return `${parts.map((part) => num(Number.parseInt(part, 16) / 255)).join(' ')} rg`;
}

export function openSheet(document: PDFDocument, size: readonly [width: number, height: number]): Sheet {
  const leaves: Leaf[] = [];
  const fonts = new Map<Face, PaperFont>();
  let current: Leaf | undefined;

  const leaf = (): Leaf => {
    if (!current) throw new Error('no page was begun');
    return current;
  };

  const fontOf = (face: Face): PaperFont => {
    let font = fonts.get(face);
    if (!font) {
      font = openFont(face, `F${fonts.size + 1}`);
      fonts.set(face, font);
    }
    leaf().fonts.add(font);
    return font;
  };

  const show = (line: Shaped, { x, y }: { x: number; y: number }, size: number): string => {
    let at = x;
    return line.runs
      .map((run) => {
        const shown = showRun(run, fontOf(run.face), { x: at, y, size });
        at += (run.width * size) / 1_000;
        return shown;
      })
      .join('\n');
  };

  return {
    get pages() {
      return leaves.length;
    },
    begin() {
      const page = document.addPage([...size]);
      current = { page, under: [], operators: [], links: [], images: new Map(), fonts: new Set() };
      leaves.push(current);
    },
    goTo(page) {
      current = leaves[page];
    },
    text(line, place, { size: letters, color }) {
      leaf().operators.push(`${paint(color)} BT ${show(line, place, letters)} ET`);
    },
    mark(line, { x, y, degrees }, { size: letters, color }) {
      const angle = (degrees * Math.PI) / 180;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)].map((value) => num(value));
      const turned = `${cos} ${sin} ${num(-Math.sin(angle))} ${cos} ${num(x)} ${num(y)} cm`;
      leaf().under.push(`q ${turned} ${paint(color)} BT ${show(line, { x: 0, y: 0 }, letters)} ET Q`);
    },
    boxes(boxes, color) {
      const path = boxes.map(({ x, y, width, height }) => `${num(x)} ${num(y)} ${num(width)} ${num(height)} re`);
      if (path.length > 0) leaf().operators.push(`${paint(color)} ${path.join('\n')} f`);
    },
    image(image, { x, y, width, height }) {
      const { images, operators } = leaf();
      const name = `I${images.size + 1}`;
      images.set(name, image);
      operators.push(`q ${num(width)} 0 0 ${num(height)} ${num(x)} ${num(y)} cm /${name} Do Q`);
    },
    link(url, box) {
      leaf().links.push({ url, box });
    },
    finish: (subset) => write(document, leaves, [...fonts.values()], subset),
  };
}

function write(document: PDFDocument, leaves: readonly Leaf[], fonts: readonly PaperFont[], subset: Subsetter): void {
  const { context } = document;
  const refs = new Map(fonts.map((font) => [font, font.embed(context, subset)]));
  for (const { page, under, operators, links, images, fonts: used } of leaves) {
    const { node } = page;
    node.set(PDFName.of('Contents'), deflated(context, Buffer.from([...under, ...operators].join('\n'), 'latin1')));
    for (const font of used) {
      const ref = refs.get(font);
      if (ref) node.setFontDictionary(PDFName.of(font.key), ref);
    }
    for (const [name, image] of images) node.setXObject(PDFName.of(name), image.ref);
    if (links.length > 0) node.set(PDFName.of('Annots'), annotations(document, links));
  }
}

function annotations(document: PDFDocument, links: readonly { readonly box: Box; readonly url: string }[]): PDFArray {
  const { context } = document;
  const list = PDFArray.withContext(context);
  for (const { url, box } of links) {
    const rectangle = [box.x, box.y, box.x + box.width, box.y + box.height];
    const action = context.obj({
      S: 'URI',
      URI: PDFHexString.of(Buffer.from(new URL(url).href, 'latin1').toString('hex')),
    });
    list.push(
      context.register(context.obj({ Type: 'Annot', Subtype: 'Link', Rect: rectangle, Border: [0, 0, 0], A: action })),
    );
  }
  return list;
}
