import type { FieldChanges, HistoryRow, ProjectRow } from '../db/projects.ts';
import type { RegistryRow } from '../db/registries.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import { encodeId } from '../resolvers/ids.ts';
import { type ProjectAsOf as AsOf, projectAsOf } from '../resolvers/projects/as-of.ts';
import {
  actionsOf,
  editableBy,
  findProject,
  historyOf,
  listRegistries,
  projectById,
  projectByNativeId,
} from '../resolvers/projects/read.ts';
import type { ProjectAction as ActionCode } from '../resolvers/projects/rules.ts';
import { watchProjects } from '../resolvers/projects/watch.ts';
import { maybeOrganization } from '../resolvers/organizations/read.ts';
import { userOf } from '../resolvers/users/read.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { afterArg } from './inputs.ts';
import { Methodology, ProjectFacts, ProjectLabel, ProjectStatus } from './project-facts.ts';
import { Organization } from './organizations.ts';
import { User } from './users.ts';

const ProjectAction = enumOf('ProjectAction', 'What can be done to a project.', {
  UPDATE: 'Change fields: `projectUpdate`.',
  LIST: 'Publish it: `projectStatusChange` to LISTED.',
  START_VALIDATION: '`projectStatusChange` to UNDER_VALIDATION.',
  RETURN: 'Give it back for changes: `projectStatusChange` to LISTED.',
  VALIDATE: '`projectStatusChange` to VALIDATED.',
  REGISTER: '`projectStatusChange` to REGISTERED.',
  COMPLETE: '`projectStatusChange` to COMPLETED.',
  RENEW: 'Begin another crediting period: `projectStatusChange` to REGISTERED.',
  WITHDRAW: '`projectStatusChange` to WITHDRAWN.',
  REJECT: '`projectStatusChange` to REJECTED.',
  RELIST: 'Try again: `projectStatusChange` to LISTED.',
  DEREGISTER: '`projectStatusChange` to DEREGISTERED.',
  SUSPEND: '`projectSuspend`.',
  RESUME: '`projectResume`.',
  GRANT_LABEL: '`projectLabelGrant`.',
  END_LABEL: '`projectLabelEnd`.',
  OPEN_CASE: '`poaiCaseCreate`.',
} satisfies Record<ActionCode, string>);

const Registry = builder.objectRef<RegistryRow>('Registry').implement({
  description: 'Who registers projects and issues credits.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'How the platform calls it, such as "VERRA".' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    url: t.exposeString('url', { description: 'Where it is.' }),
    program: t.exposeString('program', { description: 'The program whose rules its credits are issued under.' }),
  }),
});

/** One field of a change, by its name. */
type FieldChange = FieldChanges[string] & { readonly field: string };
const textOf = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

const ProjectFieldChange = builder.objectRef<FieldChange>('ProjectFieldChange').implement({
  description: 'One field that a change of a project changed.',
  fields: (t) => ({
    field: t.exposeString('field', {
      description: 'Its name, as in Project; "label:" and an id within for a label that was given or ended.',
    }),
    from: t.string({
      nullable: true,
      description: 'What it was, as JSON; null if it was not set.',
      resolve: ({ from }) => textOf(from),
    }),
    to: t.string({
      nullable: true,
      description: 'What it is from then on, as JSON; null if it is not set any more.',
      resolve: ({ to }) => textOf(to),
    }),
  }),
});

const ProjectHistoryEntry = builder.objectRef<HistoryRow>('ProjectHistoryEntry').implement({
  description: 'A change of a project: since when it is true, and since when it is known. Never changed afterwards.',
  fields: (t) => ({
    version: t.exposeInt('seq', { description: 'The version of the project that it made.' }),
    effectiveAt: t.expose('effectiveAt', { type: 'DateTime', description: 'Since when it is true.' }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'Since when it is known.' }),
    actor: t.field({
      type: User,
      nullable: true,
      description: 'Who made it; null for an import.',
      resolve: ({ actorId }, _, ctx) => (actorId === null ? null : userOf(ctx, actorId)),
    }),
    reason: t.exposeString('reason', { description: 'Why.' }),
    status: t.expose('status', { type: ProjectStatus, description: 'The status after it.' }),
    suspended: t.exposeBoolean('suspended', { description: 'Whether the project was suspended after it.' }),
    nativeStatus: t.exposeString('nativeStatus', {
      nullable: true,
      description: 'The word of the registry for its status after it.',
    }),
    changes: t.field({
      type: [ProjectFieldChange],
      description: 'What it changed; the first entry names all that was set.',
      resolve: ({ changes }) => Object.entries(changes).map(([field, change]) => ({ field, ...change })),
    }),
  }),
});

const HistoryConnection = builder.connectionObject(
  { type: ProjectHistoryEntry, name: 'ProjectHistoryConnection', description: 'A page of the history of a project.' },
  { name: 'ProjectHistoryEdge', description: 'A change and its cursor.' },
);

const VIEWER = { viewerDependent: true };

