import { useEffect } from 'preact/hooks';
import { Button } from '../ui/button.tsx';
import { type BrowserWallet, lookForWallets, wallets } from './provider.ts';

interface WalletPickerProps {
  readonly label: (name: string) => string;
  readonly busy?: boolean;
  readonly look?: 'main';
  readonly onPick: (wallet: BrowserWallet) => void;
}

/** A button for each wallet of the browser, or a word where there is none. */
export function WalletPicker({ label, busy, look, onPick }: WalletPickerProps) {
  useEffect(lookForWallets, []);
  if (wallets.value.length === 0) {
    return <p class="small soft">No wallet is found in this browser. One such as MetaMask or Rabby is needed.</p>;
  }
  return (
    <div class="row">
      {wallets.value.map((wallet) => (
        <Button
          key={wallet.id}
          look={look}
          busy={busy}
          onClick={() => {
            onPick(wallet);
          }}
        >
          {label(wallet.name)}
        </Button>
      ))}
    </div>
  );
}
