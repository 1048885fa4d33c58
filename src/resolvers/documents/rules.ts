import { z } from 'zod';
import { type DocumentKind, documentKind, type DocumentRow } from '../../db/documents.ts';
import { InputInvalid } from '../errors.ts';
import { actingFor, nodeId, optional, text } from '../input.ts';
import type { ThingRules } from '../standings.ts';
import { DocumentTypeRefused } from './errors.ts';
import { endings, essenceOf, type MediaType } from './media-types.ts';
import { fileOf, type UploadFile } from './upload-files.ts';

const ALL = Object.keys(endings) as MediaType[];
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Which types a document of each kind may have. */
const typesOf: Readonly<Record<DocumentKind, readonly MediaType[]>> = {
  PROJECT_DOCUMENT: ALL,
  POAI_BUNDLE: ['application/json', 'application/zip'],
  CERTIFICATE: ['application/pdf', 'application/json'],
  REPORT: ['application/pdf', 'application/json', 'text/csv', 'application/zip', XLSX, DOCX],
  USER_FILE: ALL,
};

/** What users bring. The others the platform makes itself. */
const BROUGHT = ['PROJECT_DOCUMENT', 'REPORT', 'USER_FILE'] as const satisfies readonly DocumentKind[];

/** Throws DocumentTypeRefused. */
export function refuseType(kind: DocumentKind, mediaType: MediaType): void {
  if (typesOf[kind].includes(mediaType)) return;
  const taken = typesOf[kind].map((type) => endings[type]).join(', ');
  throw new DocumentTypeRefused(`A ${kind} may be ${taken}, and this is ${mediaType}. Nothing was kept.`);
}

/** Characters that make a name look like another one: they turn the direction of the text, or are not seen. */
const DECEIVING = /[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/** A name for people. No path is made of it; what looks like one is refused all the same, since others might. */
const documentName = text(1, 200)
  .refine((name) => !/[/\\]/.test(name), 'holds a slash or a backslash: a name is no path')
  .refine((name) => !/^\.+$/.test(name), 'is no name')
  .refine((name) => !/[\t\r\n]/.test(name), 'holds a line break or a tab')
  .refine((name) => !DECEIVING.test(name), 'holds a character that is not seen or turns the text around');

/** A file of the request. */
export const uploadFile = z.custom<object>().transform((handle, ctx): UploadFile => {
  const file = fileOf(handle);
  if (file) return file;
  ctx.addIssue('is no file of this request');
  return z.NEVER;
});

/** The name that a program gives with a file is not kept, but one that is a path is a trick. Throws InputInvalid. */
export function refusePath(fileName: string | undefined): void {
  // eslint-disable-next-line no-control-regex -- NUL ends a path for some
  if (!/[/\\\u0000]|^\.\.?$/.test(fileName ?? '')) return;
  throw new InputInvalid([{ path: ['file'], message: 'has a name that is a path' }]);
}

export type DocumentAction = 'ADD_VERSION' | 'DELETE' | 'READ_ACCESSES';

/** How a document stands, as far as actions ask. */
export interface DocumentStanding extends Pick<DocumentRow, 'kind' | 'deletedAt'> {
  /** Whether something refers to a version of it, such as a proof. */
  readonly isHeld: boolean;
}

/** What proofs were made of, nobody changes. */
const isOpen = ({ kind, deletedAt }: Pick<DocumentStanding, 'kind' | 'deletedAt'>): boolean =>
  deletedAt === null && kind !== 'POAI_BUNDLE';

/** Who may do what to a document, and when. Its owners are who brought it (or its organization) and its project's. */
export const documentActions = {
  ADD_VERSION: { owner: 'document.write', anyone: 'document.manage', when: isOpen },
  DELETE: {
    owner: 'document.write',
    anyone: 'document.manage',
    when: (document) => isOpen(document) && !document.isHeld,
  },
  READ_ACCESSES: { owner: 'document.audit', anyone: 'document.read-any', when: () => true },
} as const satisfies ThingRules<DocumentStanding, DocumentAction>;

const target = {
  kind: z.enum(documentKind.enumValues),
  projectId: optional(nodeId('Project')),
  organizationId: actingFor,
  name: documentName,
};

const isBrought = (kind: DocumentKind): boolean => (BROUGHT as readonly DocumentKind[]).includes(kind);

/** A new document is of a kind that users bring, and belongs to a project if it is a project's. */
function checkTarget(
  { kind, projectId }: { kind: DocumentKind; projectId?: string | undefined },
  ctx: IssueSink,
): void {
  if (!isBrought(kind)) ctx.addIssue({ code: 'custom', path: ['kind'], message: 'is made by the platform alone' });
  if (kind === 'PROJECT_DOCUMENT' && projectId === undefined) {
    ctx.addIssue({ code: 'custom', path: ['projectId'], message: 'says of which project the document is' });
  }
}
type IssueSink = { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void };

export const uploadDocumentInput = z.object({ ...target, file: uploadFile }).superRefine(checkTarget);

export const addVersionInput = z.object({ documentId: nodeId('Document'), file: uploadFile });

export const prepareUploadInput = (mostBytes: number) =>
  z
    .object({
      documentId: optional(nodeId('Document')),
      kind: optional(target.kind),
      projectId: target.projectId,
      organizationId: target.organizationId,
      name: optional(documentName),
      mediaType: z
        .string()
        .transform((given) => essenceOf(given) as MediaType)
        .refine((type) => ALL.includes(type), `is none of ${ALL.join(', ')}`),
      size: z
        .string()
        .regex(/^[1-9]\d{0,14}$/, 'is no number of bytes')
        .transform(Number)
        .refine((size) => size <= mostBytes, `is more than ${mostBytes}, the most that is taken`),
    })
    .superRefine(({ documentId, kind, projectId, organizationId, name }, ctx) => {
      if (documentId === undefined && kind !== undefined && name !== undefined)
        return checkTarget({ kind, projectId }, ctx);
      const isNamed = [kind, name, projectId, organizationId].some((given) => given !== undefined);
      if (documentId !== undefined && !isNamed) return;
      const message = 'give `documentId` for a new version, or else `kind` and `name` for a new document';
      ctx.addIssue({ code: 'custom', path: ['documentId'], message });
    });

export const deleteDocumentInput = z.object({ documentId: nodeId('Document') });

export const documentFilter = z.object({
  kind: optional(z.enum(documentKind.enumValues)),
  projectId: optional(nodeId('Project')),
});

export const uploadFilter = z.object({ uploadId: optional(nodeId('DocumentUpload')) });

/** The name as a file gets it: with the ending of its type, whatever it had. */
export function fileNameOf(name: string, mediaType: string): string {
  const ending = endings[mediaType as MediaType];
  const others = ending === 'jpg' ? ['jpg', 'jpeg'] : [ending];
  return others.some((known) => name.toLowerCase().endsWith(`.${known}`)) ? name : `${name}.${ending}`;
}
