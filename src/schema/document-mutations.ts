import { addDocumentVersion } from '../resolvers/documents/add-document-version.ts';
import { deleteDocument } from '../resolvers/documents/delete-document.ts';
import {
  ArchiveRefused,
  DocumentHeld,
  DocumentSpaceExhausted,
  DocumentTooLarge,
  DocumentTypeRefused,
  UploadIncomplete,
} from '../resolvers/documents/errors.ts';
import { type PreparedUpload, prepareDocumentUpload } from '../resolvers/documents/prepare-document-upload.ts';
import { documentOf } from '../resolvers/documents/read.ts';
import type { Received } from '../resolvers/documents/receive.ts';
import { uploadDocument } from '../resolvers/documents/upload-document.ts';
import { watchUploads } from '../resolvers/documents/watch.ts';
import { InputInvalid, NotFound } from '../resolvers/errors.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import { encodeId } from '../resolvers/ids.ts';
import { builder, enumOf } from './builder.ts';
import { Document, DocumentKind, DocumentVersion } from './documents.ts';
import { RefusalInterface } from './errors.ts';
import { afterArg } from './inputs.ts';

builder.objectType(DocumentTypeRefused, {
  name: 'DocumentTypeRefused',
  description: 'The file is not what it was said to be, or of a type that is not taken. Nothing was kept.',
  interfaces: [RefusalInterface],
});
builder.objectType(DocumentTooLarge, {
  name: 'DocumentTooLarge',
  description: 'The file is larger than one may be. Nothing was kept.',
  interfaces: [RefusalInterface],
  fields: (t) => ({
    most: t.field({ type: 'Decimal', description: 'Bytes that one may have.', resolve: ({ most }) => most.toString() }),
  }),
});
builder.objectType(ArchiveRefused, {
  name: 'ArchiveRefused',
  description: 'The archive would unpack to too much, or is not made as archives are. Nothing was kept.',
  interfaces: [RefusalInterface],
});
builder.objectType(UploadIncomplete, {
  name: 'UploadIncomplete',
  description: 'The file did not arrive whole. Nothing was kept: send it again.',
  interfaces: [RefusalInterface],
});
builder.objectType(DocumentSpaceExhausted, {
  name: 'DocumentSpaceExhausted',
  description: 'You have brought as much as one may, or have too many uploads open.',
  interfaces: [RefusalInterface],
});
builder.objectType(DocumentHeld, {
  name: 'DocumentHeld',
  description: 'A proof refers to a version of the document, so it stays.',
  interfaces: [RefusalInterface],
});

const UPLOAD_ERRORS = [
  InputInvalid,
  NotFound,
  DocumentTypeRefused,
  DocumentTooLarge,
  ArchiveRefused,
  UploadIncomplete,
  DocumentSpaceExhausted,
];

builder.relayMutationField(
  'documentUpload',
  {
    description: 'What the file is to be, and the file.',
    inputFields: (t) => ({
      kind: t.field({ type: DocumentKind, description: 'PROJECT_DOCUMENT, REPORT or USER_FILE.' }),
      projectId: t.id({ required: false, description: 'The project that it belongs to, one of yours.' }),
      organizationId: t.id({
        required: false,
        description: 'The organization that you bring it for, and whose it is then; its ADMIN may.',
      }),
      name: t.string({ description: 'What it is called, up to 200 characters; no path.' }),
      file: t.field({
        type: 'Upload',
        description: 'PDF, CSV, JSON, GeoJSON, PNG, JPEG, ZIP, XLSX or DOCX. Text is UTF-8.',
      }),
    }),
  },
  {
    description: 'Stores a file as a new document. The file comes with the request, as multipart/form-data.',
    errors: { types: UPLOAD_ERRORS },
    resolve: (_, { input }, ctx) => uploadDocument(ctx, input),
  },
  {
    description: 'The document that was stored.',
    outputFields: (t) => ({
      document: t.field({
        type: Document,
        description: 'The document.',
        resolve: ({ document }: Received) => document,
      }),
    }),
  },
);

builder.relayMutationField(
  'documentVersionAdd',
  {
    description: 'Which document, and the file.',
    inputFields: (t) => ({
      documentId: t.id({ description: 'Id of the document.' }),
      file: t.field({ type: 'Upload', description: 'As for a new document of its kind.' }),
    }),
  },
  {
    description: 'Stores a file as the next version of a document. Older versions stay.',
    errors: { types: UPLOAD_ERRORS },
    resolve: (_, { input }, ctx) => addDocumentVersion(ctx, input),
  },
  {
    description: 'The version that was stored.',
    outputFields: (t) => ({
      document: t.field({
        type: Document,
        description: 'The document.',
        resolve: ({ document }: Received) => document,
      }),
      version: t.field({
        type: DocumentVersion,
        description: 'The version.',
        resolve: ({ version }: Received) => version,
      }),
    }),
  },
);

const HttpHeader = builder.objectRef<PreparedUpload['headers'][number]>('HttpHeader').implement({
  description: 'A header of an HTTP request.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name.' }),
    value: t.exposeString('value', { description: 'Its value.' }),
  }),
});

