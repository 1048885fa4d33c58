import { useLocation } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import {
  AcceptQuoteText,
  AskQuoteText,
  type BatchPartsFragment,
  type CalculatedPartsFragment,
  type QuoteCurrency,
  type QuotePartsFragment,
} from '../../../operations.generated.ts';
import { me } from '../../api/session.ts';
import { issueOf, useAction } from '../../api/use-action.ts';
import { actingId } from '../../lib/acting.ts';
import { parse } from '../../lib/decimal.ts';
import { amount, exactPrice, percent, tonnes } from '../../lib/money.ts';
import { newKey, words } from '../../lib/words.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Bill } from '../../ui/layout.tsx';
import { Sending } from '../../ui/sending.tsx';

interface QuoteDialogProps {
  readonly batch: BatchPartsFragment;
  readonly projectName: string;
  readonly onClose: () => void;
}

/** The price that the model gives now, with its reasons, held for a minute; accepting it makes an order. */
export function QuoteDialog({ batch, projectName, onClose }: QuoteDialogProps) {
  const [quote, setQuote] = useState<QuotePartsFragment | undefined>(undefined);
  return (
    <Dialog title={`${projectName}, ${batch.vintage}`} onClose={onClose}>
      {!me.value && (
        <>
          <p>Sign in to get a quote: it says what you would pay, and why.</p>
          <div class="actions">
            <LinkButton href={`/sign-in?to=${encodeURIComponent(location.pathname)}`} look="main">
              Sign in
            </LinkButton>
          </div>
        </>
      )}
      {me.value && !quote && <Wish batch={batch} onQuote={setQuote} />}
      {quote && <Offered key={quote.id} quote={quote} onAgain={() => setQuote(undefined)} />}
    </Dialog>
  );
}

interface WishProps {
  readonly batch: BatchPartsFragment;
  readonly onQuote: (quote: QuotePartsFragment) => void;
}

function Wish({ batch, onQuote }: WishProps) {
  const [quantity, setQuantity] = useState('1');
  const [currency, setCurrency] = useState<QuoteCurrency>('EUR');
  const action = useAction(AskQuoteText);
  const isWhole = parse(quantity)?.scale === 0 && quantity !== '0';

  async function askFor(): Promise<void> {
    const input = { batchId: batch.id, quantity: quantity.trim(), currency, organizationId: actingId() };
    const done = await action.run({ input });
    if (done) onQuote(done.quote);
  }

  return (
    <Form onSend={askFor}>
      <div class="form-row">
        <TextField
          label="How many tonnes"
          unit="t"
          inputMode="numeric"
          autocomplete="off"
          value={quantity}
          onText={setQuantity}
          wrong={isWhole ? issueOf(action.error, 'quantity') : 'Credits of a batch are sold as whole tonnes.'}
        />
        <SelectField
          label="To pay in"
          value={currency}
          options={[
            ['EUR', 'Euro'],
            ['USD', 'US dollar'],
          ]}
          onPick={setCurrency}
        />
      </div>
      <Sending action={action} label="Get a quote" disabled={!isWhole} onSend={() => void askFor()} />
    </Form>
  );
}

interface OfferedProps {
  readonly quote: QuotePartsFragment;
  readonly onAgain: () => void;
}

function Offered({ quote, onAgain }: OfferedProps) {
  const { route } = useLocation();
  const [key] = useState(newKey);
  const action = useAction(AcceptQuoteText);
  const leftS = useSecondsLeft(Date.parse(quote.expiresAt) - Date.parse(quote.createdAt));
  const { currency } = quote;

  async function accept(): Promise<void> {
    const done = await action.run({ input: { quoteId: quote.id, idempotencyKey: key } });
    if (done) route(`/orders/${encodeURIComponent(done.order.id)}`);
  }

  return (
    <>
      <Bill
        lines={[
          [`${tonnes(quote.quantity)} at ${exactPrice(quote.unitPrice, currency)}`, amount(quote.total, currency)],
          [`Platform fee (${percent(quote.buyerFeeBps)})`, amount(quote.buyerFee, currency)],
        ]}
        sum={['You would pay', amount(quote.toPay, currency)]}
      />
      <p class="small soft" role="timer">
        {leftS > 0 ? `This price is held for ${leftS} s.` : 'This price is not held any more.'} What a processor of
        cards takes comes on top and is shown before you pay.
      </p>
      <Why of={quote.calculation} />
      {leftS > 0 ? (
        <Sending
          action={action}
          label={`Order for ${amount(quote.toPay, currency)}`}
          onSend={() => void accept()}
          onBack={onAgain}
        />
      ) : (
        <div class="actions">
          <Button look="main" onClick={onAgain}>
            Get a new quote
          </Button>
        </div>
      )}
    </>
  );
}

/** Counts down by this machine's clock from the moment that the answer came. */
function useSecondsLeft(fromMs: number): number {
  const [endsAtMs] = useState(() => Date.now() + fromMs);
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => {
      setNowMs(Date.now());
    }, 500);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return Math.max(0, Math.ceil((endsAtMs - nowMs) / 1_000));
}

const Why = ({
  of: { typeBase, baseCurrency, type, factors, modelVersion, bandLow, bandHigh, insufficientData },
}: {
  readonly of: CalculatedPartsFragment;
}) => (
  <details class="small">
    <summary>Why this price</summary>
    <Bill
      lines={[
        [`Base of ${type}`, exactPrice(typeBase, baseCurrency)],
        ...factors.map(
          ({ name, value, insufficientData: open }) =>
            [`× ${words(name)}${open ? ' (too little is known)' : ''}`, value] as const,
        ),
        ['Kept within', `${exactPrice(bandLow, baseCurrency)} to ${exactPrice(bandHigh, baseCurrency)}`],
      ]}
    />
    <p class="soft">
      Pricing model, version {modelVersion}.{insufficientData && ' Some of it rests on little data.'}
    </p>
  </details>
);
