import countries from 'i18n-iso-countries/index.js';
import { type ExportUnitRow, publishedProjects, publishedUnits } from '../../../db/report-exports.ts';
import type { Compile } from '../source.ts';
import { type Cell, type CellType, tableOf, tableOfRows } from '../tables.ts';

/** dd/mm/yyyy, as the format has days. */
const dayCell = (day: string | null): Cell => (day === null ? null : day.split('-').toReversed().join('/'));
/** Parties are named by ISO 3166-1 alpha-3. */
const partyCell = (code: string | null): Cell => (code === null ? null : (countries.alpha2ToAlpha3(code) ?? null));
const never = (): Cell => null;

/** Reasons for which an outcome is used, and towards what; all others are cancellations. */
const USES: Readonly<Record<string, string>> = {
  NDC_USE: 'NDC',
  COMPLIANCE_CORSIA: 'International mitigation purposes',
  OTHER_INTERNATIONAL_MITIGATION: 'International mitigation purposes',
};
/** The format knows reductions and removals; avoidance is neither, and is left empty. */
const MITIGATION: Readonly<Record<string, string>> = {
  REDUCTION_NATURE: 'Emission reductions',
  REDUCTION_TECHNICAL: 'Emission reductions',
  REMOVAL_NATURE: 'Removals',
  REMOVAL_TECHNICAL: 'Removals',
};

type UnitColumns = Record<string, readonly [CellType, (row: ExportUnitRow) => Cell]>;

/** What tables 3 and 4 say alike of a block of units. */
const units: UnitColumns = {
  'Cooperative approach ID': ['TEXT', never],
  'Authorization ID': ['TEXT', ({ nativeId }) => nativeId],
  'First transferring participating Party ID': ['TEXT', ({ country }) => partyCell(country)],
  'Party ITMO registry ID': ['TEXT', never],
  'First ID': ['TEXT', never],
  'Last ID': ['TEXT', never],
  'Underlying unit registry ID': ['TEXT', ({ registry }) => registry],
  'First unit ID': ['TEXT', ({ prefix, blockStart, suffix }) => `${prefix}${blockStart}${suffix}`],
  'Last unit ID': ['TEXT', ({ prefix, blockEnd, suffix }) => `${prefix}${blockEnd}${suffix}`],
  Metric: ['TEXT', () => 'GHG'],
  'Applicable GWP value(s)': ['TEXT', never],
  'Applicable non-GHG metric': ['TEXT', never],
  'Quantity (t CO2 eq)': ['INTEGER', ({ blockStart, blockEnd }) => (blockEnd - blockStart + 1n).toString()],
  'Quantity (in non-GHG metric)': ['DECIMAL', never],
  'Mitigation type': ['TEXT', ({ mitigation }) => MITIGATION[mitigation] ?? null],
  Vintage: ['INTEGER', ({ vintage }) => String(vintage)],
};

const purposeOf = ({ state, reason }: ExportUnitRow): string | undefined =>
  state === 'RETIRED' && reason !== null ? USES[reason] : undefined;

const actions: UnitColumns = {
  'Action date': ['TEXT', ({ retiredOn }) => dayCell(retiredOn)],
  'Action type': ['TEXT', (row) => (purposeOf(row) === undefined ? 'Cancellation' : 'Use')],
  'Action subtype': ['TEXT', never],
  ...units,
  'Transferring participating Party ID': ['TEXT', never],
  'Acquiring participating Party ID': ['TEXT', never],
  'Purpose for which the ITMO has been used towards or cancelled for OIMP': ['TEXT', (row) => purposeOf(row) ?? null],
  'Using/cancelling participating Party ID': ['TEXT', ({ beneficiaryCountry }) => partyCell(beneficiaryCountry)],
  'Using/cancelling authorized entity ID': ['TEXT', ({ beneficiary }) => beneficiary],
  "Calendar year for which the ITMOs are used towards the Party's NDC": [
    'INTEGER',
    (row) => (row.reason === 'NDC_USE' && row.consumptionYear !== null ? String(row.consumptionYear) : null),
  ],
  'Result of the consistency checks': ['TEXT', never],
  'Additional explanatory information': ['TEXT', ({ reason }) => reason],
};

