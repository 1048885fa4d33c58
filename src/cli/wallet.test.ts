import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ran, runCommand } from '../../test/commands.ts';
import { startTestChain, type TestChain } from '../../test/chain.ts';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';
import { linkDemoPeople } from '../local/demo-links.ts';
import { localAccounts } from '../local/local-plan.ts';
import { linkWallet } from '../resolvers/addresses/link-wallet.ts';
import { prepareWalletLink } from '../resolvers/addresses/prepare-wallet-link.ts';
import { prepareCarbonPayment } from '../resolvers/prepares/prepare-carbon-payment.ts';
import { wireTransaction } from '../resolvers/prepares/transactions.ts';

/** An account of the local chain that is nobody's yet. */
const FREE = '0x14dC79964da2C08b23698B3D3cc7Ca32193d9955';

let chain: TestChain;
let t: TestApp;
let bob: TestUser;
beforeAll(async () => {
  chain = await startTestChain();
  t = await openTestApp({}, chain);
  bob = await t.user('bob');
  await linkDemoPeople(t.app);
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

function run(args: readonly string[], { input = '', env = {} } = {}): Promise<Ran> {
  const dataDir = dirname(dirname(chain.env['CHAIN_DEPLOYMENT'] ?? ''));
  return runCommand('wallet', args, { input, env: { DATA_DIR: dataDir, ...env } });
}

const named = ([, name, value]: RegExpExecArray): [string, string] => [name ?? '', value ?? ''];

const carbonOf = (address: string): Promise<unknown> =>
  chain.contract('CarbonToken').getFunction('balanceOf')(address) as Promise<unknown>;

/** A payment of bob's, as the API gives it. */
async function payment(): Promise<Record<string, string>> {
  const { address: from } = localAccounts.bob;
  return wireTransaction(await prepareCarbonPayment(bob.ctx, { from, amount: '2', destination: 'ADDRESS' }));
}

test('sends what was prepared, however it was copied', async () => {
  const transaction = JSON.stringify(await payment());
  const once = await run([transaction]);
  expect(once).toMatchObject({ code: 0, err: '' });
  expect(once.out).toMatch(/^bob has called CarbonPayment with 0\.00505 ETH: block \d+, transaction 0x[\da-f]{64}$/);
  expect(await carbonOf(localAccounts.bob.address)).toBe(2n * 10n ** 18n);

  // All of an answer, as GraphiQL shows it, and one line after the other.
  const answer = JSON.stringify(
    { data: { pay: { prepared: { summary: 'Buy', transaction, list: [] } } } },
    undefined,
    2,
  );
  const more = await run([], { input: `${answer}\n\nnonsense\n${JSON.stringify(transaction)}` });
  expect(more.code).toBe(0);
  expect(more.out).toContain(`bob      ${localAccounts.bob.address}   9999.99`);
  expect(more.out.match(/bob has called CarbonPayment/g)).toHaveLength(2);
  expect(more.out.match(/This is no `transaction`/g)).toHaveLength(1);
  expect(await carbonOf(localAccounts.bob.address)).toBe(6n * 10n ** 18n);
});

test('signs what links an account to a newcomer', async () => {
  const { ctx } = await t.user('newcomer');
  const { message, typedData, deadline } = await prepareWalletLink(ctx, { address: FREE });
  const { out } = await run([], { input: JSON.stringify({ message, typedData }, undefined, 2) });
  const signatures = Object.fromEntries([...out.matchAll(/^(signature|linkSignature) (0x[\da-f]{130})$/gm)].map(named));
  const signed = { message, ...signatures };
  expect(await linkWallet(ctx, { ...signed, deadline: deadline?.toISOString() })).toMatchObject({
    chainState: 'PENDING',
  });
});

test('says what the chain has refused', async () => {
  const transaction = await payment();
  const short = await run([JSON.stringify({ ...transaction, value: '0x1' })]);
  expect(short).toMatchObject({ code: 1, out: '' });
  expect(short.err).toMatch(/^The chain has refused it \(block \d+\): prepare it again\. 0x/);
  const poor = await run([JSON.stringify({ ...transaction, value: `0x${(10n ** 24n).toString(16)}` })]);
  expect(poor.err).toMatch(/^The chain has not taken it: eth_sendRawTransaction: .*funds/);
});

test('signs for people of the local chain alone', async () => {
  const transaction = await payment();
  const { address: platform } = localAccounts.operator;
  expect((await run([JSON.stringify({ ...transaction, from: platform })])).err).toContain('none of the people');
  expect((await run([JSON.stringify({ ...transaction, chainId: '0x1' })])).err).toContain('This is for chain 1');
  const { typedData, message } = await prepareWalletLink(bob.ctx, { address: localAccounts.bob.address });
  const elsewhere = typedData?.replace('"chainId":"0x7a69"', '"chainId":"0x1"') ?? '';
  expect(elsewhere).not.toBe(typedData);
  expect((await run([elsewhere])).err).toContain('This is for chain 1');
  expect((await run([message.replace('Chain ID: 31337', 'Chain ID: 1')])).err).toContain('This is for chain 1');
  expect((await run([], { env: { RPC_URL: chain.url } })).err).toContain('a wallet of your own');
  expect((await run([], { env: { DATA_DIR: t.app.config.dataDir } })).err).toContain('run `npm start` first');
  for (const args of [['--help'], ['a', 'b']]) expect((await run(args)).err).toContain('npm run wallet -- TEXT');
});
