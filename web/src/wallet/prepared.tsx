import { useState } from 'preact/hooks';
import type { PreparedPartsFragment } from '../../operations.generated.ts';
import { amount } from '../lib/money.ts';
import { shortened } from '../lib/words.ts';
import { Bill } from '../ui/layout.tsx';
import { Problem } from '../ui/states.tsx';
import { type BrowserWallet, sendPrepared } from './provider.ts';
import { WalletPicker } from './wallet-picker.tsx';

interface PreparedProps {
  readonly prepared: PreparedPartsFragment;
  readonly onSent: (hash: string) => void;
}

/** A transaction in words, and the way to sign it. Only the person's wallet can: the platform holds no key to it. */
export function Prepared({ prepared, onSent }: PreparedProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | undefined>(undefined);

  async function send(wallet: BrowserWallet): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      onSent(await sendPrepared(wallet, prepared));
    } catch (error) {
      setError(error as Error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <p>{prepared.summary}</p>
      <Bill
        lines={[
          ['From your address', shortened(prepared.from)],
          ['To the contract', shortened(prepared.to)],
          ['On chain', prepared.chainId],
        ]}
        sum={['Costs at most', amount(prepared.mostCost, 'ETH')]}
      />
      <p class="small soft">
        It was tried for your address just now and would go through. What is sent cannot be taken back.
      </p>
      {error && <Problem error={error} />}
      <div class="actions">
        <WalletPicker
          look="main"
          busy={busy}
          label={(name) => `Sign and send with ${name}`}
          onPick={(wallet) => void send(wallet)}
        />
      </div>
    </>
  );
}
