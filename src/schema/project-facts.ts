import type {
  CorrespondingAdjustment as AdjustmentCode,
  HostAuthorization as AuthorizationCode,
  LabelRow,
  Methodology as MethodologyValue,
  Mitigation as MitigationCode,
  ProjectRow,
  ProjectStatus as StatusCode,
  Rating as RatingValue,
} from '../db/projects.ts';
import { encodeId } from '../resolvers/ids.ts';
import type { ProjectAsOf } from '../resolvers/projects/as-of.ts';
import { countryName } from '../resolvers/projects/countries.ts';
import type { LabelCode } from '../resolvers/projects/inputs.ts';
import { builder, enumOf } from './builder.ts';

export const ProjectStatus = enumOf('ProjectStatus', 'How far a project is on its way through its registry.', {
  DRAFT: 'Only its owner sees it.',
  LISTED: 'It is public, and is being prepared.',
  UNDER_VALIDATION: 'A verifier examines its design, which does not change meanwhile.',
  VALIDATED: 'Its design was found to follow its methodology.',
  REGISTERED: 'It may be issued credits.',
  COMPLETED: 'Its crediting period is over.',
  WITHDRAWN: 'Its owner took it back before it was registered.',
  REJECTED: 'Its registry refused it.',
  DEREGISTERED: 'Its registration was ended; what was issued before stays.',
} satisfies Record<StatusCode, string>);

export const Mitigation = enumOf('Mitigation', 'How a project keeps CO2e out of the air.', {
  AVOIDANCE: 'It keeps from happening what would have emitted, such as deforestation.',
  REDUCTION_NATURE: 'It lowers emissions from nature or land use.',
  REDUCTION_TECHNICAL: 'It lowers emissions by technology.',
  REMOVAL_NATURE: 'It takes CO2 out of the air by plants and soils.',
  REMOVAL_TECHNICAL: 'It takes CO2 out of the air by technology.',
  NOT_DETERMINED: 'Not known.',
} satisfies Record<MitigationCode, string>);

export const HostAuthorization = enumOf(
  'HostAuthorization',
  'Whether the host country lets the reductions count elsewhere than in its own pledge (Article 6, Paris Agreement).',
  {
    NONE: 'None is known.',
    REQUESTED: 'It was asked.',
    AUTHORIZED: 'It has authorized it.',
    REVOKED: 'It had authorized it and does no longer.',
  } satisfies Record<AuthorizationCode, string>,
);

export const CorrespondingAdjustment = enumOf(
  'CorrespondingAdjustment',
  'Whether the host country adds to its own balance what others count, so that nothing counts twice.',
  {
    NOT_APPLICABLE: 'Nothing is to be adjusted.',
    REQUIRED: 'It has promised to.',
    APPLIED: 'It has done so.',
  } satisfies Record<AdjustmentCode, string>,
);

export const ProjectLabelCode = enumOf(
  'ProjectLabelCode',
  'A mark that a program gives to projects or their credits.',
  {
    ICVCM_CCP: 'Core Carbon Principles of the Integrity Council for the Voluntary Carbon Market.',
    CORSIA_PILOT_PHASE: 'Eligible for the pilot phase (2021 to 2023) of the scheme of the ICAO for aviation.',
    CORSIA_FIRST_PHASE: 'Eligible for its first phase (2024 to 2026).',
    CORSIA_SECOND_PHASE: 'Eligible for its second phase (2027 to 2035).',
    CCB: 'Climate, Community & Biodiversity Standards.',
    CCB_CLIMATE_GOLD: 'The same with Gold Level for adapting to the climate.',
    CCB_COMMUNITY_GOLD: 'The same with Gold Level for communities.',
    CCB_BIODIVERSITY_GOLD: 'The same with Gold Level for biodiversity.',
    SD_VISTA: 'Sustainable Development Verified Impact Standard.',
    SOCIAL_CARBON: 'SOCIALCARBON Standard.',
    W_PLUS: 'W+ Standard, for the empowerment of women.',
    ABACUS: 'ABACUS label of Verra, for reforestation.',
  } satisfies Record<LabelCode, string>,
);

export const Methodology = builder.objectRef<MethodologyValue>('Methodology').implement({
  description: 'By which rules a project measures what it achieves.',
  fields: (t) => ({
    program: t.exposeString('program', { description: 'Who wrote it, such as "CDM".' }),
    code: t.exposeString('code', { description: 'Its code, such as "ACM0002".' }),
    version: t.exposeString('version', { nullable: true, description: 'Its version; null if it is not known.' }),
  }),
});

