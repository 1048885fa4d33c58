import type { ProposedParameterInput, SettingsTodayQuery } from '../../../operations.generated.ts';
import { issueOf } from '../../api/use-action.ts';
import { compare, decimal, parse } from '../../lib/decimal.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { labelOf, nameOf } from './settings.ts';

type Parameter = NonNullable<SettingsTodayQuery['pricingModel']>['parameters'][number];

/** A parameter as it is today, and what is written in its place. */
export interface PriceText {
  readonly of: Parameter;
  readonly value: string;
}

const isOther = ({ of, value }: PriceText): boolean => {
  const wish = parse(value);
  return wish !== undefined && compare(wish, decimal(of.value)) !== 0;
};

/** What is proposed; undefined where that is nothing, or where something is as it is or no number. */
export const pricesFrom = (texts: readonly PriceText[]): ProposedParameterInput[] | undefined =>
  texts.length > 0 && texts.every(isOther)
    ? texts.map(({ of: { name, key, currency }, value }) => ({
        name,
        key: key || null,
        currency: currency ?? null,
        value: value.trim(),
      }))
    : undefined;

interface PriceFieldsProps {
  readonly today: readonly Parameter[];
  readonly texts: readonly PriceText[];
  readonly error: Error | undefined;
  readonly onTexts: (texts: readonly PriceText[]) => void;
}

/** Parameters of the model in force, each with what it is today; those that are not picked stay as they are. */
export function PriceFields({ today, texts, error, onTexts }: PriceFieldsProps) {
  const picked = new Set(texts.map(({ of }) => nameOf(of)));
  const left = today.filter((parameter) => !picked.has(nameOf(parameter)));
  return (
    <>
      {texts.map(({ of, value }, index) => (
        <div key={nameOf(of)} class="form-row">
          <TextField
            label={labelOf(nameOf(of))}
            help={`Today ${of.value}.`}
            unit={of.currency ?? undefined}
            inputMode="decimal"
            autocomplete="off"
            value={value}
            wrong={parse(value) === undefined ? 'A number such as 0.75.' : issueOf(error, 'pricing', String(index))}
            onText={(text) => onTexts(texts.map((each, at) => (at === index ? { of, value: text } : each)))}
          />
          <div class="field-end">
            <Button
              size="small"
              aria-label={`Leave it as it is: ${labelOf(nameOf(of))}`}
              onClick={() => onTexts(texts.filter((_, at) => at !== index))}
            >
              Leave it as it is
            </Button>
          </div>
        </div>
      ))}
      <SelectField
        label={texts.length === 0 ? 'Which parameter' : 'And which other parameter'}
        help="Those of the pricing model that is in force. One that it has not is proposed through the API."
        value=""
        options={[
          ['', 'Choose'],
          ...left.map((parameter) => [nameOf(parameter), `${labelOf(nameOf(parameter))}: ${parameter.value}`] as const),
        ]}
        onPick={(name) => {
          const found = left.find((parameter) => nameOf(parameter) === name);
          if (found) onTexts([...texts, { of: found, value: found.value }]);
        }}
      />
    </>
  );
}
