import { ProjectDocumentsText } from '../../../operations.generated.ts';
import { usePages } from '../../api/use-pages.ts';
import { dayOf } from '../../lib/time.ts';
import { Card } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';

const KIB = 1_024;
const sizeOf = (bytes: string): string =>
  Number(bytes) < KIB * KIB ? `${Math.ceil(Number(bytes) / KIB)} KiB` : `${(Number(bytes) / KIB / KIB).toFixed(1)} MiB`;

export function Documents({ projectId }: { readonly projectId: string }) {
  const pages = usePages(ProjectDocumentsText, { id: projectId }, ({ project }) => project?.documents);
  return (
    <Card title="Documents">
      <List of={pages} empty={<p class="soft">No document of this project is public.</p>}>
        {(documents) => (
          <ul class="tape">
            {documents.map(({ id, name, createdAt, downloadUrl, version }) => (
              <li key={id}>
                <a href={downloadUrl} download>
                  {name}
                </a>
                <span class="soft small">{sizeOf(version.size)}</span>
                <span class="soft small">
                  {version.mediaType}, version {version.number}, {dayOf(createdAt)}
                </span>
              </li>
            ))}
          </ul>
        )}
      </List>
    </Card>
  );
}
