import { z } from 'zod';
import {
  correspondingAdjustment,
  hostAuthorization,
  mitigation,
  projectStatus,
  type Rating,
} from '../../db/projects.ts';
import { actingFor, day, decimal, moment, nodeId, optional, text } from '../input.ts';
import { isCountry } from './countries.ts';
import type { ProjectFields } from './fields.ts';
import { areaInput, pointInput } from './geometry.ts';
import { methodologyKey } from './methodologies.ts';
import type { EditableField } from './rules.ts';

/** The labels that are known: what each says of a project is in the schema. */
export const LABELS = [
  'ICVCM_CCP',
  'CORSIA_PILOT_PHASE',
  'CORSIA_FIRST_PHASE',
  'CORSIA_SECOND_PHASE',
  'CCB',
  'CCB_CLIMATE_GOLD',
  'CCB_COMMUNITY_GOLD',
  'CCB_BIODIVERSITY_GOLD',
  'SD_VISTA',
  'SOCIAL_CARBON',
  'W_PLUS',
  'ABACUS',
] as const;
export type LabelCode = (typeof LABELS)[number];

/** The text of an id or code: without spaces at its ends and of one line. */
const token = (most: number) => text(1, most).refine((value) => !/[\n\t]/.test(value), 'has more than one line');
const unique = <T>(items: readonly T[], keyOf: (item: T) => string): boolean =>
  new Set(items.map((item) => keyOf(item))).size === items.length;

const methodology = z.object({
  program: token(60),
  code: token(120),
  version: token(40)
    .nullish()
    .transform((value) => value ?? null),
});

const rating = z
  .object({
    agency: token(80),
    rating: token(40),
    ratedOn: day,
    url: z
      .url({ protocol: /^https$/, error: 'is not an address that begins with https://' })
      .max(500, 'is longer than 500 characters')
      .nullish()
      .transform((value) => value ?? null),
  })
  .transform((given): Rating => given);

/** What is left out stays as it is, and null clears it. */
const shapes = {
  registry: token(40).nullish(),
  nativeId: token(80).nullish(),
  name: optional(text(1, 300)),
  description: optional(text(0, 20_000)),
  proponent: optional(text(0, 500)),
  program: token(120).nullish(),
  methodologies: optional(
    z
      .array(methodology)
      .max(20, 'has more than 20')
      .refine((list) => unique(list, methodologyKey), 'names one twice'),
  ),
  projectType: token(300).nullish(),
  category: token(120).nullish(),
  mitigation: optional(z.enum(mitigation.enumValues)),
  country: z.string().refine(isCountry, 'is not a country of ISO 3166-1 alpha-2, such as "BR"').nullish(),
  region: token(120).nullish(),
  location: pointInput.nullish(),
  area: areaInput.nullish(),
  creditingStart: day.nullish(),
  creditingEnd: day.nullish(),
  estimatedAnnualReductions: decimal(0, { zero: true }).nullish(),
  sdgs: optional(
    z
      .array(z.number().int().min(1, 'is no goal: they are 1 to 17').max(17, 'is no goal: they are 1 to 17'))
      .max(17, 'has more than 17')
      .transform((goals) => [...new Set(goals)].toSorted((a, b) => a - b)),
  ),
  hostAuthorization: optional(z.enum(hostAuthorization.enumValues)),
  correspondingAdjustment: optional(z.enum(correspondingAdjustment.enumValues)),
  ratings: optional(z.array(rating).max(20, 'has more than 20')),
  nativeStatus: token(120).nullish(),
} satisfies Record<EditableField, z.ZodType>;

/** Some of the fields, as they are to be. */
export type ProjectWish = Partial<Pick<ProjectFields, EditableField>>;

/** Leaves out what was not said. */
const wishOf = (given: { [K in EditableField]?: z.output<(typeof shapes)[K]> | undefined }): ProjectWish =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

const reason = text(1, 500);
const project = nodeId('Project');
const effectiveAt = optional(moment);

export const createInput = z
  .object({
    ...shapes,
    name: text(1, 300),
    organizationId: actingFor,
    effectiveAt,
    reason: optional(reason),
  })
  .transform(({ organizationId, effectiveAt: at, reason: why, ...given }) => ({
    organizationId,
    wish: { ...wishOf(given), name: given.name },
    effectiveAt: at,
    reason: why,
  }));

export const updateInput = z
  .object({
    ...shapes,
    projectId: project,
    version: z.number().int().min(1, 'is no version'),
    effectiveAt,
    reason: optional(reason),
  })
  .transform(({ projectId, version, effectiveAt: at, reason: why, ...given }) => ({
    projectId,
    version,
    effectiveAt: at,
    reason: why,
    wish: wishOf(given),
  }));

export const statusInput = z.object({
  projectId: project,
  status: z.enum(projectStatus.enumValues),
  reason,
  effectiveAt,
});
export const suspensionInput = z.object({ projectId: project, reason, effectiveAt });

export const labelGrantInput = z
  .object({
    projectId: project,
    code: z.enum(LABELS),
    validFrom: day,
    validTo: day.nullish().transform((value) => value ?? null),
    evidence: text(1, 500),
    reason: optional(reason),
  })
  .refine(({ validFrom, validTo }) => validTo === null || validTo >= validFrom, {
    path: ['validTo'],
    message: 'is before the first day',
  });
export const labelEndInput = z.object({ labelId: nodeId('ProjectLabel'), validTo: day, reason });
