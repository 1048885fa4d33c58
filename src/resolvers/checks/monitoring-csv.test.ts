import { expect, test } from 'vitest';
import { foldCsv, inPieces, MONITORING_LIMITS, monitoringCsv, type TestRow } from '../../../test/monitoring.ts';
import { looksMonitored, readMonitoringCsv, readSpan, showSpan } from './monitoring-csv.ts';

/** What is told of the lines that are refused. */
async function refusals(text: string | Uint8Array, limits = MONITORING_LIMITS): Promise<string[]> {
  const { refused } = await foldCsv(text, { limits, piece: 4_096 });
  return refused.shown;
}
const withRow = (row: TestRow): string => monitoringCsv([{ value: '1' }, row, { value: '2' }]);
const header = monitoringCsv([]);

test('reads values exactly, whatever the size of the pieces, with a mark, quotes and line ends of any kind', async () => {
  const text = `\uFEFF${monitoringCsv([{ value: '0.000000000000000001' }, { value: '12345678901234567890.5', unit: 'kgCO2e' }])}\n`;
  for (const [size, ends] of [
    [1, '\n'],
    [3, '\r\n'],
    [1_000, '\r\n'],
  ] as const) {
    const rows = [];
    const bytes = Buffer.from(text.replaceAll('\n', ends));
    for await (const row of readMonitoringCsv(inPieces(bytes, size), MONITORING_LIMITS)) rows.push(row);
    const span = { start: Date.UTC(2024, 0, 1), end: Date.UTC(2025, 0, 1) };
    const same = { parameter: 'baseline_emissions', missing: [], ...span };
    expect(rows).toEqual([
      { ...same, line: 2, unit: 'tCO2e', value: { of: 1n, over: 10n ** 18n } },
      { ...same, line: 3, unit: 'kgCO2e', value: { of: 123456789012345678905n, over: 10n } },
    ]);
  }
});

test.each([
  'NaN',
  'Infinity',
  '-1',
  '+1',
  '1e3',
  '1,5',
  '"1,000"',
  '1.',
  '.5',
  '0x10',
  '',
  '01',
  '1 000',
  '١',
  '9'.repeat(31),
])('refuses the value %j with its line', async (value) => {
  expect(await refusals(withRow({ value }))).toEqual([expect.stringMatching(/^line 3: /)]);
});

test('refuses what is no period, no parameter, or a row of another length', async () => {
  for (const [from, to] of [
    ['2024-02-30', '2024-03-01'],
    ['2024-01-31', '2024-01-30'],
    ['2024-01-01', '2024-01-02T00:00:00Z'],
    ['2024-01-01T00:00:00Z', '2024-01-01T00:00:00Z'],
    ['2024-01-01T00:00:00+02:00', '2024-01-02T00:00:00+02:00'],
    ['01/02/2024', '02/02/2024'],
    ['2024-01-01T24:00:00Z', '2024-01-03T00:00:00Z'],
    ['', ''],
  ] as const) {
    expect(await refusals(withRow({ value: '1', from, to })), `${from} ${to}`).toEqual([
      expect.stringMatching(/^line 3: .*period/),
    ]);
  }
  for (const parameter of ['Baseline', '', '=cmd()', 'a'.repeat(61), '__proto__', 'é']) {
    expect(await refusals(withRow({ value: '1', parameter })), parameter).toHaveLength(1);
  }
  expect(await refusals(withRow({ value: '1', metadata: 'a,b' }))).toEqual([
    'line 3: the row has 7 columns, and not 10',
  ]);
  expect(await refusals(withRow({ value: '1', metadata: 'a,"b\nc",d,e,f' }))).toHaveLength(1);
});

