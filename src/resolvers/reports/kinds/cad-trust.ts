import {
  type ExportProjectRow,
  type ExportUnitRow,
  publishedBatches,
  publishedLabels,
  publishedProjects,
  publishedUnits,
} from '../../../db/report-exports.ts';
import type { Snapshot } from '../../../db/report-snapshot.ts';
import { countryName } from '../../projects/countries.ts';
import type { Compile } from '../source.ts';
import { type Cell, type ReportTable, tableOf } from '../tables.ts';

/** The registries as the governance pick list of CAD Trust has them; others go by their own name. */
const REGISTRIES: Readonly<Record<string, string>> = {
  VERRA: 'Verra',
  GOLD_STANDARD: 'Gold Standard',
  CAR: 'Climate Action Reserve (CAR)',
  ACR: 'American Carbon Registry (ACR)',
};
/** By the pick list of CAD Trust, which knows no project under validation: that is listed. */
const STATUSES: Readonly<Record<string, string>> = {
  LISTED: 'Listed',
  UNDER_VALIDATION: 'Listed',
  VALIDATED: 'Validated',
  REGISTERED: 'Registered',
  COMPLETED: 'Completed',
  WITHDRAWN: 'Withdrawn',
  REJECTED: 'Rejected',
  DEREGISTERED: 'De-registered',
};
const UNIT_TYPES: Readonly<Record<string, string>> = {
  AVOIDANCE: 'Avoidance',
  REDUCTION_NATURE: 'Reduction - nature',
  REDUCTION_TECHNICAL: 'Reduction - technical',
  REMOVAL_NATURE: 'Removal - nature',
  REMOVAL_TECHNICAL: 'Removal - technical',
  NOT_DETERMINED: 'Not Determined',
};
const UNIT_STATUSES: Readonly<Record<string, string>> = {
  PENDING: 'Held',
  ACTIVE: 'Held',
  ON_HOLD: 'Held',
  BUFFER: 'Buffer',
  RETIRED: 'Retired',
  CANCELLED: 'Cancelled',
  EXPIRED: 'Expired',
};
/** Nobody says that none is required: what no host has authorized may still be. */
const DECLARATIONS = { NONE: 'Unknown', REQUESTED: 'Unknown', AUTHORIZED: 'Committed', REVOKED: 'Unknown' };
const ADJUSTMENTS = { NOT_APPLICABLE: 'Not Applicable', REQUIRED: 'Not Started', APPLIED: 'Completed' };

const countryCell = (code: string | null): Cell => (code === null ? null : countryName(code));
const registryCell = ({ registry, registryName }: ExportProjectRow): Cell =>
  registry === null ? null : (REGISTRIES[registry] ?? registryName ?? registry);
const never = (): Cell => null;

const NOTES = [
  'Tables and fields of the CAD Trust data model, version 1 (projects, projectLocations, issuances, labels, units), with the identifiers of this platform in place of warehouse ids.',
  'Left empty, for nobody has told the platform: orgUid (CAD Trust gives it), projectTags, coveredByNDC (written as Unknown), ndcInformation, validationBody, validationDate, verificationApproach, verificationReportDate, verificationBody, unitOwner of what nobody has retired (owners are private), inCountryJurisdictionOfOwner, marketplace, marketplaceLink and marketplaceIdentifier of units that are not in custody.',
  'sector is the category of the registry and projectType its type, in the words of the registry and not of the pick lists. A project under validation is Listed, a suspended one Inactive.',
];

const projectsTable = (snapshot: Snapshot): ReportTable =>
  tableOf({ name: 'projects', title: 'Projects' }, publishedProjects(snapshot, false), {
    warehouseProjectId: ['TEXT', ({ id }) => id],
    orgUid: ['TEXT', never],
    currentRegistry: ['TEXT', registryCell],
    projectId: ['TEXT', ({ nativeId }) => nativeId],
    originProjectId: ['TEXT', ({ nativeId }) => nativeId],
    registryOfOrigin: ['TEXT', registryCell],
    program: ['TEXT', ({ program }) => program],
    projectName: ['TEXT', ({ name }) => name],
    projectLink: ['TEXT', ({ registryUrl }) => registryUrl],
    projectDeveloper: ['TEXT', ({ proponent }) => proponent || null],
    sector: ['TEXT', ({ category }) => category],
    projectType: ['TEXT', ({ projectType }) => projectType],
    projectTags: ['TEXT', never],
    coveredByNDC: ['TEXT', () => 'Unknown'],
    ndcInformation: ['TEXT', never],
    projectStatus: ['TEXT', ({ status, suspended }) => (suspended ? 'Inactive' : (STATUSES[status] ?? status))],
    projectStatusDate: ['DAY', ({ statusSince }) => statusSince],
    unitMetric: ['TEXT', () => 'tCO2e'],
    methodology: ['TEXT', ({ methodologies }) => methodologies],
    validationBody: ['TEXT', never],
    validationDate: ['DAY', never],
  });

