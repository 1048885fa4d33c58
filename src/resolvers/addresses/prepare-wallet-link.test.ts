import { id as keccakOf, TypedDataEncoder } from 'ethers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { walletOf } from '../../../test/addresses.ts';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { ChainUnavailable, InputInvalid, Unauthenticated } from '../errors.ts';
import { prepareWalletLink } from './prepare-wallet-link.ts';

let chain: TestChain;
let t: TestApp;
const { address } = walletOf('prepared');

beforeAll(async () => {
  chain = await startTestChain();
  t = await openTestApp({ PUBLIC_URL: 'https://ecocoin.example', LINK_PERMIT_TTL_S: '600' }, chain);
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

test('gives the message that names the account, and the typed data that CarbonAccount checks', async () => {
  const dora = await t.user('dora');
  const before = Math.floor(Date.now() / 1_000);
  const { message, typedData, deadline } = await prepareWalletLink(dora.ctx, { address: address.toLowerCase() });
  expect(message).toMatch(`ecocoin.example wants you to sign in with your Ethereum account:\n${address}\n`);
  expect(message).toMatch('\nLink this address to the EcoCoin account dora.\n');

  const data = JSON.parse(typedData ?? '') as { domain: object; types: object; primaryType: string; message: object };
  const deadlineS = (deadline?.getTime() ?? 0) / 1_000;
  expect(deadlineS - before).toBeGreaterThanOrEqual(600);
  expect(deadlineS - before).toBeLessThan(610);
  expect(data).toMatchObject({
    domain: {
      name: 'EcoCoin CarbonAccount',
      version: '1',
      verifyingContract: chain.chain.deployment.contracts.CarbonAccount.address.toLowerCase(),
    },
    primaryType: 'LinkWallet',
    message: { userKey: keccakOf(dora.id), wallet: address.toLowerCase(), nonce: '0', deadline: deadlineS.toString() },
  });
  const { EIP712Domain, LinkWallet } = data.types as Record<string, { name: string; type: string }[]>;
  expect(EIP712Domain?.map(({ name }) => name)).toEqual(['name', 'version', 'chainId', 'verifyingContract']);
  // The struct as the contract hashes it.
  expect(TypedDataEncoder.from({ LinkWallet: LinkWallet ?? [] }).encodeType('LinkWallet')).toBe(
    'LinkWallet(bytes32 userKey,address wallet,uint256 nonce,uint256 deadline)',
  );
});

test('gives the message alone where the platform has no chain, and nothing while the chain does not answer', async () => {
  const erin = await t.user('erin');
  const chainless = { ...erin.ctx, app: { ...t.app, chain: undefined } };
  expect(await prepareWalletLink(chainless, { address })).toMatchObject({ typedData: null, deadline: null });
  await chain.stop();
  try {
    await expect(prepareWalletLink(erin.ctx, { address })).rejects.toThrow(ChainUnavailable);
  } finally {
    await chain.start();
  }
});

test('refuses nobody, and what is no address', async () => {
  const finn = await t.user('finn');
  await expect(prepareWalletLink(t.nobody, { address })).rejects.toThrow(Unauthenticated);
  await expect(prepareWalletLink(finn.ctx, { address: '0x12' })).rejects.toThrow(InputInvalid);
});
