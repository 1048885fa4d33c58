import { id as keccakOf, Interface } from 'ethers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { carbonGovernorAbi } from '../../contracts/abi/carbon-governor.ts';
import { carbonPaymentAbi } from '../../contracts/abi/carbon-payment.ts';
import type { ContractName } from '../../src/resolvers/chain/client.ts';
import { until } from '../clients.ts';
import { at, textAt } from './answers.ts';
import { type Person, startWholePlatform, type Watched, type WholePlatform } from './whole-platform.ts';

// The whole way of a person with a wallet, through GraphQL and that wallet alone, on a chain and with all workers at work.

let platform: WholePlatform;
let alice: Person;
beforeAll(async () => {
  platform = await startWholePlatform();
  alice = await platform.person('alice');
  await alice.linkWallet();
});
afterAll(() => platform[Symbol.asyncDispose]());

const addressOf = (name: ContractName): string => platform.chain.chain.deployment.contracts[name].address;
const call = (method: string, params: readonly unknown[] = []): Promise<unknown> =>
  platform.chain.chain.rpc.call(method, params);

/** The wallet of this asset, as the platform's ledger has it. */
async function walletOf(person: Person, asset: string): Promise<unknown> {
  const wallets = at(await person.ask('{ myWallets { asset available held } }'), 'data', 'myWallets');
  return (wallets as readonly unknown[]).find((wallet) => at(wallet, 'asset') === asset);
}

/** Calls one of our contracts with the wallet, as a page with ethers does; the platform has no part in it. */
async function callContract(person: Person, to: ContractName, data: string): Promise<unknown> {
  const request = { from: person.wallet.address, to: addressOf(to), data };
  const gas = await call('eth_estimateGas', [request]);
  const fees = { maxFeePerGas: '0x77359400', maxPriorityFeePerGas: '0x3b9aca00' };
  return person.send({ ...request, gas, ...fees });
}

/** What the contracts told of the address, oldest first, as `Contract.Event`. */
async function historyOf(person: Person): Promise<string[]> {
  await platform.indexed();
  const query = `query ($address: Address!) {
    chainEvents(filterBy: { address: $address }, orderBy: OLDEST_FIRST, first: 100) { edges { node { contract event } } } }`;
  const edges = at(await person.ask(query, { address: person.wallet.address }), 'data', 'chainEvents', 'edges');
  return (edges as readonly unknown[]).map(
    (edge) => `${textAt(edge, 'node', 'contract')}.${textAt(edge, 'node', 'event')}`,
  );
}

const watchCredits = (person: Person): Promise<Watched> =>
  person.watch('subscription { creditBalanceChanged(mine: true) { creditBalance { balance } } }');
const holds = (balance: string) => (result: unknown) =>
  at(result, 'creditBalanceChanged', 'creditBalance', 'balance') === balance;

const WATCH_WALLETS = 'subscription { walletChanged { wallet { asset available held } } }';
const isWallet = (asset: string, available: string) => (result: unknown) =>
  at(result, 'walletChanged', 'wallet', 'asset') === asset &&
  at(result, 'walletChanged', 'wallet', 'available') === available;

test('ether turns into CARBON in the wallet of whoever paid, and it is told live', async () => {
  const wallets = await alice.watch(WATCH_WALLETS);
  const purchases = await alice.watch(`subscription {
    chainEventIndexed(filterBy: { contract: "CarbonPayment", event: "CarbonPurchased" }) {
      orphaned event { args { name value } txHash } } }`);
  const paid = await alice.sendPrepared('carbonPayment', { amount: '40' });
  await wallets.next(isWallet('CARBON', '40.00'));
  const { hash } = paid;
  const told = await purchases.next((result) => at(result, 'chainEventIndexed', 'event', 'txHash') === hash);
  expect(at(told, 'chainEventIndexed', 'orphaned')).toBe(false);
  expect(at(told, 'chainEventIndexed', 'event', 'args')).toEqual(
    expect.arrayContaining([
      { name: 'payer', value: alice.wallet.address },
      { name: 'to', value: addressOf('CarbonCustody') },
      { name: 'amount', value: '40000000000000000000' },
    ]),
  );
  expect(await walletOf(alice, 'CARBON')).toEqual({ asset: 'CARBON', available: '40.00', held: '0.00' });
  wallets.end();
  purchases.end();
});

