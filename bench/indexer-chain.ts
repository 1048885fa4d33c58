import { existsSync } from 'node:fs';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { toBeHex, zeroPadValue } from 'ethers';
import { findAnvil } from '../src/local/anvil-binary.ts';
import { type LocalChain, startAnvil } from '../src/local/anvil.ts';
import { LOCAL_MNEMONIC } from '../src/local/local-plan.ts';
import {
  type ChainRpc,
  contractNames,
  type ContractName,
  type Deployment,
  type Hex,
} from '../src/resolvers/chain/client.ts';
import { createRpc } from '../src/workers/chain/rpc.ts';
import type { Emitted } from '../test/chain-model.ts';
import { emissionOf, mineLogs, placeEmitters } from '../test/emitter.ts';

/** Changes when what is emitted does: a chain of another version is made anew. */
const VERSION = 'indexer_3';
const CHAIN_ID = 31_337;
const BLOCKS = 2_100;
const EVENTS_A_BLOCK = 50;
const PEOPLE = 1_000;
const BATCHES = 3;

export interface BenchChain {
  readonly url: string;
  readonly rpc: ChainRpc;
  readonly events: number;
  readonly blocks: number;
  stop(): Promise<void>;
}

export const addressOf = (number: number): Hex => zeroPadValue(toBeHex(0x10_00_00 + number), 20) as Hex;
const word = (number: number): Hex => zeroPadValue(toBeHex(number + 1), 32) as Hex;
const ZERO = addressOf(-0x10_00_00);

/** Where the emitters stand that speak for our contracts. */
export const benchDeployment: Deployment = {
  chainId: CHAIN_ID,
  deployedAtBlock: 0,
  contracts: Object.fromEntries(
    contractNames.map((name, i) => [name, { address: addressOf(0xc0_00_00 + i), deployedAtBlock: 0 }]),
  ) as unknown as Deployment['contracts'],
};

export const openRpc = (url: string): ChainRpc =>
  createRpc({ url, timeoutMs: 60_000, maxBytes: 268_435_456, batchCalls: 100 });

/** The same numbers each time. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Make = (pick: (below: number) => number, unique: number) => Emitted;
const person = (number: number): Hex => addressOf(number % PEOPLE);
const BIG = 10n ** 24n;

/** What happens in a busy market: mostly transfers of CARBON, some of credits, ether that comes in. */
const happenings: readonly { readonly upTo: number; readonly make: Make }[] = [
  {
    upTo: 75,
    make: (pick) =>
      of('CarbonToken', 'Transfer', { from: person(pick(PEOPLE)), to: person(pick(PEOPLE)), value: pick(1e9) }),
  },
  {
    upTo: 90,
    make: (pick) => {
      const parties = { from: person(pick(PEOPLE)), to: person(pick(PEOPLE)) };
      return of('CreditRegistry', 'CreditsTransferred', { batchId: 1 + pick(BATCHES), ...parties, amount: pick(1e9) });
    },
  },
  {
    upTo: 95,
    make: (pick) => of('CarbonCustody', 'EtherReceived', { from: person(pick(PEOPLE)), amount: 1 + pick(1e9) }),
  },
  {
    upTo: 100,
    make: (pick, unique) =>
      of('CarbonAccount', 'WalletLinked', { userKey: word(unique), wallet: person(pick(PEOPLE)) }),
  },
];

const of = (contract: ContractName, event: string, args: Record<string, unknown>): Emitted => ({
  contract,
  event,
  args,
});

/** At first everybody gets more than they will ever send. */
function endowments(): Emitted[] {
  const tokens = Array.from({ length: PEOPLE }, (_, i) =>
    of('CarbonToken', 'Transfer', { from: ZERO, to: person(i), value: BIG }),
  );
  const credits = Array.from({ length: PEOPLE * BATCHES }, (_, i) => {
    const facts = { projectKey: word(i % BATCHES), vintage: 2020, serialBlockHash: word(i), sourceRef: word(i) };
    return of('CreditRegistry', 'CreditsMinted', {
      batchId: 1 + (i % BATCHES),
      to: person(Math.floor(i / BATCHES)),
      amount: BIG,
      ...facts,
    });
  });
  return [...tokens, ...credits];
}

