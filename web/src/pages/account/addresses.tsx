import { useState } from 'preact/hooks';
import {
  AddressChangesText,
  type LinkChainState,
  LinkWalletText,
  MyAddressesText,
  type MyAddressesQuery,
  PrepareLinkText,
  UnlinkWalletText,
} from '../../../operations.generated.ts';
import { carryOut, useAction } from '../../api/use-action.ts';
import { useLive, useRead } from '../../api/use-read.ts';
import { dayOf } from '../../lib/time.ts';
import { shortened, words } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { CheckField } from '../../ui/field.tsx';
import { Badge, Card } from '../../ui/layout.tsx';
import { Problem, Shown } from '../../ui/states.tsx';
import { say } from '../../ui/toasts.tsx';
import { addressOf, type BrowserWallet, signText, signTyped } from '../../wallet/provider.ts';
import { WalletPicker } from '../../wallet/wallet-picker.tsx';

/** Addresses of the chain that are proven to be one’s own. */
export function Addresses() {
  const read = useRead(MyAddressesText, {});
  useLive(AddressChangesText, {}, read.reload, read.reload);
  return (
    <Card title="Wallets of the chain">
      <div class="stack">
        <Shown of={read} lines={2}>
          {({ myAddresses }) => {
            const linked = myAddresses.filter(({ unlinkedAt }) => unlinkedAt == null);
            return linked.length === 0 ? (
              <p class="soft">
                None is linked. With one you can sign in, stake, and deposit and withdraw over the chain.
              </p>
            ) : (
              <ul class="tape">
                {linked.map((address) => (
                  <Address key={address.id} of={address} onChanged={read.reload} />
                ))}
              </ul>
            );
          }}
        </Shown>
        <Link onLinked={read.reload} />
      </div>
    </Card>
  );
}

const STATES: Partial<Record<LinkChainState, string>> = {
  PENDING: 'being written to the chain',
  LINKED: 'on the chain, too',
  FAILED: 'not on the chain: it was refused',
  UNLINKING: 'being ended on the chain',
};

interface AddressProps {
  readonly of: MyAddressesQuery['myAddresses'][number];
  readonly onChanged: () => void;
}

function Address({ of: { address, kind, chainState, linkedAt }, onChanged }: AddressProps) {
  const [ending, setEnding] = useState(false);
  const action = useAction(UnlinkWalletText);
  const close = (): void => {
    setEnding(false);
  };
  return (
    <li>
      <code title={address}>{shortened(address, 8)}</code>
      <Button size="small" onClick={() => setEnding(true)}>
        Unlink
      </Button>
      <span class="soft small">
        {kind === 'CONTRACT' && <Badge>{words(kind)}</Badge>} Linked {dayOf(linkedAt)}
        {STATES[chainState] !== undefined && `, ${STATES[chainState]}`}
      </span>
      {ending && (
        <Dialog title="Unlink this wallet?" onClose={close}>
          <p>
            You can no longer sign in with <code>{shortened(address, 8)}</code>, and what it sends to the platform waits
            until somebody links it again.
          </p>
          {action.error && <Problem error={action.error} />}
          <div class="actions">
            <Button onClick={close}>Keep it</Button>
            <Button
              look="danger"
              busy={action.busy}
              onClick={async () => {
                if (!(await action.run({ input: { address } }))) return;
                close();
                onChanged();
              }}
            >
              Unlink
            </Button>
          </div>
        </Dialog>
      )}
    </li>
  );
}

/** One signature proves the address to the platform; a second one lets it be written to the chain. Both are free. */
function Link({ onLinked }: { readonly onLinked: () => void }) {
  const [onChain, setOnChain] = useState(true);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | undefined>(undefined);

  async function link(wallet: BrowserWallet): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      const address = await addressOf(wallet);
      const { challenge } = await carryOut(PrepareLinkText, { input: { address } });
      const { message, typedData, deadline } = challenge;
      const signature = await signText(wallet, address, message);
      const permit =
        onChain && typedData != null
          ? { linkSignature: await signTyped(wallet, address, typedData), deadline: deadline ?? null }
          : {};
      await carryOut(LinkWalletText, { input: { message, signature, ...permit } });
      say('The wallet is linked.');
      onLinked();
    } catch (error) {
      setError(error as Error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <div class="stack" data-gap="small">
      <CheckField checked={onChain} onCheck={setOnChain}>
        Say so on the chain as well, by a second signature
      </CheckField>
      {error && <Problem error={error} />}
      <WalletPicker label={(name) => `Link ${name}`} busy={busy} onPick={(wallet) => void link(wallet)} />
    </div>
  );
}
