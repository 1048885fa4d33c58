import { DepositPlaceText, type WalletPartsFragment } from '../../../operations.generated.ts';
import { me } from '../../api/session.ts';
import { useRead } from '../../api/use-read.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Bill } from '../../ui/layout.tsx';
import { Shown } from '../../ui/states.tsx';

interface DepositDialogProps {
  readonly wallet: WalletPartsFragment;
  readonly onClose: () => void;
}

/** How money comes in: over the chain to the custody from a linked address, or by a transfer that the platform records. */
export function DepositDialog({ wallet: { asset }, onClose }: DepositDialogProps) {
  const isOnChain = asset === 'ETH' || asset === 'CARBON';
  const read = useRead(DepositPlaceText, isOnChain ? {} : null);
  return (
    <Dialog title={`Deposit ${asset}`} onClose={onClose}>
      {isOnChain ? (
        <Shown of={read} lines={3}>
          {({ chain, myAddresses }) => (
            <>
              {!chain && <p class="hint">This platform has no chain.</p>}
              {chain && (
                <>
                  <p>
                    Send {asset} from an address that you have linked. It is seen at once and in your wallet when it has
                    its confirmations. What comes from an unknown address waits until somebody links it.
                  </p>
                  <Bill
                    lines={[
                      ['Chain', chain.chainId],
                      ['Linked addresses', myAddresses.filter(({ unlinkedAt }) => unlinkedAt == null).length],
                    ]}
                  />
                </>
              )}
            </>
          )}
        </Shown>
      ) : (
        <>
          <p>
            Transfer {asset} to the bank account of the platform and name your user name,{' '}
            <strong>{me.value?.username}</strong>. Somebody of the platform records it, and it is in your wallet then.
          </p>
          <p class="small soft">
            To pay for one purchase alone, order it and choose bank transfer: it gives you a reference.
          </p>
        </>
      )}
    </Dialog>
  );
}
