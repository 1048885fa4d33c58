import type { LabelRow, ProjectRow } from '../db/projects.ts';
import { IllegalTransition, InputInvalid, NotFound } from '../resolvers/errors.ts';
import { changeProjectStatus } from '../resolvers/projects/change-project-status.ts';
import { createProject } from '../resolvers/projects/create-project.ts';
import { endProjectLabel } from '../resolvers/projects/end-project-label.ts';
import { NativeIdTaken, VersionConflict } from '../resolvers/projects/errors.ts';
import { grantProjectLabel } from '../resolvers/projects/grant-project-label.ts';
import { projectOf } from '../resolvers/projects/read.ts';
import { resumeProject } from '../resolvers/projects/resume-project.ts';
import { suspendProject } from '../resolvers/projects/suspend-project.ts';
import { updateProject } from '../resolvers/projects/update-project.ts';
import { builder } from './builder.ts';
import { RefusalInterface } from './errors.ts';
import {
  CorrespondingAdjustment,
  HostAuthorization,
  Mitigation,
  ProjectLabel,
  ProjectLabelCode,
  ProjectStatus,
} from './project-facts.ts';
import { Project } from './projects.ts';
import { type InputBuilder, type StepMutation, stepMutation } from './step-mutation.ts';

builder.objectType(VersionConflict, {
  name: 'VersionConflict',
  description: 'Someone else changed it since you read it. Nothing was changed.',
  interfaces: [RefusalInterface],
  fields: (t) => ({ version: t.exposeInt('version', { description: 'The version that it is at now.' }) }),
});
builder.objectType(NativeIdTaken, {
  name: 'NativeIdTaken',
  description: 'There is a project of this registry with this number already.',
  interfaces: [RefusalInterface],
});

const MethodologyInput = builder.inputType('MethodologyInput', {
  description: 'By which rules a project measures.',
  fields: (t) => ({
    program: t.string({ description: 'Who wrote it, such as "CDM".' }),
    code: t.string({ description: 'Its code, such as "ACM0002".' }),
    version: t.string({ required: false, description: 'Its version, if it is known.' }),
  }),
});

const RatingInput = builder.inputType('ProjectRatingInput', {
  description: 'What an agency thinks of a project.',
  fields: (t) => ({
    agency: t.string({ description: 'Who rates.' }),
    rating: t.string({ description: 'In the scale of the agency.' }),
    ratedOn: t.field({ type: 'Date', description: 'The day of the rating.' }),
    url: t.string({ required: false, description: 'Where it can be read: https://…' }),
  }),
});

/** What can be said of a project, by one who owns or manages it. */
const projectFields = (t: InputBuilder) => ({
  registry: t.string({ required: false, description: 'Code of its registry: one of `registries`.' }),
  nativeId: t.string({ required: false, description: 'What its registry calls it; needs `registry`.' }),
  description: t.string({ required: false, description: 'What it does, up to 20,000 characters.' }),
  proponent: t.string({ required: false, description: 'Who carries it out; needed to be LISTED.' }),
  program: t.string({ required: false, description: 'The program that it is registered under.' }),
  methodologies: t.field({
    type: [MethodologyInput],
    required: false,
    description: 'By which rules it measures: all of them, up to 20.',
  }),
  projectType: t.string({ required: false, description: 'What kind of activity it is; needed to be LISTED.' }),
  category: t.string({ required: false, description: 'The kind within that.' }),
  mitigation: t.field({ type: Mitigation, required: false, description: 'How it keeps CO2e out of the air.' }),
  country: t.string({ required: false, description: 'ISO 3166-1 alpha-2, such as "BR"; needed to be LISTED.' }),
  region: t.string({ required: false, description: 'Region of the country.' }),
  location: t.field({ type: 'GeoJSON', required: false, description: 'Where it is: a Point.' }),
  area: t.field({
    type: 'GeoJSON',
    required: false,
    description: 'Its area: a Polygon or MultiPolygon of up to 5,000 positions.',
  }),
  creditingStart: t.field({ type: 'Date', required: false, description: 'First day of the crediting period.' }),
  creditingEnd: t.field({ type: 'Date', required: false, description: 'Last day of the crediting period.' }),
  estimatedAnnualReductions: t.field({
    type: 'Decimal',
    required: false,
    description: 'Whole tonnes of CO2e a year, as estimated beforehand.',
  }),
  sdgs: t.intList({ required: false, description: 'Sustainable Development Goals that it serves, 1 to 17.' }),
  hostAuthorization: t.field({
    type: HostAuthorization,
    required: false,
    description: 'What its host country allows; not for owners to say.',
  }),
  correspondingAdjustment: t.field({
    type: CorrespondingAdjustment,
    required: false,
    description: 'What its host country adjusts; not for owners to say.',
  }),
  ratings: t.field({
    type: [RatingInput],
    required: false,
    description: 'What agencies think of it: all of them, up to 20; not for owners to say.',
  }),
  nativeStatus: t.string({
    required: false,
    description: 'The word of its registry for where it stands; not for owners to say.',
  }),
});

