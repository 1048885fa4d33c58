import { useState } from 'preact/hooks';
import { FindRecipientText, SendTransferText, type WalletPartsFragment } from '../../../operations.generated.ts';
import { ask } from '../../api/ask.ts';
import { me } from '../../api/session.ts';
import { issueOf, useAction } from '../../api/use-action.ts';
import { acting, actingId } from '../../lib/acting.ts';
import { covers } from '../../lib/cost.ts';
import { parse } from '../../lib/decimal.ts';
import { amount } from '../../lib/money.ts';
import { newKey } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Bill } from '../../ui/layout.tsx';
import { Sending } from '../../ui/sending.tsx';
import { Problem } from '../../ui/states.tsx';

interface TransferDialogProps {
  readonly wallet: WalletPartsFragment;
  readonly onClose: () => void;
}

interface Wish {
  readonly recipient: { readonly id: string; readonly displayName: string; readonly username: string };
  readonly moved: string;
  readonly note: string;
  readonly key: string;
}

export function TransferDialog({ wallet, onClose }: TransferDialogProps) {
  const [wish, setWish] = useState<Wish | undefined>(undefined);
  const [sent, setSent] = useState(false);
  const action = useAction(SendTransferText);
  const { asset } = wallet;

  async function send({ recipient, moved, note, key }: Wish): Promise<void> {
    const input = {
      asset,
      amount: moved,
      recipientId: recipient.id,
      idempotencyKey: key,
      note: note || null,
      organizationId: actingId(),
    };
    setSent((await action.run({ input })) !== undefined);
  }

  return (
    <Dialog title={`Send ${asset}`} locked={action.busy} onClose={onClose}>
      {!wish && <Choose wallet={wallet} onChoose={setWish} />}
      {wish && !sent && (
        <>
          <Bill
            lines={[
              ['From', acting.value?.name ?? 'Your wallet'],
              ['To', `${wish.recipient.displayName} (${wish.recipient.username})`],
              ...(wish.note ? [['Note', wish.note] as const] : []),
            ]}
            sum={['They get', amount(wish.moved, asset)]}
          />
          <p class="small soft">It costs no fee and is there at once. It cannot be called back.</p>
          <Sending
            action={action}
            label={`Send ${amount(wish.moved, asset)}`}
            onSend={() => void send(wish)}
            onBack={() => setWish(undefined)}
          />
        </>
      )}
      {sent && wish && (
        <>
          <p class="hint" data-tone="good" role="status">
            {amount(wish.moved, asset)} are with {wish.recipient.displayName}.
          </p>
          <div class="actions">
            <Button look="main" onClick={onClose}>
              Done
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}

interface ChooseProps {
  readonly wallet: WalletPartsFragment;
  readonly onChoose: (wish: Wish) => void;
}

function Choose({ wallet: { asset, available }, onChoose }: ChooseProps) {
  const [username, setUsername] = useState('');
  const [moved, setMoved] = useState('');
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | undefined>(undefined);
  const parsed = parse(moved);
  const isGood = parsed !== undefined && parsed.units > 0n;
  const wrong = isGood && !covers(available, moved) ? `You have ${amount(available, asset)} to send.` : undefined;

  /** Shows who it is before anything is sent: names are mistyped. */
  async function find(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      const { user } = await ask(FindRecipientText, { username: username.trim() });
      if (!user) throw new Error(`There is nobody called ${username}.`);
      if (user.id === me.value?.id && acting.value === undefined) throw new Error('That is you.');
      onChoose({ recipient: user, moved: moved.trim(), note: note.trim(), key: newKey() });
    } catch (error) {
      setError(error as Error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Form
      onSend={() => {
        if (isGood && wrong === undefined) void find();
      }}
    >
      <TextField
        label="To whom"
        help="Their user name."
        autocomplete="off"
        required
        value={username}
        onText={setUsername}
      />
      <TextField
        label="How much"
        unit={asset}
        inputMode="decimal"
        autocomplete="off"
        required
        value={moved}
        onText={setMoved}
        wrong={wrong ?? issueOf(error, 'amount')}
        help={`${amount(available, asset)} available.`}
      />
      <TextField label="Note for both" autocomplete="off" value={note} onText={setNote} />
      {error && <Problem error={error} />}
      <div class="actions">
        <Button type="submit" look="main" busy={busy} disabled={!isGood || wrong !== undefined || username === ''}>
          Review
        </Button>
      </div>
    </Form>
  );
}
