import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import { expect, test } from 'vitest';
import { allOf } from '../../../test/documents.ts';
import { textOfPdf } from '../../../test/papers.ts';
import type { ReportFormat } from '../../db/reports.ts';
import { csvCell } from './csv.ts';
import { writeReport } from './formats.ts';
import { type CompiledReport, tableOfRows } from './tables.ts';
import { columnName } from './xlsx.ts';

interface Line {
  readonly name: string;
  readonly tonnes: string;
  readonly at: string;
  readonly day: string;
}

const LINES: readonly Line[] = [
  { name: '=HYPERLINK("http://evil.example")', tonnes: '-12.50', at: '2026-03-01T10:30:00.000Z', day: '2026-03-01' },
  {
    name: 'Łódź, "Ökostrom" <株式会社>\n& more',
    tonnes: '0.123456789012345678',
    at: '1969-01-01T00:00:00.000Z',
    day: '',
  },
];
const lines = (name: string) =>
  tableOfRows({ name, title: 'Lines' }, LINES, {
    name: ['TEXT', (line) => line.name],
    tonnes: ['DECIMAL', (line) => line.tonnes],
    at: ['MOMENT', (line) => line.at],
    day: ['DAY', (line) => line.day || null],
    open: ['BOOLEAN', () => 'true'],
    count: ['INTEGER', () => '7'],
  });
const report: CompiledReport = {
  title: 'A report',
  facts: [['from', 'May']],
  notes: ['@note'],
  tables: [lines('lines')],
};
const imprint = { at: new Date('2026-11-21T00:00:00Z'), issuer: 'EcoCoin' };
const write = (format: ReportFormat, given = report): Promise<Buffer> => allOf(writeReport(format, given, imprint));

test.each([
  ['=1+1', "'=1+1"],
  ['+49 30', "'+49 30"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tcmd', "'\tcmd"],
  ['  =1+1', "'  =1+1"],
  ['＝1+1', "'＝1+1"],
  ['a=b', 'a=b'],
  ['=a,"b"', '"\'=a,""b"""'],
  ['plain', 'plain'],
])('the text %j goes into CSV as %j', (text, cell) => {
  expect(csvCell(text, 'TEXT')).toBe(cell);
});

test('a number below zero stays a number in CSV, and what is none does not', () => {
  expect(csvCell('-12.50', 'DECIMAL')).toBe('-12.50');
  expect(csvCell('-1+cmd', 'DECIMAL')).toBe("'-1+cmd");
});

test('one table is CSV as it is, several say in each row of which they are', async () => {
  expect(parse(await write('CSV'), { columns: true })).toEqual([
    { name: `'${LINES[0]?.name}`, tonnes: '-12.50', at: LINES[0]?.at, day: '2026-03-01', open: 'true', count: '7' },
    { name: LINES[1]?.name, tonnes: '0.123456789012345678', at: LINES[1]?.at, day: '', open: 'true', count: '7' },
  ]);
  const both: unknown = parse(await write('CSV', { ...report, tables: [lines('a'), lines('b')] }), { columns: true });
  expect(both).toMatchObject([
    { section: 'about', name: 'from', value: 'May' },
    { section: 'about', name: 'note', value: "'@note" },
    { section: 'a', tonnes: '-12.50' },
    { section: 'a', day: '' },
    { section: 'b', tonnes: '-12.50' },
    { section: 'b', count: '7' },
  ]);
});

test('Excel gets numbers as numbers as far as it keeps their digits, moments as moments, and no formula', async () => {
  const workbook = await write('XLSX');
  expect(await readSheet(workbook, 'about')).toEqual([
    ['name', 'value'],
    ['report', 'A report'],
    ['from', 'May'],
    ['note', '@note'],
  ]);
  const [head, first, second] = await readSheet(workbook, 'lines');
  expect(head).toEqual(['name', 'tonnes', 'at', 'day', 'open', 'count']);
  expect(first?.slice(0, 2)).toEqual([LINES[0]?.name, -12.5]);
  expect([Number(first?.[2]), Number(first?.[3])]).toEqual([
    Date.parse('2026-03-01T10:30:00Z'),
    Date.parse('2026-03-01'),
  ]);
  expect(first?.slice(4)).toEqual([true, 7]);
  expect(second?.slice(0, 2)).toEqual([LINES[1]?.name, '0.123456789012345678']);
  expect(workbook.toString('latin1')).not.toContain('<f>');
});

test('Excel shows what is written and not what it could stand for, and what it cannot hold is cut where all can see it', async () => {
  const texts = ['_x0041_ and _x000d_', 'bell\u0007', 'a'.repeat(40_000), '\u{1F600}'.repeat(20_000)];
  const table = tableOfRows({ name: 'texts', title: 'Texts' }, texts, { text: ['TEXT', (text) => text] });
  const rows = await readSheet(await write('XLSX', { ...report, tables: [table] }), 'texts');
  const [, plain, bell, long, smiles] = rows.map(([cell]) => String(cell));
  expect(plain).toBe(texts[0]);
  expect(bell).toBe('bell');
  expect([long?.length, long?.slice(-3)]).toEqual([32_767, 'aa…']);
  expect([(smiles?.length ?? 0) <= 32_767, smiles?.isWellFormed(), smiles?.slice(-3)]).toEqual([
    true,
    true,
    '\u{1F600}…',
  ]);
});

test('columns of Excel are named as it names them', () => {
  expect([0, 25, 26, 701, 702].map((at) => columnName(at))).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']);
});

test('JSON keeps every digit', async () => {
  const read = JSON.parse((await write('JSON')).toString('utf8')) as object;
  expect(read).toMatchObject({ title: 'A report', issuer: 'EcoCoin', facts: { from: 'May' }, notes: ['@note'] });
  expect(read).toMatchObject({
    tables: {
      lines: [
        { tonnes: '-12.50', open: true, count: 7 },
        { name: LINES[1]?.name, tonnes: LINES[1]?.tonnes, day: null },
      ],
    },
  });
});

test('a PDF says what the others say', async () => {
  const text = await textOfPdf(await write('PDF'));
  for (const said of ['A report', 'May', '@note', '-12.50', '株式会社', '2026-03-01 10:30:00'])
    expect(text.join('\n')).toContain(said);
});