const projectId = (t: InputBuilder) => t.id({ description: 'Which project.' });
const reason = (t: InputBuilder) => t.string({ description: 'Why, up to 500 characters; the history keeps it.' });
const optionalReason = (t: InputBuilder) =>
  t.string({ required: false, description: 'Why, up to 500 characters; the history keeps it.' });
const effectiveAt = (t: InputBuilder) =>
  t.field({
    type: 'DateTime',
    required: false,
    description: 'Since when it is so (default: now); not ahead, and not before what is so now became so.',
  });

/** A step that gives the project as it is after it. */
const projectMutation = (name: string, it: StepMutation<ProjectRow>): void => {
  stepMutation(name, it, (t) => ({
    project: t.field({
      type: Project,
      description: 'The project as it is now.',
      resolve: ({ id }, _, ctx) => projectOf(ctx, id),
    }),
  }));
};

/** A step that gives the label and its project. */
const labelMutation = (name: string, it: StepMutation<LabelRow>): void => {
  stepMutation(name, it, (t) => ({
    label: t.field({ type: ProjectLabel, description: 'The label.', resolve: (label) => label }),
    project: t.field({
      type: Project,
      description: 'The project as it is now.',
      resolve: (label, _, ctx) => projectOf(ctx, label.projectId),
    }),
  }));
};

projectMutation('projectCreate', {
  description: 'Writes a project that only you see. `projectStatusChange` to LISTED publishes it. For PROJECT_OWNER.',
  input: 'What is known of it so far.',
  inputFields: (t) => ({
    name: t.string({ description: 'Its name, up to 300 characters.' }),
    organizationId: t.id({
      required: false,
      description: 'The organization whose it is to be, as its ADMIN (default: your own); it stays so.',
    }),
    ...projectFields(t),
    effectiveAt: effectiveAt(t),
    reason: optionalReason(t),
  }),
  refusals: [InputInvalid, NativeIdTaken],
  resolve: createProject,
});

projectMutation('projectUpdate', {
  description:
    'Changes fields of your project, or of any for PLATFORM_ADMIN; `editableFields` says which. What is left out stays as it is, null clears.',
  input: 'What to change.',
  inputFields: (t) => ({
    projectId: projectId(t),
    version: t.int({ description: 'The `version` that you read: a project that has changed since is not changed.' }),
    name: t.string({ required: false, description: 'Its name, up to 300 characters.' }),
    ...projectFields(t),
    effectiveAt: effectiveAt(t),
    reason: optionalReason(t),
  }),
  refusals: [InputInvalid, NotFound, VersionConflict, NativeIdTaken],
  resolve: updateProject,
});

projectMutation('projectStatusChange', {
  description:
    'Takes a project a step on its way: `stateMachines` has all of them, `allowedActions` those that you can take now.',
  input: 'Which project, where to and why.',
  inputFields: (t) => ({
    projectId: projectId(t),
    status: t.field({ type: ProjectStatus, description: 'The status that it is to have.' }),
    reason: reason(t),
    effectiveAt: effectiveAt(t),
  }),
  refusals: [InputInvalid, NotFound, IllegalTransition],
  resolve: changeProjectStatus,
});

projectMutation('projectSuspend', {
  description: 'Suspends a project: it goes no step but out, and its owner changes nothing. For PLATFORM_ADMIN.',
  input: 'Which project and why.',
  inputFields: (t) => ({ projectId: projectId(t), reason: reason(t), effectiveAt: effectiveAt(t) }),
  refusals: [InputInvalid, NotFound, IllegalTransition],
  resolve: suspendProject,
});

projectMutation('projectResume', {
  description: 'Ends the suspension of a project. For PLATFORM_ADMIN.',
  input: 'Which project and why.',
  inputFields: (t) => ({ projectId: projectId(t), reason: reason(t), effectiveAt: effectiveAt(t) }),
  refusals: [InputInvalid, NotFound, IllegalTransition],
  resolve: resumeProject,
});

labelMutation('projectLabelGrant', {
  description: 'Notes that a project has a label from day to day. For PLATFORM_ADMIN.',
  input: 'Which label, when and by what evidence.',
  inputFields: (t) => ({
    projectId: projectId(t),
    code: t.field({ type: ProjectLabelCode, description: 'Which label.' }),
    validFrom: t.field({ type: 'Date', description: 'Its first day.' }),
    validTo: t.field({ type: 'Date', required: false, description: 'Its last day, if that is known.' }),
    evidence: t.string({ description: 'Where it can be seen that it was given: an address, or a document’s id.' }),
    reason: optionalReason(t),
  }),
  refusals: [InputInvalid, NotFound, IllegalTransition],
  resolve: grantProjectLabel,
});

labelMutation('projectLabelEnd', {
  description: 'Sets the last day of a label, or an earlier one than it had. For PLATFORM_ADMIN.',
  input: 'Which label, when it ends and why.',
  inputFields: (t) => ({
    labelId: t.id({ description: 'Which label.' }),
    validTo: t.field({ type: 'Date', description: 'Its last day.' }),
    reason: reason(t),
  }),
  refusals: [InputInvalid, NotFound],
  resolve: endProjectLabel,
});
