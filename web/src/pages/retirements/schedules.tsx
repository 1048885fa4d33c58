import {
  CancelScheduleText,
  MySchedulesText,
  type MySchedulesQuery,
  PauseScheduleText,
  ResumeScheduleText,
} from '../../../operations.generated.ts';
import { useAction } from '../../api/use-action.ts';
import { usePages } from '../../api/use-pages.ts';
import { tonnes } from '../../lib/money.ts';
import { dayOf } from '../../lib/time.ts';
import { words } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Badge, Card, Table } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { Problem } from '../../ui/states.tsx';

type Schedule = MySchedulesQuery['myRetirementSchedules']['edges'][number]['node'];

/** Retirements that come by themselves; hidden while there are none. */
export function Schedules({ organizationId }: { readonly organizationId: string | null }) {
  const pages = usePages(MySchedulesText, { organizationId }, ({ myRetirementSchedules }) => myRetirementSchedules);
  if (pages.first.data && pages.nodes.length === 0) return null;
  return (
    <Card title="Schedules">
      <List of={pages} empty={null}>
        {(schedules) => (
          <Table
            caption="Schedules"
            rows={schedules}
            keyOf={({ id }) => id}
            columns={[
              { head: 'How often', cell: ({ interval }) => words(interval) },
              { head: 'What', cell: ({ batch }) => (batch ? `${batch.project.name}, ${batch.vintage}` : 'CARBON') },
              { head: 'For', cell: ({ beneficiaryName }) => beneficiaryName },
              { head: 'Each time', right: true, cell: ({ quantity }) => tonnes(quantity) },
              {
                head: 'Next',
                cell: ({ nextAt }) => (nextAt == null ? 'never' : <span class="nowrap">{dayOf(nextAt)}</span>),
              },
              { head: 'How far', cell: (schedule) => <State schedule={schedule} /> },
              { head: 'Do', cell: (schedule) => <Acts schedule={schedule} onChanged={pages.reload} /> },
            ]}
          />
        )}
      </List>
    </Card>
  );
}

const State = ({ schedule: { status, lastError } }: { readonly schedule: Schedule }) => (
  <>
    <Badge tone={status === 'ACTIVE' ? 'good' : undefined}>{words(status)}</Badge>
    {lastError != null && <p class="small down">{lastError}</p>}
  </>
);

function Acts({
  schedule: { id, status },
  onChanged,
}: {
  readonly schedule: Schedule;
  readonly onChanged: () => void;
}) {
  const pausing = useAction(PauseScheduleText);
  const resuming = useAction(ResumeScheduleText);
  const ending = useAction(CancelScheduleText);
  const error = pausing.error ?? resuming.error ?? ending.error;
  const input = { scheduleId: id };
  return (
    <div class="row">
      {status === 'ACTIVE' && (
        <Button
          size="small"
          busy={pausing.busy}
          onClick={async () => {
            if (await pausing.run({ input })) onChanged();
          }}
        >
          Pause
        </Button>
      )}
      {status === 'PAUSED' && (
        <Button
          size="small"
          busy={resuming.busy}
          onClick={async () => {
            if (await resuming.run({ input })) onChanged();
          }}
        >
          Resume
        </Button>
      )}
      {(status === 'ACTIVE' || status === 'PAUSED') && (
        <Button
          size="small"
          look="danger"
          busy={ending.busy}
          onClick={async () => {
            if (await ending.run({ input })) onChanged();
          }}
        >
          End
        </Button>
      )}
      {error && <Problem error={error} />}
    </div>
  );
}
