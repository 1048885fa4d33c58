import { type Cell, type CellType, type CompiledReport, type ReportTable, tableOfRows } from './tables.ts';
import { zipOf } from './zip.ts';

/** Office Open XML (ECMA-376, SpreadsheetML), written from top to bottom: libraries hold a whole workbook in memory. */

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
/** Places in `cellXfs` of the styles. */
const STYLE = { head: 1, moment: 2, day: 3 } as const;
/** Excel keeps 15 digits of a number: what has more is text, and loses none. */
const MOST_DIGITS = 15;
const MOST_CHARACTERS = 32_767;
const DAY_MS = 86_400_000;
/** 1970-01-01 in the days of Excel. */
const EPOCH_DAYS = 25_569;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** What XML 1.0 cannot hold, and lone surrogates. */
// eslint-disable-next-line no-control-regex -- these are the characters to leave out
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;
const escapeXml = (text: string): string =>
  text.replaceAll(UNWRITABLE, '').replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '');

/** To Excel `_x0041_` is an A (ECMA-376, ST_Xstring): its first underline is written as such, and the rest is text again. */
const CODE = /_(?=x[\da-f]{4}_)/gi;

/** What a cell cannot hold is cut, and says so by its last character. */
function cellText(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const cut = text.slice(0, MOST_CHARACTERS - 1);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}

/** The name of a column: A to Z, AA and so on. */
export function columnName(at: number): string {
  let name = '';
  for (let left = at + 1; left > 0; left = Math.floor((left - 1) / 26)) {
    name = String.fromCharCode(65 + ((left - 1) % 26)) + name;
  }
  return name;
}

const textCell = (place: string, text: string, style = ''): string =>
  `<c r="${place}"${style} t="inlineStr"><is><t xml:space="preserve">${escapeXml(cellText(text).replaceAll(CODE, '_x005F_'))}</t></is></c>`;

/** Text is never a formula here: it says that it is text. */
function cellXml(place: string, cell: Cell, type: CellType): string {
  if (cell === null || cell === '') return '';
  if (type === 'TEXT') return textCell(place, cell);
  if (type === 'BOOLEAN') return `<c r="${place}" t="b"><v>${cell === 'true' ? 1 : 0}</v></c>`;
  if (type === 'MOMENT' || type === 'DAY') {
    const days = Date.parse(cell) / DAY_MS + EPOCH_DAYS;
    if (!(days > 0)) return textCell(place, cell);
    return `<c r="${place}" s="${type === 'DAY' ? STYLE.day : STYLE.moment}"><v>${days}</v></c>`;
  }
  const isNumber = /^-?\d+(?:\.\d+)?$/.test(cell) && cell.replaceAll(/^-?0*|\.|0+$/g, '').length <= MOST_DIGITS;
  return isNumber ? `<c r="${place}"><v>${cell}</v></c>` : textCell(place, cell);
}

async function* sheetXml({ columns, pages }: ReportTable): AsyncGenerator<string, void, void> {
  const names = columns.map((_, at) => columnName(at));
  const widths = columns
    .map(({ name, type }, at) => {
      const width = Math.max(name.length + 2, type === 'TEXT' ? 24 : 14);
      return `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`;
    })
    .join('');
  yield `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths}</cols><sheetData>`;
  yield `<row r="1">${columns.map(({ name }, at) => textCell(`${names[at]}1`, name, ` s="${STYLE.head}"`)).join('')}</row>`;
  let number = 1;
  for await (const rows of pages()) {
    let xml = '';
    for (const row of rows) {
      number += 1;
      xml += `<row r="${number}">`;
      for (const [at, cell] of row.entries())
        xml += cellXml(`${names[at]}${number}`, cell, columns[at]?.type ?? 'TEXT');
      xml += '</row>';
    }
    yield xml;
  }
  yield '</sheetData></worksheet>';
}

const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

function partsOf(names: readonly string[]): readonly (readonly [name: string, xml: string])[] {
  const sheets = names.map((name, at) => ({ name, id: at + 1 }));
  const overrides = sheets.map(
    ({ id }) => `<Override PartName="/xl/worksheets/sheet${id}.xml" ContentType="${TYPES}.worksheet+xml"/>`,
  );
  const listed = sheets.map(({ name, id }) => `<sheet name="${escapeXml(name)}" sheetId="${id}" r:id="rId${id}"/>`);
  const related = sheets.map(
    ({ id }) => `<Relationship Id="rId${id}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${id}.xml"/>`,
  );
  const stylesId = sheets.length + 1;
  return [
    [
      '[Content_Types].xml',
      `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPES}.styles+xml"/>${overrides.join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${listed.join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${related.join('')}<Relationship Id="rId${stylesId}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ['xl/styles.xml', STYLES],
  ];
}

/** A report as an Excel workbook: a sheet that says what it is about, then one for each table. */
export function xlsxOf({ title, facts, notes, tables }: CompiledReport): AsyncIterable<Uint8Array> {
  const about = [['report', title], ...facts, ...notes.map((note) => ['note', note])] as [string, string][];
  const sheets = [
    tableOfRows({ name: 'about', title }, about, {
      name: ['TEXT', ([name]) => name],
      value: ['TEXT', ([, value]) => value],
    }),
    ...tables,
  ];
  return zipOf([
    ...partsOf(sheets.map(({ name }) => name)).map(([name, xml]) => ({ name, texts: [xml] })),
    ...sheets.map((sheet, at) => ({ name: `xl/worksheets/sheet${at + 1}.xml`, texts: sheetXml(sheet) })),
  ]);
}
