import { id as keccakOf } from 'ethers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../clients.ts';
import { at, textAt } from './answers.ts';
import { type Person, startWholePlatform, type WholePlatform } from './whole-platform.ts';

// What the people of the platform order on the chain: through GraphQL, with all workers at work, until the chain has it.

let platform: WholePlatform;
let [admin, holder] = [] as unknown as [Person, Person];
beforeAll(async () => {
  platform = await startWholePlatform();
  [admin, holder] = await Promise.all([platform.person('clara'), platform.person('holder')]);
  await platform.makeAdmin('clara');
  await platform.db.sql`
    insert into price_latest (instrument, currency, price, as_of, seen_at, source, market_open)
    values ('MCO2', 'EUR', 8350000000000000000, now(), now(), 'COINGECKO', true)`;
  await holder.linkWallet();
});
afterAll(() => platform[Symbol.asyncDispose]());

const TONNE = 10n ** 18n;
const read = (name: Parameters<WholePlatform['chain']['contract']>[0], method: string, ...args: unknown[]) =>
  platform.chain.contract(name).getFunction(method)(...args) as Promise<unknown>;

const INTENT = 'intent { id kind status reference after { kind } arguments { name value } }';

/** Orders something, and waits until the chain has taken it. Gives the order as it was answered. */
async function order(field: string, input: object): Promise<unknown> {
  const payload = `${field.charAt(0).toUpperCase()}${field.slice(1)}Payload`;
  const result = await admin.mutate(field, input, `... on ${payload} { ${INTENT} }`);
  const query = 'query ($id: ID!) { node(id: $id) { ... on ChainIntent { status errorText waitingFor } } }';
  const id = textAt(result, 'intent', 'id');
  await until(async () => {
    const now = await admin.ask(query, { id });
    const status = textAt(now, 'data', 'node', 'status');
    if (status === 'FAILED') throw new Error(JSON.stringify(now));
    return status === 'MINED' || status === 'FINALIZED';
  });
  return result;
}

test('a payment at the bank becomes CARBON in the wallet of whoever paid, and its owner sees each step', async () => {
  const wallets = await holder.watch('subscription { walletChanged { wallet { asset available } } }');
  const steps = await holder.watch(
    'subscription { chainIntentChanged(filterBy: { kinds: [PAYMENT_CONVERT] }) { status intent { createdBy { username } } } }',
  );
  const paid = {
    ownerId: holder.id,
    currency: 'EUR',
    amount: '835.00',
    bankReference: 'INV 2026-1',
    idempotencyKey: 'convert-2026-1',
  };
  const fields = `id status currency fiatAmount carbonAmount pricePerCredit priceSource bankReference reason settledAt
    wallet { asset owner { username } } chainIntent { kind after { kind } } recordedBy { username }`;
  const recorded = await admin.mutate(
    'conversionRecord',
    paid,
    `... on ConversionRecordPayload { conversion { ${fields} } }`,
  );
  expect(at(recorded, 'conversion')).toMatchObject({
    status: 'SENDING',
    currency: 'EUR',
    fiatAmount: '835.00',
    carbonAmount: '100.00',
    pricePerCredit: '8.35',
    priceSource: 'COINGECKO',
    wallet: { asset: 'CARBON', owner: { username: 'holder' } },
    chainIntent: { kind: 'PAYMENT_CONVERT', after: { kind: 'PAYMENT_CONFIRM' } },
    recordedBy: { username: 'clara' },
  });
  await wallets.next((result) => at(result, 'walletChanged', 'wallet', 'available') === '100.00');
  const mined = await steps.next((result) => at(result, 'chainIntentChanged', 'status') === 'MINED');
  expect(at(mined, 'chainIntentChanged', 'intent')).toEqual({ createdBy: null });

  const mine = await holder.ask(
    `{ myConversions(first: 5) { edges { node { ${fields} } } }
       myWallets { asset entries { edges { node { kind amount reference { id __typename } } } } } }`,
  );
  const id = textAt(recorded, 'conversion', 'id');
  expect(at(mine, 'data', 'myConversions', 'edges')).toEqual([
    { node: expect.objectContaining({ id, status: 'SETTLED', recordedBy: null }) as unknown },
  ]);
  const carbon = (at(mine, 'data', 'myWallets') as readonly unknown[]).find((each) => at(each, 'asset') === 'CARBON');
  expect(at(carbon, 'entries', 'edges', 0, 'node')).toEqual({
    kind: 'CONVERSION',
    amount: '100.00',
    reference: { id, __typename: 'Conversion' },
  });
  const { address } = platform.chain.chain.deployment.contracts.CarbonCustody;
  expect(await read('CarbonToken', 'balanceOf', address)).toBe(100n * TONNE);

  const deposit = { ...paid, asset: 'EUR', currency: undefined, idempotencyKey: 'deposit-2026-1' };
  expect(await admin.mutate('depositRecord', deposit, '')).toMatchObject({ code: 'BANK_REFERENCE_USED' });
  const own = { ...paid, ownerId: admin.id, idempotencyKey: 'convert-for-me' };
  expect(await admin.mutate('conversionRecord', own, '')).toMatchObject({ code: 'FOUR_EYES_REQUIRED' });
  expect(at(await holder.mutate('conversionRecord', paid, ''), 'errors', 0, 'extensions', 'code')).toBe('FORBIDDEN');
});

