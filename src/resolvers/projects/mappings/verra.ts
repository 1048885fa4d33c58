import type { Mitigation, ProjectStatus } from '../../../db/projects.ts';
import { lookUp, readRow } from '../../registry-cells.ts';
import { parseMethodologies } from '../methodologies.ts';
import { type ProjectMapping, readCountry, setOf } from './mapping.ts';

interface Meaning {
  /** Of a project with a registration date, and of one without. */
  readonly status: readonly [registered: Standing, before: Standing];
  readonly suspended?: true;
}
type Standing = Exclude<ProjectStatus, 'DRAFT'>;
const always = (status: Standing): Meaning => ({ status: [status, status] });

/**
 * Verra's words for where a project stands. Those that end or hold a project say the same of one that was registered and of
 * one that never was; the registration date tells them apart.
 */
const STATUSES: Readonly<Record<string, Meaning>> = {
  // The pipeline: listed with a draft, then with a contract for its validation.
  'Under development': always('LISTED'),
  'Under validation': always('UNDER_VALIDATION'),
  // A request comes with the report of the validation.
  'Registration requested': always('VALIDATED'),
  'Registration and verification approval requested': always('VALIDATED'),
  // "A 'request denied' decision differs from a 'project rejected' decision": it may be asked again
  // (https://verra.org/verra-streamlines-project-review-process/).
  'Registration request denied': always('UNDER_VALIDATION'),
  'Registration and verification approval request denied': always('UNDER_VALIDATION'),
  Registered: always('REGISTERED'),
  // What is asked of a registered project, granted or not, leaves it registered.
  'Verification approval requested': always('REGISTERED'),
  'Verification approval request denied': always('REGISTERED'),
  'Late to verify': always('REGISTERED'),
  'Crediting Period Renewal Requested': always('REGISTERED'),
  'Crediting Period Renewal and Verification Approval Requested': always('REGISTERED'),
  'Requantification Requested': always('REGISTERED'),
  // Credits of another program were made those of Verra; it was never validated for any of its own.
  'Units Transferred from Approved GHG Program': always('COMPLETED'),
  // It goes no further until Verra lets it: that is what a suspension is.
  'On Hold - see notification letter': { status: ['REGISTERED', 'LISTED'], suspended: true },
  Inactive: { status: ['REGISTERED', 'LISTED'], suspended: true },
  Withdrawn: { status: ['DEREGISTERED', 'WITHDRAWN'] },
  'Rejected by Administrator': { status: ['DEREGISTERED', 'REJECTED'] },
};

/** Activities of land use that do one thing. Of IFM, ALM and WRC, some reduce emissions and some remove carbon. */
const BY_ACTIVITY: Readonly<Record<string, Mitigation>> = {
  ARR: 'REMOVAL_NATURE',
  REDD: 'AVOIDANCE',
  ACoGS: 'AVOIDANCE',
};
/** Methodologies that measure one thing, whatever the type of the project: biochar, and methane of rice fields. */
const BY_METHODOLOGY: Readonly<Record<string, Mitigation>> = {
  VM0044: 'REMOVAL_TECHNICAL',
  'AMS-III.AU': 'REDUCTION_NATURE',
};
/**
 * Types in which what emits is made to emit less. Energy from other sources is called avoidance by some and reduction by
 * others; industries and waste have projects that remove carbon as well.
 */
const BY_TYPE: Readonly<Record<string, Mitigation>> = {
  'Energy demand': 'REDUCTION_TECHNICAL',
  'Energy distribution': 'REDUCTION_TECHNICAL',
  'Fugitive emissions from fuels (solid, oil and gas)': 'REDUCTION_TECHNICAL',
  'Fugitive emissions from production and consumption of halocarbons and sulphur hexafluoride': 'REDUCTION_TECHNICAL',
  'Metal production': 'REDUCTION_TECHNICAL',
  Transport: 'REDUCTION_TECHNICAL',
};

/** What all of them do, if each is known and does the same. */
function common(names: readonly string[], known: Readonly<Record<string, Mitigation>>): Mitigation | undefined {
  const found = new Set(names.map((name) => lookUp(known, name)));
  const [only] = found;
  return found.size === 1 ? only : undefined;
}

/** The columns of https://registry.verra.org, exported as CSV, of projects of the Verified Carbon Standard. */
export const verra: ProjectMapping = {
  registry: 'VERRA',
  columns: [
    'ID',
    'Name',
    'Proponent',
    'Project Type',
    'AFOLU Activities',
    'Methodology',
    'Status',
    'Country/Area',
    'Estimated Annual Emission Reductions',
    'Region',
    'Project Registration Date',
    'Crediting Period Start Date',
    'Crediting Period End Date',
  ],
  read: (cells) =>
    readRow(cells, (row) => {
      const nativeId = row.needed('ID', 80);
      const nativeStatus = row.needed('Status', 120);
      const meaning = row.neededOf('Status', (text) => lookUp(STATUSES, text), 'has no meaning here yet');
      const [registered, before] = meaning.status;
      const types = setOf(row.text('Project Type', 300));
      const activities = setOf(row.text('AFOLU Activities', 120));
      const methodologies = parseMethodologies(row.text('Methodology', 2_000), 'VERRA');
      const codes = methodologies.map(({ code }) => code);
      return {
        nativeId,
        fields: {
          name: row.needed('Name', 300),
          proponent: row.text('Proponent', 500),
          program: 'Verified Carbon Standard',
          methodologies,
          projectType: types.join('; ') || null,
          category: activities.join('; ') || null,
          mitigation:
            common(codes, BY_METHODOLOGY) ??
            (activities.length > 0 ? common(activities, BY_ACTIVITY) : common(types, BY_TYPE)) ??
            'NOT_DETERMINED',
          country: readCountry(row, 'Country/Area'),
          region: row.text('Region', 120) || null,
          creditingStart: row.day('Crediting Period Start Date'),
          creditingEnd: row.day('Crediting Period End Date'),
          estimatedAnnualReductions: row.count('Estimated Annual Emission Reductions'),
          nativeStatus,
          status: row.day('Project Registration Date') === null ? before : registered,
          suspended: meaning.suspended ?? false,
        },
      };
    }),
};
