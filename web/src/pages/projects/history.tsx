import { ProjectHistoryText } from '../../../operations.generated.ts';
import { usePages } from '../../api/use-pages.ts';
import { dayOf } from '../../lib/time.ts';
import { plural, words } from '../../lib/words.ts';
import { Card } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';

/** What became of the project, the newest first. */
export function History({ projectId }: { readonly projectId: string }) {
  const pages = usePages(ProjectHistoryText, { id: projectId }, ({ project }) => project?.history);
  return (
    <Card title="History">
      <List of={pages} empty={<p class="soft">Nothing yet.</p>}>
        {(entries) => (
          <ol class="timeline">
            {entries.map(({ version, status, suspended, reason, effectiveAt, changes }) => (
              <li key={version}>
                <div>
                  <strong>{words(status)}</strong>
                  {suspended && ', suspended'} <span class="soft small">since {dayOf(effectiveAt)}</span>
                </div>
                {reason !== '' && <p class="small">{reason}</p>}
                {changes.length > 0 && (
                  <details class="small soft">
                    <summary>{plural(changes.length, 'change')}</summary>
                    <ul>
                      {changes.map(({ field, from, to }) => (
                        <li key={field}>
                          {words(field.replaceAll(/(?=[A-Z])/g, '_'))}: {from ?? 'nothing'} → {to ?? 'nothing'}
                        </li>
                      ))}
                    </ul>
                  </details>
                )}
              </li>
            ))}
          </ol>
        )}
      </List>
    </Card>
  );
}
