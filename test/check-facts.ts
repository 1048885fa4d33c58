import type { BatchRow } from '../src/db/batches.ts';
import type { BlockFact } from '../src/db/poai-facts.ts';
import type { LabelRow, ProjectRow } from '../src/db/projects.ts';
import type { Facts } from '../src/resolvers/checks/facts.ts';

const AT = new Date('2026-11-21T09:30:00.000Z');

const PROJECT: ProjectRow = {
  id: '019f0000-0000-7000-8000-000000000001',
  registry: 'VERRA',
  nativeId: '2348',
  name: 'Motion Energy EV Industry Charger Project',
  description: '',
  proponent: '',
  program: null,
  projectType: 'Transport',
  category: null,
  mitigation: 'NOT_DETERMINED',
  country: 'AU',
  region: null,
  longitude: 151,
  latitude: -33,
  area: null,
  west: 151,
  south: -33,
  east: 151,
  north: -33,
  creditingStart: '2020-01-01',
  creditingEnd: '2029-12-31',
  estimatedAnnualReductions: 100n,
  sdgs: [],
  hostAuthorization: 'NONE',
  correspondingAdjustment: 'NOT_APPLICABLE',
  ratings: [],
  nativeStatus: 'Registered',
  status: 'REGISTERED',
  suspended: false,
  createdBy: null,
  organizationId: null,
  publishedAt: AT,
  createdAt: AT,
  updatedAt: AT,
  version: 3,
};

export const batchFact = (given: Partial<BatchRow> = {}): BatchRow => ({
  id: 'batch',
  projectId: PROJECT.id,
  vintageStart: '2021-01-01',
  vintageEnd: '2021-11-30',
  vintage: 2021,
  quantity: 114n,
  createdAt: AT,
  ...given,
});

/** A block that Verra has written, of the batch of `batchFact`. */
export const blockFact = (given: Partial<BlockFact> = {}): BlockFact => ({
  id: 'block',
  batchId: 'batch',
  registry: 'VERRA',
  prefix: '13861',
  blockStart: 531686656n,
  blockEnd: 531686769n,
  suffix: 'VCS-VCU-263-VER-AU-7-2348-01012021-30112021-1',
  serial: '13861-531686656-531686769-VCS-VCU-263-VER-AU-7-2348-01012021-30112021-1',
  state: 'ACTIVE',
  holder: 'REGISTRY_ACCOUNT',
  issuedOn: null,
  createdAt: AT,
  retiredOn: null,
  ...given,
});

export const labelFact = (given: Partial<LabelRow> = {}): LabelRow => ({
  id: 'label',
  projectId: PROJECT.id,
  code: 'CCP',
  validFrom: '2021-01-01',
  validTo: null,
  evidence: 'https://registry.example/label',
  ...given,
});

/** Facts of a project with which nothing is wrong. */
export const factsWith = ({
  project,
  ...given
}: Partial<Omit<Facts, 'project'>> & { project?: Partial<ProjectRow> } = {}): Facts => ({
  now: AT,
  project: { ...PROJECT, ...project },
  registries: ['CDM', 'VERRA'],
  methodologies: [{ program: 'VERRA', code: 'VM0038', version: '1.0' }],
  labels: [],
  labelDocuments: new Set(),
  batches: [batchFact()],
  blocks: [blockFact()],
  overlaps: { isEnforced: true, overlaps: [] },
  duplicates: { isQueued: false, twins: [] },
  chain: undefined,
  ...given,
});