test('a withdrawal that a second person approves arrives at the linked address', async () => {
  const [grace, frank] = [await platform.person('grace'), await platform.person('frank')];
  await platform.makeAdmin('grace');
  const granted = await grace.mutate(
    'roleGrant',
    { userId: frank.id, role: 'FINANCE' },
    '... on RoleGrantPayload { user { id } }',
  );
  expect(at(granted, 'user', 'id')).toBe(frank.id);

  const wallets = await alice.watch(WATCH_WALLETS);
  const requested = await alice.mutate(
    'withdrawalRequest',
    { asset: 'CARBON', amount: '30', destination: alice.wallet.address, idempotencyKey: 'withdraw-to-my-wallet' },
    '... on WithdrawalRequestPayload { withdrawal { id status } }',
  );
  expect(at(requested, 'withdrawal', 'status')).toBe('REQUESTED');
  const withdrawalId = textAt(requested, 'withdrawal', 'id');
  const approve = (person: Person): Promise<unknown> =>
    person.mutate(
      'withdrawalApprove',
      { withdrawalId, idempotencyKey: `approved-by-${person.username}` },
      '... on WithdrawalApprovePayload { withdrawal { status } }',
    );
  // Nobody lets the own money out alone.
  expect(at(await approve(alice), 'errors', 0, 'extensions', 'code')).toBe('FORBIDDEN');
  expect(at(await approve(frank), 'withdrawal', 'status')).toBe('SENDING');
  await wallets.next(
    (result) => isWallet('CARBON', '10.00')(result) && at(result, 'walletChanged', 'wallet', 'held') === '0.00',
  );
  wallets.end();
  const mine = await alice.ask(
    `{ myWithdrawals(first: 1) { edges { node { status destination chainIntent { status } } } } }`,
  );
  expect(at(mine, 'data', 'myWithdrawals', 'edges', 0, 'node')).toMatchObject({
    status: 'SETTLED',
    destination: alice.wallet.address,
  });
  const balance: unknown = await platform.chain.contract('CarbonToken').getFunction('balanceOf')(alice.wallet.address);
  expect(balance).toBe(30n * 10n ** 18n);
});

test('CARBON is staked, votes, is taken out, cools down and is paid out', async () => {
  const stakes = await alice.watch(
    'subscription { stakeChanged(mine: true) { stake { address staked cooling votes availableAt } } }',
  );
  const stands = (staked: string, cooling: string) => (result: unknown) =>
    at(result, 'stakeChanged', 'stake', 'staked') === staked &&
    at(result, 'stakeChanged', 'stake', 'cooling') === cooling;
  const missing = await alice.mutate(
    'stakePrepare',
    { from: alice.wallet.address, amount: '20' },
    '... on ApprovalMissing { approval { transaction } }',
  );
  await alice.send(JSON.parse(textAt(missing, 'approval', 'transaction')) as object);
  await alice.sendPrepared('stake', { amount: '20' });
  const staked = await stakes.next(stands('20.00', '0.00'));
  expect(at(staked, 'stakeChanged', 'stake')).toEqual({
    address: alice.wallet.address,
    staked: '20.00',
    cooling: '0.00',
    votes: '20.00',
    availableAt: null,
  });

  await vote();

  await alice.sendPrepared('unstake', { amount: '20' });
  const cooling = await stakes.next(stands('0.00', '20.00'));
  expect(at(cooling, 'stakeChanged', 'stake')).toMatchObject({ votes: '0.00' });
  const availableAt = Date.parse(textAt(cooling, 'stakeChanged', 'stake', 'availableAt'));
  expect(availableAt).toBeGreaterThan(Date.now());
  const early = await alice.mutate(
    'unstakePrepare',
    { from: alice.wallet.address },
    '... on SimulationFailed { errorName }',
  );
  expect(early).toMatchObject({ code: 'SIMULATION_FAILED', errorName: 'StillCooling' });
  const cooldownS = Number(await platform.chain.contract('CarbonStaking').getFunction('cooldownSeconds')());
  await call('evm_increaseTime', [cooldownS]);
  await platform.chain.mine();
  await alice.sendPrepared('unstake', {});
  await stakes.next(stands('0.00', '0.00'));
  stakes.end();
  const balance: unknown = await platform.chain.contract('CarbonToken').getFunction('balanceOf')(alice.wallet.address);
  expect(balance).toBe(30n * 10n ** 18n);
});

/** Proposes, votes, waits, queues and carries out; every step of it is indexed. */
async function vote(): Promise<void> {
  const governor = new Interface(carbonGovernorAbi);
  const maxPriceAgeS = 7_200n;
  const change = new Interface(carbonPaymentAbi).encodeFunctionData('setMaxPriceAge', [maxPriceAgeS]);
  const description = 'A price of CARBON is good for two hours';
  const what = [[addressOf('CarbonPayment')], [0n], [change]];
  const hashed = [...what, keccakOf(description)];
  const told = await alice.watch(`subscription {
    chainEventIndexed(filterBy: { contract: "CarbonGovernor" }) { event { event args { name value } } } }`);
  const next = (event: string): Promise<unknown> =>
    told.next((result) => at(result, 'chainEventIndexed', 'event', 'event') === event);
  const argument = (result: unknown, name: string): unknown =>
    (at(result, 'chainEventIndexed', 'event', 'args') as readonly unknown[]).find((one) => at(one, 'name') === name);

  // Whoever proposes needs the stake in the block before.
  await platform.chain.mine();
  await callContract(alice, 'CarbonGovernor', governor.encodeFunctionData('propose', [...what, description]));
  const proposalId = textAt(argument(await next('ProposalCreated'), 'proposalId'), 'value');
  await platform.chain.mine(2);
  await alice.sendPrepared('vote', { proposalId, support: 'FOR' });
  const cast = await next('VoteCast');
  expect(argument(cast, 'voter')).toEqual({ name: 'voter', value: alice.wallet.address });
  expect(argument(cast, 'weight')).toEqual({ name: 'weight', value: '20000000000000000000' });

  const { chain } = platform;
  await chain.mine(Number(await chain.contract('CarbonGovernor').getFunction('votingPeriod')()));
  await callContract(alice, 'CarbonGovernor', governor.encodeFunctionData('queue', hashed));
  await next('ProposalQueued');
  await call('evm_increaseTime', [Number(await chain.contract('CarbonTimelock').getFunction('getMinDelay')())]);
  await chain.mine();
  await callContract(alice, 'CarbonGovernor', governor.encodeFunctionData('execute', hashed));
  await next('ProposalExecuted');
  told.end();
  expect(await chain.contract('CarbonPayment').getFunction('maxPriceAge')()).toBe(maxPriceAgeS);
}

