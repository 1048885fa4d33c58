/** What HTTP says of a refusal (RFC 9110, RFC 6585). */
const STATUSES: Readonly<Record<number, readonly string[]>> = {
  400: ['BAD_REQUEST', 'BAD_USER_INPUT', 'INPUT_INVALID', 'QUERY_TOO_COMPLEX', 'TOKEN_INVALID'],
  401: [
    'UNAUTHENTICATED',
    'LOGIN_REFUSED',
    'SIWE_LOGIN_REFUSED',
    'SIWE_MESSAGE_REFUSED',
    'SESSION_ENDED',
    'SECOND_FACTOR_REQUIRED',
    'CHALLENGE_ENDED',
    'HANDOVER_ENDED',
  ],
  403: [
    'FORBIDDEN',
    'FOUR_EYES_REQUIRED',
    'CONFLICT_OF_INTEREST',
    'APPROVAL_BY_PARTY',
    'INVITATION_OF_ANOTHER',
    'PASSWORD_WRONG',
    'CODE_WRONG',
    'SECOND_FACTOR_NEEDED',
  ],
  404: ['NOT_FOUND', 'ADDRESS_NOT_LINKED'],
  409: [
    'ACCOUNT_EXISTS',
    'ADDRESS_IN_USE',
    'ADDRESS_UNAVAILABLE',
    'ALREADY_MEMBER',
    'ANNOUNCEMENT_CLOSED',
    'BANK_REFERENCE_USED',
    'CASE_EXISTS',
    'DOCUMENT_HELD',
    'EMAIL_ALREADY_VERIFIED',
    'EMAIL_TAKEN',
    'IDEMPOTENCY_CONFLICT',
    'IDENTITY_TAKEN',
    'ILLEGAL_TRANSITION',
    'LAST_ADMIN',
    'LAST_ORGANIZATION_ADMIN',
    'LEI_TAKEN',
    'NATIVE_ID_TAKEN',
    'ORGANIZATION_FULL',
    'PAYMENT_UNDER_WAY',
    'PRICE_MOVED',
    'QUANTITY_UNAVAILABLE',
    'QUOTE_CLOSED',
    'SOURCE_REFERENCE_USED',
    'USERNAME_TAKEN',
    'VERSION_CONFLICT',
  ],
  413: ['DOCUMENT_TOO_LARGE'],
  429: ['RATE_LIMITED', 'TOO_MANY_SIGN_UPS', 'CARD_PAYMENTS_PAUSED'],
  500: ['INTERNAL'],
  503: [
    'BUSY',
    'CERTIFICATE_SIGNER_UNAVAILABLE',
    'CHAIN_UNAVAILABLE',
    'FX_STALE',
    'PRICE_STALE',
    'PRICE_UNAVAILABLE',
    'PROOF_SIGNER_UNAVAILABLE',
    'TIMEOUT',
    'WITHDRAWALS_FROZEN',
  ],
};

const byCode = new Map(
  Object.entries(STATUSES).flatMap(([status, codes]) => codes.map((code) => [code, Number(status)] as const)),
);
/** What was understood, and cannot be done as things stand (RFC 9110, section 15.5.21). */
const UNPROCESSABLE = 422;

/** The status for the code of a refusal. There are as many open as one may have (TOO_MANY_…): that conflicts with them. */
export const statusOfCode = (code: string): number =>
  byCode.get(code) ?? (code.startsWith('TOO_MANY_') ? 409 : UNPROCESSABLE);

/** `InsufficientFunds` -> `INSUFFICIENT_FUNDS`: types of refusals are named after their codes. */
export const codeOfType = (name: string): string => name.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, '_').toUpperCase();
