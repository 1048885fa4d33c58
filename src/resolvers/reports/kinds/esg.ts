import { type EsgDimension, esgBy, type EsgRow, type SpendRow, spendOf } from '../../../db/report-esg.ts';
import type { RowSource } from '../../../db/report-snapshot.ts';
import { formatAmount } from '../../amounts.ts';
import { encodeId } from '../../ids.ts';
import { type Compile, periodFacts } from '../source.ts';
import { type ReportTable, tableOf } from '../tables.ts';

const tonnes = (quantity: bigint): string => formatAmount(quantity, 'CARBON');
/** A part of a whole in percent, rounded to two places half up; null of nothing. */
const percent = (part: bigint, whole: bigint): string | null => {
  if (whole === 0n) return null;
  const hundredths = (part * 20_000n + whole) / (2n * whole);
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
};

const BREAKDOWNS: readonly (readonly [name: string, title: string, dimension: EsgDimension])[] = [
  ['by_project', 'By project', 'PROJECT'],
  ['by_type', 'By type of project', 'TYPE'],
  ['by_vintage', 'By vintage', 'VINTAGE'],
  ['by_country', 'By country', 'COUNTRY'],
  ['by_claim', 'Retired, by scope of claim', 'CLAIM'],
];

const breakdown = (name: string, title: string, dimension: EsgDimension, rows: RowSource<EsgRow>): ReportTable =>
  tableOf({ name, title }, rows, {
    key: ['TEXT', ({ key }) => (key !== null && dimension === 'PROJECT' ? encodeId('Project', key) : key)],
    label: ['TEXT', ({ label }) => label ?? 'not known'],
    bought_tonnes: ['DECIMAL', ({ bought }) => tonnes(bought)],
    retired_tonnes: ['DECIMAL', ({ retired }) => tonnes(retired)],
    poai_covered_tonnes: ['DECIMAL', ({ covered }) => tonnes(covered)],
    poai_coverage_percent: ['DECIMAL', ({ covered, retired }) => percent(covered, retired)],
  });

const NOTES = [
  'Tonnes of CO2e. Retired is what the chain has finalized in the period; bought is what was settled in it, without orders that were given back. CARBON that was bought belongs to no project until it is retired: it stands under "not known".',
  'Covered is what was retired of credits with a PoAI proof in force at the moment of this report.',
  'Spend is what sellers and the platform got; what a processor of payments kept is on its receipts.',
];

/** What an owner bought and retired in a period, broken down, with what was spent. */
export const compileEsg: Compile = async ({ snapshot, ownerId, parameters }) => {
  const total = { bought: 0n, retired: 0n, covered: 0n };
  const byProject = () => esgBy(snapshot, ownerId, { period: parameters, dimension: 'PROJECT' });
  for await (const rows of byProject().pages()) {
    for (const { bought, retired, covered } of rows) {
      total.bought += bought;
      total.retired += retired;
      total.covered += covered;
    }
  }
  const spend = tableOf<SpendRow>({ name: 'spend', title: 'Spend' }, spendOf(snapshot, ownerId, parameters), {
    currency: ['TEXT', ({ currency }) => currency],
    purchases: ['INTEGER', ({ purchases }) => purchases.toString()],
    credits: ['DECIMAL', (row) => formatAmount(row.total, row.currency)],
    fees: ['DECIMAL', ({ fee, currency }) => formatAmount(fee, currency)],
    spend: ['DECIMAL', (row) => formatAmount(row.total + row.fee, row.currency)],
  });
  return {
    title: 'ESG summary',
    facts: [
      ...periodFacts(parameters),
      ['bought_tonnes', tonnes(total.bought)],
      ['retired_tonnes', tonnes(total.retired)],
      ['poai_covered_tonnes', tonnes(total.covered)],
      ['poai_coverage_percent', percent(total.covered, total.retired) ?? 'nothing was retired'],
    ],
    notes: NOTES,
    tables: [
      spend,
      ...BREAKDOWNS.map(([name, title, dimension]) =>
        breakdown(name, title, dimension, esgBy(snapshot, ownerId, { period: parameters, dimension })),
      ),
    ],
  };
};
