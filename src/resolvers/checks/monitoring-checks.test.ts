import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldCsv, monitoringCsv, type TestRow } from '../../../test/monitoring.ts';
import { compare, type Exact, showExact } from './exact.ts';
import { CORE, reductionsOf } from './monitoring.ts';
import { checkMonitored, type Claim, yearsOf } from './monitoring-checks.ts';
import { readSpan, type Span } from './monitoring-csv.ts';

const spanOf = (from: string, to: string): Span => readSpan(from, to) ?? expect.fail('no period');
const YEAR = spanOf('2024-01-01', '2024-12-31');
const DAYS = 366;
const dayOf = (day: number): string => new Date(YEAR.start + day * 86_400_000).toISOString().slice(0, 10);

const claimOf = (quantity: bigint, materialityPercent = '5', estimatedAnnual: bigint | null = null): Claim => ({
  quantity,
  period: YEAR,
  materialityPercent,
  estimatedAnnual,
});

/** The outcomes of a file, and their results by code. */
async function checked(rows: readonly TestRow[], claim: Claim) {
  const outcomes = checkMonitored(
    { monitoring: await foldCsv(monitoringCsv(rows), { within: claim.period! }), read: [] },
    claim,
  );
  const results = Object.fromEntries(Object.entries(outcomes).map(([code, { result }]) => [code, result]));
  return { outcomes, results };
}

// Emissions in grams: a whole number in each unit that it is written in.
const PLACES = { gCO2e: 0, kgCO2e: 3, tCO2e: 6, ktCO2e: 9, MtCO2e: 12 } as const;
type MassUnit = keyof typeof PLACES;
const units = Object.keys(PLACES) as MassUnit[];

