import { useState } from 'preact/hooks';
import {
  type Asset,
  DraftOfferText,
  OpenOfferText,
  SellingMeansText,
  type SellingMeansQuery,
} from '../../../operations.generated.ts';
import { issueOf, useAction } from '../../api/use-action.ts';
import { useRead } from '../../api/use-read.ts';
import { actingId } from '../../lib/acting.ts';
import { covers } from '../../lib/cost.ts';
import { parse } from '../../lib/decimal.ts';
import { exactPrice, percent, tonnes } from '../../lib/money.ts';
import { newKey } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { AreaField, Segments, SelectField, TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Bill } from '../../ui/layout.tsx';
import { Sending } from '../../ui/sending.tsx';
import { Shown } from '../../ui/states.tsx';

interface Terms {
  readonly batchId: string;
  readonly title: string;
  readonly description: string;
  readonly quantity: string;
  readonly minimumFill: string;
  readonly currency: Asset;
  readonly kind: 'FIXED' | 'MARKET';
  readonly fixed: string;
  readonly premium: string;
}

const EMPTY: Terms = {
  batchId: '',
  title: '',
  description: '',
  quantity: '',
  minimumFill: '1',
  currency: 'EUR',
  kind: 'FIXED',
  fixed: '',
  premium: '0',
};

/** Writes an offer, shows it once more, and publishes it: from then on its quantity is held. */
export function OfferDialog({ onClose }: { readonly onClose: () => void }) {
  const means = useRead(SellingMeansText, { organizationId: actingId() });
  const [terms, setTerms] = useState(EMPTY);
  const [review, setReview] = useState(false);
  return (
    <Dialog title="New offer" wide onClose={onClose}>
      <Shown of={means}>
        {(known) =>
          review ? (
            <Review terms={terms} means={known} onBack={() => setReview(false)} onClose={onClose} />
          ) : (
            <Write terms={terms} means={known} onChange={setTerms} onReview={() => setReview(true)} />
          )
        }
      </Shown>
    </Dialog>
  );
}

interface SourceOf {
  readonly name: string;
  readonly available: string;
}

function sourceOf({ batchId }: Terms, { myHoldings, myWallets }: SellingMeansQuery): SourceOf {
  const holding = myHoldings.edges.find(({ node }) => node.batch.id === batchId)?.node;
  if (holding) return { name: `${holding.batch.project.name}, ${holding.batch.vintage}`, available: holding.available };
  return { name: 'CARBON', available: myWallets.find(({ asset }) => asset === 'CARBON')?.available ?? '0' };
}

interface WriteProps {
  readonly terms: Terms;
  readonly means: SellingMeansQuery;
  readonly onChange: (terms: Terms) => void;
  readonly onReview: () => void;
}

function Write({ terms, means, onChange, onReview }: WriteProps) {
  const set = (change: Partial<Terms>): void => {
    onChange({ ...terms, ...change });
  };
  const { available } = sourceOf(terms, means);
  const wrong = wrongWith(terms, available);
  const batches = means.myHoldings.edges.map(
    ({ node: { batch } }) => [batch.id, `${batch.project.name}, ${batch.vintage}`] as const,
  );
  return (
    <Form
      onSend={() => {
        if (Object.keys(wrong).length === 0) onReview();
      }}
    >
      <SelectField
        label="What you sell"
        value={terms.batchId}
        options={[['', 'CARBON'], ...batches]}
        help={`${tonnes(available)} available.`}
        onPick={(batchId) => set({ batchId })}
      />
      <TextField label="Title" required maxLength={120} value={terms.title} onText={(title) => set({ title })} />
      <AreaField
        label="Description"
        maxLength={4_000}
        value={terms.description}
        onText={(description) => set({ description })}
      />
      <div class="form-row">
        <TextField
          label="How many tonnes"
          unit="t"
          inputMode="decimal"
          required
          wrong={terms.quantity === '' ? undefined : wrong.quantity}
          value={terms.quantity}
          onText={(quantity) => set({ quantity })}
        />
        <TextField
          label="Fewest sold at once"
          unit="t"
          inputMode="decimal"
          required
          wrong={wrong.minimumFill}
          value={terms.minimumFill}
          onText={(minimumFill) => set({ minimumFill })}
        />
      </div>
      <PriceFields terms={terms} set={set} wrong={terms.fixed === '' ? undefined : wrong.price} />
      <div class="actions">
        <Button type="submit" look="main" disabled={Object.keys(wrong).length > 0 || terms.title.trim() === ''}>
          Review
        </Button>
      </div>
    </Form>
  );
}

interface PriceFieldsProps {
  readonly terms: Terms;
  readonly set: (change: Partial<Terms>) => void;
  readonly wrong: string | undefined;
}

