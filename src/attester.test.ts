import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encryptKeystoreJson, verifyTypedData, Wallet } from 'ethers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../test/chain.ts';
import { makeProof } from '../test/proofs.ts';
import { createLog } from './app.ts';
import { openAttester } from './attester.ts';
import { type Config, loadConfig } from './config.ts';
import { ProofSignerUnavailable } from './resolvers/poai/errors.ts';
import { type TypedData, typedAttestation } from './resolvers/proofs/attestation.ts';

let chain: TestChain;
let folder: string;
let data: TypedData;
beforeAll(async () => {
  chain = await startTestChain();
  folder = await mkdtemp(join(tmpdir(), 'ecocoin-attester-'));
  const { bundle, bundleHash } = await makeProof();
  const issuedAt = bundle.issuedAt;
  data = typedAttestation({ bundleHash, bundle, role: 'PLATFORM', decision: 'APPROVED', issuedAt });
});
afterAll(async () => {
  await chain[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const configOf = (env: Record<string, string>): Config => loadConfig({ LOG_LEVEL: 'silent', ...env });
const open = (config: Config) => openAttester(config, chain.chain, createLog(config));

async function signs(config: Config): Promise<string> {
  const signed = await open(config)?.sign(data);
  if (!signed) throw new Error('no signer');
  expect(signed.signature).toMatch(/^0x[\da-f]{130}$/);
  const { domain, types, message } = data;
  expect(verifyTypedData(domain, types, message, signed.signature).toLowerCase()).toBe(signed.signer);
  return signed.signer;
}

test('on the local chain an account of it signs, and anywhere a keystore', async () => {
  const local = configOf({});
  expect(await signs(local)).toBe(await open(local)?.address());
  const wallet = Wallet.createRandom();
  const file = join(folder, 'key.json');
  const { address, privateKey } = wallet;
  await writeFile(file, await encryptKeystoreJson({ address, privateKey }, 'secret', { scrypt: { N: 2 } }));
  const kept = configOf({ POAI_SIGNER: `keystore:${file}`, CHAIN_KEYSTORE_PASSWORD: 'secret' });
  expect(await signs(kept)).toBe(address.toLowerCase());
});

test('without a chain or a key there is none, and one that does not sign says so without a word of it', async () => {
  const config = configOf({});
  expect(openAttester(config, undefined, createLog(config))).toBeUndefined();
  expect(openAttester(config, { ...chain.chain, chainId: 1 }, createLog(config))).toBeUndefined();
  const lost = configOf({ POAI_SIGNER: `keystore:${join(folder, 'none.json')}`, CHAIN_KEYSTORE_PASSWORD: 'secret' });
  await expect(open(lost)?.sign(data)).rejects.toThrow(ProofSignerUnavailable);
});
