import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import {
  anyRef,
  attemptsNow,
  intend,
  keyOf,
  LINK_DEADLINE,
  openDesk,
  passUntil,
  signLink,
} from '../../../test/intents.ts';
import { localAccounts } from '../../local/local-plan.ts';
import type { Desk } from './desk.ts';

const TONNE = 10n ** 18n;
let chain: TestChain;
let t: TestApp;
let desk: Desk;
const { alice } = localAccounts;
const userKey = keyOf('alice');
const projectKey = keyOf('project');

beforeAll(async () => {
  chain = await startTestChain({ slotsInAnEpoch: 1 });
  t = await openTestApp({}, chain);
  desk = openDesk(t);
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

const read = async <T>(name: Parameters<TestChain['contract']>[0], method: string, ...args: unknown[]): Promise<T> =>
  (await chain.contract(name).getFunction(method)(...args)) as T;

test('a user is registered, and then linked: in this order, though both are written at once', async () => {
  const register = await intend(t, 'ACCOUNT_REGISTER_USER', { userKey });
  const args = {
    userKey,
    wallet: alice.address,
    deadline: LINK_DEADLINE,
    signature: await signLink(chain, userKey, alice.index),
  };
  const link = await intend(t, 'ACCOUNT_LINK_WALLET', args, { afterIntentId: register.id });
  await passUntil(desk, t, link, 'MINED');
  expect(await read('CarbonAccount', 'userOf', alice.address)).toBe(userKey);
  await chain.mine(3);
  expect((await passUntil(desk, t, register, 'FINALIZED')).blockNumber).not.toBeNull();
});

test('CARBON is credited to a linked address', async () => {
  const before = await read<bigint>('CarbonToken', 'balanceOf', alice.address);
  const credit = await intend(t, 'ACCOUNT_CREDIT_CARBON', {
    wallet: alice.address,
    amount: TONNE,
    sourceRef: anyRef(),
  });
  await passUntil(desk, t, credit, 'MINED');
  expect(await read('CarbonToken', 'balanceOf', alice.address)).toBe(before + TONNE);
});

test('a project is recorded, its credits minted, and a proof of it anchored', async () => {
  const record = await intend(t, 'PROJECT_RECORD', { projectKey, uri: 'https://ecocoin.example/projects/1' });
  const mint = await intend(
    t,
    'CREDITS_MINT',
    {
      projectKey,
      vintage: 2021,
      to: chain.chain.deployment.contracts.CarbonCustody.address,
      amount: 5n * TONNE,
      serialBlockHash: anyRef(),
      sourceRef: anyRef(),
    },
    { afterIntentId: record.id },
  );
  const second = { projectKey, sequence: 2n, commitment: anyRef() };
  const proofs = [
    await intend(t, 'PROOF_ANCHOR', second, { afterIntentId: record.id }),
    await intend(t, 'PROOF_ANCHOR', { ...second, sequence: 1n }, { afterIntentId: record.id }),
  ];
  for (const intent of [mint, proofs[1] ?? mint]) await passUntil(desk, t, intent, 'MINED');
  // The second was refused until the first was there, and waits for its next turn.
  await t.db.sql`update chain_intents set next_try_at = now()`;
  await passUntil(desk, t, proofs[0] ?? mint, 'MINED');
  expect(await read('CreditRegistry', 'lastProofOf', projectKey)).toBe(2n);
});

test('credits in custody are retired', async () => {
  const batchId = await read<bigint>('CreditRegistry', 'batchIdOf', projectKey, 2021);
  const args = { ref: anyRef(), batchId, amount: TONNE, beneficiaryHash: anyRef(), reason: 0, message: 'for 2026' };
  await passUntil(desk, t, await intend(t, 'CUSTODY_RETIRE', args), 'MINED');
  expect(await read('CreditRegistry', 'retiredOf', batchId)).toBe(TONNE);
});

test('a payment is confirmed by one key and converted by another', async () => {
  const paid = { user: alice.address, fiatAmount: 835n, paymentRef: anyRef() };
  const confirm = await intend(t, 'PAYMENT_CONFIRM', { ...paid, carbonAmount: 2n * TONNE });
  const convert = await intend(t, 'PAYMENT_CONVERT', paid, { afterIntentId: confirm.id });
  await passUntil(desk, t, convert, 'MINED');
  const [[confirmed], [converted]] = [await attemptsNow(t, confirm), await attemptsNow(t, convert)];
  expect(`0x${confirmed?.signer.toString('hex')}`).toBe(localAccounts.confirmer.address.toLowerCase());
  expect(`0x${converted?.signer.toString('hex')}`).toBe(localAccounts.operator.address.toLowerCase());
});

test('the price is set by the key that may', async () => {
  await passUntil(desk, t, await intend(t, 'PRICE_SET', { weiPerCarbon: 123_456_789n }), 'MINED');
  expect(await read('CarbonPayment', 'weiPerCarbon')).toBe(123_456_789n);
});

test.each(['ETH', 'CARBON'] as const)('%s in custody is paid out to a linked address', async (asset) => {
  const custody = chain.chain.deployment.contracts.CarbonCustody.address;
  if (asset === 'ETH') await chain.send('CarbonCustody', 'fund', [], { value: TONNE });
  else await chain.send('CarbonToken', 'transfer', [custody, TONNE / 2n], { from: alice.index });
  const args = { ref: anyRef(), asset, to: alice.address, amount: TONNE / 4n };
  await passUntil(desk, t, await intend(t, 'CUSTODY_PAY_OUT', args), 'MINED');
  expect(await read('CarbonCustody', 'isPaid', args.ref)).toBe(true);
});

test('an address is unlinked', async () => {
  await passUntil(desk, t, await intend(t, 'ACCOUNT_UNLINK_WALLET', { wallet: alice.address }), 'MINED');
  expect(await read('CarbonAccount', 'userOf', alice.address)).toBe(`0x${'00'.repeat(32)}`);
});
