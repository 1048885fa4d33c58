import type { ContractName, Hex } from '../src/resolvers/chain/client.ts';
import { contractNames } from '../src/resolvers/chain/client.ts';
import type { ChainMeta, DecodedLog } from '../src/resolvers/chain/facts.ts';
import {
  addressOf,
  type Draw,
  type Emitted,
  eventOf,
  governanceHappenings,
  type Happening,
  type ModelState,
  person,
  type Position,
  word,
} from './chain-happenings.ts';

export { addressOf, eventOf, person, word } from './chain-happenings.ts';
export type { Draw, Emitted, ModelState } from './chain-happenings.ts';

// A chain in memory that does what the contracts do, as far as their logs tell: logs of it fit together as those of the
// real ones do, whatever is drawn.

const ZERO: Hex = `0x${'0'.repeat(40)}`;

export function chainMeta(chainId: number, confirmations = 3): ChainMeta {
  const contracts = Object.fromEntries(contractNames.map((name, index) => [name, addressOf(0xc0_00_00 + index)]));
  return { chainId, confirmations, contracts: contracts as Record<ContractName, Hex> };
}

export const emptyState = (): ModelState => ({
  tokens: new Map(),
  ether: 0n,
  stakes: new Map(),
  votes: new Map(),
  credits: new Map(),
  sequences: new Map(),
  proposals: [],
});

export const copyState = (state: ModelState): ModelState => structuredClone(state);

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

function transfer(state: ModelState, from: Hex, to: Hex, value: bigint): Emitted[] {
  if (from !== ZERO) state.tokens.set(from, (state.tokens.get(from) ?? 0n) - value);
  if (to !== ZERO) state.tokens.set(to, (state.tokens.get(to) ?? 0n) + value);
  return [eventOf('CarbonToken', 'Transfer', { from, to, value })];
}

function vote(state: ModelState, delegate: Hex | null, change: bigint): Emitted[] {
  if (delegate === null || change === 0n) return [];
  const previousVotes = state.votes.get(delegate) ?? 0n;
  const newVotes = previousVotes + change;
  state.votes.set(delegate, newVotes);
  return [eventOf('CarbonStaking', 'DelegateVotesChanged', { delegate, previousVotes, newVotes })];
}

const positionOf = (state: ModelState, who: Hex): Position => {
  const position = state.stakes.get(who) ?? { staked: 0n, cooling: 0n, delegate: null };
  state.stakes.set(who, position);
  return position;
};

function moveCredits(state: ModelState, batchId: bigint, who: Hex, change: bigint): void {
  const key = `${batchId} ${who}`;
  state.credits.set(key, (state.credits.get(key) ?? 0n) + change);
}

const mintCarbon: Happening = (state, { who, much }, _, unique) => {
  const [to, amount] = [person(who), BigInt(much + 1)];
  return [
    ...transfer(state, ZERO, to, amount),
    eventOf('CarbonAccount', 'CarbonCredited', { userKey: word('u'), wallet: to, amount, sourceRef: word(unique) }),
  ];
};

const sendCarbon: Happening = (state, { who, whom, much }, meta) => {
  const value = least(state.tokens.get(person(who)) ?? 0n, BigInt(much));
  return transfer(state, person(who), whom % 2 === 0 ? meta.contracts.CarbonCustody : person(whom), value);
};

const burnCarbon: Happening = (state, { who, much }) =>
  transfer(state, person(who), ZERO, least(state.tokens.get(person(who)) ?? 0n, BigInt(much)));

const buyCarbon: Happening = (state, { who, much }, meta) => {
  const [to, amount] = [meta.contracts.CarbonCustody, BigInt(much + 1)];
  return [
    ...transfer(state, ZERO, to, amount),
    eventOf('CarbonPayment', 'CarbonPurchased', { payer: person(who), to, amount, cost: 1n }),
  ];
};

const sendEther: Happening = (state, { who, whom, much }) => {
  state.ether += BigInt(much + 1);
  const event = whom % 3 === 0 ? 'ReserveFunded' : 'EtherReceived';
  return [eventOf('CarbonCustody', event, { from: person(who), amount: BigInt(much + 1) })];
};

const payOut: Happening = (state, { who, whom, much }, meta, unique) => {
  const custody = meta.contracts.CarbonCustody;
  const inEther = whom % 2 === 0;
  const amount = least(inEther ? state.ether : (state.tokens.get(custody) ?? 0n), BigInt(much));
  if (amount === 0n) return [];
  if (inEther) state.ether -= amount;
  const moved = inEther ? [] : transfer(state, custody, person(who), amount);
  const asset = inEther ? ZERO : meta.contracts.CarbonToken;
  return [...moved, eventOf('CarbonCustody', 'PaidOut', { ref: word(unique), asset, to: person(who), amount })];
};

const stake: Happening = (state, { who, much }, meta) => {
  const account = person(who);
  const amount = least(state.tokens.get(account) ?? 0n, BigInt(much));
  if (amount === 0n) return [];
  const position = positionOf(state, account);
  const first = position.delegate === null;
  position.delegate ??= account;
  position.staked += amount;
  return [
    ...transfer(state, account, meta.contracts.CarbonStaking, amount),
    ...(first
      ? [eventOf('CarbonStaking', 'DelegateChanged', { delegator: account, fromDelegate: ZERO, toDelegate: account })]
      : []),
    ...vote(state, position.delegate, amount),
    eventOf('CarbonStaking', 'Staked', { account, amount, staked: position.staked }),
  ];
};

