import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linkedBy, walletOf } from '../../../test/addresses.ts';
import type { SentTransaction } from '../../../test/chain.ts';
import type { Eip1193Wallet } from '../../../test/eip1193-wallet.ts';
import type { TestUser } from '../../../test/harness.ts';
import { passUntil } from '../../../test/intents.ts';
import { openRetirementLab, type RetirementLab } from '../../../test/retirement-lab.ts';
import { selectBatchesById } from '../../db/batches.ts';
import { TONNE, type RetirementRow } from '../../db/retirements.ts';
import { selectRetirementsOf } from '../../db/retirement-lists.ts';
import { interfaces } from '../chain/contracts.ts';
import { issueCredits } from '../credits/issue-credits.ts';
import { InputInvalid } from '../errors.ts';
import { prepareCreditsRetire } from '../prepares/prepare-credits-retire.ts';
import { wireTransaction } from '../prepares/transactions.ts';
import { chainBatchIdOf } from './on-chain.ts';
import { beneficiaryOf, saltOf, verifyBeneficiary } from './read.ts';
import { encodeId } from '../ids.ts';
import { commitmentOf } from './rules.ts';

// Retirements that people sign themselves, on a chain that takes blocks back.

let lab: RetirementLab;
let alice: TestUser;
let wallet: Eip1193Wallet;
let batchId: string;
let chainBatchId: bigint;

const rpc = (method: string, params: readonly unknown[]): Promise<unknown> => lab.chain.chain.rpc.call(method, params);

/** Gives an address credits of the batch on the chain, as an administrator issues them. */
async function issueTo(address: string): Promise<void> {
  const [batch] = await selectBatchesById(lab.t.db, [batchId]);
  const intent = await issueCredits(lab.admin.ctx, {
    projectKey: batch?.projectId ?? '',
    vintage: batch?.vintage ?? 0,
    serialBlock: randomUUID(),
    quantity: '50',
    recipient: address,
    sourceReference: randomUUID(),
    idempotencyKey: randomUUID(),
  });
  await passUntil(lab.desk, lab.t, intent, 'MINED');
}

beforeAll(async () => {
  lab = await openRetirementLab();
  alice = await lab.t.user('alice');
  wallet = walletOf('alice', rpc);
  await linkedBy(alice, wallet);
  await rpc('anvil_setBalance', [wallet.address, `0x${(10n ** 20n).toString(16)}`]);
  batchId = await lab.batch();
  const [batch] = await selectBatchesById(lab.t.db, [batchId]);
  chainBatchId = chainBatchIdOf(batch?.projectId ?? '', batch?.vintage ?? 0);
  await issueTo(wallet.address);
  await lab.settleChain();
  await lab.index.follow();
});
afterAll(() => lab[Symbol.asyncDispose]());

const sign = async (wish: object): Promise<SentTransaction> => {
  const prepared = await prepareCreditsRetire(alice.ctx, {
    from: wallet.address,
    batchId: chainBatchId.toString(),
    amount: '1.5',
    beneficiary: 'Alice & Söhne',
    reason: 'PERSON_OR_ORGANIZATION',
    ...wish,
  });
  const hash = (await wallet.request({
    method: 'eth_sendTransaction',
    params: [wireTransaction(prepared)],
  })) as `0x${string}`;
  return lab.chain.mined({ hash });
};

async function newest(): Promise<RetirementRow> {
  await lab.index.follow();
  const [row] = await selectRetirementsOf(lab.t.db, alice.id, { after: undefined, limit: 1, statuses: undefined });
  if (!row) throw new Error('the chain retired and nobody saw it');
  return row;
}

async function onChain(): Promise<bigint> {
  const [row] = await lab.t.db.sql<{ balance: bigint }[]>`
    select balance from credit_balances
    where batch_id = ${chainBatchId.toString()}::numeric and address = decode(${wallet.address.slice(2)}, 'hex')`;
  return row?.balance ?? 0n;
}

test('what a wallet retires is seen with its beneficiary, its batch and its project, and becomes final with the chain', async () => {
  const consumed = { consumptionCountry: 'AT', consumptionFrom: '2025-01-01', consumptionTo: '2025-12-31' };
  const said = { retiringEntity: 'Agent GmbH', ...consumed };
  await expect(sign({ ...said, consumptionTo: '2024-12-31' })).rejects.toThrow(InputInvalid);
  const { hash } = await sign({ beneficiaryCountry: 'AT', message: 'Our own', ...said });
  const seen = await newest();
  expect(seen).toMatchObject({
    status: 'SUBMITTED',
    way: 'WALLET',
    retiredAsset: 'CREDIT',
    ownerId: alice.id,
    batchId,
    quantity: (3n * TONNE) / 2n,
    reason: 'PERSON_OR_ORGANIZATION',
    message: 'Our own',
    ...said,
    intentId: null,
    chainBatchId,
  });
  expect(`0x${seen.txHash?.toString('hex')}`).toBe(hash);
  expect(`0x${seen.account.toString('hex')}`).toBe(wallet.address.toLowerCase());
  expect(await beneficiaryOf(alice.ctx, seen)).toMatchObject({ name: 'Alice & Söhne', country: 'AT' });
  await lab.chain.mine(1);
  const confirmed = await lab.until(seen, 'CONFIRMED');
  expect(confirmed.finalizedAt).toBeNull();
  await lab.settleChain();
  await lab.until(seen, 'FINALIZED');
  expect((await lab.t.ledgerSums())[batchId] ?? 0n).toBe(0n);
});

