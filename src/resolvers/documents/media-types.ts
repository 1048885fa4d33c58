import { DocumentTypeRefused } from './errors.ts';

/** Everything that is taken, with the ending that a file of it gets. */
export const endings = {
  'application/pdf': 'pdf',
  'application/json': 'json',
  'application/geo+json': 'geojson',
  'text/csv': 'csv',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'application/zip': 'zip',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
} as const;
export type MediaType = keyof typeof endings;

/** What the bytes look like. Archives and texts are told further by what is in them. */
export type Sniffed = 'application/pdf' | 'image/png' | 'image/jpeg' | 'application/zip' | 'JSON' | 'GEOJSON' | 'TEXT';

/** Looks at bytes as they go by. */
export interface Sniffer {
  /** Throws DocumentTypeRefused as soon as it can be nothing that is taken. */
  take(bytes: Uint8Array): void;
  /** What all of it is. Throws DocumentTypeRefused. */
  end(): Sniffed;
}

const HEAD_BYTES = 4_096;
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

const TAKEN: readonly (readonly [magic: Buffer, Sniffed])[] = [
  [ascii('%PDF-'), 'application/pdf'],
  [ascii('\x89PNG\r\n\x1a\n'), 'image/png'],
  [ascii('\xff\xd8\xff'), 'image/jpeg'],
  [ascii('PK\x03\x04'), 'application/zip'],
];
/** Only to say what it is; whatever else is not text is refused as well. */
const REFUSED: readonly (readonly [magic: Buffer, string])[] = [
  [ascii('PK\x05\x06'), 'an empty archive'],
  [ascii('MZ'), 'a Windows program'],
  [ascii('\x7fELF'), 'a program'],
  [ascii('#!'), 'a script'],
  [ascii('GIF8'), 'a GIF image'],
  [ascii('Rar!'), 'a RAR archive'],
  [ascii('7z\xbc\xaf'), 'a 7-Zip archive'],
  [ascii('\x1f\x8b'), 'gzip'],
  [ascii('\xd0\xcf\x11\xe0'), 'an old Office file: save it as XLSX, DOCX or PDF'],
  [ascii('\xff\xfe'), 'text in UTF-16: save it as UTF-8'],
  [ascii('\xfe\xff'), 'text in UTF-16: save it as UTF-8'],
];
// eslint-disable-next-line no-control-regex -- text holds none of them
const NOT_TEXT = /[\u0000-\u0008\u000b\u000e-\u001f]/;
const GEOJSON =
  /^\s*\{[^]*"type"\s*:\s*"(?:Feature|FeatureCollection|GeometryCollection|(?:Multi)?(?:Point|LineString|Polygon))"/;

const refuse = (what: string): never => {
  throw new DocumentTypeRefused(`The file is ${what}. It is not taken, and nothing was kept.`);
};

/** Tells what a file is from its bytes alone. Texts are looked at from end to end: they must be UTF-8. */
export function createSniffer(): Sniffer {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let head = Buffer.alloc(0);
  let known: Sniffed | undefined;
  let lastMark = '';

  const text = (bytes: Uint8Array, stream: boolean): void => {
    let decoded: string;
    try {
      decoded = decoder.decode(bytes, { stream });
    } catch {
      return refuse('neither a type that is known here nor text in UTF-8');
    }
    if (NOT_TEXT.test(decoded)) refuse('neither a type that is known here nor text');
    lastMark = decoded.trimEnd().at(-1) ?? lastMark;
  };

  const start = (): void => {
    known = TAKEN.find(([magic]) => head.subarray(0, magic.length).equals(magic))?.[1];
    if (known) return;
    const bad = REFUSED.find(([magic]) => head.subarray(0, magic.length).equals(magic));
    if (bad) refuse(bad[1]);
    if (/^\s*<(?:[!?a-z])/i.test(withoutMark(head))) refuse('HTML, XML or SVG');
    text(head, true);
  };

  let started = false;
  return {
    take(bytes) {
      if (started) {
        if (!known) text(bytes, true);
        return;
      }
      head = Buffer.concat([head, bytes]);
      if (head.length < HEAD_BYTES) return;
      started = true;
      start();
    },
    end() {
      if (!started) start();
      started = true;
      if (known) return known;
      text(new Uint8Array(), false);
      const beginning = withoutMark(head);
      const opening = beginning.trimStart().at(0);
      if (opening === '{' && lastMark === '}') return GEOJSON.test(beginning) ? 'GEOJSON' : 'JSON';
      return opening === '[' && lastMark === ']' ? 'JSON' : 'TEXT';
    },
  };
}

/** The beginning as text, without a byte order mark. */
const withoutMark = (head: Buffer): string => head.toString('utf8').replace(/^\uFEFF/, '');

/** What programs say, in other words than ours, or because they know no better. */
const ALIASES: Readonly<Record<string, readonly MediaType[]>> = {
  'image/jpg': ['image/jpeg'],
  'application/x-pdf': ['application/pdf'],
  'application/x-zip-compressed': ['application/zip'],
  'text/json': ['application/json', 'application/geo+json'],
  'application/vnd.geo+json': ['application/geo+json'],
  'application/vnd.ms-excel': ['text/csv'],
  'application/csv': ['text/csv'],
  'text/plain': ['text/csv', 'application/json', 'application/geo+json'],
};
/** A type that is one of another: what is declared the wider may be the narrower. */
const WIDER: Readonly<Partial<Record<MediaType, MediaType>>> = {
  'application/geo+json': 'application/json',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'application/zip',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'application/zip',
};

/** A declared type that says nothing. */
const isSilent = (declared: string | undefined): boolean =>
  declared === undefined || declared === '' || declared === 'application/octet-stream';

/** The type without its parameters, in lower case. */
export const essenceOf = (declared: string | undefined): string | undefined =>
  declared?.split(';', 1)[0]?.trim().toLowerCase();

/**
 * The type of what came: what it looks like (`archive` for a zip, told by its directory) and what it was declared as must
 * agree. Throws DocumentTypeRefused.
 */
export function settleType(declared: string | undefined, sniffed: Sniffed, archive?: MediaType): MediaType {
  const said = essenceOf(declared);
  const found = foundOf(said, sniffed, archive);
  if (isSilent(said) || said === found || said === WIDER[found] || ALIASES[said ?? '']?.includes(found)) return found;
  throw new DocumentTypeRefused(
    `The file was declared as ${(said ?? '').slice(0, 80)} and is ${found}. It is not taken, and nothing was kept.`,
  );
}

function foundOf(said: string | undefined, sniffed: Sniffed, archive: MediaType | undefined): MediaType {
  if (sniffed === 'application/zip') return archive ?? sniffed;
  // A list in one line is a table as well, if it was declared as one.
  const isTable = said === 'text/csv' || ALIASES[said ?? '']?.[0] === 'text/csv';
  if (sniffed === 'TEXT' || (sniffed === 'JSON' && isTable && said !== 'text/plain')) return 'text/csv';
  if (sniffed === 'GEOJSON') return said === 'application/json' ? said : 'application/geo+json';
  return sniffed === 'JSON' ? 'application/json' : sniffed;
}
