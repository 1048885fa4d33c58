import type { IdentifierScheme as IdentifierSchemeCode } from '../db/retirements.ts';
import type { RetirementReasonCode } from '../resolvers/prepares/rules.ts';
import { builder, enumOf } from './builder.ts';

// What retirements are asked for in, by the platform's hand or a wallet's.

export const IdentifierScheme = enumOf('IdentifierScheme', 'What kind of identifier a beneficiary is known by.', {
  LEI: 'Legal Entity Identifier (ISO 17442); its check digits are checked.',
  VAT: 'Number of a value added tax.',
  DUNS: 'D-U-N-S number.',
  OTHER: 'Another one.',
} satisfies Record<IdentifierSchemeCode, string>);

export const BeneficiaryIdentifierInput = builder.inputType('BeneficiaryIdentifierInput', {
  description: 'By what a beneficiary is known.',
  fields: (t) => ({
    scheme: t.field({ type: IdentifierScheme, description: 'What it is.' }),
    value: t.string({ description: 'Up to 60 characters; of an LEI the check digits are checked.' }),
  }),
});

export const RetirementReason = enumOf('RetirementReason', 'What credits are used up for.', {
  ENVIRONMENTAL_BENEFIT: 'For the environment, and no claim of anybody.',
  PERSON_OR_ORGANIZATION: 'For a claim of a person or an organization.',
  ON_BEHALF_OF_THIRD_PARTY: 'For a claim of somebody else.',
  CORPORATE_INVENTORY: 'For the inventory of a company.',
  COMPLIANCE_CORSIA: 'For an obligation under CORSIA.',
  COMPLIANCE_TAX: 'For a carbon tax.',
  NDC_USE: "Toward a country's nationally determined contribution.",
  OTHER_INTERNATIONAL_MITIGATION: 'For other international mitigation purposes.',
  OTHER: 'For something else.',
} satisfies Record<RetirementReasonCode, string>);
