import { getAddress, hexlify, randomBytes, type TypedDataDomain } from 'ethers';
import { SiweMessage } from 'siwe';
import { z } from 'zod';
import type { Config } from '../../config.ts';
import type { LinkedAddressRow } from '../../db/linked-addresses.ts';
import type { Chain, Hex } from '../chain/client.ts';
import type { NewEvent } from '../feed.ts';
import { moment, optional } from '../input.ts';
import { SiweMessageRefused } from './errors.ts';

/** The most that a message of ours can need, with room for a request id and resources. */
const MESSAGE_LENGTH = 4_000;
/** A contract wallet of many owners has long signatures; that of a key has 65 bytes. */
const SIGNATURE_BYTES = 4_096;

/** An address as 0x and 40 hex digits in any case, as its checksummed form (EIP-55). Mixed case must be the right one. */
export const ethereumAddress = z.string().transform((value, ctx) => {
  if (/^0x[\da-f]{40}$/i.test(value)) {
    try {
      return getAddress(value) as Hex;
    } catch {
      ctx.addIssue('has a wrong checksum (EIP-55): a digit may be mistyped');
      return z.NEVER;
    }
  }
  ctx.addIssue('is not an address such as "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"');
  return z.NEVER;
});

/** The same as the key under which it is stored: lower case. */
export const addressKey = ethereumAddress.transform((address) => address.toLowerCase() as Hex);

const signature = z
  .string()
  .max(2 + SIGNATURE_BYTES * 2, `is longer than ${SIGNATURE_BYTES} bytes`)
  .regex(/^0x(?:[\da-f]{2})+$/i, 'is not bytes in hexadecimal such as "0x1f..."')
  .transform((value) => value.toLowerCase() as Hex);
const message = z.string().min(1, 'is empty').max(MESSAGE_LENGTH, `is longer than ${MESSAGE_LENGTH} characters`);

export const nonceInput = z.object({ address: optional(ethereumAddress) });
export const siweInput = z.object({ message, signature });
export const addressInput = z.object({ address: ethereumAddress });
export const linkInput = siweInput
  .extend({ linkSignature: optional(signature), deadline: optional(moment) })
  .superRefine(({ linkSignature, deadline }, ctx) => {
    if ((linkSignature === undefined) === (deadline === undefined)) return;
    const path = [linkSignature === undefined ? 'linkSignature' : 'deadline'];
    ctx.addIssue({ code: 'custom', path, message: '`linkSignature` and `deadline` come together' });
  });

/** The address of 20 bytes, checksummed. */
export const addressOf = (bytes: Buffer): Hex => getAddress(hexlify(bytes)) as Hex;

/** 128 random bits, in the characters that EIP-4361 allows. */
export const newNonce = (): string => hexlify(randomBytes(16)).slice(2);

export const LOGIN_STATEMENT = 'Sign in to EcoCoin.';
/** Names the account, so that nobody signs a link to somebody else's by mistake. */
export const linkStatement = (username: string): string => `Link this address to the EcoCoin account ${username}.`;

/** Where this server is, as its messages say it. */
export interface SiwePlace {
  /** RFC 3986 authority, such as `ecocoin.example` or `127.0.0.1:4000`. */
  readonly domain: string;
  readonly uri: string;
  readonly chainId: number;
}