test('credits are issued, change hands and are retired for ever', async () => {
  const [grace, bob] = [await platform.person('georgia'), await platform.person('bob')];
  await platform.makeAdmin('georgia');
  const wish = {
    projectKey: 'VCS-1234',
    projectUri: 'https://ecocoin.example/projects/VCS-1234',
    vintage: 2024,
    serialBlock: 'VCS-1234-2024-1-100',
    quantity: '100',
    recipient: alice.wallet.address,
    sourceReference: 'issuance-1',
    idempotencyKey: 'issue-the-first-credits',
  };
  const batchId = String(
    await platform.chain.contract('CreditRegistry').getFunction('batchIdOf')(keccakOf('VCS-1234'), 2024),
  );
  await bob.linkWallet();
  const [atAlice, atBob] = [await watchCredits(alice), await watchCredits(bob)];
  const issued = await grace.mutate('creditsIssue', wish, '... on CreditsIssuePayload { intent { id status } }');
  textAt(issued, 'intent', 'id');
  await atAlice.next(holds('100.00'));
  await alice.sendPrepared('creditsTransfer', { batchId, amount: '60', to: bob.wallet.address });
  await atAlice.next(holds('40.00'));
  await atBob.next(holds('60.00'));
  await bob.sendPrepared('creditsRetire', {
    batchId,
    amount: '60',
    beneficiary: 'Bob Martin',
    reason: 'PERSON_OR_ORGANIZATION',
    message: 'My flights of 2024',
  });
  await atBob.next(holds('0.00'));
  atAlice.end();
  atBob.end();
  const [aliceSaw, bobSaw] = [await historyOf(alice), await historyOf(bob)];
  expect(aliceSaw).toEqual(
    expect.arrayContaining(['CreditRegistry.CreditsMinted', 'CreditRegistry.CreditsTransferred']),
  );
  expect(bobSaw).toEqual(
    expect.arrayContaining(['CreditRegistry.CreditsTransferred', 'CreditRegistry.CreditsRetired']),
  );
  const batch = await bob.ask(
    'query ($batchId: String!) { chainCreditBatch(batchId: $batchId) { minted retired circulating vintage } }',
    {
      batchId,
    },
  );
  expect(at(batch, 'data', 'chainCreditBatch')).toEqual({
    minted: '100.00',
    retired: '60.00',
    circulating: '40.00',
    vintage: 2024,
  });
});

test('at the end every asset adds up to nothing, and what is owed is there', async () => {
  const history = await historyOf(alice);
  const story = [
    'CarbonAccount.WalletLinked',
    'CarbonPayment.CarbonPurchased',
    'CarbonCustody.PaidOut',
    'CarbonStaking.Staked',
    'CarbonGovernor.ProposalCreated',
    'CarbonGovernor.VoteCast',
    'CarbonStaking.UnstakeStarted',
    'CarbonStaking.Unstaked',
    'CreditRegistry.CreditsMinted',
    'CreditRegistry.CreditsTransferred',
  ];
  expect(history.filter((event) => story.includes(event))).toEqual(story);
  const sums = await platform.db.sql<{ asset: string; sum: bigint }[]>`
    select asset, sum(amount) as sum from postings group by asset`;
  expect(sums.map(({ asset, sum }) => `${asset} ${sum}`)).toEqual(['CARBON 0']);
  const head = await platform.indexed();
  const reserves = async (): Promise<unknown> => {
    const fields = 'asset liabilities custody supply difference covered withdrawalsFrozen blockNumber';
    return at(await alice.ask(`{ reserves { assets { ${fields} } } }`), 'data', 'reserves', 'assets');
  };
  await until(async () => at(await reserves(), 1, 'blockNumber') === head);
  const whole = { difference: '0.00', covered: true, withdrawalsFrozen: false };
  expect(await reserves()).toMatchObject([
    // Of 40 that were bought 30 were withdrawn: 10 are owed, and there.
    { asset: 'CARBON', liabilities: '10.00', custody: '10.00', supply: '40.00', ...whole },
    { asset: 'ETH', liabilities: '0.00', custody: '0.00', supply: null, ...whole },
  ]);
  await until(async () => (await platform.ready()).status === 200);
});
