import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encryptKeystoreJson, Wallet } from 'ethers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { loadConfig } from '../../config.ts';
import { localAccounts } from '../../local/local-plan.ts';
import { signerRoles } from '../../resolvers/intents/rules.ts';
import { createKeys } from './keys.ts';

let chain: TestChain;
let t: TestApp;
beforeAll(async () => {
  chain = await startTestChain();
  t = await openTestApp({}, chain);
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

/** A chain that is not the local one: no account of anvil signs for it. */
const elsewhere = () => ({ ...chain.chain, chainId: 1 });

test('on the local chain each role has the account that the contracts gave it', async () => {
  const keys = createKeys(t.app.config, chain.chain);
  const addresses = await Promise.all(signerRoles.map(async (role) => [role, (await keys(role)).address]));
  const { operator, confirmer, priceSetter } = localAccounts;
  expect(Object.fromEntries(addresses)).toMatchObject({
    OPERATOR: operator.address,
    CONFIRMER: confirmer.address,
    PRICE: priceSetter.address,
  });
});

test('on any other chain a role without a key signs nothing, and neither does anvil', async () => {
  await expect(createKeys(t.app.config, elsewhere())('OPERATOR')).rejects.toThrow('no key is configured for OPERATOR');
  const config = loadConfig({ CHAIN_OPERATOR: 'anvil:1' });
  await expect(createKeys(config, elsewhere())('OPERATOR')).rejects.toThrow('for the local chain only');
  expect(() => loadConfig({ CHAIN_OPERATOR: `0x${'11'.repeat(32)}` })).toThrow('CHAIN_OPERATOR: is none of keystore');
});

test('a keystore opens with the password of a file; after a failure it is tried again', async () => {
  const { dataDir } = t.app.config;
  const [file, secret] = [join(dataDir, 'price.json'), join(dataDir, 'password')];
  const { address, privateKey } = Wallet.createRandom();
  await writeFile(file, await encryptKeystoreJson({ address, privateKey }, 'sesame', { scrypt: { N: 1024 } }));
  const config = loadConfig({ CHAIN_PRICE_SETTER: `keystore:${file}`, CHAIN_KEYSTORE_PASSWORD_FILE: secret });
  const keys = createKeys(config, elsewhere());
  await expect(keys('PRICE')).rejects.toThrow('CHAIN_KEYSTORE_PASSWORD_FILE cannot be read');
  await writeFile(secret, 'sesame\n');
  const signer = await keys('PRICE');
  expect(signer.address).toBe(address);
  expect(await keys('PRICE')).toBe(signer);
});

test('an external key needs to be told where its signer is', async () => {
  const source = { CHAIN_REGISTRAR: `external:${localAccounts.alice.address}` };
  await expect(createKeys(loadConfig(source), elsewhere())('REGISTRAR')).rejects.toThrow(
    'CHAIN_SIGNER_URL must be set',
  );
  const config = loadConfig({ ...source, CHAIN_SIGNER_URL: 'http://127.0.0.1:9' });
  expect((await createKeys(config, elsewhere())('REGISTRAR')).address).toBe(localAccounts.alice.address);
});
