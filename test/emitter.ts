import { Interface } from 'ethers';
import { type ChainRpc, contractNames, type ContractName, type Hex } from '../src/resolvers/chain/client.ts';
import { contractAbis } from '../src/workers/chain/follow-what.ts';
import type { Emitted } from './chain-model.ts';

// A contract that emits whatever logs its caller wants, so that a test can put any history onto a real chain.
//
// Its input is a row of records, each: the number of topics (1 byte), the length of the data (2 bytes), topics, data.

export interface Emission {
  readonly topics: readonly Hex[];
  readonly data: Hex;
}

const OP = {
  STOP: '00',
  ADD: '01',
  GT: '11',
  EQ: '14',
  ISZERO: '15',
  SHL: '1b',
  SHR: '1c',
  CALLDATALOAD: '35',
} as const;
const MORE = {
  CALLDATASIZE: '36',
  CALLDATACOPY: '37',
  POP: '50',
  JUMP: '56',
  JUMPI: '57',
  JUMPDEST: '5b',
  PUSH0: '5f',
};
const op = { ...OP, ...MORE };
const push = (value: number): string => `60${value.toString(16).padStart(2, '0')}`;
const dup = (depth: number): string => (0x7f + depth).toString(16);
const log = (topics: number): string => (0xa0 + topics).toString(16);

const HEAD = 3;
const LABEL = 3;

/** The branch that emits a log of `n` topics. The stack holds the place of the record and the length of its data. */
function branch(n: number, start: string): string {
  const topics = Array.from({ length: n }, (_, pushed) => {
    const place = HEAD + 32 * (n - 1 - pushed);
    return dup(2 + pushed) + push(place) + op.ADD + op.CALLDATALOAD;
  });
  const emit = dup(1 + n) + op.PUSH0 + log(n);
  return [op.JUMPDEST, op.POP, ...topics, emit, push(HEAD + 32 * n), op.ADD, op.ADD, start, op.JUMP].join('');
}

function assemble(): Hex {
  const entry = op.PUSH0;
  const start = push(entry.length / 2);
  const read = [
    // While the place lies before the end of the input.
    op.JUMPDEST + dup(1) + op.CALLDATASIZE + op.GT + op.ISZERO,
  ].join('');
  const record = [
    dup(1) + push(1) + op.ADD + op.CALLDATALOAD + push(240) + op.SHR,
    dup(2) + op.CALLDATALOAD + push(248) + op.SHR,
    dup(2) + dup(2) + push(5) + op.SHL + dup(5) + op.ADD + push(HEAD) + op.ADD + op.PUSH0 + op.CALLDATACOPY,
  ].join('');
  const branches = [0, 1, 2, 3, 4].map((n) => branch(n, start));
  const length = (code: string): number => code.length / 2;
  const choice = (n: number, label: number): string => dup(1) + push(n) + op.EQ + push(label) + op.JUMPI;
  const jumpToEnd = LABEL;
  const choices = 5 * length(choice(0, 0));
  let at = length(entry) + length(read) + jumpToEnd + length(record) + choices;
  const chosen = branches.map((code, n) => {
    const jump = choice(n, at);
    at += length(code);
    return jump;
  });
  const end = push(at) + op.JUMPI;
  return `0x${[entry, read, end, record, ...chosen, ...branches, op.JUMPDEST, op.STOP].join('')}`;
}

/** The code of the emitter, to be put anywhere by anvil_setCode. */
const emitterCode: Hex = assemble();

/** The input that makes an emitter emit these logs. */
function emissionsOf(logs: readonly Emission[]): Hex {
  const records = logs.map(({ topics, data }) => {
    const size = (data.length - 2) / 2;
    const head = topics.length.toString(16).padStart(2, '0') + size.toString(16).padStart(4, '0');
    return head + topics.map((topic) => topic.slice(2)).join('') + data.slice(2);
  });
  return `0x${records.join('')}`;
}

const interfaces = new Map(contractNames.map((name) => [name, new Interface(contractAbis[name][0]?.abi ?? [])]));

/** An event of our contracts as a log has it. */
export function emissionOf({ contract, event, args }: Emitted): Emission {
  const iface = interfaces.get(contract);
  const fragment = iface?.getEvent(event);
  if (!iface || !fragment) throw new Error(`${contract} has no event ${event}`);
  const encoded = iface.encodeEventLog(
    fragment,
    fragment.inputs.map(({ name }) => args[name]),
  );
  return { topics: encoded.topics as Hex[], data: encoded.data as Hex };
}

/** Account 9 of the local chain: nothing else uses it. */
const SENDER = '0xa0Ee7A142d267C1f36714E4a8F75612F20a79720';
const GAS = '0x1000000';

/** Puts an emitter at each address; with automining off, so that a block holds what is sent before it is mined. */
export async function placeEmitters(rpc: ChainRpc, addresses: readonly Hex[]): Promise<void> {
  for (const address of addresses) await rpc.call('anvil_setCode', [address, emitterCode]);
  await rpc.call('evm_setAutomine', [false]);
  await rpc.call('evm_mine', []);
}

/** Mines one block that holds these logs, in this order, a transaction for each run of one emitter. */
export async function mineLogs(rpc: ChainRpc, logs: readonly (Emission & { readonly address: Hex })[]): Promise<void> {
  const runs: { address: Hex; logs: Emission[] }[] = [];
  for (const log of logs) {
    const run = runs.at(-1);
    if (run?.address === log.address) run.logs.push(log);
    else runs.push({ address: log.address, logs: [log] });
  }
  for (const { address, logs } of runs) {
    const sent = { from: SENDER, to: address, data: emissionsOf(logs), gas: GAS };
    await rpc.call('eth_sendTransaction', [sent]);
  }
  await rpc.call('evm_mine', []);
}

/** Mines one block that holds these events of our contracts, at the addresses where they are looked for. */
export const mineEvents = (
  rpc: ChainRpc,
  contracts: Readonly<Record<ContractName, Hex>>,
  events: readonly Emitted[],
): Promise<void> =>
  mineLogs(
    rpc,
    events.map((event) => ({ ...emissionOf(event), address: contracts[event.contract] })),
  );