const unstake: Happening = (state, { who, whom, much }) => {
  const account = person(who);
  const position = positionOf(state, account);
  const amount = least(position.staked, BigInt(much));
  if (amount === 0n) return [];
  position.staked -= amount;
  position.cooling += amount;
  const { staked, cooling } = position;
  const availableAt = BigInt(1_800_000_000 + whom);
  return [
    ...vote(state, position.delegate, -amount),
    eventOf('CarbonStaking', 'UnstakeStarted', { account, amount, staked, cooling, availableAt }),
  ];
};

const claim: Happening = (state, { who }, meta) => {
  const account = person(who);
  const position = positionOf(state, account);
  const amount = position.cooling;
  if (amount === 0n) return [];
  position.cooling = 0n;
  return [
    ...transfer(state, meta.contracts.CarbonStaking, account, amount),
    eventOf('CarbonStaking', 'Unstaked', { account, amount }),
  ];
};

const delegate: Happening = (state, { who, whom }) => {
  const position = positionOf(state, person(who));
  const before = position.delegate;
  position.delegate = person(whom);
  return [
    eventOf('CarbonStaking', 'DelegateChanged', {
      delegator: person(who),
      fromDelegate: before ?? ZERO,
      toDelegate: person(whom),
    }),
    ...vote(state, before, -position.staked),
    ...vote(state, person(whom), position.staked),
  ];
};

const project = (number: number): Hex => word(`project ${number % 2}`);
const batch = (projectKey: Hex, vintage: number): bigint => BigInt(word(`${projectKey} ${vintage}`));

const mintCredits: Happening = (state, { who, whom, much }, meta, unique) => {
  const [projectKey, vintage] = [project(who), 2_020 + (whom % 2)];
  const batchId = batch(projectKey, vintage);
  const to = much % 3 === 0 ? meta.contracts.CarbonCustody : person(whom);
  moveCredits(state, batchId, to, BigInt(much + 1));
  const facts = { serialBlockHash: word(`serial ${unique}`), sourceRef: word(`source ${unique}`) };
  const minted = { batchId, projectKey, to, vintage, amount: BigInt(much + 1), ...facts };
  return [eventOf('CreditRegistry', 'CreditsMinted', minted)];
};

const sendCredits: Happening = (state, { who, whom, much }) => {
  const batchId = batch(project(whom), 2_020 + (much % 2));
  const amount = least(state.credits.get(`${batchId} ${person(who)}`) ?? 0n, BigInt(much));
  const [from, to] = [person(who), person(whom)];
  moveCredits(state, batchId, from, -amount);
  moveCredits(state, batchId, to, amount);
  return [eventOf('CreditRegistry', 'CreditsTransferred', { batchId, from, to, amount })];
};

const retire: Happening = (state, { who, whom, much }) => {
  const batchId = batch(project(whom), 2_020 + (much % 2));
  const amount = least(state.credits.get(`${batchId} ${person(who)}`) ?? 0n, BigInt(much));
  moveCredits(state, batchId, person(who), -amount);
  const said = { beneficiaryHash: word('b'), reason: 1, message: '' };
  return [eventOf('CreditRegistry', 'CreditsRetired', { batchId, account: person(who), amount, ...said })];
};

const switchProject: Happening = (_, { who, much }) =>
  much % 2 === 0
    ? [eventOf('CreditRegistry', 'ProjectConfigured', { projectKey: project(who), transferable: much % 4 === 0 })]
    : [eventOf('CreditRegistry', 'ProjectSuspended', { projectKey: project(who), suspended: much % 4 === 1 })];

const anchor: Happening = (state, { who }, _, unique) => {
  const sequence = (state.sequences.get(project(who)) ?? 0) + 1;
  state.sequences.set(project(who), sequence);
  return [
    eventOf('CreditRegistry', 'ProofAnchored', {
      projectKey: project(who),
      sequence: BigInt(sequence),
      commitment: word(unique),
    }),
  ];
};

const happenings: readonly Happening[] = [
  mintCarbon,
  sendCarbon,
  burnCarbon,
  buyCarbon,
  sendEther,
  payOut,
  stake,
  unstake,
  claim,
  delegate,
  mintCredits,
  sendCredits,
  retire,
  switchProject,
  anchor,
  ...governanceHappenings,
];

/** What a draw makes happen: the state moves on, and these are the events. `unique` names it among all that happen. */
export const happen = (state: ModelState, draw: Draw, meta: ChainMeta, unique: string): Emitted[] =>
  (happenings[draw.what % happenings.length] ?? mintCarbon)(state, draw, meta, unique);

/** The logs of a block, as they come from the indexer. */
export function logsOf(
  meta: ChainMeta,
  block: { readonly number: bigint; readonly hash: Hex },
  events: readonly Emitted[],
): DecodedLog[] {
  return events.map(({ contract, event, args }, logIndex) => ({
    chainId: meta.chainId,
    blockNumber: block.number,
    blockHash: block.hash,
    blockTime: new Date(1_700_000_000_000 + Number(block.number) * 1_000),
    logIndex,
    txHash: word(`${block.hash} ${logIndex}`),
    txIndex: logIndex,
    address: meta.contracts[contract],
    topics: [],
    data: '0x',
    contract,
    event,
    args,
  }));
}
