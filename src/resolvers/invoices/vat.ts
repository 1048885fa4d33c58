import type { VatTreatment } from '../../db/invoices.ts';

/** Where the VAT directive (2006/112/EC) applies, by ISO 3166-1; Greece is EL in VAT numbers and GR here. */
const UNION = new Set('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '));
const BPS = 10_000n;

export interface VatFacts {
  /** In which the platform pays VAT, and the rate that it charges there. */
  readonly sellerCountry: string;
  readonly rateBps: number;
  /** Null where it is not known, as of most persons: they count as at home. */
  readonly buyerCountry: string | null;
  readonly buyerVatId: string | null;
}

/**
 * What VAT an invoice has. Credits and fees are services: to a business in another country of the union the buyer owes it
 * (reverse charge, articles 44 and 196 of the directive), outside of the union it is out of scope, and everybody else pays
 * that of the seller's country, which prices contain.
 */
export function vatOf({ sellerCountry, rateBps, buyerCountry, buyerVatId }: VatFacts): {
  readonly treatment: VatTreatment;
  readonly bps: number;
} {
  if (rateBps === 0) return { treatment: 'NONE', bps: 0 };
  const country = buyerCountry ?? sellerCountry;
  if (country === sellerCountry) return { treatment: 'STANDARD', bps: rateBps };
  if (!UNION.has(country)) return { treatment: 'OUT_OF_SCOPE', bps: 0 };
  const isBusiness = buyerVatId !== null && isOf(buyerVatId, country) && UNION.has(sellerCountry);
  return isBusiness ? { treatment: 'REVERSE_CHARGE', bps: 0 } : { treatment: 'STANDARD', bps: rateBps };
}

/** Whether a VAT number is of the country where the buyer says to be: Greece has EL in front of its own. */
const isOf = (vatId: string, country: string): boolean => vatId.startsWith(country === 'GR' ? 'EL' : country);

/** What an invoice must say of its treatment. */
export const VAT_WORDS: Readonly<Record<VatTreatment, string>> = {
  STANDARD: '',
  REVERSE_CHARGE: 'Reverse charge: the recipient owes the VAT (article 196 of directive 2006/112/EC).',
  OUT_OF_SCOPE: 'Not subject to VAT: the place of supply is outside the European Union.',
  NONE: 'No VAT is charged.',
};

/** The net part of a gross amount that contains VAT, rounded half up to the minor unit. */
const netOf = (gross: bigint, bps: number): bigint => {
  const divisor = BPS + BigInt(bps);
  return (2n * gross * BPS + divisor) / (2n * divisor);
};

export interface Taxed {
  readonly net: bigint;
  readonly vat: bigint;
  readonly gross: bigint;
}

/**
 * Takes the VAT out of gross amounts so that net and VAT of the lines add up to those of the whole: each line gets what the
 * lines up to it have more than those before.
 */
export function taxed(
  lines: readonly bigint[],
  bps: number,
): { readonly whole: Taxed; readonly lines: readonly Taxed[] } {
  let [gross, net] = [0n, 0n];
  const parts = lines.map((each) => {
    const before = net;
    gross += each;
    net = netOf(gross, bps);
    return { net: net - before, vat: each - (net - before), gross: each };
  });
  return { whole: { net, vat: gross - net, gross }, lines: parts };
}
