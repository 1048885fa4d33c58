import { generateKeyPairSync } from 'node:crypto';
import type { JWK } from 'jose';
import {
  type CertificateFile,
  type Content,
  digestOf,
  type Disclosure,
} from '../src/resolvers/certificates/content.ts';
import {
  credentialOf,
  signCredential,
  statusListCredential,
  type StatusPurpose,
} from '../src/resolvers/certificates/credential.ts';
import { encodeBits } from '../src/resolvers/certificates/status-bits.ts';
import type { RetiredOnChain } from '../src/resolvers/certificates/verify.ts';
import { commitmentOf } from '../src/resolvers/retirements/rules.ts';

// A certificate of an issuer that exists in tests alone, for what needs no platform.

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
export const kid = 'key-1';
/** The issuer's only key, as they publish it. */
export const jwk: JWK = { ...(publicKey.export({ format: 'jwk' }) as JWK), kid };
const ISSUER = 'https://ecocoin.example';
const ID = '0198b6f0-7ce1-7c9f-9a55-6e7d6e9f9a11';
export const salt = Buffer.alloc(32, 7);
export const secret: Disclosure = {
  name: 'Nobody must know',
  country: 'CH',
  identifier: null,
  salt: `0x${salt.toString('hex')}`,
};

export const content: Content = {
  format: 'ecocoin-certificate/v1',
  id: ID,
  version: '1',
  supersedes: null,
  issuedAt: '2026-11-21T09:30:00Z',
  issuer: { url: ISSUER, name: 'EcoCoin' },
  url: `${ISSUER}/certificates/${ID}`,
  retirement: {
    id: ID,
    quantity: '25',
    reason: 'CORPORATE_INVENTORY',
    message: 'Our flights of 2026',
    retiringEntity: null,
    retiredAt: '2026-11-20T09:30:00Z',
    consumption: { country: 'DE', from: '2025-01-01', to: '2025-12-31' },
  },
  beneficiary: {
    kind: 'PUBLIC',
    name: 'Wanderer AG',
    country: 'DE',
    identifier: { scheme: 'VAT', value: 'DE123456789' },
    hash: commitmentOf({ name: 'Wanderer AG', country: 'DE', identifier: 'DE123456789' }, null),
  },
  credits: {
    project: { id: ID, name: 'Bale Mountains', registry: 'VERRA', nativeId: '1340', country: 'ET', type: 'REDD' },
    methodologies: [{ program: 'VERRA', code: 'VM0015', version: '1.1' }],
    vintage: { start: '2020-01-01', end: '2020-12-31' },
    serials: [
      { text: 'A-1-20', quantity: '20' },
      { text: 'A-21-25', quantity: '5' },
    ],
  },
  chain: {
    chainId: '31337',
    contract: `0x${'12'.repeat(20)}`,
    transactionHash: `0x${'cd'.repeat(32)}`,
    blockNumber: '123',
    logIndex: '4',
    batchId: '99',
    account: `0x${'34'.repeat(20)}`,
  },
  poai: { bundleHash: `0x${'ef'.repeat(32)}`, sequence: '1' },
  fields: [{ name: 'Contract', value: '4711' }],
};

export const retired: RetiredOnChain = {
  batchId: '99',
  account: content.chain.account,
  beneficiaryHash: content.beneficiary.hash,
  quantity: 25n * 10n ** 18n,
  isFinal: true,
};

export async function fileOf(what: Content, disclosure?: Disclosure, issuer = ISSUER): Promise<CertificateFile> {
  return {
    format: 'ecocoin-certificate-file/v1',
    digest: digestOf(what),
    certificate: what,
    credential: await signCredential(credentialOf(what, 131_073n), issuer, { kid, key: privateKey }),
    ...(disclosure && { disclosure }),
  };
}

/** The issuer's second list (131,072 to 262,143) of this purpose, in which these bits are set; it holds for five minutes. */
export const statusListOf = (purpose: StatusPurpose, set: readonly number[], at: Date): Promise<string> =>
  signCredential(
    statusListCredential({
      base: ISSUER,
      issuerName: 'EcoCoin',
      purpose,
      list: 1,
      encodedList: encodeBits(set),
      at,
      ttlS: 300,
    }),
    ISSUER,
    { kid, key: privateKey },
  );
