import type { ComponentChildren } from 'preact';
import { type ProjectDocumentsQuery, ProjectDocumentsText } from '../../../operations.generated.ts';
import { type Pages, usePages } from '../../api/use-pages.ts';
import { dayOf } from '../../lib/time.ts';
import { Card } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { BringDocument } from './bring-document.tsx';

const KIB = 1_024;
const sizeOf = (bytes: string): string =>
  Number(bytes) < KIB * KIB ? `${Math.ceil(Number(bytes) / KIB)} KiB` : `${(Number(bytes) / KIB / KIB).toFixed(1)} MiB`;

export type OfDocument = NonNullable<ProjectDocumentsQuery['project']>['documents']['edges'][number]['node'];
type DocumentPages = Pages<OfDocument, ProjectDocumentsQuery>;

/** The documents of a project that one may read, the newest first. */
export const useDocuments = (projectId: string): DocumentPages =>
  usePages(ProjectDocumentsText, { id: projectId }, ({ project }) => project?.documents);

interface DocumentsProps {
  readonly projectId: string;
  /** Whether one acts for its owner; the API decides. */
  readonly isOwn: boolean;
}

export function Documents({ projectId, isOwn }: DocumentsProps) {
  const pages = useDocuments(projectId);
  return (
    <Card title="Documents">
      <div class="stack">
        <DocumentList of={pages} empty="No document of this project is public." />
        {isOwn && <BringDocument projectId={projectId} onBrought={pages.reload} />}
      </div>
    </Card>
  );
}

interface DocumentListProps {
  readonly of: DocumentPages;
  readonly empty: string;
  /** In place of the name as a link. */
  readonly nameOf?: (document: OfDocument) => ComponentChildren;
}

export const DocumentList = ({ of, empty, nameOf = linkTo }: DocumentListProps) => (
  <List of={of} lines={3} empty={<p class="soft">{empty}</p>}>
    {(documents) => (
      <ul class="tape" aria-label="Documents">
        {documents.map((document) => (
          <li key={document.id}>
            {nameOf(document)}
            <span class="soft small">{sizeOf(document.version.size)}</span>
            <span class="soft small">
              {document.version.mediaType}, version {document.version.number}, {dayOf(document.createdAt)}
            </span>
          </li>
        ))}
      </ul>
    )}
  </List>
);

const linkTo = ({ name, downloadUrl }: OfDocument) => (
  <a href={downloadUrl} download>
    {name}
  </a>
);
