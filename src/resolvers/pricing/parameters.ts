import type { ParameterName, ParameterView } from '../../db/pricing.ts';
import { ONE } from './decimals.ts';

/** What a parameter's key names: nothing, where there is but one. */
export type KeyKind = 'TYPE' | 'TYPE_OR_BATCH' | 'LABEL' | 'RATING' | null;

interface Rule {
  readonly meaning: string;
  readonly key: KeyKind;
  readonly isPrice: boolean;
  /** In 10^-18. */
  readonly least: bigint;
  readonly most: bigint;
  readonly isWhole?: true;
  /** Without a key it is that of everything that has none of its own. */
  readonly hasDefault?: true;
}

const hundredths = (value: bigint): bigint => (ONE * value) / 100n;
const factor = (meaning: string, least: bigint, most: bigint, key: KeyKind = null): Rule => ({
  meaning,
  key,
  isPrice: false,
  least: hundredths(least),
  most: hundredths(most),
});
const whole = (meaning: string, least: bigint, most: bigint): Rule => ({
  ...factor(meaning, least * 100n, most * 100n),
  isWhole: true,
});
const price = (meaning: string, key: KeyKind): Rule => ({
  meaning,
  key,
  isPrice: true,
  least: ONE / 10_000n,
  most: 1_000_000n * ONE,
});

/** Every parameter of the model: what it means, what it is of, and within which limits one can be published. */
export const parameterRules: Readonly<Record<ParameterName, Rule>> = {
  TYPE_BASE: price('Price of a tonne of this type of this year’s vintage, without labels', 'TYPE'),
  ANCHOR: price('Price around which the band lies, where it is not the base price', 'TYPE_OR_BATCH'),
  LAMBDA: { ...factor('By how much a type loses a year: e^-lambda', 3n, 8n, 'TYPE'), hasDefault: true },
  VINTAGE_FLOOR: factor('What age leaves of the price at least', 1n, 100n),
  LABEL_FACTOR: factor('What a label that is valid adds', 100n, 160n, 'LABEL'),
  LABEL_CAP: factor('What all labels add at most', 100n, 160n),
  RATING_FACTOR: factor('What a rating of an agency means for the price', 50n, 150n, 'RATING'),
  VERIFIER_SLOPE: factor('How strongly the record of the reviewer counts', 0n, 100n),
  VERIFIER_PRIOR: factor('Record that everybody is credited with', 0n, 100n),
  VERIFIER_PRIOR_WEIGHT: factor('Weight of that credit', 100n, 100_000n),
  VERIFIER_MIN: factor('What a reviewer’s record can take at most', 50n, 100n),
  VERIFIER_MAX: factor('What a reviewer’s record can add at most', 100n, 150n),
  VERIFIER_AGE_DAYS: whole('Days after which an approval weighs 1/e', 1n, 36_500n),
  VERIFIER_CASE_TONNES: whole('Tonnes that are a weight of 1', 1n, 1_000_000_000n),
  VERIFIER_CASE_CAP: factor('Weight of one approval at most', 1n, 100_000n),
  VERIFIER_MODIFIED: factor('What an approval counts that was replaced by a newer one', 0n, 100n),
  SUPPLY_SLOPE: factor('How strongly supply counts', 0n, 100n),
  SUPPLY_DAYS: whole('Days of inventory that are neither scarce nor plenty', 1n, 3_650n),
  SUPPLY_MIN: factor('What plenty can take at most', 50n, 100n),
  SUPPLY_MAX: factor('What scarcity can add at most', 100n, 150n),
  MARKET_MIN: factor('What a falling market can take at most', 10n, 100n),
  MARKET_MAX: factor('What a rising market can add at most', 100n, 1_000n),
  BAND_LOW: factor('Lower end of the band, as a part of the anchor', 1n, 100n),
  BAND_HIGH: factor('Upper end of the band, as a multiple of the anchor', 100n, 10_000n),
  TICK: { ...price('Step of prices', null), least: ONE / 10_000n, most: 100n * ONE },
  INDEX_DAYS: whole('Days of trades that the market index looks at', 1n, 365n),
  INDEX_OUTLIER_MADS: factor('Median deviations from the median beyond which a trade is left out', 100n, 10_000n),
  INDEX_LEAST_MAD: factor('Median deviation of ln price that is assumed at least', 0n, 100n),
  INDEX_TRADE_SHARE: factor('Part of the volume that one trade weighs at most', 1n, 100n),
  INDEX_LEAST_TRADES: whole('Trades without which there is no index', 1n, 10_000n),
  INDEX_LEAST_SELLERS: whole('Sellers without whom there is no index', 1n, 1_000n),
};

/** The parameters of one version of the model, by `parameterKey`. */
export interface ParameterSet {
  readonly version: number;
  readonly effectiveFrom: Date;
  readonly values: ReadonlyMap<string, ParameterView>;
}

export interface ParameterPlace {
  readonly name: ParameterName;
  readonly key: string;
  readonly currency: string;
}

export const parameterKey = ({ name, key, currency }: ParameterPlace): string => `${name} ${currency} ${key}`;

/** A parameter's value in 10^-18; undefined where none was ever published. */
export const find = (set: ParameterSet, name: ParameterName, key = '', currency = ''): bigint | undefined =>
  set.values.get(parameterKey({ name, key, currency }))?.value;

/** A parameter that the model cannot do without: the first migration publishes each, and none can be withdrawn. */
export function valueOf(set: ParameterSet, name: ParameterName, key = '', currency = ''): bigint {
  const value = find(set, name, key, currency);
  if (value === undefined) throw new Error(`the pricing model has no ${name} ${key} ${currency}`);
  return value;
}

/** A parameter that is a whole number of days, tonnes or trades. */
export const wholeOf = (set: ParameterSet, name: ParameterName): number => Number(valueOf(set, name) / ONE);

/** What decides by which of the types of a project its price goes. */
export interface TypedProject {
  readonly category: string | null;
  readonly projectType: string | null;
  readonly mitigation: string;
}

const partsOf = (text: string | null): string[] =>
  (text ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/**
 * The types under which a project's price may be published, the most telling first: its categories (such as ARR), its
 * types, its kind of mitigation. Registries list several with semicolons.
 */
const typeKeysOf = ({ category, projectType, mitigation }: TypedProject): readonly (readonly string[])[] => [
  partsOf(category),
  partsOf(projectType),
  [mitigation],
];

/**
 * The type by which a project is priced, and its base price in the currency: of the most telling list that has any, the
 * cheapest, so that no project is sold as more than all it claims to be. Undefined where none is published.
 */
export function typeBaseOf(
  set: ParameterSet,
  project: TypedProject,
  currency: string,
): { readonly type: string; readonly value: bigint } | undefined {
  for (const keys of typeKeysOf(project)) {
    const known = keys.flatMap((type) => {
      const value = find(set, 'TYPE_BASE', type, currency);
      return value === undefined ? [] : [{ type, value }];
    });
    if (known.length > 0) return known.reduce((cheapest, next) => (next.value < cheapest.value ? next : cheapest));
  }
  return undefined;
}
