import { useState } from 'preact/hooks';
import { type Asset, FindRecipientText, RecordDepositText } from '../../../operations.generated.ts';
import { ask } from '../../api/ask.ts';
import { issueOf, useAction } from '../../api/use-action.ts';
import { parse } from '../../lib/decimal.ts';
import { amount } from '../../lib/money.ts';
import { newKey } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Bill, Card } from '../../ui/layout.tsx';
import { Sending } from '../../ui/sending.tsx';
import { Problem } from '../../ui/states.tsx';
import { say } from '../../ui/toasts.tsx';
import { Admin } from './admin.tsx';
import { BankEntries } from './bank-entries.tsx';
import { Unclaimed } from './unclaimed.tsx';
import { WithdrawalQueue } from './withdrawal-queue.tsx';

/** What comes in by the bank and what goes out: decided by people, never for themselves. */
export const Money = () => (
  <Admin
    title="Deposits and withdrawals"
    lead="Whoever records or decides is never the owner of the wallet; the database holds that, too."
  >
    <WithdrawalQueue />
    <RecordDeposit />
    <BankEntries />
    <Unclaimed />
  </Admin>
);

interface Wish {
  readonly owner: { readonly id: string; readonly displayName: string; readonly username: string };
  readonly asset: Asset;
  readonly sum: string;
  readonly reference: string;
  readonly key: string;
}

function RecordDeposit() {
  const [wish, setWish] = useState<Wish | undefined>(undefined);
  const [turn, setTurn] = useState(0);
  const action = useAction(RecordDepositText);

  async function record({ owner, asset, sum, reference, key }: Wish): Promise<void> {
    const input = { ownerId: owner.id, asset, amount: sum, bankReference: reference, idempotencyKey: key };
    if (!(await action.run({ input }))) return;
    say(`${amount(sum, asset)} are in the wallet of ${owner.displayName}.`);
    setWish(undefined);
    setTurn(turn + 1);
  }

  return (
    <Card title="Record a deposit">
      {wish ? (
        <div class="stack">
          <Bill
            lines={[
              ['Into the wallet of', `${wish.owner.displayName} (${wish.owner.username})`],
              ['Reference of the bank', wish.reference],
            ]}
            sum={['Amount', amount(wish.sum, wish.asset)]}
          />
          <Sending
            action={action}
            label={`Record ${amount(wish.sum, wish.asset)}`}
            onSend={() => void record(wish)}
            onBack={() => setWish(undefined)}
          />
        </div>
      ) : (
        <DepositForm key={turn} error={action.error} onWish={setWish} />
      )}
    </Card>
  );
}

interface DepositFormProps {
  readonly error: Error | undefined;
  readonly onWish: (wish: Wish) => void;
}

function DepositForm({ error: refused, onWish }: DepositFormProps) {
  const [username, setUsername] = useState('');
  const [asset, setAsset] = useState<Asset>('EUR');
  const [sum, setSum] = useState('');
  const [reference, setReference] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | undefined>(undefined);
  const isGood = (parse(sum)?.units ?? 0n) > 0n && username !== '' && reference !== '';

  async function find(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      const { user } = await ask(FindRecipientText, { username: username.trim() });
      if (!user) throw new Error(`There is nobody called ${username}.`);
      onWish({ owner: user, asset, sum: sum.trim(), reference: reference.trim(), key: newKey() });
    } catch (error) {
      setError(error as Error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Form onSend={find}>
      <div class="form-row">
        <TextField label="User name" autocomplete="off" required value={username} onText={setUsername} />
        <SelectField
          label="Asset"
          value={asset}
          options={[
            ['EUR', 'Euro'],
            ['USD', 'US dollar'],
            ['ETH', 'Ether'],
            ['CARBON', 'CARBON'],
          ]}
          onPick={setAsset}
        />
        <TextField
          label="Amount"
          unit={asset}
          inputMode="decimal"
          autocomplete="off"
          required
          wrong={issueOf(refused, 'amount')}
          value={sum}
          onText={setSum}
        />
        <TextField
          label="Reference of the bank"
          help="Each is recorded once."
          autocomplete="off"
          required
          value={reference}
          onText={setReference}
        />
      </div>
      {error && <Problem error={error} />}
      <div class="actions">
        <Button type="submit" look="main" busy={busy} disabled={!isGood}>
          Review
        </Button>
      </div>
    </Form>
  );
}