test('a reorg takes it away: it did not happen, and the wallet has its credits; signed again, it is another one', async () => {
  const before = await onChain();
  await sign({});
  await lab.chain.mine(1);
  const lost = await newest();
  expect(lost.status).toBe('CONFIRMED');
  expect(await onChain()).toBe(before - (3n * TONNE) / 2n);
  await lab.chain.reorg(2);
  await rpc('anvil_dropAllTransactions', []);
  await lab.index.follow();
  expect(await lab.now(lost)).toMatchObject({
    status: 'REVERTED',
    statusReason: 'The chain replaced the block that held it.',
    finalizedAt: null,
  });
  expect(await onChain()).toBe(before);
  await lab.settleChain();
  await lab.around();
  expect((await lab.now(lost)).status).toBe('REVERTED');

  await sign({});
  const again = await newest();
  expect(again.id).not.toBe(lost.id);
  expect(await beneficiaryOf(alice.ctx, again)).toMatchObject({ name: 'Alice & Söhne' });
  await lab.settleChain();
  await lab.until(again, 'FINALIZED');
});

test('a private beneficiary stands on the chain as a salted commitment, and its owner can prove it', async () => {
  await sign({ beneficiary: 'Nobody must know', isPrivate: true });
  const seen = await newest();
  expect(await beneficiaryOf(lab.admin.ctx, seen)).toBeNull();
  expect(await beneficiaryOf(alice.ctx, seen)).toMatchObject({ name: 'Nobody must know', isPrivate: true });
  const salt = await saltOf(alice.ctx, seen);
  expect(salt).toMatch(/^0x[\da-f]{64}$/);
  await lab.settleChain();
  await lab.until(seen, 'FINALIZED');
  const proof = { retirementId: encodeId('Retirement', seen.id), beneficiary: { name: 'Nobody must know' }, salt };
  expect(await verifyBeneficiary(lab.t.nobody, proof)).toMatchObject({ matches: true });
});

test('what an address retired without the platform is in the register too, and is its user’s once it is linked', async () => {
  const stranger = walletOf('stranger', rpc);
  const bob = await lab.t.user('bob');
  await linkedBy(bob, stranger);
  await issueTo(stranger.address);
  await rpc('anvil_setBalance', [stranger.address, `0x${(10n ** 20n).toString(16)}`]);
  await lab.t.db.sql`update linked_addresses set unlinked_at = now() where user_id = ${bob.id}`;
  const hashOfName = commitmentOf({ name: 'Who knows', country: null, identifier: null }, null);
  const data = interfaces.CreditRegistry.encodeFunctionData('retire', [chainBatchId, 7n, hashOfName, 8, 'a\0b']);
  const to = lab.chain.chain.deployment.contracts.CreditRegistry.address;
  const gas = { gas: '0x100000', maxFeePerGas: '0x2540be400', maxPriorityFeePerGas: '0x3b9aca00', value: '0x0' };
  const chainId = `0x${lab.chain.chain.chainId.toString(16)}`;
  const params = [{ from: stranger.address, to, data, chainId, ...gas }];
  await lab.chain.mined({ hash: (await stranger.request({ method: 'eth_sendTransaction', params })) as string });
  await lab.index.follow();
  const [seen] = await lab.t.db.sql<{ id: string; ownerId: string | null; beneficiaryId: string | null }[]>`
    select id, owner_id, beneficiary_id from retirements where account = decode(${stranger.address.slice(2)}, 'hex')`;
  expect(seen).toMatchObject({ ownerId: null, beneficiaryId: null });
  if (!seen) throw new Error('it was not seen');
  expect(await lab.now(seen)).toMatchObject({ quantity: 7n, reason: 'OTHER', message: 'a\ufffdb', batchId });
  await lab.settleChain();
  await lab.until(seen, 'FINALIZED');
  // It is certified as nobody's, and the certificate follows the retirement to whoever has the wallet linked.
  const ownerOfCertificate = async () =>
    (
      await lab.t.db.sql<
        { ownerId: string | null }[]
      >`select owner_id from certificates where retirement_id = ${seen.id}`
    )[0]?.ownerId;
  expect(await ownerOfCertificate()).toBeNull();
  await linkedBy(bob, stranger);
  expect(await lab.now(seen)).toMatchObject({ ownerId: bob.id, status: 'FINALIZED' });
  expect(await ownerOfCertificate()).toBe(bob.id);
});
