import { type MyAccountQuery, RevokeSessionText } from '../../../operations.generated.ts';
import { useAction } from '../../api/use-action.ts';
import { momentOf } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Badge, Card } from '../../ui/layout.tsx';
import { Problem } from '../../ui/states.tsx';

type Session = MyAccountQuery['mySessions']['edges'][number]['node'];

interface SessionsProps {
  readonly sessions: readonly Session[];
  readonly onChanged: () => void;
}

/** Where one is signed in, and the way to end that from here. */
export function Sessions({ sessions, onChanged }: SessionsProps) {
  const action = useAction(RevokeSessionText);
  return (
    <Card title="Sessions">
      {action.error && <Problem error={action.error} />}
      <ul class="tape">
        {sessions.map(({ id, current, lastUsedAt, address, userAgent, endedAt }) => (
          <li key={id}>
            <span>{nameOf(userAgent)}</span>
            <span>
              {current && <Badge tone="good">This one</Badge>}
              {endedAt != null && <Badge>Ended</Badge>}
              {!current && endedAt == null && (
                <Button
                  size="small"
                  busy={action.busy}
                  onClick={async () => {
                    if (await action.run({ input: { sessionId: id } })) onChanged();
                  }}
                >
                  End
                </Button>
              )}
            </span>
            <span class="soft small">
              {address}, last used {momentOf(lastUsedAt)}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** What of a user agent says something to a person. */
function nameOf(userAgent: string | null | undefined): string {
  if (userAgent == null) return 'Unknown program';
  const [browser] = /(?:Firefox|Edg|OPR|Chrome|Safari|curl|node)\/?[\d.]*/.exec(userAgent) ?? [];
  const [system] = /Windows|Mac OS X|Android|iPhone|iPad|Linux/.exec(userAgent) ?? [];
  return [browser?.replace('Edg', 'Edge').split('/')[0] ?? userAgent.slice(0, 40), system && `on ${system}`]
    .filter(Boolean)
    .join(' ');
}
