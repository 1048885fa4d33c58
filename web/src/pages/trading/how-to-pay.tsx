import { useState } from 'preact/hooks';
import {
  MyAddressesText,
  type PaymentPartsFragment,
  type PaymentSimulation,
  PreparePaymentText,
  type PreparedPartsFragment,
  SimulatePaymentText,
} from '../../../operations.generated.ts';
import { useAction } from '../../api/use-action.ts';
import { useRead } from '../../api/use-read.ts';
import { amount } from '../../lib/money.ts';
import { momentOf } from '../../lib/time.ts';
import { shortened } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Bill } from '../../ui/layout.tsx';
import { Sending } from '../../ui/sending.tsx';
import { Loading, Problem } from '../../ui/states.tsx';
import { say } from '../../ui/toasts.tsx';
import { Prepared } from '../../wallet/prepared.tsx';

interface HowToPayProps {
  readonly payment: PaymentPartsFragment;
  readonly onChanged: () => void;
}

/** What the payer has to do, by the way they chose. */
export function HowToPay({ payment, onChanged }: HowToPayProps) {
  const { bankTransfer, cryptoTransfer, gateway, method } = payment;
  if (bankTransfer) {
    return (
      <>
        <p>Transfer this, with the reference: without it nobody knows what it is for.</p>
        <Bill
          lines={[
            ['To', bankTransfer.holder],
            ['IBAN', <code key="iban">{bankTransfer.iban}</code>],
            ...(bankTransfer.bic == null ? [] : [['BIC', <code key="bic">{bankTransfer.bic}</code>] as const]),
            ['Reference', <code key="reference">{bankTransfer.reference}</code>],
          ]}
          sum={['Amount', amount(bankTransfer.amount, bankTransfer.currency)]}
        />
      </>
    );
  }
  if (cryptoTransfer) return <ByEther payment={payment} onChanged={onChanged} />;
  if (gateway === 'DEVELOPMENT') return <Simulated payment={payment} onChanged={onChanged} />;
  if (method === 'CARD') {
    return (
      <p class="hint">
        The card is taken by its processor, in whose own page or app this payment is finished. This page says so as soon
        as the money is there.
      </p>
    );
  }
  return null;
}

/** On a developer’s machine no card is real: one decides what its bank would do. */
function Simulated({ payment: { id, amount: charged, currency }, onChanged }: HowToPayProps) {
  const action = useAction(SimulatePaymentText);
  const decide = async (outcome: PaymentSimulation): Promise<void> => {
    if (await action.run({ input: { paymentId: id, outcome } })) onChanged();
  };
  return (
    <>
      <p class="hint" data-tone="warn">
        This platform runs for development: no card is real and no money moves.
      </p>
      {action.error && <Problem error={action.error} />}
      <div class="actions">
        <Button busy={action.busy} onClick={() => void decide('DECLINE')}>
          Let the card be declined
        </Button>
        <Button look="main" busy={action.busy} onClick={() => void decide('PAY')}>
          Pay {amount(charged, currency)} (simulated)
        </Button>
      </div>
    </>
  );
}

function ByEther({ payment: { id, cryptoTransfer, currency }, onChanged }: HowToPayProps) {
  const addresses = useRead(MyAddressesText, {});
  const [picked, setPicked] = useState('');
  const [prepared, setPrepared] = useState<PreparedPartsFragment | undefined>(undefined);
  const action = useAction(PreparePaymentText);
  if (!cryptoTransfer) return null;
  if (!addresses.data) return <Loading lines={2} />;
  const linked = addresses.data.myAddresses.filter(({ unlinkedAt }) => unlinkedAt == null);
  const from = picked || linked[0]?.address;
  if (from === undefined) {
    return (
      <p>
        <a href="/account">Link a wallet</a> to pay in ether from it.
      </p>
    );
  }
  if (prepared) {
    return (
      <Prepared
        prepared={prepared}
        onSent={() => {
          say('Sent. The order is paid once the chain has confirmed it.');
          setPrepared(undefined);
          onChanged();
        }}
      />
    );
  }
  return (
    <>
      <Bill
        lines={[
          ['One ETH counts for', amount(cryptoTransfer.rate, currency)],
          ['Rate of', `${momentOf(cryptoTransfer.rateAsOf)}, ${cryptoTransfer.rateSource}`],
        ]}
        sum={['Still to come', amount(cryptoTransfer.amount, 'ETH')]}
      />
      <SelectField
        label="From your address"
        value={from}
        options={linked.map(({ address }) => [address, shortened(address, 8)] as const)}
        onPick={setPicked}
      />
      <Sending
        action={action}
        label="Prepare the transaction"
        onSend={async () => {
          const done = await action.run({ input: { paymentId: id, from } });
          if (done) setPrepared(done.prepared);
        }}
      />
    </>
  );
}
