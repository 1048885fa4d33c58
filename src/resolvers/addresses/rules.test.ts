import fc from 'fast-check';
import { getAddress } from 'ethers';
import { describe, expect, test } from 'vitest';
import { InputInvalid } from '../errors.ts';
import { readInput } from '../input.ts';
import { SiweMessageRefused } from './errors.ts';
import { ethereumAddress, linkStatement, LOGIN_STATEMENT, newNonce, readSiwe, siweText } from './rules.ts';

const ADDRESS = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const NOW = new Date('2026-11-21T12:00:00.000Z');
const place = { domain: 'ecocoin.example', uri: 'https://ecocoin.example', chainId: 31_337 };
const expected = { ...place, statement: LOGIN_STATEMENT, now: NOW, skewS: 60 };
const wish = {
  address: ADDRESS,
  statement: LOGIN_STATEMENT,
  nonce: '0123456789abcdef0123456789abcdef',
  issuedAt: NOW,
  expiresAt: new Date(NOW.getTime() + 600_000),
} as const;
const GOOD = siweText(place, wish);

/** The fault that a message is refused with, or the claim that it makes. */
function faultOf(text: string): unknown {
  try {
    return readSiwe(text, expected);
  } catch (error) {
    if (error instanceof SiweMessageRefused) return error.fault;
    throw error;
  }
}

const put = (from: string | RegExp, to: string): string => {
  const changed = GOOD.replace(from, to);
  if (changed === GOOD) throw new Error(`nothing to change: ${from}`);
  return changed;
};

