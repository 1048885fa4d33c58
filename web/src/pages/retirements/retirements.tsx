import {
  CancelRetirementText,
  MyRetirementsText,
  RetirementChangesText,
  type RetirementPartsFragment,
  type RetirementStatus,
} from '../../../operations.generated.ts';
import { useAction } from '../../api/use-action.ts';
import { usePages } from '../../api/use-pages.ts';
import { useLive } from '../../api/use-read.ts';
import { actingId } from '../../lib/acting.ts';
import { tonnes } from '../../lib/money.ts';
import { momentOf } from '../../lib/time.ts';
import { shortened, words } from '../../lib/words.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Badge, Card, Page } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { Problem, Empty } from '../../ui/states.tsx';
import { SignedIn } from '../../ui/signed-in.tsx';
import { Certificates } from './certificates.tsx';
import { Schedules } from './schedules.tsx';

export const Retirements = () => (
  <SignedIn title="Retirements">
    <MyRetirements />
  </SignedIn>
);

function MyRetirements() {
  const organizationId = actingId();
  const pages = usePages(MyRetirementsText, { organizationId }, ({ myRetirements }) => myRetirements);
  useLive(RetirementChangesText, { organizationId }, pages.reload, pages.reload);
  return (
    <Page
      title="Retirements"
      lead="What was used up, how sure the chain is of it, and the certificates."
      actions={
        <LinkButton href="/credits" look="main">
          Retire credits
        </LinkButton>
      }
    >
      <Certificates organizationId={organizationId} />
      <Card title="All retirements">
        <List of={pages} empty={<Empty title="Nothing was retired yet." />}>
          {(retirements) => (
            <ul class="stack">
              {retirements.map((retirement) => (
                <li key={retirement.id}>
                  <Retirement retirement={retirement} onChanged={pages.reload} />
                </li>
              ))}
            </ul>
          )}
        </List>
      </Card>
      <Schedules organizationId={organizationId} />
    </Page>
  );
}

const WAY: readonly RetirementStatus[] = ['REQUESTED', 'SUBMITTED', 'CONFIRMED', 'FINALIZED'];

interface RetirementProps {
  readonly retirement: RetirementPartsFragment;
  readonly onChanged: () => void;
}

function Retirement({ retirement, onChanged }: RetirementProps) {
  const { id, quantity, status, statusReason, reason, message, requestedAt, beneficiary, batch, project, txHash } =
    retirement;
  const cancelling = useAction(CancelRetirementText);
  return (
    <article class="card" data-flat>
      <div class="stack" data-gap="small">
        <div class="row">
          <strong class="num">{tonnes(quantity)}</strong>
          <span>
            {project && <a href={`/projects/${encodeURIComponent(project.id)}`}>{project.name}</a>}
            {batch && `, ${batch.vintage}`}
          </span>
          <span class="push small soft">{momentOf(requestedAt)}</span>
        </div>
        <p class="small soft">
          For {beneficiary?.name ?? 'a private beneficiary'}: {words(reason).toLowerCase()}.
          {message !== '' && ` “${message}”`}
        </p>
        <Way status={status} />
        {statusReason != null && <p class="small soft">{statusReason}</p>}
        {txHash != null && (
          <p class="small soft">
            Transaction <code title={txHash}>{shortened(txHash, 8)}</code>
          </p>
        )}
        {cancelling.error && <Problem error={cancelling.error} />}
        {status === 'REQUESTED' && (
          <div class="row">
            <Button
              size="small"
              busy={cancelling.busy}
              onClick={async () => {
                if (await cancelling.run({ input: { retirementId: id } })) onChanged();
              }}
            >
              Call it off
            </Button>
          </div>
        )}
      </div>
    </article>
  );
}

/** How far it is on its way to being final, as steps. */
const Way = ({ status }: { readonly status: RetirementStatus }) => {
  if (status === 'REVERTED') return <Badge tone="bad">Came back: the chain undid it</Badge>;
  const at = WAY.indexOf(status);
  return (
    <ol class="way" aria-label={`How far it is: ${words(status)}`}>
      {WAY.map((step, index) => (
        <li key={step} data-done={index <= at} aria-current={index === at ? 'step' : undefined}>
          {words(step)}
        </li>
      ))}
    </ol>
  );
};