const PriceFields = ({ terms, set, wrong }: PriceFieldsProps) => (
  <>
    <Segments
      label="Kind of price"
      value={terms.kind}
      options={[
        ['FIXED', 'Fixed price'],
        ['MARKET', 'Market price and a premium'],
      ]}
      onPick={(kind) => set({ kind })}
    />
    <div class="form-row">
      <SelectField
        label="Paid in"
        value={terms.currency}
        options={[
          ['EUR', 'Euro'],
          ['USD', 'US dollar'],
          ['ETH', 'Ether'],
        ]}
        onPick={(currency) => set({ currency })}
      />
      {terms.kind === 'FIXED' ? (
        <TextField
          label="Price for a tonne"
          unit={terms.currency}
          inputMode="decimal"
          required
          wrong={wrong}
          value={terms.fixed}
          onText={(fixed) => set({ fixed })}
        />
      ) : (
        <TextField
          label="Premium on the market price"
          unit="%"
          inputMode="decimal"
          help="Below zero for a discount."
          wrong={wrong}
          value={terms.premium}
          onText={(premium) => set({ premium })}
        />
      )}
    </div>
  </>
);

const isAbove0 = (text: string): boolean => (parse(text)?.units ?? 0n) > 0n;
/** Percent with up to two decimals, as basis points. */
const bpsOf = (percentText: string): number | undefined =>
  /^-?\d{1,3}(?:\.\d{1,2})?$/.test(percentText.trim()) ? Math.round(Number(percentText) * 100) : undefined;

function wrongWith(terms: Terms, available: string): { quantity?: string; minimumFill?: string; price?: string } {
  const { batchId, quantity, minimumFill, kind, fixed, premium } = terms;
  const isWhole = batchId === '' || !/\./.test(quantity + minimumFill);
  const wrong: { quantity?: string; minimumFill?: string; price?: string } = {};
  if (!isAbove0(quantity)) wrong.quantity = 'Above zero.';
  else if (!isWhole) wrong.quantity = 'Credits of a batch are sold as whole tonnes.';
  else if (!covers(available, quantity)) wrong.quantity = `You have ${tonnes(available)}.`;
  if (!isAbove0(minimumFill)) wrong.minimumFill = 'Above zero.';
  else if (isAbove0(quantity) && !covers(quantity, minimumFill)) wrong.minimumFill = 'Not more than the whole.';
  if (kind === 'FIXED' && !isAbove0(fixed)) wrong.price = 'Above zero.';
  if (kind === 'MARKET' && bpsOf(premium) === undefined) wrong.price = 'A percentage, such as 2.5 or -1.';
  return wrong;
}

interface ReviewProps {
  readonly terms: Terms;
  readonly means: SellingMeansQuery;
  readonly onBack: () => void;
  readonly onClose: () => void;
}

function Review({ terms, means, onBack, onClose }: ReviewProps) {
  const drafting = useAction(DraftOfferText);
  const opening = useAction(OpenOfferText);
  const [draftId, setDraftId] = useState<string | undefined>(undefined);
  const [key] = useState(newKey);
  const { quantity, currency, kind, fixed, premium, minimumFill } = terms;

  /** A draft holds nothing, so it is written first; publishing it has the key and can be sent again. */
  async function publish(): Promise<void> {
    let id = draftId;
    if (id === undefined) {
      const draft = await drafting.run({ input: inputOf(terms) });
      if (!draft) return;
      id = draft.announcement.id;
      setDraftId(id);
    }
    if (await opening.run({ input: { announcementId: id, idempotencyKey: key } })) onClose();
  }

  const action = opening.error || opening.busy ? opening : drafting;
  return (
    <>
      <Bill
        lines={[
          ['Sold', sourceOf(terms, means).name],
          ['At least at once', tonnes(minimumFill)],
          [
            'Price for a tonne',
            kind === 'FIXED' ? exactPrice(fixed, currency) : `market price ${premium} %, in ${currency}`,
          ],
          ['Your fee of each sale', percent(means.myFees.maker.bps)],
        ]}
        sum={['Held from now on', tonnes(quantity)]}
      />
      {issueOf(drafting.error, 'title') !== undefined && <p class="hint">{issueOf(drafting.error, 'title')}</p>}
      <Sending
        action={{ ...action, busy: drafting.busy || opening.busy }}
        label={`Offer ${tonnes(quantity)}`}
        onSend={() => void publish()}
        onBack={onBack}
      />
    </>
  );
}

const inputOf = ({ batchId, title, description, quantity, minimumFill, currency, kind, fixed, premium }: Terms) => ({
  batchId: batchId || null,
  organizationId: actingId(),
  title: title.trim(),
  description: description.trim(),
  quantity: quantity.trim(),
  minimumFill: minimumFill.trim(),
  currency,
  price: kind === 'FIXED' ? { fixed: fixed.trim() } : { marketPremiumBps: bpsOf(premium) ?? 0 },
});
