import { useState } from 'preact/hooks';
import { MyWalletsText, type WalletPartsFragment, WalletChangesText } from '../../../operations.generated.ts';
import { useLive, useRead } from '../../api/use-read.ts';
import { acting, actingId } from '../../lib/acting.ts';
import { amount, figure } from '../../lib/money.ts';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/layout.tsx';
import { Empty, Shown } from '../../ui/states.tsx';
import { SignedIn } from '../../ui/signed-in.tsx';
import { DepositDialog } from './deposit-dialog.tsx';
import { Movements } from './movements.tsx';
import { StatementCard } from './statement.tsx';
import { TransferDialog } from './transfer-dialog.tsx';
import { WithdrawDialog } from './withdraw-dialog.tsx';

type What = 'deposit' | 'transfer' | 'withdraw';

/** What one has, what came and went, and the ways to move it. */
export function Wallets() {
  return (
    <SignedIn title="Wallets">
      <MyWallets />
    </SignedIn>
  );
}

function MyWallets() {
  const organizationId = actingId();
  const read = useRead(MyWalletsText, { organizationId });
  const [open, setOpen] = useState<{ readonly what: What; readonly wallet: WalletPartsFragment } | undefined>(
    undefined,
  );
  useLive(
    WalletChangesText,
    { organizationId },
    ({ walletChanged: { wallet } }) => {
      read.change(({ myWallets }) => ({ myWallets: myWallets.map((each) => (each.id === wallet.id ? wallet : each)) }));
    },
    read.reload,
  );
  const close = (): void => {
    setOpen(undefined);
  };
  return (
    <Page
      title="Wallets"
      lead={`What ${acting.value?.name ?? 'you'} can spend, and what is held for offers, orders and withdrawals.`}
    >
      <Shown of={read}>
        {({ myWallets }) =>
          myWallets.length === 0 ? (
            <Empty title="There is no wallet." />
          ) : (
            <>
              <ul class="cards" data-size="small">
                {inOrder(myWallets).map((wallet) => (
                  <li key={wallet.id}>
                    <WalletCard wallet={wallet} onOpen={(what) => setOpen({ what, wallet })} />
                  </li>
                ))}
              </ul>
              <StatementCard wallets={inOrder(myWallets)} />
              {organizationId === null && <Movements />}
            </>
          )
        }
      </Shown>
      {open?.what === 'deposit' && <DepositDialog wallet={open.wallet} onClose={close} />}
      {open?.what === 'transfer' && <TransferDialog wallet={open.wallet} onClose={close} />}
      {open?.what === 'withdraw' && <WithdrawDialog wallet={open.wallet} onClose={close} />}
    </Page>
  );
}

interface WalletCardProps {
  readonly wallet: WalletPartsFragment;
  readonly onOpen: (what: What) => void;
}

const WalletCard = ({ wallet: { asset, available, held, total }, onOpen }: WalletCardProps) => (
  <article class="card offer" aria-label={`${asset} wallet`}>
    <div>
      <p class="soft small">{NAMES[asset]}</p>
      <p class="wallet-sum num" title={amount(available, asset)}>
        {figure(available, asset)} <span>{asset}</span>
      </p>
    </div>
    <p class="small soft num">
      {Number(held) > 0 ? `${amount(held, asset)} held, ${amount(total, asset)} in all` : 'Nothing is held'}
    </p>
    <div class="row">
      <Button size="small" onClick={() => onOpen('deposit')}>
        Deposit
      </Button>
      <Button size="small" disabled={Number(available) === 0} onClick={() => onOpen('transfer')}>
        Send
      </Button>
      {acting.value === undefined && (
        <Button size="small" disabled={Number(available) === 0} onClick={() => onOpen('withdraw')}>
          Withdraw
        </Button>
      )}
    </div>
  </article>
);

const ORDER = ['EUR', 'USD', 'ETH', 'CARBON'];
const inOrder = (wallets: readonly WalletPartsFragment[]): readonly WalletPartsFragment[] =>
  wallets.toSorted((a, b) => ORDER.indexOf(a.asset) - ORDER.indexOf(b.asset));

const NAMES: Record<string, string> = { EUR: 'Euro', USD: 'US dollar', ETH: 'Ether', CARBON: 'CARBON, one tonne each' };