const NOTES = [
  'The tables of the agreed electronic format (decision 6/CMA.4, annex I, as completed by CMA.6). It is a Party that reports: this is what the platform can give to one, of projects whose host has authorized them.',
  'Left empty, for only a Party or the Article 6 platform knows them: all of table 1 but the year and the day, cooperative approach IDs, Party ITMO registry IDs, first and last ITMO IDs, GWP values, non-GHG metrics, dates, versions, quantities, timeframes, terms and documents of authorizations, first transfer definitions, the mitigation type of avoided emissions, transferring and acquiring Parties, results of consistency checks, identification numbers and conditions of entities.',
  'The authorization ID is the number of the project at its registry; transfers between owners on this platform are none between Parties, and are left out. An action is a retirement that is final, or a cancellation.',
];

/** Authorized mitigation outcomes, as far as the platform knows of them. */
export const compileArticle6: Compile = async ({ snapshot, at }) => ({
  title: 'Article 6 export (AEF)',
  facts: [['format', 'Agreed electronic format, Article 6.2 of the Paris Agreement']],
  notes: NOTES,
  tables: [
    tableOfRows({ name: 'submission', title: 'Table 1: Submission' }, [at], {
      Party: ['TEXT', never],
      Version: ['TEXT', never],
      'Reported year': ['INTEGER', (day) => String(day.getUTCFullYear())],
      'Date of submission': ['TEXT', (day) => dayCell(day.toISOString().slice(0, 10))],
      'Review status of the initial report': ['TEXT', never],
      'Result of the consistency check of this AEF submission': ['TEXT', never],
      'First year of the NDC implementation period': ['INTEGER', never],
      'Last year of the NDC implementation period': ['INTEGER', never],
      'Reference to the Article 6 technical expert review report of the initial report': ['TEXT', never],
    }),
    tableOf({ name: 'authorizations', title: 'Table 2: Authorizations' }, publishedProjects(snapshot, true), {
      'Authorization ID': ['TEXT', ({ nativeId }) => nativeId],
      'Date of authorization': ['TEXT', never],
      'Cooperative approach ID': ['TEXT', never],
      'Version of the authorization': ['TEXT', never],
      'Authorized quantity': ['DECIMAL', never],
      Metric: ['TEXT', () => 'GHG'],
      'Applicable GWP value(s)': ['TEXT', never],
      'Applicable non-GHG metric': ['TEXT', never],
      'Sector(s)': ['TEXT', ({ category }) => category],
      'Activity type(s)': ['TEXT', ({ projectType }) => projectType],
      'Purposes for authorization': ['TEXT', never],
      'Authorized Party(ies) ID': ['TEXT', never],
      'Authorized entity(ies) ID': ['TEXT', ({ proponent }) => proponent || null],
      'OIMP authorized by the Party': ['TEXT', never],
      'Authorized timeframe': ['TEXT', never],
      'Authorization terms and conditions': ['TEXT', never],
      'Authorization documentation': ['TEXT', never],
      'First transfer definition for OIMP': ['TEXT', never],
      'Additional explanatory information': [
        'TEXT',
        ({ name, country, hostAuthorization }) =>
          `${name} (${partyCell(country) ?? 'country not known'})${hostAuthorization === 'REVOKED' ? ', authorization revoked' : ''}`,
      ],
    }),
    tableOf({ name: 'actions', title: 'Table 3: Actions' }, publishedUnits(snapshot, 'AUTHORIZED_USED'), actions),
    tableOf({ name: 'holdings', title: 'Table 4: Holdings' }, publishedUnits(snapshot, 'AUTHORIZED_HELD'), units),
    tableOf({ name: 'authorized_entities', title: 'Table 5: Authorized entities' }, publishedProjects(snapshot, true), {
      'Date of the authorization': ['TEXT', never],
      Name: ['TEXT', ({ proponent }) => proponent || null],
      'Country of incorporation': ['TEXT', never],
      'Identification number': ['TEXT', never],
      'Cooperative approach ID': ['TEXT', never],
      Conditions: ['TEXT', never],
      'Change and revocation conditions': ['TEXT', never],
      'Additional explanatory information': ['TEXT', ({ nativeId }) => nativeId],
    }),
  ],
});