function written(grams: bigint, unit: MassUnit): string {
  const places = PLACES[unit];
  if (places === 0) return `${grams}`;
  const digits = grams.toString().padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

interface Part {
  readonly parameter: string;
  readonly grams: bigint;
  readonly unit: MassUnit;
  readonly from: string;
  readonly to: string;
}
const rowOf = ({ grams, unit, ...rest }: Part): TestRow => ({ ...rest, unit, value: written(grams, unit) });

/** The same amount cut into periods that fill the year, each in a unit of its own. */
const partsOf = (parameter: string, most: bigint) =>
  fc
    .tuple(
      fc.uniqueArray(fc.integer({ min: 1, max: DAYS - 1 }), { maxLength: 12 }),
      fc.array(fc.bigInt(0n, most), { minLength: 13, maxLength: 13 }),
      fc.array(fc.constantFrom(...units), { minLength: 13, maxLength: 13 }),
    )
    .map(([cuts, grams, unit]): Part[] => {
      const ends = [...cuts.toSorted((a, b) => a - b), DAYS];
      return ends.map((end, at) => ({
        parameter,
        grams: grams[at] ?? 0n,
        unit: unit[at] ?? 'tCO2e',
        from: dayOf(at === 0 ? 0 : (ends[at - 1] ?? 0)),
        to: dayOf(end - 1),
      }));
    });
const sumOf = (parts: readonly Part[]): bigint => parts.reduce((sum, { grams }) => sum + grams, 0n);

const monitored = fc
  .tuple(
    partsOf('baseline_emissions', 10n ** 14n),
    partsOf('project_emissions', 10n ** 12n),
    partsOf('leakage', 10n ** 11n),
    fc.integer(),
  )
  .map(([baseline, project, leakage, seed]) => {
    // Rows of one parameter stay in order; parameters are mixed.
    const parts = [...baseline, ...project, ...leakage];
    const mixed = seed % 2 === 0 ? parts : parts.toSorted((a, b) => (a.from < b.from ? -1 : Number(a.from > b.from)));
    return { parts: mixed, grams: sumOf(baseline) - sumOf(project) - sumOf(leakage) };
  });
const GRAMS = 1_000_000n;

test('sums are exact, however periods are cut and whatever units they are in', async () => {
  await fc.assert(
    fc.asyncProperty(monitored, async ({ parts, grams }) => {
      const found = await foldCsv(monitoringCsv(parts.map((part) => rowOf(part))), { within: YEAR, piece: 997 });
      const sum: Exact = { of: grams, over: GRAMS };
      expect(compare(reductionsOf(found.totals) ?? expect.fail('no sums'), sum)).toBe(0);
      expect([found.refused, found.units, found.disorder, found.outside, found.gaps].map(({ all }) => all)).toEqual([
        0, 0, 0, 0, 0,
      ]);
      const ofPeriods = found.periods.flatMap(({ sums }) => reductionsOf(sums) ?? []);
      if (ofPeriods.length === found.periods.length) {
        const total = ofPeriods.reduce((a, b) => ({ of: a.of * b.over + b.of * a.over, over: a.over * b.over }));
        expect(compare(total, sum)).toBe(0);
      }
    }),
    { numRuns: 150 },
  );
});

test('the claim in whole tonnes passes at any materiality; one value changed by more than it fails', async () => {
  await fc.assert(
    fc.asyncProperty(
      monitored.filter(({ grams }) => grams >= GRAMS),
      fc.integer({ min: 0, max: 2_000 }),
      fc.nat(),
      fc.bigInt(1n, 10n ** 13n),
      async ({ parts, grams }, materialityBps, place, beyond) => {
        const quantity = grams / GRAMS;
        const claim = claimOf(
          quantity,
          `${Math.floor(materialityBps / 100)}.${String(materialityBps % 100).padStart(2, '0')}`,
        );
        const honest = await checked(
          parts.map((part) => rowOf(part)),
          claim,
        );
        const right = {
          PARAMETERS: 'PASS',
          UNITS: 'PASS',
          TIMESTAMPS: 'PASS',
          RECALCULATION: 'PASS',
          MATERIALITY: 'PASS',
        };
        expect(honest.results).toMatchObject(right);

        const at = place % parts.length;
        // Further than the materiality, and than the tonne that rounding down leaves.
        const change = (quantity * GRAMS * BigInt(materialityBps)) / 10_000n + GRAMS + beyond;
        const changed = parts.map((part, i) => rowOf(i === at ? { ...part, grams: part.grams + change } : part));
        const { results } = await checked(changed, claim);
        expect(results).toMatchObject({ ...right, RECALCULATION: 'FAIL', MATERIALITY: 'FAIL' });
      },
    ),
    { numRuns: 150 },
  );
});

const core = (parameter: string, value: string, more: TestRow | object = {}): TestRow => ({
  parameter,
  value,
  ...more,
});
const WHOLE = [core('baseline_emissions', '1234.567'), core('project_emissions', '0.5'), core('leakage', '0')];

test('says what was added up and by how much the claim is off', async () => {
  const half = { from: '2024-01-01', to: '2024-06-30' };
  const rest = { from: '2024-07-01', to: '2024-12-31' };
  const rows = CORE.flatMap((name, i) => [
    core(name, String(100 - i * 40), half),
    core(name, String(50 - i * 20), rest),
  ]);
  const { outcomes, results } = await checked(rows, claimOf(29n, '5'));
  expect(results).toMatchObject({ RECALCULATION: 'PASS', MATERIALITY: 'PASS' });
  expect(outcomes.RECALCULATION.finding).toBe(
    '150 less 90 less 30 is 30 t CO2e, and 29 t are claimed: 1 t, 3.448… %. ' +
      'Of each period: 2024-01-01 to 2024-06-30: 20 t; 2024-07-01 to 2024-12-31: 10 t.',
  );
  expect((await checked(rows, claimOf(28n, '5'))).results).toMatchObject({
    RECALCULATION: 'FAIL',
    MATERIALITY: 'FAIL',
  });
  expect((await checked(WHOLE, claimOf(1_234n, '0'))).results).toMatchObject({ MATERIALITY: 'PASS' });
  expect((await checked(WHOLE, claimOf(1_235n, '0'))).results).toMatchObject({ MATERIALITY: 'FAIL' });
});

test('what is missing, of an unknown unit, out of order or outside is named by its line', async () => {
  const claim = claimOf(1_234n);
  const { outcomes: lacking, results } = await checked(WHOLE.slice(0, 2), claim);
  expect(lacking.PARAMETERS.finding).toContain('no leakage');
  expect(results).toMatchObject({ PARAMETERS: 'FAIL', UNITS: 'PASS', RECALCULATION: 'INCONCLUSIVE' });

  const bare = await checked([...WHOLE.slice(0, 2), core('leakage', '0', { metadata: 'a,,c,,e' })], claim);
  expect(bare.outcomes.PARAMETERS).toMatchObject({ result: 'FAIL' });
  expect(bare.outcomes.PARAMETERS.finding).toContain('line 4: leakage has no method, equipment');

  for (const [unit, said] of [
    ['tons', 'line 5: "tons" is no unit that is known'],
    ['MWh', 'line 5: "MWh" is of energy, and leakage of CO2e'],
  ] as const) {
    const { outcomes } = await checked([...WHOLE, core('leakage', '0', { unit })], { ...claim, period: undefined });
    expect(outcomes.UNITS.finding).toContain(said);
    expect(outcomes.RECALCULATION.result).toBe('INCONCLUSIVE');
  }
  const mixed = [
    core('fuel', '1', { unit: 'L' }),
    core('fuel', '1', { unit: 'kg', from: '2025-01-01', to: '2025-01-02' }),
  ];
  expect((await checked([...WHOLE, ...mixed], claim)).outcomes.UNITS.finding).toContain('line 6: "kg" is of mass');

  const twice = await checked([...WHOLE, core('leakage', '0', { from: '2024-12-31', to: '2024-12-31' })], claim);
  expect(twice.outcomes.TIMESTAMPS.finding).toContain('line 5: leakage of 2024-12-31 to 2024-12-31');
  expect(twice.results).toMatchObject({
    TIMESTAMPS: 'FAIL',
    RECALCULATION: 'INCONCLUSIVE',
    MATERIALITY: 'INCONCLUSIVE',
  });
  const late = await checked([...WHOLE, core('rain', '0', { unit: 'm', from: '2024-12-31', to: '2025-01-01' })], claim);
  expect(late.outcomes.TIMESTAMPS.finding).toContain('Outside the period: line 5: rain');
});

test('gaps between rows and at the ends are found, and values that stray are shown to people', async () => {
  const gapped = [
    core('baseline_emissions', '1', { to: '2024-03-31' }),
    core('baseline_emissions', '1', { from: '2024-04-02', to: '2024-12-30' }),
    ...WHOLE.slice(1),
  ];
  const { outcomes } = await checked(gapped, claimOf(1n));
  expect(outcomes.GAPS_AND_OUTLIERS).toMatchObject({ result: 'FAIL' });
  expect(outcomes.GAPS_AND_OUTLIERS.finding).toBe(
    'There are gaps: line 3: baseline_emissions lacks 2024-04-01 to 2024-04-01; ' +
      'baseline_emissions lacks 2024-12-31 to 2024-12-31.',
  );
  // What a row within another one ends before is no gap.
  const inner = [...WHOLE, core('rain', '1', { unit: 'm', to: '2024-06-30' })];
  inner.push(core('rain', '1', { unit: 'm', from: '2024-02-01', to: '2024-02-02' }));
  inner.push(core('rain', '1', { unit: 'm', from: '2024-07-01' }));
  expect((await checked(inner, claimOf(1_234n))).results).toMatchObject({
    TIMESTAMPS: 'FAIL',
    GAPS_AND_OUTLIERS: 'PASS',
  });
  const months = Array.from({ length: 12 }, (_, month) => ({
    parameter: 'power_exported',
    // In another unit, so that it only shows once it is converted.
    unit: month === 6 ? 'kWh' : 'MWh',
    value: month === 6 ? '900000' : String(100 + month),
    from: new Date(Date.UTC(2024, month, 1)).toISOString().slice(0, 10),
    to: new Date(Date.UTC(2024, month + 1, 0)).toISOString().slice(0, 10),
  }));
  const stray = await checked([...WHOLE, ...months], claimOf(1_234n));
  expect(stray.outcomes.GAPS_AND_OUTLIERS.result).toBe('INCONCLUSIVE');
  expect(stray.outcomes.GAPS_AND_OUTLIERS.finding).toContain('line 11: power_exported is 900000 kWh');
  const calm = months.map((row) => (row.unit === 'kWh' ? { ...row, value: '106000' } : row));
  expect((await checked([...WHOLE, ...calm], claimOf(1_234n))).results).toMatchObject({ GAPS_AND_OUTLIERS: 'PASS' });
});

test('more than was estimated asks for an explanation; less does not', async () => {
  expect((await checked(WHOLE, claimOf(1_234n, '5', 1_200n))).outcomes.ESTIMATE_EXPLAINED).toEqual({
    result: 'PASS',
    finding:
      '1200 t a year are 1200 t in 2024-01-01 to 2024-12-31; 1234.067 t were monitored, 2.838… % more: ' +
      'no more than estimated.',
    read: [],
  });
  expect((await checked(WHOLE, claimOf(1_234n, '5', 1_100n))).results).toMatchObject({
    ESTIMATE_EXPLAINED: 'INCONCLUSIVE',
  });
  expect((await checked(WHOLE, claimOf(1_234n, '5', 9_000n))).results).toMatchObject({ ESTIMATE_EXPLAINED: 'PASS' });
  for (const none of [null, 0n]) {
    expect((await checked(WHOLE, claimOf(1_234n, '5', none))).results).toMatchObject({
      ESTIMATE_EXPLAINED: 'INCONCLUSIVE',
    });
  }
  // 183 of the 365 days of 2023, and 183 of the 366 of 2024.
  expect(showExact(yearsOf(spanOf('2023-07-02', '2024-07-01')))).toBe('1.001369…');
});

test('without a file nothing is decided, and without a claim there is nothing to compare', async () => {
  const absent = checkMonitored({ why: 'There is none.', read: ['tables'] }, claimOf(5n));
  expect(Object.values(absent).map(({ result }) => result)).toEqual(Array.from({ length: 7 }, () => 'INCONCLUSIVE'));
  const { results } = await checked(WHOLE, claimOf(0n));
  expect(results).toEqual({
    PARAMETERS: 'PASS',
    UNITS: 'PASS',
    TIMESTAMPS: 'PASS',
    GAPS_AND_OUTLIERS: 'PASS',
    RECALCULATION: 'NOT_APPLICABLE',
    MATERIALITY: 'NOT_APPLICABLE',
    ESTIMATE_EXPLAINED: 'NOT_APPLICABLE',
  });
  const refused = await checked([...WHOLE, core('leakage', 'NaN')], claimOf(5n));
  expect(refused.results).toMatchObject({ PARAMETERS: 'FAIL', UNITS: 'INCONCLUSIVE', RECALCULATION: 'INCONCLUSIVE' });
  expect(refused.outcomes.RECALCULATION.finding).toContain('line 5: the value "NaN" is no plain decimal');
});
