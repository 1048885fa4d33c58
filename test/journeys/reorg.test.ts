import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../commands.ts';
import { until } from '../clients.ts';
import { at, textAt } from './answers.ts';
import { type Person, startWholePlatform, type Watched, type WholePlatform } from './whole-platform.ts';

// Subscribers who look on while the chain takes blocks back: what they were told is corrected by what they are told next.

/** Blocks of an epoch: `finalized` is two of them behind the head. */
const EPOCH_BLOCKS = 4;
const FINAL_AFTER = 2 * EPOCH_BLOCKS;

let platform: WholePlatform;
let alice: Person;
/** What alice's page follows all the while. */
let wallets: Watched;
let events: Watched;
let heads: Watched;
let stakes: Watched;

beforeAll(async () => {
  platform = await startWholePlatform({}, { slotsInAnEpoch: EPOCH_BLOCKS });
  alice = await platform.person('alice');
  await alice.linkWallet();
  wallets = await alice.watch('subscription { walletChanged { wallet { asset available } } }');
  events = await alice.watch(`subscription {
    chainEventIndexed { orphaned event { contract event txHash finality } } }`);
  heads = await alice.watch('subscription { chainHeadMoved { headBlock orphanedBlocks stoppedReason } }');
  stakes = await alice.watch('subscription { stakeChanged(mine: true) { stake { staked cooling votes } } }');
  // The link and the approval are to stay whatever a test takes back.
  await alice.sendPrepared('carbonPayment', { amount: '50', destination: 'ADDRESS' });
  await alice.sendPrepared('carbonApprove', { amount: '50' });
  await platform.chain.mine(FINAL_AFTER + 1);
  await platform.indexed();
});
afterAll(() => platform[Symbol.asyncDispose]());

const isCarbon = (available: string) => (result: unknown) =>
  at(result, 'walletChanged', 'wallet', 'asset') === 'CARBON' &&
  at(result, 'walletChanged', 'wallet', 'available') === available;
const isEvent = (hash: string, event: string, orphaned: boolean) => (result: unknown) =>
  at(result, 'chainEventIndexed', 'event', 'txHash') === hash &&
  at(result, 'chainEventIndexed', 'event', 'event') === event &&
  at(result, 'chainEventIndexed', 'orphaned') === orphaned;
const isStake = (staked: string, cooling: string) => (result: unknown) =>
  at(result, 'stakeChanged', 'stake', 'staked') === staked &&
  at(result, 'stakeChanged', 'stake', 'cooling') === cooling;
const tookBack = (blocks: number) => (result: unknown) => at(result, 'chainHeadMoved', 'orphanedBlocks') === blocks;

/** An event and its transaction, of which each has it once. */
const nameOf = (event: unknown): string => `${textAt(event, 'event', 'txHash')} ${textAt(event, 'event', 'event')}`;

async function carbon(): Promise<unknown> {
  const answer = at(await alice.ask('{ myWallets { asset available } }'), 'data', 'myWallets');
  return at(
    (answer as readonly unknown[]).find((wallet) => at(wallet, 'asset') === 'CARBON'),
    'available',
  );
}

/** The finality of each event of a transaction, taken back ones included. */
async function finalityOf(hash: string): Promise<Set<string>> {
  const query = `query ($txHash: Hash!) {
    chainEvents(filterBy: { txHash: $txHash, includeOrphaned: true }) { edges { node { finality } } } }`;
  const edges = at(await alice.ask(query, { txHash: hash }), 'data', 'chainEvents', 'edges') as readonly unknown[];
  return new Set(edges.map((edge) => textAt(edge, 'node', 'finality')));
}

test('a block: the CARBON that came is taken back, and comes again when it is paid again', async () => {
  const { hash } = await alice.sendPrepared('carbonPayment', { amount: '4' });
  await events.next(isEvent(hash, 'CarbonPurchased', false));
  await wallets.next(isCarbon('4.00'));
  expect(await finalityOf(hash)).toEqual(new Set(['PENDING']));

  await platform.chain.reorg(1);
  expect(await events.next(isEvent(hash, 'CarbonPurchased', true))).toMatchObject({
    chainEventIndexed: { event: { finality: 'ORPHANED' } },
  });
  await wallets.next(isCarbon('0.00'));
  await heads.next(tookBack(1));
  expect(await carbon()).toBe('0.00');
  expect(await finalityOf(hash)).toEqual(new Set(['ORPHANED']));

  const again = await alice.sendPrepared('carbonPayment', { amount: '4' });
  await events.next(isEvent(again.hash, 'CarbonPurchased', false));
  await wallets.next(isCarbon('4.00'));
  expect((await platform.ready()).status).toBe(200);
});

