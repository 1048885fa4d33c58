import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import {
  type PreparedPartsFragment,
  type PrepareProposalMutation,
  type PrepareProposalMutationVariables,
  PrepareProposalText,
  SettingsTodayText,
} from '../../../operations.generated.ts';
import { type Action, issueOf, useAction } from '../../api/use-action.ts';
import { useRead } from '../../api/use-read.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { AreaField, Segments, TextField } from '../../ui/field.tsx';
import { Sending } from '../../ui/sending.tsx';
import { Shown } from '../../ui/states.tsx';
import { Prepared } from '../../wallet/prepared.tsx';
import { useAddress } from './act-dialog.tsx';
import { feesFrom, type FeeTexts, textsOfFees } from './fee-texts.ts';
import { FeeFields } from './propose-fees.tsx';
import { type PriceText, pricesFrom, PriceFields } from './propose-prices.tsx';

type What = 'WORDS' | 'FEES' | 'PRICES';
const WHAT: readonly (readonly [What, string])[] = [
  ['WORDS', 'In words'],
  ['FEES', 'Other fees'],
  ['PRICES', 'Other prices'],
];

interface Said {
  readonly title: string;
  readonly text: string;
  readonly discussionUrl: string;
}

/** A decision in words, about fees or about the parameters of prices. Calls of contracts are prepared through the API. */
export function ProposeDialog({ onClose }: { readonly onClose: () => void }) {
  const { route } = useLocation();
  const [made, setMade] = useState<Made | undefined>(undefined);
  const action = useAction(PrepareProposalText);
  return (
    <Dialog title="Propose" wide locked={action.busy} onClose={onClose}>
      {made ? (
        <Prepared prepared={made.prepared} onSent={() => route(`/governance/${encodeURIComponent(made.proposalId)}`)} />
      ) : (
        <Wish action={action} onMade={setMade} />
      )}
    </Dialog>
  );
}

interface Made {
  readonly proposalId: string;
  readonly prepared: PreparedPartsFragment;
}

interface WishProps {
  readonly action: Action<PrepareProposalMutation, PrepareProposalMutationVariables>;
  readonly onMade: (made: Made) => void;
}

function Wish({ action, onMade }: WishProps) {
  const [what, setWhat] = useState<What>('WORDS');
  const [said, setSaid] = useState<Said>({ title: '', text: '', discussionUrl: '' });
  const [fees, setFees] = useState<FeeTexts | undefined>(undefined);
  const [prices, setPrices] = useState<readonly PriceText[]>([]);
  const today = useRead(SettingsTodayText, what === 'WORDS' ? null : {});
  const { from, picker } = useAddress();
  const settings = {
    fees: what === 'FEES' && today.data && fees ? feesFrom(today.data.feeSchedule, fees) : undefined,
    pricing: what === 'PRICES' ? pricesFrom(prices) : undefined,
  };
  const isSaid = said.title.trim() !== '' && said.text.trim() !== '';
  const isSet = what === 'WORDS' || settings.fees !== undefined || settings.pricing !== undefined;

  async function prepare(): Promise<void> {
    if (from === undefined) return;
    const words = {
      title: said.title.trim(),
      text: said.text.trim(),
      discussionUrl: said.discussionUrl.trim() || null,
    };
    const { fees = null, pricing = null } = settings;
    const done = await action.run({ input: { from, ...words, fees, pricing } });
    if (done) onMade(done);
  }

  return (
    <>
      <Segments label="What is proposed" value={what} options={WHAT} onPick={setWhat} />
      {what !== 'WORDS' && (
        <Shown of={today} lines={6}>
          {({ feeSchedule, pricingModel }) =>
            what === 'FEES' ? (
              <FeeFields
                today={feeSchedule}
                texts={fees ?? textsOfFees(feeSchedule)}
                error={action.error}
                onTexts={setFees}
              />
            ) : (
              <PriceFields
                today={pricingModel?.parameters ?? []}
                texts={prices}
                error={action.error}
                onTexts={setPrices}
              />
            )
          }
        </Shown>
      )}
      <Words said={said} error={action.error} onSaid={setSaid} />
      {picker}
      <Sending
        action={action}
        label="Prepare the transaction"
        disabled={from === undefined || !isSaid || !isSet}
        onSend={prepare}
      />
    </>
  );
}

interface WordsProps {
  readonly said: Said;
  readonly error: Error | undefined;
  readonly onSaid: (said: Said) => void;
}

const Words = ({ said, error, onSaid }: WordsProps) => (
  <>
    <TextField
      label="Title"
      required
      maxLength={200}
      wrong={issueOf(error, 'title')}
      value={said.title}
      onText={(title) => onSaid({ ...said, title })}
    />
    <AreaField
      label="What is proposed, and why"
      help="Everybody can read it, for ever."
      required
      maxLength={10_000}
      wrong={issueOf(error, 'text')}
      value={said.text}
      onText={(text) => onSaid({ ...said, text })}
    />
    <TextField
      label="Where it is talked about"
      help="An https address; it may be left empty."
      wrong={issueOf(error, 'discussionUrl')}
      value={said.discussionUrl}
      onText={(discussionUrl) => onSaid({ ...said, discussionUrl })}
    />
  </>
);
