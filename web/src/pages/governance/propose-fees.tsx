import { issueOf } from '../../api/use-action.ts';
import { amount, percent } from '../../lib/money.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import {
  CURRENCIES,
  type Fees,
  type FeeTexts,
  limitedIn,
  SHARES,
  SIDES,
  textsOfFees,
  wrongAmount,
  wrongBps,
} from './fee-texts.ts';
import { labelOf } from './settings.ts';

interface FeeFieldsProps {
  readonly today: Fees;
  readonly texts: FeeTexts;
  readonly error: Error | undefined;
  readonly onTexts: (texts: FeeTexts) => void;
}

/** The fee schedule, each field with what it is today; what is left as it is is not proposed. */
export function FeeFields(props: FeeFieldsProps) {
  const { today, texts, error, onTexts } = props;
  return (
    <>
      <div class="form-row">
        {SIDES.map((side) => (
          <BpsField
            key={side}
            label={labelOf(`fees/${side}`)}
            today={today[side]}
            value={texts.sides[side]}
            issue={issueOf(error, 'fees', side)}
            onText={(text) => onTexts({ ...texts, sides: { ...texts.sides, [side]: text } })}
          />
        ))}
      </div>
      <div class="form-row">
        {SHARES.map((share) => (
          <BpsField
            key={share}
            label={labelOf(`fees/shares/${share}`)}
            today={today.shares[share]}
            value={texts.shares[share]}
            issue={issueOf(error, 'fees', 'shares')}
            onText={(text) => onTexts({ ...texts, shares: { ...texts.shares, [share]: text } })}
          />
        ))}
      </div>
      <Limits {...props} />
      <Tiers {...props} />
    </>
  );
}

interface BpsFieldProps {
  readonly label: string;
  readonly today: number | undefined;
  readonly value: string;
  readonly issue: string | undefined;
  readonly onText: (text: string) => void;
}

const BpsField = ({ label, today, value, issue, onText }: BpsFieldProps) => (
  <TextField
    label={label}
    help={today === undefined ? undefined : `Today ${today} (${percent(today)}).`}
    unit="bp"
    inputMode="numeric"
    autocomplete="off"
    value={value}
    wrong={wrongBps(value) ?? issue}
    onText={onText}
  />
);

function Limits({ today, texts, error, onTexts }: FeeFieldsProps) {
  const sent = limitedIn(texts);
  const before = textsOfFees(today).limits;
  return (
    <>
      {CURRENCIES.map((currency) => (
        <div key={currency} class="form-row">
          {(['floor', 'cap'] as const).map((end) => {
            const value = texts.limits[currency][end];
            const isNone = end === 'cap' && value.trim() === '';
            const now = before[currency][end];
            return (
              <TextField
                key={end}
                label={labelOf(`fees/limits/${currency}/${end}`)}
                help={`Today ${now === '' ? 'none: left empty' : amount(now, currency)}.`}
                inputMode="decimal"
                autocomplete="off"
                value={value}
                wrong={
                  isNone
                    ? undefined
                    : (wrongAmount(value) ?? issueOf(error, 'fees', 'limits', String(sent.indexOf(currency)), end))
                }
                onText={(text) => {
                  const limit = { ...texts.limits[currency], [end]: text };
                  onTexts({ ...texts, limits: { ...texts.limits, [currency]: limit } });
                }}
              />
            );
          })}
        </div>
      ))}
    </>
  );
}

const EMPTY_TIER = { fromVolume: '', takerBps: '', makerBps: '' };

function Tiers({ today, texts, error, onTexts }: FeeFieldsProps) {
  const { tiers } = texts;
  return (
    <fieldset class="stack" data-gap="small">
      <legend>Other fees for those who trade more</legend>
      <p class="small soft">
        {today.tiers.length === 0
          ? 'Today none.'
          : `Today ${today.tiers.map(({ fromVolume, takerBps, makerBps }) => `from ${amount(fromVolume, 'EUR')} on ${percent(takerBps)} for buyers and ${percent(makerBps)} for sellers`).join('; ')}.`}
      </p>
      {tiers.map((tier, index) => {
        const change = (to: Partial<typeof tier>): void => {
          onTexts({ ...texts, tiers: tiers.map((each, at) => (at === index ? { ...each, ...to } : each)) });
        };
        const issue = (field: string) => issueOf(error, 'fees', 'tiers', String(index), field);
        return (
          <div key={index} class="form-row">
            <TextField
              label={`Tier ${index + 1}: from a volume of`}
              unit="EUR"
              inputMode="decimal"
              value={tier.fromVolume}
              wrong={wrongAmount(tier.fromVolume) ?? issue('fromVolume')}
              onText={(fromVolume) => change({ fromVolume })}
            />
            {SIDES.map((side) => (
              <BpsField
                key={side}
                label={`Tier ${index + 1}: ${labelOf(`fees/${side}`).toLowerCase()}`}
                today={undefined}
                value={tier[side]}
                issue={issue(side)}
                onText={(text) => change({ [side]: text })}
              />
            ))}
            <div class="field-end">
              <Button
                size="small"
                aria-label={`Remove tier ${index + 1}`}
                onClick={() => onTexts({ ...texts, tiers: tiers.filter((_, at) => at !== index) })}
              >
                Remove
              </Button>
            </div>
          </div>
        );
      })}
      <div class="row">
        <Button size="small" onClick={() => onTexts({ ...texts, tiers: [...tiers, EMPTY_TIER] })}>
          Add a tier
        </Button>
      </div>
    </fieldset>
  );
}
