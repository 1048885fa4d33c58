import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readPriceCsv, type CsvDialect, type CsvRow } from './price-csv.ts';
import type { SourceDay } from './price-source.ts';
import type { DateOrder } from './vendor-text.ts';

const real = (name: string) => () =>
  createReadStream(fileURLToPath(new URL(`../../../../shared/data/prices/${name}`, import.meta.url)));

async function read(
  open: () => Readable,
  order?: DateOrder,
): Promise<{ dialect: CsvDialect; rows: CsvRow[]; days: SourceDay[]; refused: [number, string][] }> {
  const file = await readPriceCsv(open, order);
  if (file.state !== 'READABLE') throw new Error(file.detail);
  const rows: CsvRow[] = [];
  for await (const row of file.rows()) rows.push(row);
  return {
    dialect: file.dialect,
    rows,
    days: rows.flatMap((row) => ('day' in row ? [row.day] : [])),
    refused: rows.flatMap((row) => ('refused' in row ? [[row.line, row.refused] as [number, string]] : [])),
  };
}

const text = (content: string) => () => Readable.from([Buffer.from(content)]);

describe('the real exports', () => {
  test('investing.com, 2022 to 2026', async () => {
    const { dialect, days, rows, refused } = await read(real('eua_daily_2022-07_2026-07.csv'));
    expect(dialect).toEqual({ delimiter: ',', dateOrder: 'MDY', decimalMark: 'POINT', dateOrderAssumed: false });
    expect(days).toHaveLength(1_026);
    expect(refused).toEqual([]);
    expect(rows[0]).toEqual({
      line: 2,
      day: {
        date: '2026-07-01',
        close: '79.54',
        open: '79.97',
        high: '80.26',
        low: '79.25',
        volume: '13440',
        changePercent: '-0.77',
      },
    });
    expect(rows.at(-1)).toMatchObject({ line: 1_027, day: { date: '2022-07-01', close: '85.58' } });
  });

  test('investing.com, 2005 to 2024: empty volumes, and a change over 1,000 %', async () => {
    const { days, refused } = await read(real('eua_daily_2005-04_2024-06.csv'));
    expect(days).toHaveLength(4_957);
    expect(refused).toEqual([]);
    expect(days.filter(({ volume }) => volume === null)).toHaveLength(1_132);
    expect(days.filter(({ close }) => close === '0.01').map(({ date }) => date)).toEqual(['2007-12-17', '2007-11-30']);
    expect(days.find(({ date }) => date === '2007-12-19')?.changePercent).toBe('224400.01');
  });

  test('Yahoo: ISO dates, the close and not the adjusted close', async () => {
    const { days, refused } = await read(real('eth_eur_daily_2017-11_2024-05.csv'));
    expect(days).toHaveLength(2_370);
    expect(refused).toEqual([]);
    expect(days[0]).toMatchObject({ date: '2017-11-11', open: '256.011322', close: '269.811371', volume: '722199256' });
  });

  test('CoinGecko: the price of a midnight closes the day before', async () => {
    const { days, refused } = await read(real('eth_usd_daily_2015-08_2025-02.csv'));
    expect(days).toHaveLength(3_484);
    expect(refused).toEqual([]);
    expect(days[2]).toEqual({
      date: '2015-08-09',
      open: null,
      high: null,
      low: null,
      close: '0.6875857090838133',
      volume: '400464.0745435489',
      changePercent: null,
    });
    expect(new Set(days.map(({ date }) => date)).size).toBe(days.length);
  });
});

