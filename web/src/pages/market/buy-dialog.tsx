import { useState } from 'preact/hooks';
import { BuyingMeansText, type BuyMutation, BuyText, type OfferPartsFragment } from '../../../operations.generated.ts';
import { ask } from '../../api/ask.ts';
import { AskError } from '../../api/send.ts';
import { me } from '../../api/session.ts';
import { useRead } from '../../api/use-read.ts';
import { type BuyerFees, costOf, covers, type Cost } from '../../lib/cost.ts';
import { amount, exactPrice, percent, price, tonnes } from '../../lib/money.ts';
import { newKey } from '../../lib/words.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Bill } from '../../ui/layout.tsx';
import { Loading, Problem } from '../../ui/states.tsx';

interface BuyDialogProps {
  readonly offer: OfferPartsFragment;
  readonly onClose: () => void;
}

/** What was agreed to: it is sent exactly so, and again with the same key if no answer came. */
interface Wish {
  readonly quantity: string;
  readonly cost: Cost;
  readonly pricePerCredit: string;
  readonly key: string;
}

type Bought = Extract<BuyMutation['tradePlace'], { __typename: 'TradePlacePayload' }>['trade'];

export function BuyDialog({ offer, onClose }: BuyDialogProps) {
  const [wish, setWish] = useState<Wish | undefined>(undefined);
  const [bought, setBought] = useState<Bought | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  return (
    <Dialog title={bought ? 'Bought' : `Buy: ${offer.title}`} locked={busy} onClose={onClose}>
      {!me.value && <SignInFirst />}
      {me.value && !wish && <Choose offer={offer} onChoose={setWish} />}
      {wish && !bought && (
        <Confirm
          offer={offer}
          wish={wish}
          busy={busy}
          onBusy={setBusy}
          onBought={setBought}
          onBack={() => {
            setWish(undefined);
          }}
        />
      )}
      {bought && <Receipt bought={bought} onClose={onClose} />}
    </Dialog>
  );
}

const SignInFirst = () => (
  <>
    <p>Sign in to buy. You see the price, the fee and the total before anything is paid.</p>
    <div class="actions">
      <LinkButton href={`/sign-in?to=${encodeURIComponent(location.pathname)}`} look="main">
        Sign in
      </LinkButton>
    </div>
  </>
);

interface ChooseProps {
  readonly offer: OfferPartsFragment;
  readonly onChoose: (wish: Wish) => void;
}

/** How many: what they cost is shown with every change, at the price of the moment. */
function Choose({ offer, onChoose }: ChooseProps) {
  const means = useRead(BuyingMeansText, {});
  const [quantity, setQuantity] = useState(offer.minimumFill);
  if (means.error) return <Problem error={means.error} onRetry={means.reload} />;
  if (!means.data) return <Loading lines={5} />;
  const { myFees, myWallets } = means.data;
  const { pricePerCredit, currency } = offer;
  const fees = { bps: myFees.taker.bps, limits: myFees.schedule.limits };
  const cost = pricePerCredit == null ? undefined : costOf(quantity, pricePerCredit, currency, fees);
  const wallet = myWallets.find(({ asset }) => asset === currency);
  const wrong = wrongWith(offer, quantity, cost, wallet?.available);
  return (
    <Form
      onSend={() => {
        if (cost && pricePerCredit != null && wrong === undefined)
          onChoose({ quantity: quantity.trim(), cost, pricePerCredit, key: newKey() });
      }}
    >
      <TextField
        label="How many tonnes"
        unit="t"
        inputMode="decimal"
        autocomplete="off"
        value={quantity}
        onText={setQuantity}
        wrong={quantity === '' ? undefined : wrong}
        help={`${tonnes(offer.available)} can be bought, at least ${tonnes(offer.minimumFill)} at once.`}
      />
      {cost && pricePerCredit != null && <CostBill {...{ offer, cost, quantity, pricePerCredit, fees }} />}
      {wallet && (
        <p class="small soft">
          You have <span class="num">{amount(wallet.available, currency)}</span> to spend.
        </p>
      )}
      <div class="actions">
        <Button type="submit" look="main" disabled={cost === undefined || wrong !== undefined}>
          Review
        </Button>
      </div>
    </Form>
  );
}

