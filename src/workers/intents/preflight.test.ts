import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import {
  anyRef,
  attemptsNow,
  intend,
  intentNow,
  later,
  openDesk,
  passUntil,
  payOut,
  readyToPayOut,
  timesOnChain,
} from '../../../test/intents.ts';
import { localWallet } from '../../local/accounts.ts';
import { localAccounts } from '../../local/local-plan.ts';
import type { Hex } from '../../resolvers/chain/client.ts';
import { createRpc } from '../chain/rpc.ts';
import { SignerError } from '../outside/signers.ts';
import { passSend } from './send-intents.ts';

const STRANGER: Hex = '0x00000000000000000000000000000000000000aa';

let chain: TestChain;
let t: TestApp;
let to: Hex;
beforeAll(async () => {
  chain = await startTestChain();
  t = await openTestApp({}, chain);
  to = await readyToPayOut(chain);
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

/** What it waits for after one pass, which must not have signed anything. */
async function waitsFor(desk: Parameters<typeof passSend>[0], intent: { id: string }): Promise<string | null> {
  await passSend(desk);
  const now = await intentNow(t, intent);
  expect(now).toMatchObject({ status: 'PREPARED', nonce: null, tries: 1, claim: null });
  expect(now.nextTryAt.getTime()).toBeGreaterThan(Date.now());
  expect(await attemptsNow(t, intent)).toEqual([]);
  await t.db.sql`update chain_intents set status = 'DROPPED' where id = ${intent.id}`;
  return now.waitingFor;
}

test('waits where there is no contract at the address', async () => {
  const contracts = { ...chain.chain.deployment.contracts, CarbonCustody: { address: STRANGER, deployedAtBlock: 0 } };
  const desk = openDesk(t, { ...chain.chain, deployment: { ...chain.chain.deployment, contracts } });
  const waiting = await waitsFor(desk, await payOut(t, to));
  expect(waiting).toMatch(/^NO_CONTRACT: there is no contract at 0x0+aa$/);
});

test('waits where the RPC serves another chain, and signs nothing for it', async () => {
  const keystore = join(t.app.config.dataDir, 'operator.json');
  const wallet = localWallet(localAccounts.operator.index);
  await writeFile(keystore, await wallet.encrypt('sesame', undefined));
  const other = await openTestApp(
    { CHAIN_ID: '5', CHAIN_OPERATOR: `keystore:${keystore}`, CHAIN_KEYSTORE_PASSWORD: 'sesame' },
    { chain: chain.chain, env: {} },
  );
  try {
    const intent = await payOut(other, to);
    await passSend(
      openDesk(other, { ...chain.chain, chainId: 5, deployment: { ...chain.chain.deployment, chainId: 5 } }),
    );
    expect(await intentNow(other, intent)).toMatchObject({
      status: 'PREPARED',
      waitingFor: 'WRONG_CHAIN: the RPC serves chain 31337, the deployment is of 5',
    });
  } finally {
    await other[Symbol.asyncDispose]();
  }
});

test('waits where the chain does not answer, longer each time', async () => {
  const rpc = createRpc({ url: 'http://127.0.0.1:9', timeoutMs: 1_000, maxBytes: 1_000_000, batchCalls: 50 });
  const desk = openDesk(t, { ...chain.chain, rpc });
  const intent = await payOut(t, to);
  const pauses: number[] = [];
  for (let i = 0; i < 3; i += 1) {
    await t.db.sql`update chain_intents set next_try_at = now() where id = ${intent.id}`;
    await passSend(desk).catch(() => {});
    const now = await intentNow(t, intent);
    pauses.push(Math.round((now.nextTryAt.getTime() - now.changedAt.getTime()) / 1000));
    expect(now).toMatchObject({ status: 'PREPARED', tries: i + 1 });
  }
  expect(pauses).toEqual([5, 10, 20]);
  await t.db.sql`update chain_intents set next_try_at = now() where id = ${intent.id}`;
  await passUntil(openDesk(t), t, intent, 'MINED');
});

test('waits where the signer cannot pay, and says what it holds and what it may need', async () => {
  const { address } = localAccounts.operator;
  const balance = await chain.chain.rpc.call('eth_getBalance', [address, 'latest']);
  await chain.chain.rpc.call('anvil_setBalance', [address, '0x5']);
  const waiting = await waitsFor(openDesk(t), await payOut(t, to));
  expect(waiting).toMatch(/^INSUFFICIENT_ETHER: 0x7099\w+ holds 5 wei and may need \d+$/);
  await chain.chain.rpc.call('anvil_setBalance', [address, balance]);
});

test('waits while the custody holds too little, or the contract is paused', async () => {
  const desk = openDesk(t);
  const much = { ref: anyRef(), asset: 'ETH', to, amount: 10n ** 24n } as const;
  expect(await waitsFor(desk, await intend(t, 'CUSTODY_PAY_OUT', much))).toMatch(/^InsufficientBalance: /);
  await chain.send('CarbonCustody', 'pause', [], { from: localAccounts.deployer.index });
  expect(await waitsFor(desk, await payOut(t, to))).toBe('EnforcedPause: enforced pause');
  await chain.send('CarbonCustody', 'unpause', [], { from: localAccounts.deployer.index });
});

test('waits while gas costs more than the cap', async () => {
  await chain.chain.rpc.call('anvil_setNextBlockBaseFeePerGas', ['0x6fc23ac000']);
  await chain.mine();
  expect(await waitsFor(openDesk(t), await payOut(t, to))).toMatch(/^FEES_TOO_HIGH: a unit of gas costs \d+ wei/);
  await chain.chain.rpc.call('anvil_setNextBlockBaseFeePerGas', ['0x1']);
  await chain.mine();
});

test('fails where the contract will never take it, with its own words, and its followers with it', async () => {
  const desk = openDesk(t);
  const args = { wallet: to, amount: 0n + 5n, sourceRef: `0x${'00'.repeat(32)}` } as const;
  const intent = await intend(t, 'ACCOUNT_CREDIT_CARBON', args);
  const follower = await payOut(t, to, anyRef(), { afterIntentId: intent.id });
  const failed = await passUntil(desk, t, intent, 'FAILED');
  expect(failed).toMatchObject({ errorCode: 'ZeroReference', errorText: 'zero reference', nonce: null, tries: 0 });
  expect(await passUntil(desk, t, follower, 'FAILED')).toMatchObject({ errorCode: 'AFTER_FAILED' });
  expect(await attemptsNow(t, follower)).toEqual([]);
});

test('what must be there before is waited for with patience, and no longer', async () => {
  const desk = openDesk(t);
  const intent = await payOut(t, STRANGER);
  await passSend(desk);
  const waiting = await intentNow(t, intent);
  expect(waiting.waitingFor).toMatch(/^NotLinked: not linked \(to 0x0+AA\)$/i);
  // 5 s, then twice as long each time: at the eighth try 15 minutes are not over, at the ninth they are.
  await t.db.sql`update chain_intents set tries = 7, next_try_at = now() where id = ${intent.id}`;
  await passSend(desk);
  expect(await intentNow(t, intent)).toMatchObject({ status: 'PREPARED', tries: 8 });
  await later(t);
  expect(await passUntil(desk, t, intent, 'FAILED')).toMatchObject({ errorCode: 'NotLinked' });
});

test('patience begins when the thing is missing, not when the intent was written or something else was waited for', async () => {
  const desk = openDesk(t);
  const intent = await payOut(t, STRANGER);
  await t.db.sql`
    update chain_intents set created_at = now() - interval '1 day', tries = 30, waiting_for = 'RpcError: an outage'
    where id = ${intent.id}`;
  await passSend(desk);
  expect(await intentNow(t, intent)).toMatchObject({ status: 'PREPARED', tries: 1 });
  await t.db.sql`update chain_intents set status = 'DROPPED' where id = ${intent.id}`;
});

test('one that the signer refuses keeps no nonce, so that those after it are mined', async () => {
  const desk = openDesk(t);
  const ref = anyRef();
  // As a KMS does that has rules of its own.
  const picky: typeof desk = {
    ...desk,
    keys: async (role) => {
      const signer = await desk.keys(role);
      const refuses = (data: Hex) => data.includes(ref.slice(2));
      return {
        ...signer,
        sign: (tx) => (refuses(tx.data) ? Promise.reject(new SignerError('refuses: policy')) : signer.sign(tx)),
      };
    },
  };
  const refused = await payOut(t, to, ref);
  const next = await payOut(t, to);
  await passSend(picky);
  await passSend(picky);
  expect(await intentNow(t, refused)).toMatchObject({
    status: 'PREPARED',
    nonce: null,
    waitingFor: 'SignerError: refuses: policy',
  });
  await passUntil(picky, t, next, 'MINED');
  await later(t);
  await passUntil(desk, t, refused, 'MINED');
  expect(await timesOnChain(chain, 'PaidOut', ref)).toBe(1);
});

test('a nonce is filled by whoever has its key, though the key of another role is not to be had', async () => {
  const desk = openDesk(t);
  const signer = localAccounts.priceSetter.address.toLowerCase() as Hex;
  const nonce = BigInt(await chain.chain.rpc.call<string>('eth_getTransactionCount', [signer, 'latest']));
  const fill = await intend(t, 'NONCE_FILL', { signer, nonce });
  const broken: typeof desk = {
    ...desk,
    keys: (role) => (role === 'PRICE' ? desk.keys(role) : Promise.reject(new SignerError('cannot be read'))),
  };
  expect(await passUntil(broken, t, fill, 'MINED')).toMatchObject({ nonce });
});

test('a reference of ours that was paid before counts as done, and shows that transaction', async () => {
  const ref = anyRef();
  const custody = chain.contract('CarbonCustody', localAccounts.operator.index);
  const ether = `0x${'00'.repeat(20)}`;
  const before = await chain.send('CarbonCustody', 'payOut', [ref, ether, to, 10n ** 17n]);
  const found = await passUntil(openDesk(t), t, await payOut(t, to, ref), 'MINED');
  expect(`0x${found.txHash?.toString('hex')}`).toBe(before.hash);
  expect(found).toMatchObject({ nonce: null, blockNumber: BigInt(before.blockNumber) });
  expect(await timesOnChain(chain, 'PaidOut', ref)).toBe(1);
  expect(await custody.getFunction('isPaid')(ref)).toBe(true);
});

test('a reference that was paid for something else fails', async () => {
  const ref = anyRef();
  await chain.send('CarbonCustody', 'payOut', [ref, `0x${'00'.repeat(20)}`, to, 1n]);
  const failed = await passUntil(openDesk(t), t, await payOut(t, to, ref), 'FAILED');
  expect(failed).toMatchObject({ errorCode: 'AlreadyPaid' });
});