describe('the ways that exports are written', () => {
  const day = { date: '2026-01-21', close: '6842.75', open: '6852.75', high: '6908.75', low: '6815.00' };

  test.each<[string, string]>([
    [
      'commas and quotes',
      'Date,Price,Open,High,Low,Vol.,Change %\n"Jan 21, 2026","6,842.75","6,852.75","6,908.75","6,815.00",-,+0.19%\n',
    ],
    [
      'semicolons',
      '\uFEFFDate;Price;Open;High;Low;Vol.;Change %\r\n01/21/2026;6842.75;6852.75;6908.75;6815.00;;0.19%\r\n',
    ],
    ['tabs', 'Date\tPrice\tOpen\tHigh\tLow\tVol.\tChange %\n2026-01-21\t6842.75\t6852.75\t6908.75\t6815.00\t\t0.19%'],
    [
      'decimal commas',
      'Date;Price;Open;High;Low;Vol.;Change %\n21.01.2026;"6.842,75";6852,75;6908,75;6815,00;-;0,19%\n',
    ],
    ['no volume column', 'Date,Price,Open,High,Low,Change %\n2026-01-21,6842.75,6852.75,6908.75,6815.00,0.19%\n'],
    ['the day first', 'Date,Price,Open,High,Low,Change %\n21-01-2026,6842.75,6852.75,6908.75,6815.00,0.19%\n'],
  ])('%s', async (_name, content) => {
    const { days, refused } = await read(text(content));
    expect(refused).toEqual([]);
    expect(days).toEqual([{ ...day, volume: null, changePercent: '0.19' }]);
  });

  test('the order of day and month is learnt from the whole file', async () => {
    const content = 'Date,Price\n03/04/2026,1.5\n02/04/2026,1.5\n31/03/2026,1.5\n';
    const { days, dialect } = await read(text(content));
    expect(days.map(({ date }) => date)).toEqual(['2026-04-03', '2026-04-02', '2026-03-31']);
    expect(dialect.dateOrderAssumed).toBe(false);
  });

  test('an order that nothing tells is assumed and said, or given', async () => {
    const content = 'Date,Price\n03/04/2026,1.5\n';
    const assumed = await read(text(content));
    expect([assumed.days[0]?.date, assumed.dialect.dateOrderAssumed]).toEqual(['2026-03-04', true]);
    const given = await read(text(content), 'DMY');
    expect([given.days[0]?.date, given.dialect.dateOrderAssumed]).toEqual(['2026-04-03', false]);
  });

  test('chunks may break anywhere', async () => {
    const content = Buffer.from('\uFEFF"Date","Price"\r\n"Jan 21, 2026","6,842.75"\r\n');
    const bytes = () => Readable.from([...content].map((byte) => Buffer.from([byte])));
    expect((await read(bytes)).days).toMatchObject([{ date: '2026-01-21', close: '6842.75' }]);
  });
});

describe('what is refused', () => {
  test('rows, each with its line and its reason', async () => {
    const content = [
      'Date,Price,Open,High,Low,Vol.,Change %',
      '01/21/2026,79.54,79.97,80.26,79.25,13.44K,-0.77%',
      '02/30/2026,79.54,79.97,80.26,79.25,13.44K,-0.77%',
      '',
      '01/22/2026,n/a,79.97,80.26,79.25,13.44K,-0.77%',
      '01/23/2026,79.54,79.97,80.26,79.25,13.44X,-0.77%',
      '01/26/2026,79.54,79.97,80.26,79.25,13.44K,-0.77',
      '01/27/2026,6,842.75,79.97,80.26,79.25,13.44K,-0.77%',
      '01/28/2026,79.54',
      '01/29/2026,79.54,x,80.26,79.25,-5,',
      '01/30/2026,79.54,79.97,80.26,79.25,-,-',
    ].join('\n');
    const { days, refused } = await read(text(content));
    expect(days.map(({ date }) => date)).toEqual(['2026-01-21', '2026-01-30']);
    expect(refused).toEqual([
      [3, 'the date is not understood: "02/30/2026"'],
      [5, 'the close is not understood: "n/a"'],
      [6, 'the volume is not understood: "13.44X"'],
      [7, 'the change is not understood: "-0.77"'],
      [8, 'the row has 8 columns, the header 7'],
      [9, 'the row has 2 columns, the header 7'],
      [10, 'the open is not understood: "x"'],
    ]);
  });

  test('the row of an API’s export that is of the moment of the export', async () => {
    const content = 'snapped_at,price,total_volume\n2026-01-21 00:00:00 UTC,2.5e-05,1\n2026-01-21 14:05:00 UTC,2,1\n';
    const { days, refused } = await read(text(content));
    expect(days).toMatchObject([{ date: '2026-01-20', close: '0.000025' }]);
    expect(refused).toEqual([[3, 'the date is not understood: "2026-01-21 14:05:00 UTC"']]);
  });

  test.each<[string, string, RegExp]>([
    [
      'two orders of dates',
      'Date,Price\n13/01/2026,1.5\n01/14/2026,1.5',
      /dates in two ways: DMY in line 2, MDY in line 3/,
    ],
    [
      'two marks',
      'Date;Price\n2026-01-13;1.5\n2026-01-14;1,5',
      /numbers in two ways: POINT in line 2, COMMA in line 3/,
    ],
    ['no price column', 'Date,Preis\n2026-01-13,1.5', /needs a column Date .* it has: Date, Preis/],
    ['two price columns', 'Date,Price,Close\n2026-01-13,1.5,1.6', /2 columns for the close/],
    ['nothing', '', /empty/],
    ['a page instead of a file', '<!DOCTYPE html><html><head></head></html>', /needs a column Date/],
    ['a quote that never ends', 'Date,Price\n"2026-01-13,1.5\n', /Quote/],
    ['a line without end', 'x'.repeat(100_000), /too long/],
  ])('a file with %s', async (_name, content, detail) => {
    const file = await readPriceCsv(text(content));
    expect(file).toEqual({ state: 'REFUSED', detail: expect.stringMatching(detail) as string });
  });

  test('a file that is not there', async () => {
    expect((await readPriceCsv(() => createReadStream('/nowhere/prices.csv'))).state).toBe('REFUSED');
  });
});