test('five blocks: everything that was told of them is taken back, the newest first', async () => {
  const before = await carbon();
  const sent = [
    await alice.sendPrepared('stake', { amount: '7' }),
    await alice.sendPrepared('carbonPayment', { amount: '5' }),
    await alice.sendPrepared('stake', { amount: '8' }),
    await alice.sendPrepared('carbonTransfer', { amount: '6' }),
    await alice.sendPrepared('unstake', { amount: '2' }),
  ];
  expect(new Set(sent.map(({ blockNumber }) => blockNumber)).size).toBe(5);
  await wallets.next(isCarbon('15.00'));
  await events.next(isEvent(sent[4]?.hash ?? '', 'UnstakeStarted', false));
  await stakes.next(isStake('13.00', '2.00'));
  const told = events.heard.map((result) => at(result, 'chainEventIndexed'));

  await platform.chain.reorg(5);
  await heads.next(tookBack(5));
  await events.next(isEvent(sent[0]?.hash ?? '', 'Staked', true));
  await wallets.next(isCarbon(String(before)));
  expect(await stakes.next(isStake('0.00', '0.00'))).toMatchObject({ stakeChanged: { stake: { votes: '0.00' } } });
  // Each event of these transactions is taken back, none of them twice.
  const ours = new Set<unknown>(sent.map(({ hash }) => hash));
  const toldOfThem = told.filter((event) => ours.has(at(event, 'event', 'txHash')));
  const corrections = (): unknown[] => events.heard.slice(told.length).map((result) => at(result, 'chainEventIndexed'));
  await until(() => corrections().length >= toldOfThem.length);
  expect(corrections().map(nameOf)).toEqual(toldOfThem.toReversed().map(nameOf));
  expect(corrections().every((event) => at(event, 'orphaned') === true)).toBe(true);
  expect(await carbon()).toBe(before);
});

test('deeper than finality: nothing is guessed, the chain stops and says so, until an operator has decided', async () => {
  const { hash, blockNumber } = await alice.sendPrepared('carbonPayment', { amount: '9' });
  await wallets.next(isCarbon('13.00'));
  await platform.chain.mine(FINAL_AFTER);
  await platform.indexed();
  expect(await finalityOf(hash)).toEqual(new Set(['FINALIZED']));
  expect((await platform.ready()).status).toBe(200);

  await platform.chain.reorg(FINAL_AFTER + 1);
  const stopped = await heads.next((result) => at(result, 'chainHeadMoved', 'stoppedReason') !== null);
  expect(textAt(stopped, 'chainHeadMoved', 'stoppedReason')).toContain('is not part of the chain any more');
  await until(async () => (await platform.ready()).status === 503);
  const { body } = await platform.ready();
  expect(body).toMatchObject({ ready: false, notReady: ['chain index'] });
  expect(textAt(body, 'chainIndex', 'stoppedReason')).toBe(textAt(stopped, 'chainHeadMoved', 'stoppedReason'));
  const chain = await alice.ask('{ chain { stoppedReason } }');
  textAt(chain, 'data', 'chain', 'stoppedReason');
  // What was final stays as it was told, right or wrong, and nothing new is taken in.
  expect(await carbon()).toBe('13.00');
  expect(events.heard.some(isEvent(hash, 'CarbonPurchased', true))).toBe(false);

  expect(await resync('--from', String(blockNumber))).toContain('The chain was stopped');
  await events.next(isEvent(hash, 'CarbonPurchased', true));
  await wallets.next(isCarbon('4.00'));
  await until(async () => (await platform.ready()).status === 200);
  expect(at(await alice.ask('{ chain { stoppedReason } }'), 'data', 'chain', 'stoppedReason')).toBeNull();
  const again = await alice.sendPrepared('carbonPayment', { amount: '1' });
  await events.next(isEvent(again.hash, 'CarbonPurchased', false));
  await wallets.next(isCarbon('5.00'));
});

/** `npm run chain -- resync`, beside the indexer that has stopped. */
async function resync(...args: string[]): Promise<string> {
  const env = { LOG_LEVEL: 'error', ...platform.env };
  const { code, out, err } = await runCommand('chain', ['resync', ...args], { env });
  if (code !== 0) throw new Error(err);
  return out;
}
