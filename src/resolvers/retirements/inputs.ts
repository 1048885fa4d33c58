import { z } from 'zod';
import { identifierScheme, retirementReason } from '../../db/retirements.ts';
import { actingFor, day, decimal, idempotencyKey, line, nodeId, optional, text } from '../input.ts';
import { isLei } from '../organizations/rules.ts';
import { country } from '../users/rules.ts';

const NAME_CHARACTERS = 200;
const IDENTIFIER_CHARACTERS = 60;
/** What the intent takes; the contract would take four times as much. */
const MESSAGE_BYTES = 1_000;
const QUANTITY_SCALE = 18;

/** By what a beneficiary is known; of an LEI the check digits are checked. */
export const identifierInput = z
  .object({ scheme: z.enum(identifierScheme.enumValues), value: line(1, IDENTIFIER_CHARACTERS) })
  .transform(({ scheme, value }, ctx) => {
    const code = scheme === 'LEI' ? value.toUpperCase() : value;
    if (scheme === 'LEI' && !isLei(code)) {
      ctx.addIssue({ code: 'custom', path: ['value'], message: 'is not an LEI: 20 letters and digits that check' });
    }
    return { scheme, value: code };
  });

/** For whom: the name in NFC, so that one name is one beneficiary however it was typed. */
export const beneficiaryInput = z.object({
  name: line(1, NAME_CHARACTERS).transform((name) => name.normalize('NFC')),
  country: optional(country),
  identifier: optional(identifierInput),
  isPrivate: optional(z.boolean()).transform((isPrivate) => isPrivate ?? false),
});

interface Period {
  readonly consumptionFrom?: string | undefined;
  readonly consumptionTo?: string | undefined;
}
export const isWhole = ({ consumptionFrom: from, consumptionTo: to }: Period): boolean =>
  (from === undefined) === (to === undefined);
export const isInOrder = ({ consumptionFrom: from, consumptionTo: to }: Period): boolean => !from || !to || from <= to;
export const WHOLE = { path: ['consumptionTo'], message: 'a period has a first and a last day, or is left out' };
export const ORDER = { path: ['consumptionTo'], message: 'must not be before `consumptionFrom`' };

/** For whom and why: what every retirement says, whoever asks for it (a user, an order, a schedule). */
export const retirementClaim = z
  .object({
    beneficiary: beneficiaryInput,
    retiringEntity: optional(line(1, NAME_CHARACTERS)),
    reason: z.enum(retirementReason.enumValues),
    message: optional(
      text(0, MESSAGE_BYTES).refine(
        (value) => Buffer.byteLength(value) <= MESSAGE_BYTES,
        `is longer than ${MESSAGE_BYTES} bytes`,
      ),
    ),
    consumptionCountry: optional(country),
    consumptionFrom: optional(day),
    consumptionTo: optional(day),
  })
  .refine(isWhole, WHOLE)
  .refine(isInOrder, ORDER);
export type RetirementClaim = z.output<typeof retirementClaim>;

const quantity = decimal(QUANTITY_SCALE);
const TONNE = 10n ** BigInt(QUANTITY_SCALE);

export const whatShape = { batchId: optional(nodeId('CreditBatch')), quantity };
interface What {
  readonly batchId?: string | undefined;
  readonly quantity: bigint;
}
export const isWholeTonnes = ({ batchId, quantity: given }: What): boolean =>
  batchId === undefined || given % TONNE === 0n;
export const TONNES = {
  path: ['quantity'],
  message: 'credits of a batch are whole tonnes; fractions are retired of CARBON',
};

export const requestRetirementInput = z
  .object({ ...whatShape, claim: retirementClaim, organizationId: actingFor, idempotencyKey })
  .refine(isWholeTonnes, TONNES);
