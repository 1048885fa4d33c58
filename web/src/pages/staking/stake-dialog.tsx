import { useState } from 'preact/hooks';
import {
  type PreparedPartsFragment,
  PrepareStakeText,
  PrepareUnstakeText,
  type StakePartsFragment,
} from '../../../operations.generated.ts';
import { ask } from '../../api/ask.ts';
import { carryOut } from '../../api/use-action.ts';
import { parse } from '../../lib/decimal.ts';
import { amount } from '../../lib/money.ts';
import { shortened } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Problem } from '../../ui/states.tsx';
import { Prepared } from '../../wallet/prepared.tsx';

interface StakeDialogProps {
  readonly what: 'stake' | 'unstake' | 'withdraw';
  readonly stake: StakePartsFragment;
  readonly onClose: () => void;
}

/** What is to be signed next: the thing itself, or the permission that it needs first. */
interface Next {
  readonly prepared: PreparedPartsFragment;
  readonly isApproval: boolean;
}

const TITLES = { stake: 'Stake CARBON', unstake: 'Unstake CARBON', withdraw: 'Take what is unstaked' } as const;

export function StakeDialog({ what, stake, onClose }: StakeDialogProps) {
  const [wanted, setWanted] = useState('');
  const [next, setNext] = useState<Next | undefined>(undefined);
  const [sent, setSent] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const [isWaiting, setWaiting] = useState(false);
  const [error, setError] = useState<Error | undefined>(undefined);
  const isGood = what === 'withdraw' || (parse(wanted)?.units ?? 0n) > 0n;

  async function prepare(isAllowed = false): Promise<void> {
    setBusy(true);
    setWaiting(isAllowed);
    setError(undefined);
    try {
      const find = isAllowed ? prepareOnceAllowed : prepareFor;
      setNext(await find(what, stake.address, wanted.trim()));
    } catch (error) {
      setError(error as Error);
    } finally {
      setBusy(false);
      setWaiting(false);
    }
  }

  return (
    <Dialog title={TITLES[what]} onClose={onClose}>
      {sent !== undefined && <Sent hash={sent} onClose={onClose} />}
      {sent === undefined && next && (
        <>
          {next.isApproval && (
            <p class="hint">
              First your wallet lets the staking contract take {amount(wanted, 'CARBON')}. The staking itself follows.
            </p>
          )}
          <Prepared
            key={next.prepared.transaction}
            prepared={next.prepared}
            onSent={(hash) => {
              if (!next.isApproval) return setSent(hash);
              setNext(undefined);
              void prepare(true);
            }}
          />
        </>
      )}
      {sent === undefined && !next && (
        <Form
          onSend={() => {
            if (isGood) void prepare();
          }}
        >
          {what !== 'withdraw' && <HowMuch what={what} staked={stake.staked} value={wanted} onText={setWanted} />}
          {isWaiting && <p class="hint">Waiting until the chain has your permission…</p>}
          {error && <Problem error={error} />}
          <div class="actions">
            <Button type="submit" look="main" busy={busy} disabled={!isGood}>
              Prepare the transaction
            </Button>
          </div>
        </Form>
      )}
    </Dialog>
  );
}

type What = StakeDialogProps['what'];

interface HowMuchProps {
  readonly what: What;
  readonly staked: string;
  readonly value: string;
  readonly onText: (text: string) => void;
}

const HowMuch = ({ what, staked, value, onText }: HowMuchProps) => (
  <TextField
    label="How much"
    unit="CARBON"
    inputMode="decimal"
    autocomplete="off"
    required
    value={value}
    onText={onText}
    help={
      what === 'unstake' ? `${amount(staked, 'CARBON')} staked. It rests a while before it can be taken.` : undefined
    }
  />
);

const LOOK_EVERY_MS = 1_000;
const LOOK_FOR_MS = 120_000;

/** The permission counts once it is mined: until then a prepare only asks for it again. */
async function prepareOnceAllowed(what: What, from: string, wanted: string): Promise<Next> {
  for (const startedAt = Date.now(); Date.now() - startedAt < LOOK_FOR_MS;) {
    const next = await prepareFor(what, from, wanted);
    if (!next.isApproval) return next;
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_EVERY_MS);
    });
  }
  throw new Error('The chain does not have your permission yet. Prepare the transaction again in a while.');
}

async function prepareFor(what: What, from: string, wanted: string): Promise<Next> {
  if (what !== 'stake') {
    const input = { from, amount: what === 'unstake' ? wanted : null };
    return { prepared: (await carryOut(PrepareUnstakeText, { input })).prepared, isApproval: false };
  }
  const { stakePrepare } = await ask(PrepareStakeText, { input: { from, amount: wanted } });
  if (stakePrepare.__typename === 'ApprovalMissing') return { prepared: stakePrepare.approval, isApproval: true };
  if (stakePrepare.__typename === 'StakePreparePayload') return { prepared: stakePrepare.prepared, isApproval: false };
  throw new Error(stakePrepare.message);
}

const Sent = ({ hash, onClose }: { readonly hash: string; readonly onClose: () => void }) => (
  <>
    <p class="hint" data-tone="good" role="status">
      Sent as <code title={hash}>{shortened(hash, 8)}</code>. The page changes by itself once the chain has it.
    </p>
    <div class="actions">
      <Button look="main" onClick={onClose}>
        Done
      </Button>
    </div>
  </>
);
