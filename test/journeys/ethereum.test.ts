import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, openApi } from '../../src/http/api.ts';
import { openAccount } from '../accounts.ts';
import { walletOf } from '../addresses.ts';
import { startTestChain, type TestChain } from '../chain.ts';
import type { Eip1193Wallet } from '../eip1193-wallet.ts';
import { openTestApp, type TestApp } from '../harness.ts';
import { at, textAt } from './answers.ts';

let chain: TestChain;
let t: TestApp;
let api: Api;
let wallet: Eip1193Wallet;
const call = (method: string, params: readonly unknown[]): Promise<unknown> => chain.chain.rpc.call(method, params);

beforeAll(async () => {
  chain = await startTestChain();
  t = await openTestApp({ RATE_LIMIT_STRICT: '12' }, chain);
  api = await openApi(t.app);
  wallet = walletOf('a page', call);
  await call('anvil_setBalance', [wallet.address, '0x8ac7230489e80000']);
});
afterAll(async () => {
  await api.close();
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

async function ask(query: string, variables: object = {}, accessToken?: string): Promise<unknown> {
  const authorization = accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

/** Carries a mutation out and gives its result, with what `more` asks of it. */
async function mutate(field: string, input: object, more: string, accessToken?: string): Promise<unknown> {
  const name = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  const query = `mutation ($input: ${name}Input!) { result: ${field}(input: $input) {
    __typename ${more} ... on Error { code message retryable } } }`;
  const answer = await ask(query, { input }, accessToken);
  return at(answer, 'data', 'result') ?? answer;
}

const personalSign = (message: string): Promise<unknown> =>
  wallet.request({ method: 'personal_sign', params: [message, wallet.address] });

/** Sends what the platform prepared, as a page would: the JSON as it is. */
async function send(transaction: string): Promise<void> {
  const hash = await wallet.request({ method: 'eth_sendTransaction', params: [JSON.parse(transaction)] });
  const until = Date.now() + 10_000;
  while (Date.now() < until) {
    const receipt = await call('eth_getTransactionReceipt', [hash]);
    if (receipt === null) continue;
    expect(at(receipt, 'status')).toBe('0x1');
    return;
  }
  throw new Error('not mined');
}

const CREDENTIALS = '... on SiweLoginPayload { credentials { accessToken user { username } } }';

test('a wallet is linked, signs in, buys CARBON with ether and stakes it, as a page with MetaMask does it', async () => {
  const account = await openAccount(t, 'ada');
  const login = await mutate(
    'sessionLogin',
    { login: 'ada', password: account.password },
    '... on SessionLoginPayload { credentials { accessToken } }',
  );
  const password = textAt(login, 'credentials', 'accessToken');

  const fields = '... on WalletLinkPreparePayload { challenge { message typedData deadline } }';
  const prepared = await mutate('walletLinkPrepare', { address: wallet.address.toLowerCase() }, fields, password);
  const typedData = textAt(prepared, 'challenge', 'typedData');
  const message = textAt(prepared, 'challenge', 'message');
  const linked = await mutate(
    'walletLink',
    {
      message,
      signature: await personalSign(message),
      linkSignature: await wallet.request({ method: 'eth_signTypedData_v4', params: [wallet.address, typedData] }),
      deadline: textAt(prepared, 'challenge', 'deadline'),
    },
    '... on WalletLinkPayload { linkedAddress { id address kind chainState } }',
    password,
  );
  expect(linked).toMatchObject({
    linkedAddress: { address: wallet.address, kind: 'EOA', chainState: 'PENDING' },
  });
  const intents = await ask('{ chainIntents(first: 5) { edges { node { kind status } } } }', {}, password);
  expect(JSON.stringify(intents)).toMatch(/ACCOUNT_LINK_WALLET.*ACCOUNT_REGISTER_USER/);

  const asked = '... on SiweNoncePayload { challenge { message nonce statement } }';
  const nonce = await mutate('siweNonce', { address: wallet.address }, asked);
  const text = textAt(nonce, 'challenge', 'message');
  const signedIn = await mutate('siweLogin', { message: text, signature: await personalSign(text) }, CREDENTIALS);
  expect(at(signedIn, 'credentials', 'user', 'username')).toBe('ada');
  const token = textAt(signedIn, 'credentials', 'accessToken');
  const me = await ask('{ me { linkedAddresses { address } } myAddresses { id unlinkedAt } }', {}, token);
  expect(at(me, 'data', 'me')).toEqual({ linkedAddresses: [{ address: wallet.address }] });
  expect(at(me, 'data', 'myAddresses', 0)).toEqual({ id: at(linked, 'linkedAddress', 'id'), unlinkedAt: null });

  const transaction = 'prepared { transaction summary mostCost value }';
  const paying = { from: wallet.address, amount: '4', destination: 'ADDRESS', slippageBps: 0 };
  const payment = await mutate(
    'carbonPaymentPrepare',
    paying,
    `... on CarbonPaymentPreparePayload { ${transaction} }`,
    token,
  );
  expect(textAt(payment, 'prepared', 'value')).toBe('0x2386f26fc10000');
  expect(textAt(payment, 'prepared', 'mostCost')).toMatch(/^0\.010\d+$/);
  await send(textAt(payment, 'prepared', 'transaction'));

  const staking = { from: wallet.address, amount: '3' };
  const more = `... on StakePreparePayload { ${transaction} }
    ... on ApprovalMissing { allowance needed approval { transaction } }`;
  const missing = await mutate('stakePrepare', staking, more, token);
  expect(missing).toMatchObject({ code: 'APPROVAL_MISSING', retryable: true, allowance: '0.00', needed: '3.00' });
  await send(textAt(missing, 'approval', 'transaction'));
  await send(textAt(await mutate('stakePrepare', staking, more, token), 'prepared', 'transaction'));
  expect(await chain.contract('CarbonStaking').getFunction('getVotes')(wallet.address)).toBe(3n * 10n ** 18n);
  const much = await mutate(
    'stakePrepare',
    { ...staking, amount: '4' },
    `${more} ... on SimulationFailed { errorName }`,
    token,
  );
  expect(at(much, 'code')).toBe('APPROVAL_MISSING');
});

test('what is wrong comes as data, and too many tries as a wait', async () => {
  const nonce = await mutate('siweNonce', {}, '... on SiweNoncePayload { challenge { nonce message chainId } }');
  expect(at(nonce, 'challenge')).toMatchObject({ message: null, chainId: 31_337 });
  const fault = '... on SiweMessageRefused { fault }';
  expect(await mutate('siweLogin', { message: 'hello', signature: '0x00' }, fault)).toMatchObject({
    code: 'SIWE_MESSAGE_REFUSED',
    fault: 'MALFORMED',
  });
  const wrong = await mutate('siweNonce', { address: '0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed' }, '');
  expect(at(wrong, 'code')).toBe('INPUT_INVALID');
  const codes = new Set<unknown>();
  for (let i = 0; i < 20; i += 1) codes.add(at(await mutate('siweNonce', {}, ''), 'errors', 0, 'extensions', 'code'));
  expect([...codes]).toContain('RATE_LIMITED');
  for (let i = 0; i < 20; i += 1) {
    codes.add(at(await mutate('siweLogin', { message: 'm', signature: '0x' }, ''), 'errors', 0, 'extensions', 'code'));
  }
  expect([...codes]).toEqual([undefined, 'RATE_LIMITED']);
});
