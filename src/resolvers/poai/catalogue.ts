import type { TreeName } from '../proofs/tree.ts';

export type CheckTree = Exclude<TreeName, 'evidence'>;

/** A check that every case goes through. */
export interface CatalogueCheck {
  readonly code: string;
  readonly tree: CheckTree;
  readonly title: string;
  /** A case is approved only if it is passed, or does not apply for a reason that is given. */
  readonly mandatory: boolean;
}

export interface Catalogue {
  readonly version: string;
  readonly checks: readonly CatalogueCheck[];
}

const checksOf = (
  tree: CheckTree,
  titles: Record<string, string>,
  optional: readonly string[] = [],
): CatalogueCheck[] =>
  Object.entries(titles).map(([code, title]) => ({ code, tree, title, mandatory: !optional.includes(code) }));

const asset = checksOf('asset', {
  SERIAL_BLOCKS: 'Each serial block is well formed, and counts what it says.',
  NO_OVERLAP: 'No serial block overlaps another one on the platform.',
  NOT_RETIRED_AT_SOURCE: 'The source registry had not retired the serials on the day of its snapshot.',
  CUSTODIAN: 'The custodian is the stated account.',
  IDENTITY: 'The project is the one that the registry names, and the version of its methodology is valid.',
  VINTAGE_IN_PERIOD: 'The vintage lies within the crediting period.',
  SINGLE_PROGRAM: 'No other program holds the activity.',
  CORRESPONDING_ADJUSTMENT: 'The corresponding adjustment matches the authorization of the host country.',
  LABELS: 'The labels are valid, with evidence, in the period of the vintage.',
  LEGAL_TITLE: 'Who sells has the legal title.',
  BUFFER: 'The contribution to the buffer was made.',
  SUPPLY_IN_CUSTODY: 'The supply of tokens is at most what the custody holds.',
  NO_FREEZE: 'No sanction and no freeze applies.',
});

const data = checksOf(
  'data',
  {
    DOCUMENT_HASHES: 'The hash of each document matches.',
    PARAMETERS: 'The monitored parameters are complete: unit, source, method, frequency, equipment, QA/QC.',
    CALIBRATION: 'The equipment was calibrated over the whole period.',
    GAPS_AND_OUTLIERS: 'Gaps and outliers are handled as the plan says.',
    RECALCULATION:
      'The reductions, calculated again as baseline less project less leakage, are those that are claimed.',
    FACTORS_CITED: 'Emission factors and global warming potentials are cited.',
    EX_ANTE_UNCHANGED: 'What was fixed beforehand is unchanged.',
    SAMPLE_SIZE: 'The sample size gives the precision that is asked for.',
    ESTIMATE_EXPLAINED: 'The difference between estimate and actual value is explained.',
    MATERIALITY: 'The misstatement is within the materiality.',
    SOURCE_SIGNATURES: 'The sources have signed their data.',
    UNITS: 'The units are consistent.',
    TIMESTAMPS: 'Timestamps rise and lie within the period.',
    CROSS_CHECK: 'Invoices or meters agree.',
  },
  ['SOURCE_SIGNATURES', 'CROSS_CHECK'],
);

const process = checksOf('process', {
  DESIGN: 'The project complies with its registered design.',
  DEVIATIONS: 'Deviations are approved.',
  MONITORING_PLAN: 'The monitoring plan was followed.',
  ADDITIONALITY: 'Additionality and baseline are valid.',
  STAKEHOLDERS: 'Stakeholders were consulted.',
  SAFEGUARDS: 'The safeguards hold: no net harm.',
  VVB_ACCREDITED: 'The verification body was accredited on the date.',
  INDEPENDENCE: 'The reviewers are independent.',
  SITE_VISIT: 'The site was visited, or an exemption applies.',
  ROLES: 'Roles are given and people are trained.',
  FINDINGS_CLOSED: 'The findings are closed, with evidence.',
  TECHNICAL_REVIEW: 'An independent technical review took place.',
  CREDITING_PERIOD: 'The crediting period is valid.',
  RETENTION: 'Records are retained.',
  OPINION: 'The opinion is stated.',
});

/** Every version that a case was ever opened with; the last one is for new cases. A version is never changed. */
const catalogues: readonly Catalogue[] = [{ version: '2026-11', checks: [...asset, ...data, ...process] }];

export const catalogueOf = (version: string): Catalogue | undefined =>
  catalogues.find((catalogue) => catalogue.version === version);

/** The one for new cases. */
export const currentCatalogue = (): Catalogue => {
  const newest = catalogues.at(-1);
  if (!newest) throw new Error('there is no catalogue of checks');
  return newest;
};
