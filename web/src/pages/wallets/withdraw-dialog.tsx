import { useState } from 'preact/hooks';
import { MyAddressesText, RequestWithdrawalText, type WalletPartsFragment } from '../../../operations.generated.ts';
import { issueOf, useAction } from '../../api/use-action.ts';
import { useRead } from '../../api/use-read.ts';
import { covers } from '../../lib/cost.ts';
import { parse } from '../../lib/decimal.ts';
import { amount } from '../../lib/money.ts';
import { newKey, shortened } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Bill } from '../../ui/layout.tsx';
import { Sending } from '../../ui/sending.tsx';
import { Loading } from '../../ui/states.tsx';

interface WithdrawDialogProps {
  readonly wallet: WalletPartsFragment;
  readonly onClose: () => void;
}

interface Wish {
  readonly moved: string;
  readonly destination: string;
  readonly key: string;
}

const ON_CHAIN = new Set(['ETH', 'CARBON']);

export function WithdrawDialog({ wallet: { asset, available }, onClose }: WithdrawDialogProps) {
  const [wish, setWish] = useState<Wish | undefined>(undefined);
  const [asked, setAsked] = useState(false);
  const action = useAction(RequestWithdrawalText);

  async function request({ moved, destination, key }: Wish): Promise<void> {
    const input = { asset, amount: moved, destination, idempotencyKey: key };
    setAsked((await action.run({ input })) !== undefined);
  }

  return (
    <Dialog title={`Withdraw ${asset}`} locked={action.busy} onClose={onClose}>
      {!wish && <Choose asset={asset} available={available} onChoose={setWish} error={action.error} />}
      {wish && !asked && (
        <>
          <Bill lines={[['To', wish.destination]]} sum={['Leaves your wallet', amount(wish.moved, asset)]} />
          <p class="small soft">
            The amount is held from now on. Somebody of the platform decides, and what is not approved comes back.
          </p>
          <Sending
            action={action}
            label={`Withdraw ${amount(wish.moved, asset)}`}
            onSend={() => void request(wish)}
            onBack={() => setWish(undefined)}
          />
        </>
      )}
      {asked && (
        <>
          <p class="hint" data-tone="good" role="status">
            Your request is with the platform. You see below how far it is.
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
  readonly asset: string;
  readonly available: string;
  readonly error: Error | undefined;
  readonly onChoose: (wish: Wish) => void;
}

function Choose({ asset, available, error, onChoose }: ChooseProps) {
  const isOnChain = ON_CHAIN.has(asset);
  const addresses = useRead(MyAddressesText, isOnChain ? {} : null);
  const linked = addresses.data?.myAddresses.filter(({ unlinkedAt }) => unlinkedAt == null) ?? [];
  const [moved, setMoved] = useState('');
  const [typed, setTyped] = useState('');
  const destination = typed || (isOnChain ? (linked[0]?.address ?? '') : '');
  const parsed = parse(moved);
  const isGood = parsed !== undefined && parsed.units > 0n;
  const wrong =
    isGood && !covers(available, moved) ? `You have ${amount(available, asset)}.` : issueOf(error, 'amount');
  if (isOnChain && !addresses.data) return <Loading lines={3} />;
  if (isOnChain && linked.length === 0) {
    return (
      <p>
        {asset} is paid out to an address that you have linked. <a href="/account">Link a wallet</a> first.
      </p>
    );
  }
  return (
    <Form
      onSend={() => {
        if (isGood && wrong === undefined)
          onChoose({ moved: moved.trim(), destination: destination.trim(), key: newKey() });
      }}
    >
      {isOnChain ? (
        <SelectField
          label="To your address"
          value={destination}
          options={linked.map(({ address }) => [address, shortened(address, 8)] as const)}
          onPick={setTyped}
        />
      ) : (
        <TextField
          label="To your account"
          help="Its IBAN."
          autocomplete="off"
          required
          wrong={issueOf(error, 'destination')}
          value={typed}
          onText={setTyped}
        />
      )}
      <TextField
        label="How much"
        unit={asset}
        inputMode="decimal"
        autocomplete="off"
        required
        value={moved}
        onText={setMoved}
        wrong={wrong}
        help={`${amount(available, asset)} available.`}
      />
      <div class="actions">
        <Button type="submit" look="main" disabled={!isGood || wrong !== undefined || destination === ''}>
          Review
        </Button>
      </div>
    </Form>
  );
}