export const Project = builder.objectRef<ProjectRow>('Project');
builder.node(Project, {
  id: { resolve: (project) => project.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => Promise.all(ids.map(async (id) => (await findProject(ctx, id)) ?? null)),
  interfaces: [ProjectFacts],
  description: 'An activity that avoids or removes emissions, as it is known now. Drafts are their owner’s alone.',
  fields: (t) => ({
    methodologies: t.field({
      type: [Methodology],
      description: 'By which rules it measures, in the order of their codes.',
      resolve: async ({ id }, _, ctx) => [...(await ctx.loaders.methodologiesOf.load(id))],
    }),
    labels: t.field({
      type: [ProjectLabel],
      description: 'Every label that it has, had or will have; their days say when.',
      resolve: async ({ id }, _, ctx) => [...(await ctx.loaders.labelsOf.load(id))],
    }),
    owner: t.field({
      type: User,
      nullable: true,
      description: 'Who wrote it; null if it came from a registry.',
      resolve: ({ createdBy }, _, ctx) => (createdBy === null ? null : userOf(ctx, createdBy)),
    }),
    organization: t.field({
      type: Organization,
      nullable: true,
      description: 'Whose it is, if an organization’s.',
      resolve: ({ organizationId }, _, ctx) => maybeOrganization(ctx, organizationId),
    }),
    version: t.exposeInt('version', { description: 'Counts its changes; `projectUpdate` asks for it.' }),
    publishedAt: t.expose('publishedAt', { type: 'DateTime', nullable: true, description: 'When it became public.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
    history: t.field({
      type: HistoryConnection,
      extensions: VIEWER,
      description: 'Its changes, the last recorded first; of the time when it was a draft for its owner alone.',
      args: pageArgs,
      resolve: async (project, args, ctx) => toConnection(await historyOf(ctx, project, args)),
    }),
    allowedActions: t.field({
      type: [ProjectAction],
      extensions: VIEWER,
      description: 'What you can do to it now.',
      resolve: (project, _, ctx) => actionsOf(ctx, project),
    }),
    editableFields: t.stringList({
      extensions: VIEWER,
      description: 'Which fields you can change now by `projectUpdate`.',
      resolve: (project, _, ctx) => editableBy(ctx, project),
    }),
  }),
});

const ProjectAsOf = builder.objectRef<AsOf>('ProjectAsOf').implement({
  description: 'A project as it was at a moment, by what was known at another.',
  interfaces: [ProjectFacts],
  fields: (t) => ({
    project: t.field({ type: Project, description: 'The project as it is now.', resolve: ({ project }) => project }),
    effectiveAt: t.expose('effectiveAt', { type: 'DateTime', description: 'The moment that was asked for.' }),
    recordedAt: t.expose('recordedAt', {
      type: 'DateTime',
      description: 'The moment up to which was known what is used.',
    }),
    methodologies: t.field({
      type: [Methodology],
      description: 'By which rules it measured, in the order of their codes.',
      resolve: ({ methodologies }) => [...methodologies],
    }),
    labels: t.field({
      type: [ProjectLabel],
      description: 'The labels that it had on that day (UTC).',
      resolve: ({ labels }) => [...labels],
    }),
  }),
});

builder.queryFields((t) => ({
  project: t.field({
    type: Project,
    nullable: true,
    description: 'One project, or null if there is none with this id that you may see.',
    args: { id: t.arg.id({ description: 'Its id.' }) },
    resolve: (_, { id }, ctx) => projectById(ctx, id),
  }),
  projectByNativeId: t.field({
    type: Project,
    nullable: true,
    description: 'The project that a registry calls so, or null if there is none that you may see.',
    args: {
      registry: t.arg.string({ description: 'Code of the registry, such as "VERRA".' }),
      nativeId: t.arg.string({ description: 'What the registry calls it, such as "1396".' }),
    },
    resolve: (_, args, ctx) => projectByNativeId(ctx, args),
  }),
  projectAsOf: t.field({
    type: ProjectAsOf,
    nullable: true,
    description:
      'What was true of a project at one moment, as it was known at another; null where nothing was known of it yet.',
    args: {
      id: t.arg.id({ description: 'Id of the project.' }),
      effectiveAt: t.arg({ type: 'DateTime', description: 'What was true then.' }),
      recordedAt: t.arg({
        type: 'DateTime',
        required: false,
        description: 'By what had been recorded then (default: by all that is known now).',
      }),
    },
    resolve: (_, args, ctx) => projectAsOf(ctx, args),
  }),
  registries: t.field({
    type: [Registry],
    description: 'The registries whose projects and credits the platform knows.',
    extensions: { shared: true },
    resolve: (_, __, ctx) => listRegistries(ctx),
  }),
}));

const ProjectChangedFilter = builder.inputType('ProjectChangedFilter', {
  description: 'Which projects are followed; all that is given must hold.',
  fields: (t) => ({
    registry: t.string({ required: false, description: 'Of this registry, by its code.' }),
    country: t.string({ required: false, description: 'Of this country, ISO 3166-1 alpha-2.' }),
    projectType: t.string({ required: false, description: 'Of this type.' }),
    statuses: t.field({ type: [ProjectStatus], required: false, description: 'In one of these states after it.' }),
    ownerId: t.id({ required: false, description: 'Written by this user.' }),
    organizationId: t.id({ required: false, description: 'Of this organization.' }),
  }),
});

const ProjectChangedEvent = builder.objectRef<FeedEvent<'project'>>('ProjectChangedEvent').implement({
  description: 'A project was published or changed.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` and you miss nothing.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    projectId: t.id({ description: 'Which project.', resolve: ({ payload }) => encodeId('Project', payload.id) }),
    project: t.field({
      type: Project,
      nullable: true,
      description: 'The project as it is now, at the moment of delivery.',
      resolve: ({ payload }, _, ctx) => findProject(ctx, payload.id),
    }),
  }),
});

builder.subscriptionField('projectChanged', (t) =>
  t.field({
    type: ProjectChangedEvent,
    description: 'Published projects as they are listed and change.',
    extensions: { shared: true },
    args: {
      id: t.arg.id({ required: false, description: 'Only this project.' }),
      filterBy: t.arg({ type: ProjectChangedFilter, required: false, description: 'Which ones.' }),
      ...afterArg,
    },
    subscribe: (_, args, ctx) => watchProjects(ctx, args),
    resolve: (event) => event,
  }),
);
