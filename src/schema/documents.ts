import { GraphQLError } from 'graphql';
import type { AccessView } from '../db/document-accesses.ts';
import type { DocumentKind as KindCode, DocumentRow, VersionRow } from '../db/documents.ts';
import {
  accessesOf,
  documentOf,
  documentsOfProject,
  downloadUrl,
  myDocuments,
  newestVersion,
  versionsOf,
  visibleDocuments,
  visibleVersions,
} from '../resolvers/documents/read.ts';
import { documentActionsOf } from '../resolvers/documents/access.ts';
import type { DocumentAction as ActionCode } from '../resolvers/documents/rules.ts';
import { maybeOrganization } from '../resolvers/organizations/read.ts';
import { findProject } from '../resolvers/projects/read.ts';
import { fileOf } from '../resolvers/documents/upload-files.ts';
import { userOf } from '../resolvers/users/read.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { Organization } from './organizations.ts';
import { Project } from './projects.ts';
import { User } from './users.ts';

builder.scalarType('Upload', {
  description:
    'A file that comes with the request, as the GraphQL multipart request specification has it. Send the header "GraphQL-Require-Preflight: 1" with it.',
  parseValue: (value) => {
    if (fileOf(value)) return value as object;
    throw new GraphQLError('An Upload is a file of a multipart/form-data request, and null in its `operations`.', {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  },
  serialize: () => {
    throw new GraphQLError('An Upload goes in and never out.');
  },
});

export const DocumentKind = enumOf('DocumentKind', 'What a document is for.', {
  PROJECT_DOCUMENT: 'It belongs to a project: a design, a monitoring report, a map.',
  POAI_BUNDLE: 'A proof of asset integrity, made by the platform.',
  CERTIFICATE: 'The certificate of a retirement, made by the platform.',
  REPORT: 'A report, such as that of a reviewer.',
  USER_FILE: 'A file of a user.',
} satisfies Record<KindCode, string>);

/** It depends on who asks, and is made anew each time. */
const LINK = { viewerDependent: true };
const LINK_DESCRIPTION =
  'A link to the bytes, for you alone to follow and for this one alone: good for 15 minutes (DOCUMENT_LINK_TTL_S), without a token, also for parts (Range). Each use is recorded.';

const DocumentAction = enumOf('DocumentAction', 'What can be done to a document.', {
  ADD_VERSION: '`documentVersionAdd`, or `documentUploadPrepare` with its id.',
  DELETE: '`documentDelete`.',
  READ_ACCESSES: 'Ask who has read it: `accesses`.',
} satisfies Record<ActionCode, string>);

export const Document = builder.objectRef<DocumentRow>('Document');
export const DocumentVersion = builder.objectRef<VersionRow>('DocumentVersion');

builder.node(DocumentVersion, {
  id: { resolve: (version) => version.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleVersions(ctx, ids),
  description: 'What a document was at one time. It never changes.',
  fields: (t) => ({
    document: t.field({
      type: Document,
      description: 'The document that it is a version of.',
      resolve: (version, _, ctx) => documentOf(ctx, version.documentId),
    }),
    number: t.exposeInt('number', { description: 'Which version it is, from 1.' }),
    sha256: t.string({
      description: 'SHA-256 of its bytes, 64 hexadecimal digits, reckoned as they came in.',
      resolve: (version) => version.sha256.toString('hex'),
    }),
    size: t.field({
      type: 'Decimal',
      description: 'How many bytes it has.',
      resolve: (version) => version.size.toString(),
    }),
    mediaType: t.exposeString('mediaType', {
      description: 'What it is, told from its bytes, such as "application/pdf".',
    }),
    createdBy: t.field({
      type: User,
      description: 'Who brought it; of what the platform made, for whom.',
      resolve: (version, _, ctx) => userOf(ctx, version.createdBy),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was stored.' }),
    downloadUrl: t.string({
      description: LINK_DESCRIPTION,
      extensions: LINK,
      resolve: async (version, _, ctx) => downloadUrl(ctx, await documentOf(ctx, version.documentId), version.number),
    }),
  }),
});

const DocumentVersionConnection = builder.connectionObject(
  { type: DocumentVersion, name: 'DocumentVersionConnection', description: 'A page of versions.' },
  { name: 'DocumentVersionEdge', description: 'A version and its cursor.' },
);

const DocumentAccess = builder.objectRef<AccessView>('DocumentAccess').implement({
  description: 'Somebody has read a version, or a part of it.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    user: t.field({
      type: User,
      description: 'Whose link it was.',
      resolve: (access, _, ctx) => userOf(ctx, access.userId),
    }),
    versionNumber: t.int({ description: 'Which version.', resolve: (access) => access.number }),
    address: t.exposeString('address', { description: 'The network address that asked.' }),
    userAgent: t.exposeString('userAgent', { description: 'The program, as it calls itself.' }),
    firstByte: t.field({
      type: 'Decimal',
      description: 'The first byte that was asked for, from 0.',
      resolve: (access) => access.firstByte.toString(),
    }),
    lastByte: t.field({
      type: 'Decimal',
      description: 'The last byte that was asked for.',
      resolve: (access) => access.lastByte.toString(),
    }),
  }),
});

const DocumentAccessConnection = builder.connectionObject(
  { type: DocumentAccess, name: 'DocumentAccessConnection', description: 'A page of accesses.' },
  { name: 'DocumentAccessEdge', description: 'An access and its cursor.' },
);

builder.node(Document, {
  id: { resolve: (document) => document.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleDocuments(ctx, ids),
  description:
    'Something that was written down, encrypted at rest, in versions that do not change. Its owner sees it, the owner of its project, the members of their organizations and PLATFORM_ADMIN.',
  fields: (t) => ({
    kind: t.expose('kind', { type: DocumentKind, description: 'What it is for.' }),
    name: t.exposeString('name', { description: 'What it is called.' }),
    project: t.field({
      type: Project,
      nullable: true,
      description: 'The project that it belongs to, if to one.',
      resolve: async ({ projectId }, _, ctx) =>
        projectId === null ? null : ((await findProject(ctx, projectId)) ?? null),
    }),
    createdBy: t.field({
      type: User,
      description: 'Who brought it; of what the platform made, for whom.',
      resolve: (document, _, ctx) => userOf(ctx, document.createdBy),
    }),
    organization: t.field({
      type: Organization,
      nullable: true,
      description: 'For which organization it was brought, if for one: it is its own.',
      resolve: ({ organizationId }, _, ctx) => maybeOrganization(ctx, organizationId),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When its first version was stored.' }),
    deletedAt: t.expose('deletedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was deleted: it is shown once more, as the answer to that.',
    }),
    version: t.field({
      type: DocumentVersion,
      description: 'The newest version.',
      resolve: (document, _, ctx) => newestVersion(ctx, document.id),
    }),
    versions: t.field({
      type: DocumentVersionConnection,
      description: 'All of its versions, newest first.',
      args: pageArgs,
      resolve: async (document, args, ctx) => toConnection(await versionsOf(ctx, document, args)),
    }),
    downloadUrl: t.string({
      description: LINK_DESCRIPTION,
      extensions: LINK,
      args: {
        versionNumber: t.arg.int({ required: false, description: 'Of which version (default: the newest).' }),
      },
      resolve: (document, { versionNumber }, ctx) => downloadUrl(ctx, document, versionNumber),
    }),
    accesses: t.field({
      type: DocumentAccessConnection,
      description: 'Who has read it, newest first. For its owner, auditors of its organization and PLATFORM_ADMIN.',
      extensions: LINK,
      args: pageArgs,
      resolve: async (document, args, ctx) => toConnection(await accessesOf(ctx, document, args)),
    }),
    allowedActions: t.field({
      type: [DocumentAction],
      extensions: LINK,
      description: 'What you can do to it now, besides reading it.',
      resolve: (document, _, ctx) => documentActionsOf(ctx, document),
    }),
  }),
});

const DocumentConnection = builder.connectionObject(
  { type: Document, name: 'DocumentConnection', description: 'A page of documents.' },
  { name: 'DocumentEdge', description: 'A document and its cursor.' },
);

builder.objectField(Project, 'documents', (t) =>
  t.field({
    type: DocumentConnection,
    description: 'The documents of the project that you may read, newest first.',
    extensions: LINK,
    args: pageArgs,
    resolve: async (project, args, ctx) => toConnection(await documentsOfProject(ctx, project.id, args)),
  }),
);

const DocumentFilter = builder.inputType('DocumentFilter', {
  description: 'Which documents. Everything given must hold.',
  fields: (t) => ({
    kind: t.field({ type: DocumentKind, required: false, description: 'Of this kind.' }),
    projectId: t.id({ required: false, description: 'Of this project.' }),
  }),
});

builder.queryField('myDocuments', (t) =>
  t.field({
    type: DocumentConnection,
    description: 'The documents that you have brought, newest first; or those of an organization of yours.',
    args: {
      organizationId: t.arg.id({ required: false, description: 'Those of this organization.' }),
      ...pageArgs,
      filterBy: t.arg({ type: DocumentFilter, required: false, description: 'Which of them (default: all).' }),
    },
    resolve: async (_, args, ctx) => toConnection(await myDocuments(ctx, args)),
  }),
);
