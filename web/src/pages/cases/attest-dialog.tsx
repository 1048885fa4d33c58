import { useState } from 'preact/hooks';
import { SubmitAttestationText } from '../../../operations.generated.ts';
import { carryOut } from '../../api/use-action.ts';
import { words } from '../../lib/words.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Bill } from '../../ui/layout.tsx';
import { Problem } from '../../ui/states.tsx';
import { addressOf, type BrowserWallet, signTyped, WalletError } from '../../wallet/provider.ts';
import { WalletPicker } from '../../wallet/wallet-picker.tsx';
import type { CaseDialogProps } from './case-actions.tsx';
import type { OfCase } from './case.tsx';

type Request = NonNullable<OfCase['proof']>['signingRequests'][number];

/** The wallet signs the hash of the bundle (EIP-712). It costs nothing and sends nothing. */
export function AttestDialog({ of, onClose, onDone }: CaseDialogProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | undefined>(undefined);
  const requests = of.proof?.signingRequests ?? [];

  async function sign(wallet: BrowserWallet): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      const { request, address } = await requestFor(wallet, requests);
      const signature = await signTyped(wallet, address, request.typedData);
      await carryOut(SubmitAttestationText, { input: { caseId: of.id, role: request.role, signature } });
      onClose();
      onDone();
    } catch (error) {
      setError(error as Error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog title="Sign the proof" locked={busy} onClose={onClose}>
      <p>You stand for what you checked, under your own address, for everybody to verify.</p>
      <Bill
        lines={[
          ['Bundle', <code key="hash">{of.proof?.bundleHash}</code>],
          ...requests.map(({ role, address }) => [words(role), <code key={role}>{address}</code>] as const),
        ]}
      />
      {error && <Problem error={error} />}
      <div class="actions">
        <WalletPicker
          look="main"
          busy={busy}
          label={(name) => `Sign with ${name}`}
          onPick={(wallet) => void sign(wallet)}
        />
      </div>
    </Dialog>
  );
}

/** The request that the wallet's account is asked for. */
async function requestFor(
  wallet: BrowserWallet,
  requests: readonly Request[],
): Promise<{ readonly request: Request; readonly address: string }> {
  const address = await addressOf(wallet);
  const request = requests.find((each) => each.address.toLowerCase() === address.toLowerCase());
  if (request) return { request, address };
  const wanted = requests.map((each) => each.address).join(' or ');
  throw new WalletError({ message: `Choose the account ${wanted} in your wallet: the review was completed with it.` });
}
