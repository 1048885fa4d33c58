import { useState } from 'preact/hooks';
import { CreateScheduleText, type RetireMutation, RetireText } from '../../../operations.generated.ts';
import { useAction } from '../../api/use-action.ts';
import { actingId } from '../../lib/acting.ts';
import { tonnes } from '../../lib/money.ts';
import { dayOf } from '../../lib/time.ts';
import { words } from '../../lib/words.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { CheckField } from '../../ui/field.tsx';
import { Bill } from '../../ui/layout.tsx';
import { Sending } from '../../ui/sending.tsx';
import { type Claim, ClaimForm, claimInputOf, EVERY } from './claim-form.tsx';

/** What can be retired: credits of a batch, or CARBON where there is none. */
export interface Retirable {
  readonly batchId: string | null;
  readonly name: string;
  readonly available: string;
}

type Retired = Extract<RetireMutation['retirementRequest'], { readonly __typename: 'RetirementRequestPayload' }>;

interface RetireDialogProps {
  readonly of: Retirable;
  readonly onClose: () => void;
}

/** Retiring is for ever, so one sees for whom, how much and why once more, and says so before it is done. */
export function RetireDialog({ of, onClose }: RetireDialogProps) {
  const [claim, setClaim] = useState<Claim | undefined>(undefined);
  const [review, setReview] = useState(false);
  const [done, setDone] = useState<Retired | 'SCHEDULED' | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  return (
    <Dialog title={done ? 'On its way' : `Retire: ${of.name}`} wide locked={busy} onClose={onClose}>
      {!review && !done && (
        <ClaimForm
          of={of}
          given={claim}
          onClaim={(next) => {
            setClaim(next);
            setReview(true);
          }}
        />
      )}
      {review && claim && !done && (
        <Review of={of} claim={claim} onBusy={setBusy} onDone={setDone} onBack={() => setReview(false)} />
      )}
      {done && <Receipt done={done} onClose={onClose} />}
    </Dialog>
  );
}

interface ReviewProps {
  readonly of: Retirable;
  readonly claim: Claim;
  readonly onBusy: (busy: boolean) => void;
  readonly onDone: (done: Retired | 'SCHEDULED') => void;
  readonly onBack: () => void;
}

function Review({ of, claim, onBusy, onDone, onBack }: ReviewProps) {
  const [understood, setUnderstood] = useState(false);
  const retiring = useAction(RetireText);
  const scheduling = useAction(CreateScheduleText);
  const isOnce = claim.interval === 'ONCE' && claim.startsOn === '';
  const action = isOnce ? retiring : scheduling;

  async function send(): Promise<void> {
    const input = {
      batchId: of.batchId,
      quantity: claim.quantity,
      organizationId: actingId(),
      idempotencyKey: claim.key,
      claim: claimInputOf(claim),
    };
    onBusy(true);
    if (isOnce) {
      const done = await retiring.run({ input });
      if (done) onDone(done);
    } else {
      const startsAt = claim.startsOn === '' ? new Date() : new Date(claim.startsOn);
      const done = await scheduling.run({
        input: { ...input, interval: claim.interval, startsAt: startsAt.toISOString() },
      });
      if (done) onDone('SCHEDULED');
    }
    onBusy(false);
  }

  return (
    <>
      <Bill
        lines={[
          ['For', claim.isPrivate ? `${claim.name} (kept private)` : claim.name],
          ['Reason', words(claim.reason)],
          ...(claim.message ? [['Message, for everybody to read', claim.message] as const] : []),
          ...(isOnce ? [] : [['When', whenOf(claim)] as const]),
        ]}
        sum={[isOnce ? 'Used up for ever' : 'Used up for ever, each time', tonnes(claim.quantity)]}
      />
      <CheckField checked={understood} onCheck={setUnderstood}>
        I understand that retired credits can never be sold, moved or had back.
      </CheckField>
      <Sending
        action={action}
        label={isOnce ? `Retire ${tonnes(claim.quantity)} for ever` : 'Set the schedule'}
        disabled={!understood}
        onSend={() => void send()}
        onBack={onBack}
      />
    </>
  );
}

function whenOf({ interval, startsOn }: Claim): string {
  const often = EVERY.find(([value]) => value === interval)?.[1] ?? interval;
  return `${often}, ${startsOn === '' ? 'from now' : `from ${dayOf(startsOn)}`}`;
}

interface ReceiptProps {
  readonly done: Retired | 'SCHEDULED';
  readonly onClose: () => void;
}

const Receipt = ({ done, onClose }: ReceiptProps) => (
  <>
    <p class="hint" data-tone="good" role="status">
      {done === 'SCHEDULED'
        ? 'The schedule is set. You can pause or end it on the page of your retirements.'
        : receiptOf(done)}
    </p>
    <div class="actions">
      <LinkButton href="/retirements">To your retirements</LinkButton>
      <Button look="main" onClick={onClose}>
        Done
      </Button>
    </div>
  </>
);

function receiptOf({ retirements, carbonHeld }: Retired): string {
  const sums = retirements.map(({ quantity }) => tonnes(quantity)).join(' and ');
  const held = Number(carbonHeld) > 0 ? ` ${tonnes(carbonHeld)} is held for the next whole tonne.` : '';
  return sums === ''
    ? `Less than a tonne: it is held until there is a whole one.${held}`
    : `${sums} on the way to the chain. The certificate follows when it is final.${held}`;
}