export function siwePlace(config: Config): SiwePlace {
  const uri = config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`;
  return { domain: config.SIWE_DOMAIN ?? new URL(uri).host, uri, chainId: config.CHAIN_ID };
}

/** The text to sign, as EIP-4361 writes it. */
export function siweText(
  { domain, uri, chainId }: SiwePlace,
  wish: { address: Hex; statement: string; nonce: string; issuedAt: Date; expiresAt: Date },
): string {
  const { address, statement, nonce, issuedAt, expiresAt } = wish;
  return `${domain} wants you to sign in with your Ethereum account:
${address}

${statement}

URI: ${uri}
Version: 1
Chain ID: ${chainId}
Nonce: ${nonce}
Issued At: ${issuedAt.toISOString()}
Expiration Time: ${expiresAt.toISOString()}`;
}

/** What a message claims, once it is known to be for this server, this purpose and this moment. */
export interface SiweClaim {
  /** Checksummed. */
  readonly address: Hex;
  readonly nonce: string;
}

interface Expected extends SiwePlace {
  readonly statement: string;
  readonly now: Date;
  /** By how much the clock of a wallet may be ahead of ours. */
  readonly skewS: number;
}

/**
 * Reads a message of EIP-4361 and checks all that can be checked without asking anyone. The grammar is the siwe
 * package's; its `verify` is not used, since that checks what it is told to, over a text that it has written anew.
 * Throws SiweMessageRefused with the first fault.
 */
export function readSiwe(text: string, expected: Expected): SiweClaim {
  const read = parse(text);
  const refuse = (fault: ConstructorParameters<typeof SiweMessageRefused>[0], words: string): never => {
    throw new SiweMessageRefused(fault, words);
  };
  const { origin, protocol } = new URL(expected.uri);
  if (read.domain !== expected.domain || (read.scheme && `${read.scheme}:` !== protocol)) {
    refuse('OTHER_DOMAIN', `The message is for another site: its domain must be ${expected.domain}.`);
  }
  const uri = URL.parse(read.uri);
  if (!uri || ![origin, `${protocol}//${expected.domain}`].includes(uri.origin) || uri.username || uri.password) {
    refuse('OTHER_URI', `The message is for another site: its URI must be ${expected.uri}.`);
  }
  if (read.version !== '1') refuse('OTHER_VERSION', 'The version of the message must be 1.');
  if (read.chainId !== expected.chainId) {
    refuse('OTHER_CHAIN', `The message is for another chain: its Chain ID must be ${expected.chainId}.`);
  }
  if (read.statement !== expected.statement) {
    refuse('OTHER_STATEMENT', `The message is for another purpose: its statement must be "${expected.statement}"`);
  }
  const at = (moment: string | undefined): number | undefined =>
    moment === undefined ? undefined : Date.parse(moment);
  const now = expected.now.getTime();
  const issuedAt = at(read.issuedAt) ?? Number.NaN;
  const [notBefore, expiresAt] = [at(read.notBefore) ?? issuedAt, at(read.expirationTime) ?? Infinity];
  // Negated, so that a moment that is none (NaN) is refused.
  if (!(Math.max(issuedAt, notBefore) <= now + expected.skewS * 1_000)) {
    refuse('NOT_YET_VALID', 'The message is not valid yet: it was issued, or begins to be valid, in the future.');
  }
  if (!(now < expiresAt)) refuse('EXPIRED', 'The message has expired: ask for another one.');
  return { address: read.address as Hex, nonce: read.nonce };
}

/** What the grammar gives. The package's own types call some of these optional, and one is missing. */
type Parsed = Pick<SiweMessage, 'domain' | 'address' | 'uri' | 'version' | 'chainId' | 'nonce'> &
  Partial<Record<'scheme' | 'statement' | 'issuedAt' | 'expirationTime' | 'notBefore', string>>;

function parse(text: string): Parsed {
  try {
    return new SiweMessage(text);
  } catch {
    throw new SiweMessageRefused(
      'MALFORMED',
      'This is not a message as EIP-4361 writes it: sign the text exactly as it was given, line by line.',
    );
  }
}

export const LINK_TYPES = {
  LinkWallet: [
    { name: 'userKey', type: 'bytes32' },
    { name: 'wallet', type: 'address' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
};

/** What CarbonAccount.linkWallet asks the wallet to sign (EIP-712): 256-bit integers as decimal text. */
export interface LinkPermit {
  readonly userKey: Hex;
  readonly wallet: Hex;
  readonly nonce: string;
  /** Seconds since 1970. */
  readonly deadline: string;
}

export const linkDomain = ({ chainId, deployment }: Chain): TypedDataDomain => ({
  name: 'EcoCoin CarbonAccount',
  version: '1',
  chainId,
  verifyingContract: deployment.contracts.CarbonAccount.address,
});

/** The event of a link that was made, ended or has come further on the chain. */
export const linkChanged = ({ id, userId }: Pick<LinkedAddressRow, 'id' | 'userId'>): NewEvent => ({
  topic: 'linkedAddress',
  key: id,
  payload: { id, userId },
});