describe('a message of EIP-4361', () => {
  test('of ours claims what it says', () => {
    expect(faultOf(GOOD)).toEqual({ address: ADDRESS, nonce: wish.nonce });
  });

  test('may name the scheme, a page below the URI, a request and resources', () => {
    const rich = `${put('URI: https://ecocoin.example', 'URI: https://ecocoin.example/login?step=1').replace(
      /^/,
      'https://',
    )}\nNot Before: 2026-11-21T11:59:00Z\nRequest ID: 7\nResources:\n- https://ecocoin.example/terms`;
    expect(faultOf(rich)).toEqual({ address: ADDRESS, nonce: wish.nonce });
  });

  test.each([
    ['another domain', put('ecocoin.example wants', 'ecocoin.example.evil.example wants'), 'OTHER_DOMAIN'],
    ['a port of the domain', put('ecocoin.example wants', 'ecocoin.example:444 wants'), 'OTHER_DOMAIN'],
    ['another scheme', `http://${GOOD}`, 'OTHER_DOMAIN'],
    ['another URI', put('URI: https://ecocoin.example', 'URI: https://evil.example'), 'OTHER_URI'],
    [
      'a URI with our name in front',
      put('URI: https://ecocoin.example', 'URI: https://ecocoin.example@evil.example/'),
      'OTHER_URI',
    ],
    ['a URI with a user', put('URI: https://ecocoin.example', 'URI: https://me@ecocoin.example/'), 'OTHER_URI'],
    ['a URI without encryption', put('URI: https:', 'URI: http:'), 'OTHER_URI'],
    ['another chain', put('Chain ID: 31337', 'Chain ID: 1'), 'OTHER_CHAIN'],
    ['another statement', put(LOGIN_STATEMENT, linkStatement('eve')), 'OTHER_STATEMENT'],
    ['no statement', put(`${LOGIN_STATEMENT}\n`, ''), 'OTHER_STATEMENT'],
    [
      'an issue in the future',
      put('Issued At: 2026-11-21T12:00:00.000Z', 'Issued At: 2026-11-21T12:01:01.000Z'),
      'NOT_YET_VALID',
    ],
    ['a begin in the future', `${GOOD}\nNot Before: 2026-11-21T12:01:01Z`, 'NOT_YET_VALID'],
    ['an end in the past', put('Expiration Time: 2026-11-21T12:10', 'Expiration Time: 2026-11-21T11:59'), 'EXPIRED'],
    ['an end at this moment', put('Expiration Time: 2026-11-21T12:10', 'Expiration Time: 2026-11-21T12:00'), 'EXPIRED'],
  ])('is refused for %s', (_, text, fault) => {
    expect(faultOf(text)).toBe(fault);
  });

  test.each([
    ['version 2', put('Version: 1', 'Version: 2')],
    ['no version', put('Version: 1\n', '')],
    ['no nonce', put(/Nonce: .*\n/, '')],
    ['a nonce of seven characters', put(/Nonce: .*/, 'Nonce: 1234567')],
    ['two nonces', put(/(Nonce: .*\n)/, '$1$1')],
    ['another order', put(/(Version: 1\n)(Chain ID: 31337\n)/, '$2$1')],
    ['an address in lower case', put(ADDRESS, ADDRESS.toLowerCase())],
    ['an address with a wrong checksum', put('0x5aA', '0x5AA')],
    ['a chain in hexadecimal', put('Chain ID: 31337', 'Chain ID: 0x7a69')],
    ['a day that there is not', put('Issued At: 2026-11-21', 'Issued At: 2026-02-30')],
    ['a moment without a zone', put('12:00:00.000Z', '12:00:00.000')],
    ['line ends of Windows', GOOD.replaceAll('\n', '\r\n')],
    ['a line more', `${GOOD}\n`],
    ['words before it', `Hello!\n${GOOD}`],
    ['a statement of two lines', put(LOGIN_STATEMENT, `${LOGIN_STATEMENT}\nAnd more.`)],
    ['nothing', ''],
  ])('is refused as malformed for %s', (_, text) => {
    expect(faultOf(text)).toMatch(/MALFORMED|OTHER_VERSION/);
  });

  test('that is cut off or has a character changed never claims another address or nonce', () => {
    fc.assert(
      fc.property(fc.nat(GOOD.length - 1), fc.string({ minLength: 0, maxLength: 2 }), (at, piece) => {
        const claim = faultOf(GOOD.slice(0, at) + piece + GOOD.slice(at + 1));
        if (typeof claim === 'string') return;
        const { address, nonce } = claim as { address: string; nonce: string };
        // What the parser reads is what stands there: the text itself is what gets signed.
        expect(GOOD.slice(0, at) + piece + GOOD.slice(at + 1)).toContain(`\n${address}\n`);
        expect(GOOD.slice(0, at) + piece + GOOD.slice(at + 1)).toContain(`\nNonce: ${nonce}\n`);
      }),
      { numRuns: 500 },
    );
  });
});

describe('an address', () => {
  test('is taken in lower and upper case and with its checksum, and given with it', () => {
    for (const text of [ADDRESS, ADDRESS.toLowerCase(), `0x${ADDRESS.slice(2).toUpperCase()}`]) {
      expect(readInput(ethereumAddress, text)).toBe(ADDRESS);
    }
  });

  test.each([
    '0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe',
    '',
    '0x',
    'XE7338O073KYGTWWZN0F2WZ0R8PX5ZPPZS',
    ADDRESS.slice(2),
    `0X${ADDRESS.slice(2)}`,
    `${ADDRESS} `,
  ])('is refused when it is %j', (text) => {
    expect(() => readInput(ethereumAddress, text)).toThrow(InputInvalid);
  });

  test('is the same, whoever computes its checksum', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (bytes) => {
        const lower = `0x${Buffer.from(bytes).toString('hex')}`;
        expect(readInput(ethereumAddress, lower)).toBe(getAddress(lower));
      }),
    );
  });
});

test('a nonce has 128 bits and is another each time', () => {
  const nonces = Array.from({ length: 100 }, newNonce);
  expect(new Set(nonces).size).toBe(100);
  for (const nonce of nonces) expect(nonce).toMatch(/^[\da-f]{32}$/);
});
