import { useState } from 'preact/hooks';
import {
  type RetirementClaimInput,
  type RetirementInterval,
  type RetirementReason,
  RetirementReasonValues,
} from '../../../operations.generated.ts';
import { covers } from '../../lib/cost.ts';
import { parse } from '../../lib/decimal.ts';
import { tonnes } from '../../lib/money.ts';
import { newKey, words } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { AreaField, CheckField, SelectField, TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import type { Retirable } from './retire-dialog.tsx';

export interface Claim {
  readonly quantity: string;
  readonly name: string;
  readonly country: string;
  readonly isPrivate: boolean;
  readonly reason: RetirementReason;
  readonly message: string;
  readonly from: string;
  readonly to: string;
  readonly interval: RetirementInterval;
  readonly startsOn: string;
  /** The wish that this is: sent again it is the same one. */
  readonly key: string;
}

export const EVERY = [
  ['ONCE', 'Once'],
  ['DAILY', 'Every day'],
  ['WEEKLY', 'Every week'],
  ['MONTHLY', 'Every month'],
  ['QUARTERLY', 'Every quarter'],
  ['YEARLY', 'Every year'],
] as const satisfies readonly (readonly [RetirementInterval, string])[];

const emptyClaim = (): Claim => ({
  quantity: '1',
  name: '',
  country: '',
  isPrivate: false,
  reason: 'ENVIRONMENTAL_BENEFIT',
  message: '',
  from: '',
  to: '',
  interval: 'ONCE',
  startsOn: '',
  key: newKey(),
});

/** The same as the API takes it. */
export const claimInputOf = ({ name, country, isPrivate, reason, message, from, to }: Claim): RetirementClaimInput => ({
  beneficiary: { name: name.trim(), country: country || null, isPrivate },
  reason,
  message: message.trim() || null,
  consumptionFrom: from || null,
  consumptionTo: to || null,
});

interface ClaimFormProps {
  readonly of: Retirable;
  readonly given: Claim | undefined;
  readonly onClaim: (claim: Claim) => void;
}

/** How much, for whom and why. */
export function ClaimForm({ of, given, onClaim }: ClaimFormProps) {
  const [claim, setClaim] = useState<Claim>(() => given ?? emptyClaim());
  const set = (change: Partial<Claim>): void => {
    setClaim({ ...claim, ...change });
  };
  const wrong = wrongWith(of, claim.quantity);
  return (
    <Form
      onSend={() => {
        // Another wish than the one that may have been sent: it has a key of its own.
        if (wrong === undefined) onClaim({ ...claim, quantity: claim.quantity.trim(), key: newKey() });
      }}
    >
      <TextField
        label="How many tonnes"
        unit="t"
        inputMode="decimal"
        autocomplete="off"
        required
        wrong={claim.quantity === '' ? undefined : wrong}
        help={`${tonnes(of.available)} available.`}
        value={claim.quantity}
        onText={(quantity) => set({ quantity })}
      />
      <div class="form-row">
        <TextField
          label="For whom"
          help="The beneficiary, as the certificate names them."
          required
          maxLength={200}
          value={claim.name}
          onText={(name) => set({ name })}
        />
        <TextField
          label="Their country"
          help="Two letters, such as BR."
          maxLength={2}
          value={claim.country}
          onText={(country) => set({ country: country.toUpperCase() })}
        />
      </div>
      <CheckField checked={claim.isPrivate} onCheck={(isPrivate) => set({ isPrivate })}>
        Keep the beneficiary private: the chain then has a hash in place of the name
      </CheckField>
      <SelectField
        label="Reason"
        value={claim.reason}
        options={RetirementReasonValues.map((reason) => [reason, words(reason)] as const)}
        onPick={(reason) => set({ reason })}
      />
      <AreaField
        label="Message"
        help="Everybody can read it, for ever."
        maxLength={1_000}
        value={claim.message}
        onText={(message) => set({ message })}
      />
      <Whens claim={claim} set={set} />
      <div class="actions">
        <Button type="submit" look="main" disabled={wrong !== undefined || claim.name.trim() === ''}>
          Review
        </Button>
      </div>
    </Form>
  );
}

const Whens = ({ claim, set }: { readonly claim: Claim; readonly set: (change: Partial<Claim>) => void }) => (
  <details>
    <summary class="soft small">Period of consumption, and a schedule</summary>
    <div class="form-row">
      <TextField label="Consumed from" type="date" value={claim.from} onText={(from) => set({ from })} />
      <TextField label="Consumed to" type="date" value={claim.to} onText={(to) => set({ to })} />
      <SelectField label="How often" value={claim.interval} options={EVERY} onPick={(interval) => set({ interval })} />
      <TextField
        label="First time"
        type="date"
        help="Left empty: now."
        value={claim.startsOn}
        onText={(startsOn) => set({ startsOn })}
      />
    </div>
  </details>
);

function wrongWith({ batchId, available }: Retirable, quantity: string): string | undefined {
  const parsed = parse(quantity);
  if (!parsed || parsed.units <= 0n) return 'Give a quantity above zero.';
  if (batchId !== null && parsed.scale > 0) return 'Credits of a batch are retired as whole tonnes.';
  return covers(available, quantity) ? undefined : `You have ${tonnes(available)}.`;
}