test('refuses a file that is empty, has another header, or is no CSV, with line and reason', async () => {
  expect(await refusals('')).toEqual(['line 1: the file is empty']);
  expect(await refusals('\n\n \n')).toHaveLength(1);
  expect(await refusals(header)).toEqual(['line 1: no row follows the header']);
  expect(await refusals(header.toUpperCase())).toEqual([expect.stringMatching(/^line 1: the header is not/)]);
  expect(await refusals(header.replaceAll(',', ';'))).toEqual([expect.stringMatching(/^line 1: the header is not/)]);
  expect(await refusals(`a,${header}`)).toEqual([expect.stringMatching(/^line 1: the header is not/)]);
  expect(await refusals(withRow({ value: '"1' }))).toEqual([expect.stringMatching(/^line \d+: it is no CSV/)]);
  expect(await refusals(withRow({ value: '1', metadata: 'a"b,c,d,e,f' }))).toEqual([
    expect.stringMatching(/^line 3: it is no CSV/),
  ]);
  expect(await refusals(`${header}\n"${'x'.repeat(50_000)}`)).toEqual([expect.stringMatching(/no CSV.*maximum/)]);
  expect(await refusals(`${header}\n${'x'.repeat(50_000)}`)).toEqual([expect.stringMatching(/no CSV.*maximum/)]);
});

test('refuses what is no text: NUL and other control characters, and broken UTF-8', async () => {
  expect(await refusals(withRow({ value: '1', metadata: 'a\0,b,c,d,e' }))).toEqual([
    'line 3: it has a control character',
  ]);
  expect(await refusals(withRow({ value: '1', metadata: 'a\u001b[2J,b,c,d,e' }))).toEqual([
    'line 3: it has a control character',
  ]);
  const broken = Buffer.concat([Buffer.from(`${header}\n`), Buffer.from([0xff, 0xfe, 0x41])]);
  expect(await refusals(broken)).toEqual([expect.stringMatching(/UTF-8/)]);
  expect(await refusals(Buffer.concat([Buffer.from(header), Buffer.from([0xe2, 0x82])]))).toEqual([
    expect.stringMatching(/UTF-8/),
  ]);
});

test('stops at the limits, and reads no further than that', async () => {
  const rows = Array.from({ length: 11 }, () => ({ value: '1' }));
  expect(await refusals(monitoringCsv(rows), { bytes: 1_000_000, rows: 10 })).toEqual([
    'line 12: the file has more than 10 rows (MONITORING_ROWS)',
  ]);
  let taken = 0;
  async function* endless(): AsyncGenerator<Uint8Array, void, void> {
    yield Buffer.from(`${header}\n`);
    for (;;) {
      taken += 1;
      yield Buffer.from(`${monitoringCsv([{ value: '1' }]).split('\n')[1]}\n`.repeat(100));
    }
  }
  const last = [];
  for await (const row of readMonitoringCsv(endless(), { bytes: 100_000, rows: 1_000_000 })) last.push(row);
  expect(last.at(-1)).toMatchObject({ refused: 'the file has more than 100000 bytes (MONITORING_BYTES)' });
  expect(taken).toBeLessThan(100);
  const many = Array.from({ length: 500 }, () => ({ value: 'x' }));
  expect((await foldCsv(monitoringCsv(many), { piece: 4_096 })).refused).toMatchObject({ all: 100 });
});

test('what the storage fails with is no fault of the file', async () => {
  async function* failing(): AsyncGenerator<Uint8Array, void, void> {
    yield Buffer.from(header);
    throw new Error('the disk is gone');
  }
  const read = async () => {
    for await (const row of readMonitoringCsv(failing(), MONITORING_LIMITS)) expect(row).toBe('nothing');
  };
  await expect(read()).rejects.toThrow('the disk is gone');
});

test('knows a monitoring file by its beginning, and shows periods as they were written', () => {
  expect(looksMonitored(`${header}\nx`)).toBe(true);
  expect(looksMonitored(`\uFEFF"${header.replaceAll(',', '", "')}"\r\nx`)).toBe(true);
  expect(looksMonitored('ID,Name\n')).toBe(false);
  for (const [from, to] of [
    ['2024-01-01', '2024-12-31'],
    ['2024-01-01T06:00:00Z', '2024-01-01T07:00:00Z'],
  ] as const) {
    const span = readSpan(from, to);
    expect(span && showSpan(span)).toBe(`${from} to ${to}`);
  }
});
