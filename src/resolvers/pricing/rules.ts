import { z } from 'zod';
import { type ParameterName, pricingParameter } from '../../db/pricing.ts';
import { formatPrice, PRICE_SCALE } from '../amounts.ts';
import { decodeId } from '../ids.ts';
import { decimal, moment, optional, text } from '../input.ts';
import { LABELS } from '../projects/inputs.ts';
import { ONE } from './decimals.ts';
import { type ParameterPlace, parameterKey, parameterRules } from './parameters.ts';
import { pricedIn } from './price-of.ts';

const MOST_PARAMETERS = 500;

const parameterInput = z
  .object({
    name: z.enum(pricingParameter.enumValues),
    key: optional(text(1, 200)),
    currency: optional(z.enum(pricedIn)),
    value: decimal(PRICE_SCALE, { zero: true }),
    source: text(1, 500),
  })
  .transform(({ name, key: given, currency, value, source }, ctx) => {
    const refuse = (path: string, message: string) => ctx.addIssue({ code: 'custom', path: [path], message });
    const rule = parameterRules[name];
    const key = keyOf(name, given ?? '');
    if (typeof key !== 'string') refuse('key', key.refused);
    if (rule.isPrice !== (currency !== undefined)) {
      refuse('currency', rule.isPrice ? 'is needed: this is a price' : 'is not asked for: this is no price');
    }
    if (value < rule.least || value > rule.most) {
      refuse('value', `is not between ${formatPrice(rule.least)} and ${formatPrice(rule.most)}`);
    }
    if (rule.isWhole && value % ONE !== 0n) refuse('value', 'is no whole number');
    return { name, key: typeof key === 'string' ? key : '', currency: currency ?? '', value, source };
  });

/** The key as it is kept, or why it is none: that of a type, a batch (by its inner id), a label or a rating. */
function keyOf(name: ParameterName, given: string): string | { readonly refused: string } {
  const { key: kind, hasDefault } = parameterRules[name];
  if (kind === null) return given === '' ? '' : { refused: 'is not asked for: there is but one' };
  if (given === '') return hasDefault ? '' : { refused: 'is needed' };
  if (kind === 'LABEL') {
    return (LABELS as readonly string[]).includes(given) ? given : { refused: 'is the code of no label' };
  }
  if (kind === 'RATING') {
    const isRating = /^\S.* \S+$/.test(given);
    return isRating ? given.toUpperCase() : { refused: 'is no agency and rating, such as "BeZero AA"' };
  }
  const decoded = kind === 'TYPE_OR_BATCH' ? decodeId(given) : undefined;
  if (decoded?.type === 'CreditBatch') return decoded.id;
  return given.includes(';') ? { refused: 'names several types: each has its own' } : given;
}

/** What is published together; a parameter is named once. */
export const publishPricingInput = z.object({
  reason: text(1, 500),
  effectiveFrom: optional(moment),
  parameters: z
    .array(parameterInput)
    .min(1, 'names none')
    .max(MOST_PARAMETERS, `names more than ${MOST_PARAMETERS}`)
    .superRefine((list: readonly ParameterPlace[], ctx) => {
      const seen = new Set<string>();
      for (const [index, place] of list.entries()) {
        const key = parameterKey(place);
        if (seen.has(key)) ctx.addIssue({ code: 'custom', path: [index], message: 'is named twice' });
        seen.add(key);
      }
    }),
});