const ProjectRating = builder.objectRef<RatingValue>('ProjectRating').implement({
  description: 'What an agency thinks of a project.',
  fields: (t) => ({
    agency: t.exposeString('agency', { description: 'Who rates.' }),
    rating: t.exposeString('rating', { description: 'In the scale of the agency, such as "AA".' }),
    ratedOn: t.expose('ratedOn', { type: 'Date', description: 'The day of the rating.' }),
    url: t.exposeString('url', { nullable: true, description: 'Where it can be read.' }),
  }),
});

export const ProjectLabel = builder.objectRef<LabelRow>('ProjectLabel').implement({
  description: 'A mark that a project has from day to day.',
  fields: (t) => ({
    id: t.id({ description: 'What `projectLabelEnd` takes.', resolve: ({ id }) => encodeId('ProjectLabel', id) }),
    code: t.field({ type: ProjectLabelCode, description: 'Which.', resolve: ({ code }) => code as LabelCode }),
    validFrom: t.expose('validFrom', { type: 'Date', description: 'Its first day.' }),
    validTo: t.expose('validTo', {
      type: 'Date',
      nullable: true,
      description: 'Its last day; null while none is set.',
    }),
    evidence: t.exposeString('evidence', { description: 'Where it can be seen that it was given.' }),
  }),
});

/** What a project says of itself, now or as of a moment. */
type Facts = Pick<ProjectRow, keyof ProjectRow & keyof ProjectAsOf>;

export const ProjectFacts = builder.interfaceRef<Facts>('ProjectFacts').implement({
  description: 'What is said of a project, and where it stands: now (Project) or at a moment (ProjectAsOf).',
  fields: (t) => ({
    registry: t.exposeString('registry', { nullable: true, description: 'Code of its registry, such as "VERRA".' }),
    nativeId: t.exposeString('nativeId', { nullable: true, description: 'What its registry calls it.' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    description: t.exposeString('description', { description: 'What it does.' }),
    proponent: t.exposeString('proponent', { description: 'Who carries it out.' }),
    program: t.exposeString('program', { nullable: true, description: 'The program that it is registered under.' }),
    projectType: t.exposeString('projectType', { nullable: true, description: 'What kind of activity it is.' }),
    category: t.exposeString('category', { nullable: true, description: 'The kind within that, such as "ARR; WRC".' }),
    mitigation: t.expose('mitigation', { type: Mitigation, description: 'How it keeps CO2e out of the air.' }),
    country: t.exposeString('country', { nullable: true, description: 'ISO 3166-1 alpha-2 code, such as "BR".' }),
    countryName: t.string({
      nullable: true,
      description: 'The English name of the country.',
      resolve: ({ country }) => (country === null ? null : countryName(country)),
    }),
    region: t.exposeString('region', { nullable: true, description: 'Region of the country or of the world.' }),
    location: t.field({
      type: 'GeoJSON',
      nullable: true,
      description: 'Where it is: a Point.',
      resolve: ({ longitude, latitude }) =>
        longitude === null || latitude === null ? null : { type: 'Point', coordinates: [longitude, latitude] },
    }),
    area: t.expose('area', { type: 'GeoJSON', nullable: true, description: 'Its area: a Polygon or MultiPolygon.' }),
    creditingStart: t.expose('creditingStart', {
      type: 'Date',
      nullable: true,
      description: 'First day of the crediting period.',
    }),
    creditingEnd: t.expose('creditingEnd', {
      type: 'Date',
      nullable: true,
      description: 'Last day of the crediting period.',
    }),
    estimatedAnnualReductions: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'Whole tonnes of CO2e a year, as estimated beforehand.',
      resolve: ({ estimatedAnnualReductions: tonnes }) => tonnes?.toString() ?? null,
    }),
    sdgs: t.exposeIntList('sdgs', { description: 'Sustainable Development Goals that it serves, 1 to 17.' }),
    hostAuthorization: t.expose('hostAuthorization', {
      type: HostAuthorization,
      description: 'What its host country allows.',
    }),
    correspondingAdjustment: t.expose('correspondingAdjustment', {
      type: CorrespondingAdjustment,
      description: 'What its host country adjusts.',
    }),
    ratings: t.field({
      type: [ProjectRating],
      description: 'What agencies think of it.',
      resolve: (p) => [...p.ratings],
    }),
    nativeStatus: t.exposeString('nativeStatus', {
      nullable: true,
      description: 'The word of its registry for where it stands.',
    }),
    status: t.expose('status', { type: ProjectStatus, description: 'How far it is.' }),
    suspended: t.exposeBoolean('suspended', { description: 'Whether it is suspended.' }),
  }),
});
