import { z } from 'zod';
import { platformRole } from '../../db/users.ts';
import { nodeId, optional, text } from '../input.ts';
import { newPassword, weaknessOf } from '../sessions/rules.ts';

/** ISO 3166-1 alpha-2, as of 2026. */
const COUNTRIES = new Set(
  `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC
   CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE
   GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM
   KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ
   NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH
   SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG
   VI VN VU WF WS YE YT ZA ZM ZW`.split(/\s+/),
);

/** Names that would pass for the platform itself. */
const RESERVED = new Set([
  'admin',
  'administrator',
  'root',
  'support',
  'system',
  'security',
  'ecocoin',
  'platform',
  'finance',
]);

/** ASCII only, so that no two names look alike; without @, so that a name is never an e-mail address. */
export const username = z
  .string()
  .regex(
    /^(?=.{3,30}$)[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/,
    'must be 3 to 30 letters, digits or single . _ - between them',
  )
  .refine((name) => !RESERVED.has(name.toLowerCase()), 'is kept for the platform');

export const email = z
  .string()
  .trim()
  .max(254, 'is longer than 254 characters')
  .pipe(z.email('is not an e-mail address such as "ada@example.org"'));

export const country = z.string().refine((code) => COUNTRIES.has(code), 'is not an ISO 3166-1 code such as "BR"');

export const registerUserInput = z
  .object({
    username,
    email,
    password: newPassword,
    displayName: optional(text(1, 80)),
    isSeller: optional(z.boolean()),
    isBuyer: optional(z.boolean()),
    country: optional(country),
  })
  .superRefine(({ password, ...owner }, ctx) => {
    const weakness = weaknessOf(password, owner);
    if (weakness !== undefined) ctx.addIssue({ code: 'custom', path: ['password'], message: weakness });
  });

/** What is left out stays; a country of null is cleared. */
export const updateProfileInput = z.object({
  displayName: optional(text(1, 80)),
  isSeller: optional(z.boolean()),
  isBuyer: optional(z.boolean()),
  country: country.nullish(),
});

export const verifyEmailInput = z.object({ token: z.string().min(1, 'is empty').max(200, 'is too long') });
export const roleInput = z.object({ userId: nodeId('User'), role: z.enum(platformRole.enumValues) });
export const usersFilter = z.object({
  role: optional(z.enum(platformRole.enumValues)),
  email: optional(text(1, 254)),
});