const projectLocationsTable = (snapshot: Snapshot): ReportTable =>
  tableOf({ name: 'projectLocations', title: 'Project locations' }, publishedProjects(snapshot, false), {
    id: ['TEXT', ({ id }) => id],
    warehouseProjectId: ['TEXT', ({ id }) => id],
    orgUid: ['TEXT', never],
    country: ['TEXT', ({ country }) => countryCell(country)],
    inCountryRegion: ['TEXT', ({ region }) => region],
    geographicIdentifier: [
      'TEXT',
      ({ latitude, longitude }) => (latitude === null || longitude === null ? null : `${latitude}, ${longitude}`),
    ],
  });

const issuancesTable = (snapshot: Snapshot): ReportTable =>
  tableOf({ name: 'issuances', title: 'Issuances' }, publishedBatches(snapshot), {
    id: ['TEXT', ({ id }) => id],
    orgUid: ['TEXT', never],
    warehouseProjectId: ['TEXT', ({ projectId }) => projectId],
    startDate: ['DAY', ({ vintageStart }) => vintageStart],
    endDate: ['DAY', ({ vintageEnd }) => vintageEnd],
    verificationApproach: ['TEXT', never],
    verificationReportDate: ['DAY', never],
    verificationBody: ['TEXT', never],
  });

const labelsTable = (snapshot: Snapshot): ReportTable =>
  tableOf({ name: 'labels', title: 'Labels' }, publishedLabels(snapshot), {
    id: ['TEXT', ({ id }) => id],
    orgUid: ['TEXT', never],
    warehouseProjectId: ['TEXT', ({ projectId }) => projectId],
    label: ['TEXT', ({ code }) => code],
    labelType: ['TEXT', never],
    creditingPeriodStartDate: ['DAY', never],
    creditingPeriodEndDate: ['DAY', never],
    validityPeriodStartDate: ['DAY', ({ validFrom }) => validFrom],
    validityPeriodEndDate: ['DAY', ({ validTo }) => validTo],
    unitQuantity: ['INTEGER', never],
    labelLink: ['TEXT', ({ evidence }) => (/^https?:/.test(evidence) ? evidence : null)],
  });

const unitsTable = (snapshot: Snapshot): ReportTable =>
  tableOf<ExportUnitRow>({ name: 'units', title: 'Units' }, publishedUnits(snapshot, 'ALL'), {
    warehouseUnitId: ['TEXT', ({ id }) => id],
    issuanceId: ['TEXT', ({ batchId }) => batchId],
    projectLocationId: ['TEXT', ({ projectId }) => projectId],
    orgUid: ['TEXT', never],
    unitOwner: ['TEXT', ({ beneficiary }) => beneficiary],
    countryJurisdictionOfOwner: ['TEXT', ({ beneficiaryCountry }) => countryCell(beneficiaryCountry)],
    inCountryJurisdictionOfOwner: ['TEXT', never],
    serialNumberBlock: ['TEXT', ({ serial }) => serial],
    unitBlockStart: ['TEXT', ({ blockStart }) => blockStart.toString()],
    unitBlockEnd: ['TEXT', ({ blockEnd }) => blockEnd.toString()],
    unitCount: ['INTEGER', ({ blockStart, blockEnd }) => (blockEnd - blockStart + 1n).toString()],
    vintageYear: ['INTEGER', ({ vintage }) => String(vintage)],
    unitType: ['TEXT', ({ mitigation }) => UNIT_TYPES[mitigation] ?? null],
    marketplace: ['TEXT', never],
    marketplaceLink: ['TEXT', never],
    marketplaceIdentifier: ['TEXT', never],
    unitTags: ['TEXT', never],
    unitStatus: ['TEXT', ({ state }) => UNIT_STATUSES[state] ?? state],
    unitStatusReason: ['TEXT', ({ reason }) => reason],
    unitRegistryLink: ['TEXT', ({ registryUrl }) => registryUrl],
    correspondingAdjustmentDeclaration: ['TEXT', ({ hostAuthorization }) => DECLARATIONS[hostAuthorization]],
    correspondingAdjustmentStatus: ['TEXT', (row) => ADJUSTMENTS[row.correspondingAdjustment]],
  });

/** Published projects and their units as the Climate Action Data Trust exchanges them. Nothing in it is anybody's own. */
export const compileCadTrust: Compile = async ({ snapshot }) => ({
  title: 'CAD Trust export',
  facts: [['model', 'Climate Action Data Trust, data model version 1']],
  notes: NOTES,
  tables: [projectsTable, projectLocationsTable, issuancesTable, labelsTable, unitsTable].map((table) =>
    table(snapshot),
  ),
});