const DocumentUpload = builder.objectRef<PreparedUpload>('DocumentUpload').implement({
  description: 'Where a file can be sent to, once.',
  fields: (t) => ({
    id: t.id({
      description: 'Id of the upload, by which `documentUploadProgressed` tells how far it is.',
      resolve: ({ id }) => encodeId('DocumentUpload', id),
    }),
    url: t.exposeString('url', { description: 'Where to. Whoever has it can send the file: keep it to yourself.' }),
    method: t.exposeString('method', { description: 'By which method: PUT.' }),
    headers: t.field({
      type: [HttpHeader],
      description: 'What the request must say. Browsers set Content-Length themselves.',
      resolve: ({ headers }) => headers,
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'By when it must have begun.' }),
  }),
});

builder.relayMutationField(
  'documentUploadPrepare',
  {
    description: 'What the file is to be: `kind` and `name` for a new document, or `documentId` for a new version.',
    inputFields: (t) => ({
      kind: t.field({ type: DocumentKind, required: false, description: 'PROJECT_DOCUMENT, REPORT or USER_FILE.' }),
      projectId: t.id({ required: false, description: 'The project that it belongs to, one of yours.' }),
      organizationId: t.id({
        required: false,
        description: 'The organization that you bring it for, and whose it is then; its ADMIN may.',
      }),
      name: t.string({ required: false, description: 'What it is called, up to 200 characters; no path.' }),
      documentId: t.id({ required: false, description: 'The document that it is a new version of.' }),
      mediaType: t.string({ description: 'What it is, such as "application/pdf". It is compared with the bytes.' }),
      size: t.field({ type: 'Decimal', description: 'How many bytes it has, exactly.' }),
    }),
  },
  {
    description:
      'Gives an address to send one file to by PUT, without a token. The answer is JSON with the ids of the document and the version, or `code` and `message` of a refusal; a refusal uses the address up as well.',
    errors: { types: [InputInvalid, NotFound, DocumentTypeRefused, DocumentSpaceExhausted] },
    resolve: (_, { input }, ctx) => prepareDocumentUpload(ctx, input),
  },
  {
    description: 'The upload that was prepared.',
    outputFields: (t) => ({
      upload: t.field({ type: DocumentUpload, description: 'Where to send it.', resolve: (upload) => upload }),
    }),
  },
);

builder.relayMutationField(
  'documentDelete',
  {
    description: 'Which document.',
    inputFields: (t) => ({ documentId: t.id({ description: 'Id of the document.' }) }),
  },
  {
    description:
      'Deletes a document with all its versions. Nobody sees it any more; its bytes are erased later. What a proof refers to stays.',
    errors: { types: [InputInvalid, NotFound, DocumentHeld] },
    resolve: (_, { input }, ctx) => deleteDocument(ctx, input),
  },
  {
    description: 'The document that was deleted.',
    outputFields: (t) => ({
      document: t.field({ type: Document, description: 'The document.', resolve: (document) => document }),
    }),
  },
);

type UploadEvent = FeedEvent<'documentUpload'>;

const DocumentUploadStatus = enumOf('DocumentUploadStatus', 'How an upload stands.', {
  RECEIVING: 'Its bytes come in.',
  STORED: 'It is there: see `document`.',
  REFUSED: 'It was refused, or broke off: see `refusal`. Nothing of it was kept.',
} satisfies Record<UploadEvent['payload']['status'], string>);

const DocumentUploadProgressedEvent = builder.objectRef<UploadEvent>('DocumentUploadProgressedEvent').implement({
  description: 'An upload has come further, or has ended.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` to miss nothing that follows.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    uploadId: t.id({
      description: 'Id of the upload.',
      resolve: ({ payload }) => encodeId('DocumentUpload', payload.id),
    }),
    status: t.field({
      type: DocumentUploadStatus,
      description: 'How it stands.',
      resolve: ({ payload }) => payload.status,
    }),
    receivedBytes: t.field({
      type: 'Decimal',
      description: 'Bytes that have come.',
      resolve: ({ payload }) => payload.receivedBytes,
    }),
    totalBytes: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'Bytes that are to come in all, where that was said before.',
      resolve: ({ payload }) => payload.totalBytes,
    }),
    document: t.field({
      type: Document,
      nullable: true,
      description: 'The document, once it is stored.',
      resolve: ({ payload }, _, ctx) => (payload.documentId === null ? null : documentOf(ctx, payload.documentId)),
    }),
    refusal: t.string({
      nullable: true,
      description: 'Code of what it was refused with.',
      resolve: ({ payload }) => payload.refusal,
    }),
  }),
});

builder.subscriptionField('documentUploadProgressed', (t) =>
  t.field({
    type: DocumentUploadProgressedEvent,
    description: 'How far your uploads are, about once a second while bytes come in, and how each of them ended.',
    args: {
      ...afterArg,
      uploadId: t.arg.id({ required: false, description: 'Only this one (default: all of yours).' }),
    },
    subscribe: (_, args, ctx) => watchUploads(ctx, args),
    resolve: (event) => event,
  }),
);
