import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readInvestingPage } from './investing-page.ts';

const page = (name: string) => readFileSync(new URL(`../../../../shared/data/pages/${name}`, import.meta.url), 'utf8');
const EUA = { path: '/commodities/carbon-emissions', title: 'Carbon Emissions', currency: 'EUR' };
const SPX = { path: '/indices/us-spx-500-futures', title: 'S&P 500', currency: 'USD' };

const layout2026 = page('eua_2026-06_layout2026.html');
const layout2023 = page('eua_2026-06_layout2023.html');

/** The state that the 2023 site put into its page: a JSON string with a JSON string inside. */
function with2023Data(html: string): string {
  const start = html.indexOf('>', html.indexOf('__NEXT_DATA__')) + 1;
  const end = html.indexOf('</script>', start);
  const { historicalDataStore } = (
    JSON.parse(html.slice(start, end)) as { props: { pageProps: { state: { historicalDataStore: unknown } } } }
  ).props.pageProps.state;
  const state = JSON.stringify({ dataStore: { historicalDataStore: JSON.stringify(historicalDataStore) } });
  return html.slice(0, start) + JSON.stringify({ props: { pageProps: { state } } }) + html.slice(end);
}

function readDays(html: string, expected = EUA) {
  const outcome = readInvestingPage(html, expected);
  if (outcome.state !== 'OK') throw new Error(`${outcome.state}: ${outcome.detail}`);
  return outcome;
}

describe('a page with the history', () => {
  test('the whole page of 2026: our table of six, and what the page says of itself', () => {
    const { days, marketOpen, warnings } = readDays(page('spx-futures_2026-01-21.full.html'), SPX);
    expect(days).toHaveLength(23);
    expect(days[0]).toEqual({
      date: '2026-01-21',
      close: '6842.75',
      open: '6852.75',
      high: '6908.75',
      low: '6815.00',
      volume: '1110000',
      changePercent: '0.19',
    });
    expect(days.at(-1)).toMatchObject({ date: '2025-12-22', close: '6930.25', volume: '989310' });
    expect(marketOpen).toBe(true);
    expect(warnings).toEqual([]);
  });

  test('both layouts give the same rows', () => {
    const newer = readDays(layout2026);
    expect(newer.days).toHaveLength(23);
    expect(newer.days[8]).toEqual({
      date: '2026-06-19',
      close: '79.53',
      open: '78.44',
      high: '79.61',
      low: '78.20',
      volume: '1790',
      changePercent: '0.73',
    });
    expect(newer.marketOpen).toBeNull();
    expect(readDays(layout2023)).toEqual(newer);
    expect(readDays(with2023Data(layout2023))).toEqual(newer);
  });

  test('two consecutive days of a table alone', () => {
    const sunday = readDays(page('apple_2023-10-15.table.html'));
    const monday = readDays(page('apple_2023-10-16.table.html'));
    expect(monday.days.slice(1)).toEqual(sunday.days);
    expect(monday.days[0]).toMatchObject({ date: '2023-10-16', close: '178.72', changePercent: '-0.07' });
    expect(sunday.warnings.map(({ code }) => code)).toEqual(['NO_PAGE_DATA', 'IDENTITY_UNCONFIRMED']);
  });

  test('an empty volume and a dash are no volume', () => {
    const html = layout2026.replace('>26.47K<', '><').replace('>16.21K<', '>-<');
    expect(
      readDays(html)
        .days.map(({ volume }) => volume)
        .slice(1, 5),
    ).toEqual(['18910', null, null, '22830']);
    expect(readDays(html).warnings.map(({ code }) => code)).toEqual(['PAGE_DATA_DIFFERS', 'PAGE_DATA_DIFFERS']);
  });
});