test('CARBON is credited to a linked address, once for its source', async () => {
  const { address } = holder.wallet;
  const credit = { address, amount: '12.5', sourceReference: 'VERRA 9', idempotencyKey: 'credit-1' };
  expect(await order('carbonCredit', credit)).toMatchObject({ intent: { kind: 'ACCOUNT_CREDIT_CARBON' } });
  expect(await read('CarbonToken', 'balanceOf', address)).toBe((25n * TONNE) / 2n);
  const again = await admin.mutate('carbonCredit', { ...credit, idempotencyKey: 'credit-2' }, '');
  expect(again).toMatchObject({ __typename: 'SourceReferenceUsed', code: 'SOURCE_REFERENCE_USED', retryable: false });
  const stranger = { ...credit, address: admin.wallet.address, sourceReference: 'B', idempotencyKey: 'credit-3' };
  expect(await admin.mutate('carbonCredit', stranger, '')).toMatchObject({
    code: 'ADDRESS_NOT_LINKED',
    message: 'Nobody has linked this address: its owner links it by `walletLink` first.',
  });
});

test('credits are issued, their project recorded before, and proofs of it anchored one after the other', async () => {
  const projectKey = 'VCS-1507';
  const issue = {
    projectKey,
    projectUri: 'https://registry.verra.org/app/projectDetail/VCS/1507',
    vintage: 2020,
    serialBlock: '19385-941467007-941467431-VCS-VCU-1507-VER-ET-14-1340-01012020-31122020-1',
    quantity: '425',
    recipient: holder.wallet.address,
    sourceReference: 'ISSUE 1',
    idempotencyKey: 'issue-vcs-1507',
  };
  const proof = (sequence: number) => ({
    projectKey,
    sequence,
    commitment: keccakOf(`proof ${sequence}`),
    idempotencyKey: `anchor-${sequence}`,
  });
  const absent = await admin.mutate('proofAnchor', proof(1), '');
  expect(absent).toMatchObject({ code: 'NOT_FOUND' });
  expect(await order('creditsIssue', issue)).toMatchObject({
    intent: { kind: 'CREDITS_MINT', after: { kind: 'PROJECT_RECORD' } },
  });
  const batchId = await read('CreditRegistry', 'batchIdOf', keccakOf(projectKey), 2020);
  expect(await read('CreditRegistry', 'balanceOf', holder.wallet.address, batchId)).toBe(425n * TONNE);
  await platform.indexed();
  const block = { ...issue, sourceReference: 'ISSUE 2', idempotencyKey: 'issue-again' };
  expect(await admin.mutate('creditsIssue', block, '')).toMatchObject({ code: 'SOURCE_REFERENCE_USED' });

  // The second is ordered while the first is on its way, and waits for it.
  const first = await admin.mutate('proofAnchor', proof(1), `... on ProofAnchorPayload { ${INTENT} }`);
  expect(first).toMatchObject({ intent: { kind: 'PROOF_ANCHOR', after: null } });
  expect(await order('proofAnchor', proof(2))).toMatchObject({ intent: { after: { kind: 'PROOF_ANCHOR' } } });
  expect(await read('CreditRegistry', 'lastProofOf', keccakOf(projectKey))).toBe(2n);
  expect(await admin.mutate('proofAnchor', { ...proof(2), idempotencyKey: 'anchor-again' }, '')).toMatchObject({
    code: 'SOURCE_REFERENCE_USED',
  });
});
