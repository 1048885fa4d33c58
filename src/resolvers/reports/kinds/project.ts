import {
  batchesOfProject,
  labelsOfProject,
  proofsOfProject,
  retirementsOfProject,
} from '../../../db/report-project.ts';
import { selectMethodologiesOf } from '../../../db/project-parts.ts';
import type { ProjectRow } from '../../../db/projects.ts';
import { formatAmount } from '../../amounts.ts';
import { NotFound } from '../../errors.ts';
import { encodeId } from '../../ids.ts';
import { findProject } from '../../projects/read.ts';
import type { Compile, ReportSource } from '../source.ts';
import { momentCell, type ReportTable, tableOf } from '../tables.ts';

const hex = (bytes: Buffer | null): string | null => bytes && `0x${bytes.toString('hex')}`;

/** One project that its reader may see: what is known of it, its credits, what was retired of it, and its proofs. */
export const compileProject: Compile = async (source) => {
  const { asActor, parameters } = source;
  const project = parameters.projectId && (await findProject(asActor, parameters.projectId));
  if (!project) throw new NotFound('project');
  const methodologies = await selectMethodologiesOf(source.app.db, [project.id]);
  return {
    title: `Project ${project.nativeId ?? project.name.slice(0, 60)}`.replaceAll(/[/\\]/g, ' '),
    facts: [
      ...factsOf(project),
      ['methodologies', methodologies.map(({ code, version }) => (version ? `${code} ${version}` : code)).join(', ')],
    ],
    notes: [
      'Quantities are tonnes of CO2e. Retirements are those of the public register: a private beneficiary is left out.',
    ],
    tables: tablesOf(source, project.id),
  };
};

const factsOf = (project: ProjectRow): [string, string][] => [
  ['project', encodeId('Project', project.id)],
  ['name', project.name],
  ['registry', project.registry ?? ''],
  ['registry_id', project.nativeId ?? ''],
  ['program', project.program ?? ''],
  ['proponent', project.proponent],
  ['type', project.projectType ?? ''],
  ['mitigation', project.mitigation],
  ['country', project.country ?? ''],
  ['status', project.suspended ? `${project.status}, suspended` : project.status],
  ['crediting_period', [project.creditingStart, project.creditingEnd].map((day) => day ?? '?').join(' to ')],
  ['estimated_annual_tonnes', project.estimatedAnnualReductions?.toString() ?? ''],
  ['sdgs', project.sdgs.join(', ')],
  ['host_authorization', project.hostAuthorization],
  ['corresponding_adjustment', project.correspondingAdjustment],
];

const tablesOf = ({ snapshot }: ReportSource, projectId: string): ReportTable[] => [
  tableOf({ name: 'credits', title: 'Credits' }, batchesOfProject(snapshot, projectId), {
    vintage_start: ['DAY', ({ vintageStart }) => vintageStart],
    vintage_end: ['DAY', ({ vintageEnd }) => vintageEnd],
    issued: ['INTEGER', ({ quantity }) => quantity.toString()],
    active: ['INTEGER', ({ active }) => active.toString()],
    retired: ['INTEGER', ({ retired }) => retired.toString()],
    cancelled: ['INTEGER', ({ cancelled }) => cancelled.toString()],
    in_custody: ['INTEGER', ({ custody }) => custody.toString()],
  }),
  tableOf({ name: 'labels', title: 'Labels' }, labelsOfProject(snapshot, projectId), {
    label: ['TEXT', ({ code }) => code],
    valid_from: ['DAY', ({ validFrom }) => validFrom],
    valid_to: ['DAY', ({ validTo }) => validTo],
  }),
  tableOf({ name: 'proofs', title: 'PoAI proofs' }, proofsOfProject(snapshot, projectId), {
    sequence: ['INTEGER', ({ sequence }) => sequence.toString()],
    vintage: ['INTEGER', ({ vintage }) => (vintage === null ? null : String(vintage))],
    status: ['TEXT', ({ status }) => status],
    decided_at: ['MOMENT', ({ decidedAt }) => momentCell(decidedAt)],
    bundle_hash: ['TEXT', ({ bundleHash }) => hex(bundleHash)],
  }),
  tableOf({ name: 'retirements', title: 'Retirements' }, retirementsOfProject(snapshot, projectId), {
    retirement: ['TEXT', ({ id }) => encodeId('Retirement', id)],
    retired_at: ['MOMENT', ({ retiredAt }) => momentCell(retiredAt)],
    vintage: ['INTEGER', ({ vintage }) => (vintage === null ? null : String(vintage))],
    tonnes: ['DECIMAL', ({ quantity }) => formatAmount(quantity, 'CARBON')],
    reason: ['TEXT', ({ reason }) => reason],
    beneficiary: ['TEXT', ({ beneficiary }) => beneficiary],
    beneficiary_country: ['TEXT', ({ beneficiaryCountry }) => beneficiaryCountry],
    transaction: ['TEXT', ({ txHash }) => hex(txHash)],
  }),
];