function wrongWith(
  offer: OfferPartsFragment,
  quantity: string,
  cost: Cost | undefined,
  available: string | undefined,
): string | undefined {
  if (!cost) return 'Give a quantity above zero, such as 12.5.';
  if (offer.batch && quantity.includes('.')) return 'Credits of a batch are sold as whole tonnes.';
  if (!covers(offer.available, quantity)) return `No more than ${tonnes(offer.available)} can be bought just now.`;
  const isAll = covers(quantity, offer.available);
  if (!isAll && !covers(quantity, offer.minimumFill)) return `At least ${tonnes(offer.minimumFill)} are sold at once.`;
  if (available !== undefined && !covers(available, cost.total)) return `That is more than your wallet holds.`;
  return undefined;
}

interface CostBillProps {
  readonly offer: OfferPartsFragment;
  readonly cost: Cost;
  readonly quantity: string;
  readonly pricePerCredit: string;
  readonly fees?: BuyerFees;
}

const CostBill = ({ offer: { currency }, cost, quantity, pricePerCredit, fees }: CostBillProps) => (
  <Bill
    lines={[
      [`${tonnes(quantity)} at ${exactPrice(pricePerCredit, currency)}`, amount(cost.price, currency)],
      [fees ? `Platform fee (${percent(fees.bps)})` : 'Platform fee', amount(cost.fee, currency)],
    ]}
    sum={['You pay', amount(cost.total, currency)]}
  />
);

interface ConfirmProps {
  readonly offer: OfferPartsFragment;
  readonly wish: Wish;
  readonly busy: boolean;
  readonly onBusy: (busy: boolean) => void;
  readonly onBought: (bought: Bought) => void;
  readonly onBack: () => void;
}

/** The amounts once more, and the button that names what it costs. Nothing counts as bought until the API says so. */
function Confirm({ offer, wish, busy, onBusy, onBought, onBack }: ConfirmProps) {
  const [error, setError] = useState<Error | undefined>(undefined);
  const { quantity, cost, pricePerCredit, key } = wish;
  const moved = offer.pricePerCredit != null && offer.pricePerCredit !== pricePerCredit;

  async function buy(): Promise<void> {
    onBusy(true);
    setError(undefined);
    try {
      const input = { announcementId: offer.id, quantity, maxTotal: cost.total, idempotencyKey: key };
      const { tradePlace } = await ask(BuyText, { input });
      if (tradePlace.__typename === 'TradePlacePayload') onBought(tradePlace.trade);
      else setError(new Error(tradePlace.message));
    } catch (error) {
      setError(error as Error);
    } finally {
      onBusy(false);
    }
  }

  const isUnsure = error instanceof AskError && error.code === 'UNREACHABLE';
  return (
    <>
      <CostBill {...{ offer, cost, quantity, pricePerCredit }} />
      <p class="small soft">
        The total is the most you pay: if the price rises before this arrives, nothing is bought. The credits are yours
        at once, and a purchase cannot be undone.
      </p>
      {moved && (
        <p class="hint" data-tone="warn">
          The price has moved to {price(offer.pricePerCredit ?? '', offer.currency)}. Go back to see the new total.
        </p>
      )}
      {error && <Problem error={error} />}
      {isUnsure && (
        <p class="hint">
          No answer came, so it is not known whether you bought. Send it again: it is carried out once at most.
        </p>
      )}
      <div class="actions">
        <Button disabled={busy} onClick={onBack}>
          Back
        </Button>
        <Button look="main" busy={busy} onClick={() => void buy()}>
          {isUnsure ? 'Send again' : `Pay ${amount(cost.total, offer.currency)}`}
        </Button>
      </div>
    </>
  );
}

const Receipt = ({ bought, onClose }: { readonly bought: Bought; readonly onClose: () => void }) => (
  <>
    <p class="hint" data-tone="good" role="status">
      You have bought {tonnes(bought.quantity)}.
    </p>
    <Bill
      lines={[
        ['Price', amount(bought.totalPrice, bought.currency)],
        ['Platform fee', amount(bought.buyerFee, bought.currency)],
      ]}
    />
    <div class="actions">
      <LinkButton href="/trades">To your trades</LinkButton>
      <Button look="main" onClick={onClose}>
        Done
      </Button>
    </div>
  </>
);
