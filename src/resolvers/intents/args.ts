import { z } from 'zod';
import type { IntentKind } from '../../db/chain-intents.ts';

const MAX_UINT256 = 2n ** 256n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;
const MAX_UINT16 = 65_535;

/** Bytes of one length as lower-case hex. */
const hexOf = (lengthBytes: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-fA-F]{${lengthBytes * 2}}$`), `is not ${lengthBytes} bytes in hexadecimal`)
    .transform((value) => value.toLowerCase() as `0x${string}`);
const bytes32 = hexOf(32);
const address = hexOf(20).refine((value) => !/^0x0{40}$/.test(value), 'is the zero address');

/** Bytes of any length up to a bound: a signature of a contract wallet may be long. */
const hexUpTo = (mostBytes: number) =>
  z
    .string()
    .regex(/^0x(?:[0-9a-fA-F]{2})*$/, 'is not hexadecimal')
    .max(2 + mostBytes * 2, `is longer than ${mostBytes} bytes`)
    .transform((value) => value.toLowerCase() as `0x${string}`);

/** An unsigned integer: a bigint from who writes the intent, decimal text from the database. */
const uint = (least: bigint, most: bigint) =>
  z
    .union([z.bigint(), z.string().regex(/^\d{1,78}$/, 'is not an integer as decimal text')])
    .transform((value) => BigInt(value))
    .refine((value) => value >= least && value <= most, `is not between ${least} and ${most}`);
const amount = uint(1n, MAX_UINT256);
const reasonCode = z.int().min(0).max(255);
const words = (most: number) =>
  z
    .string()
    .max(most)
    .refine((value) => value.isWellFormed(), 'is not well formed');

/** What each kind of intent needs to know: 18 decimals where an amount is of CARBON, credits or ether. */
export const intentArgs = {
  ACCOUNT_REGISTER_USER: z.strictObject({ userKey: bytes32 }),
  ACCOUNT_LINK_WALLET: z.strictObject({
    userKey: bytes32,
    wallet: address,
    /** Seconds since 1970: the signature is void after it. */
    deadline: uint(1n, MAX_UINT64),
    signature: hexUpTo(4_096),
  }),
  ACCOUNT_UNLINK_WALLET: z.strictObject({ wallet: address }),
  ACCOUNT_CREDIT_CARBON: z.strictObject({ wallet: address, amount, sourceRef: bytes32 }),
  PROJECT_RECORD: z.strictObject({ projectKey: bytes32, uri: words(2_000) }),
  CREDITS_MINT: z.strictObject({
    projectKey: bytes32,
    vintage: z.int().min(1).max(MAX_UINT16),
    to: address,
    amount,
    serialBlockHash: bytes32,
    sourceRef: bytes32,
  }),
  PAYMENT_CONFIRM: z.strictObject({
    paymentRef: bytes32,
    user: address,
    /** Minor units of the fiat currency. */
    fiatAmount: amount,
    carbonAmount: amount,
  }),
  PAYMENT_CONVERT: z.strictObject({ user: address, fiatAmount: amount, paymentRef: bytes32 }),
  PRICE_SET: z.strictObject({ weiPerCarbon: amount }),
  CUSTODY_PAY_OUT: z.strictObject({ ref: bytes32, asset: z.enum(['ETH', 'CARBON']), to: address, amount }),
  CUSTODY_RETIRE: z.strictObject({
    ref: bytes32,
    batchId: uint(0n, MAX_UINT256),
    amount,
    beneficiaryHash: bytes32,
    reason: reasonCode,
    message: words(1_000),
  }),
  PROOF_ANCHOR: z.strictObject({ projectKey: bytes32, sequence: uint(1n, MAX_UINT64), commitment: bytes32 }),
  /** Whose nonce: the address, and the number. */
  NONCE_FILL: z.strictObject({ signer: address, nonce: uint(0n, MAX_UINT64) }),
} as const satisfies Record<IntentKind, z.ZodType>;

/** The arguments of a kind as code has them: integers are bigint, bytes and addresses lower-case hex. */
export type IntentArgs<K extends IntentKind = IntentKind> = z.output<(typeof intentArgs)[K]>;
/** The same as whoever writes an intent gives them. */
export type IntentArgsInput<K extends IntentKind = IntentKind> = z.input<(typeof intentArgs)[K]>;

/** Reads the arguments of a kind. Throws ZodError: whoever wrote them is our own code. */
export const readArgs = <K extends IntentKind>(kind: K, args: unknown): IntentArgs<K> =>
  (intentArgs[kind] as z.ZodType).parse(args) as IntentArgs<K>;

/** The arguments as they are stored: integers beyond a double as decimal text. */
export const storedArgs = (args: IntentArgs): Readonly<Record<string, string | number>> =>
  Object.fromEntries(
    Object.entries<bigint | number | string>(args).map(([name, value]) => [
      name,
      typeof value === 'bigint' ? value.toString() : value,
    ]),
  );