/** The events of block `number`, in runs of one contract, as transactions that emit several events have them. */
function eventsOf(number: number, pick: (below: number) => number): Emitted[] {
  const events = Array.from({ length: EVENTS_A_BLOCK }, (_, i) => {
    const dice = pick(100);
    const happening = happenings.find(({ upTo }) => dice < upTo);
    if (!happening) throw new Error(`nothing happens at ${dice}`);
    return happening.make(pick, number * EVENTS_A_BLOCK + i);
  });
  return events.toSorted((a, b) => a.contract.localeCompare(b.contract));
}

/**
 * A chain of more than 2,000 blocks with more than 100,000 events, made once and kept. Each run works on a copy, which it
 * may change.
 */
export async function openBenchChain(dataDir: string, say: (line: string) => void): Promise<BenchChain> {
  const [kept, copy] = [resolve(dataDir, 'indexer-chain'), resolve(dataDir, 'indexer-chain-run')];
  const events = (await eventsIn(kept)) ?? (await makeChain(kept, say));
  // One that a killed run has left there is ended first.
  if (existsSync(copy)) await (await start(copy)).stop();
  await rm(copy, { recursive: true, force: true });
  await cp(kept, copy, { recursive: true });
  const anvil = await start(copy);
  const rpc = openRpc(anvil.url);
  const blocks = Number(await rpc.call('eth_blockNumber', []));
  return {
    url: anvil.url,
    rpc,
    events,
    blocks,
    async stop() {
      await anvil.stop();
      await rm(copy, { recursive: true, force: true });
    },
  };
}

/** How many events the chain that is kept here has; undefined where there is none of this version. */
async function eventsIn(dir: string): Promise<number | undefined> {
  const note = await readFile(join(dir, NOTE), 'utf8').catch(() => undefined);
  const made = note === undefined ? undefined : (JSON.parse(note) as { version: string; events: number });
  return made?.version === VERSION ? made.events : undefined;
}

async function makeChain(dir: string, say: (line: string) => void): Promise<number> {
  await rm(dir, { recursive: true, force: true });
  const anvil = await start(dir);
  try {
    const events = await make(openRpc(anvil.url), say);
    await anvil.stop();
    await writeFile(join(dir, NOTE), JSON.stringify({ version: VERSION, events }));
    return events;
  } finally {
    await anvil.stop();
  }
}

const NOTE = 'made.json';

const start = async (dataDir: string): Promise<LocalChain> =>
  startAnvil({
    binary: await findAnvil(),
    dataDir,
    chainId: CHAIN_ID,
    mnemonic: LOCAL_MNEMONIC,
    historyBlocks: 10,
    // Written when it stops.
    stateIntervalS: 86_400,
    startTimeoutMs: 300_000,
  });

async function make(rpc: ChainRpc, say: (line: string) => void): Promise<number> {
  say('making a chain with 100,000 events:');
  const { contracts } = benchDeployment;
  const mine = (events: readonly Emitted[]) =>
    mineLogs(
      rpc,
      events.map((event) => ({ ...emissionOf(event), address: contracts[event.contract].address })),
    );
  await placeEmitters(
    rpc,
    Object.values(contracts).map(({ address }) => address),
  );
  const first = endowments();
  for (let i = 0; i < first.length; i += 200) await mine(first.slice(i, i + 200));
  const pick = random(7);
  let events = first.length;
  for (let number = 0; number < BLOCKS; number += 1) {
    const happened = eventsOf(number, pick);
    await mine(happened);
    events += happened.length;
    if (number % 500 === 499) say(`  ${number + 1} blocks`);
  }
  return events;
}
