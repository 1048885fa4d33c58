import { z } from 'zod';
import { organizationRole } from '../../db/organizations.ts';
import type { OrganizationChange } from '../events.ts';
import type { NewEvent } from '../feed.ts';
import { nodeId, optional, text } from '../input.ts';
import type { ThingRules } from '../standings.ts';
import { country, email } from '../users/rules.ts';

const DIGITS = /^[A-Z0-9]{18}[0-9]{2}$/;

/**
 * Whether the code can be a Legal Entity Identifier: ISO 17442-1, whose last two characters are check digits by
 * ISO/IEC 7064 MOD 97-10. Letters count 10 (A) to 35 (Z), and the whole number leaves 1 when it is divided by 97.
 */
export function isLei(code: string): boolean {
  if (!DIGITS.test(code)) return false;
  const digits = [...code].map((sign) => parseInt(sign, 36)).join('');
  return BigInt(digits) % 97n === 1n;
}

const LINES = 6;
const lei = z
  .string()
  .transform((code) => code.trim().toUpperCase())
  .refine(isLei, 'is not an LEI: 20 letters and digits, of which the last two do not check');
const vatId = z
  .string()
  .transform((code) => code.toUpperCase().replaceAll(/[ .-]/g, ''))
  .refine((code) => /^[A-Z]{2}[A-Z0-9]{2,13}$/.test(code), 'is not a VAT id such as "DE123456789"');
const billingAddress = z.array(text(1, 100)).max(LINES, `has more than ${LINES} lines`);
const role = z.enum(organizationRole.enumValues);

export const createOrganizationInput = z.object({
  legalName: text(1, 200),
  country,
  lei: optional(lei),
  billingAddress: optional(billingAddress),
  vatId: optional(vatId),
  invoiceEmail: optional(email),
});

/** What is left out stays; null clears what may be missing. */
export const updateOrganizationInput = z.object({
  organizationId: nodeId('Organization'),
  legalName: optional(text(1, 200)),
  country: optional(country),
  lei: lei.nullish(),
  billingAddress: billingAddress.nullish().transform((lines) => (lines === null ? [] : lines)),
  vatId: vatId.nullish(),
  invoiceEmail: email.nullish(),
});

export const inviteMemberInput = z.object({ organizationId: nodeId('Organization'), email, role });
export const joinMemberInput = z.object({ token: z.string().min(1, 'is empty').max(200, 'is too long') });
export const updateMemberInput = z.object({ memberId: nodeId('OrganizationMember'), role });
export const removeMemberInput = z.object({ memberId: nodeId('OrganizationMember') });
export const revokeInvitationInput = z.object({ invitationId: nodeId('OrganizationInvitation') });

export const organizationChanged = (
  id: string,
  change: OrganizationChange,
  about: { readonly userId: string; readonly role: string | null } | null = null,
): NewEvent => ({
  topic: 'organization',
  key: id,
  payload: { id, change, userId: about?.userId ?? null, role: about?.role ?? null },
});

export type OrganizationAction =
  | 'UPDATE'
  | 'READ_MEMBERS'
  | 'MANAGE_MEMBERS'
  | 'LEAVE'
  | 'READ_WALLETS'
  | 'ANNOUNCE'
  | 'TRADE'
  | 'TRANSFER'
  | 'CREATE_PROJECT'
  | 'MANAGE_API_KEYS';

const always = (): boolean => true;

/** What can be done to an organization, or for it. */
export const organizationActions = {
  UPDATE: { owner: 'organization.update', when: always },
  READ_MEMBERS: { owner: 'member.read', when: always },
  MANAGE_MEMBERS: { owner: 'member.manage', when: always },
  LEAVE: { owner: 'member.leave', when: always },
  READ_WALLETS: { owner: 'wallet.read', when: always },
  ANNOUNCE: { owner: 'announcement.write', when: always },
  TRADE: { owner: 'trade.place', when: always },
  TRANSFER: { owner: 'transfer.send', when: always },
  CREATE_PROJECT: { owner: 'project.create', when: always },
  MANAGE_API_KEYS: { owner: 'api-key.manage', when: always },
} as const satisfies ThingRules<unknown, OrganizationAction>;