describe('the cross-check with the page’s own data', () => {
  test('refuses the page when a closed day differs', () => {
    const html = layout2026.replace('"last_close": "80.16"', '"last_close": "80.61"');
    expect(readInvestingPage(html, EUA)).toEqual({
      state: 'LAYOUT_CHANGED',
      detail: "close of 2026-06-30 is 80.16 in the table and 80.61 in the page's data",
    });
  });

  test('refuses the page when a closed day is missing', () => {
    const html = layout2026.replace('"rowDate": "Jun 30, 2026"', '"rowDate": "Jun 28, 2026"');
    expect(readInvestingPage(html, EUA)).toMatchObject({
      state: 'LAYOUT_CHANGED',
      detail: expect.stringMatching(/lacks 2026-06-30/) as string,
    });
  });

  test('lets the open day differ: it moves while the page is loading', () => {
    const html = layout2026.replace('"last_close": "79.54"', '"last_close": "79.60"');
    expect(readDays(html).days[0]?.close).toBe('79.54');
  });

  test('goes on without data that is not understood, and says so', () => {
    const html = layout2026.replaceAll('"last_close"', '"close_last"');
    expect(readDays(html).warnings.map(({ code }) => code)).toEqual(['PAGE_DATA_UNREADABLE']);
  });
});

describe('a page that must not be believed', () => {
  test.each<[string, string, string, RegExp]>([
    ['another instrument', 'Carbon Emissions Futures', 'Crude Oil Futures', /titled "Crude Oil/],
    ['a missing header', '<span>High</span>', '<span>Max</span>', /lacks one column each of: High/],
    ['a header twice', '<span>High</span>', '<span>Low</span>', /lacks one column each of: High, Low/],
    ['another table class', 'freeze-column-w-1', 'freeze-column-w-2', /0 tables have the class/],
    ['a number that is none', '>79.54<', '>N/A<', /row 1 is not understood/],
    ['a comma for a point', '>80.16<', '>80,16<', /row 2 is not understood/],
    ['a price of nothing', '>80.16<', '>0.00<', /row 2 is not understood/],
    ['a negative price', '>80.16<', '>-80.16<', /row 2 is not understood/],
    ['a day that does not exist', '>Jun 30, 2026<', '>Jun 31, 2026<', /row 2 is not understood/],
    ['a day twice', '>Jun 29, 2026<', '>Jun 30, 2026<', /row 3 \(2026-06-30\) does not come after/],
    ['days in another order', '>Jun 29, 2026<', '>Jul 02, 2026<', /does not come after/],
  ])('%s', (_name, text, other, detail) => {
    expect(layout2026).toContain(text);
    expect(readInvestingPage(layout2026.replace(text, other), EUA)).toMatchObject({
      state: 'LAYOUT_CHANGED',
      detail: expect.stringMatching(detail) as string,
    });
  });

  test('the full page of another instrument, or in another currency', () => {
    const html = page('spx-futures_2026-01-21.full.html');
    expect(readInvestingPage(html, EUA)).toMatchObject({
      state: 'LAYOUT_CHANGED',
      detail: expect.stringMatching(/about \/indices\/us-spx/) as string,
    });
    expect(readInvestingPage(html, { ...SPX, currency: 'EUR' })).toMatchObject({
      state: 'LAYOUT_CHANGED',
      detail: "the page's prices are in USD, not EUR",
    });
  });

  test('too few rows', () => {
    const rows = layout2026.split('<tr class="relative h-[41px]');
    expect(rows).toHaveLength(24);
    const shorter =
      rows.slice(0, 15).join('<tr class="relative h-[41px]') + layout2026.slice(layout2026.indexOf('</tbody>'));
    expect(readInvestingPage(shorter, EUA)).toMatchObject({
      state: 'LAYOUT_CHANGED',
      detail: expect.stringMatching(/14 rows/) as string,
    });
  });

  test.each(['', 'Throttled', '<html></html>', '<table class="freeze-column-w-1">', '\u0000\uFFFD<'.repeat(1_000)])(
    'no page at all (%#)',
    (html) => {
      expect(readInvestingPage(html, EUA).state).toBe('LAYOUT_CHANGED');
    },
  );

  test('the challenge page is a refusal, but its script on a page with the data is not', () => {
    expect(readInvestingPage(page('cloudflare_just_a_moment_2025-06-20.html'), EUA).state).toBe('BLOCKED');
    const script = '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script></body>';
    expect(readInvestingPage(layout2026.replace('</body>', script), EUA).state).toBe('OK');
  });
});
