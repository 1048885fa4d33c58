import {
  type IssueRow,
  type ParticipantRow,
  placeNumber,
  type PositionChanges,
  type ReceiptKind,
  spanOf,
} from '../../db/chain-position-writes.ts';
import type { ChainMeta, DecodedLog, EventArgs } from './facts.ts';

/** The address zero, from which tokens are minted; and the token under which the ether of the custody is kept. */
export const NOWHERE = '0'.repeat(40);

/** 1n to do what logs say, -1n to take it back. */
export type Sign = 1n | -1n;

/** Amounts by name, added up under a key. */
type Sums = Map<string, Record<string, bigint>>;

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer I)[] ? I[] : T[K] };
type Rows = Pick<PositionChanges, 'issues' | 'projects' | 'projectMarks' | 'proofs' | 'stakeMarks' | 'receipts'>;

type Row<P extends keyof PositionChanges> = PositionChanges[P] extends readonly (infer R extends object)[] ? R : never;

/** What is gathered on the way over the logs. Keys of several parts are joined by a space. */
interface Gathered {
  readonly custody: string;
  readonly sign: Sign;
  readonly tokens: Sums;
  readonly supplies: Sums;
  readonly credits: Sums;
  readonly batches: Sums;
  readonly batchFacts: Map<string, { projectKey: string; vintage: number }>;
  readonly stakes: Sums;
  readonly reserves: Sums;
  readonly rows: { [K in keyof Rows]: Mutable<Rows>[K] };
}

const bare = (hex: unknown): string => (hex as string).slice(2).toLowerCase();
const whole = (text: unknown): bigint => BigInt(text as string);

/** Adds amounts, which are made for it, under a key: there are several calls a log. */
function sum(sums: Sums, key: string, amounts: Record<string, bigint>): void {
  const known = sums.get(key);
  if (!known) sums.set(key, amounts);
  else for (const name in amounts) known[name] = (known[name] ?? 0n) + (amounts[name] as bigint);
}

const placeOf = ({ blockNumber, logIndex }: DecodedLog) => ({ blockNumber, logIndex });

/** What the custody holds of an asset, or how much of it there is, is another after this block. */
const reserve = (into: Gathered, asset: string, { blockNumber }: DecodedLog, custody: bigint, supply: bigint): void =>
  sum(into.reserves, `${asset} ${blockNumber}`, { custody, supply });

function moveToken(into: Gathered, log: DecodedLog, { from, to, value }: EventArgs): void {
  const amount = into.sign * whole(value);
  const [token, source, target] = [bare(log.address), bare(from), bare(to)];
  if (source === target || amount === 0n) return;
  if (source !== NOWHERE) sum(into.tokens, `${token} ${source}`, { balance: -amount });
  if (target !== NOWHERE) sum(into.tokens, `${token} ${target}`, { balance: amount });
  const [minted, burnt] = [source === NOWHERE ? amount : 0n, target === NOWHERE ? amount : 0n];
  if (minted !== 0n || burnt !== 0n) sum(into.supplies, token, { minted, burnt });
  const kept = target === into.custody ? amount : source === into.custody ? -amount : 0n;
  if (kept !== 0n || minted !== burnt) reserve(into, 'CARBON', log, kept, minted - burnt);
}

/** Ether that came to the custody, or left it (below zero). */
function moveEther(into: Gathered, log: DecodedLog, amount: bigint): void {
  if (amount === 0n) return;
  sum(into.tokens, `${NOWHERE} ${into.custody}`, { balance: into.sign * amount });
  reserve(into, 'ETH', log, into.sign * amount, 0n);
}

function moveCredits(into: Gathered, log: DecodedLog, args: EventArgs, from: string, to: string): void {
  const amount = into.sign * whole(args['amount']);
  const batchId = args['batchId'] as string;
  if (from === to || amount === 0n) return;
  if (from !== NOWHERE) sum(into.credits, `${batchId} ${from}`, { balance: -amount });
  if (to !== NOWHERE) sum(into.credits, `${batchId} ${to}`, { balance: amount });
  const kept = to === into.custody ? amount : from === into.custody ? -amount : 0n;
  const made = from === NOWHERE ? amount : to === NOWHERE ? -amount : 0n;
  if (kept !== 0n || made !== 0n) reserve(into, batchId, log, kept, made);
  if (from === NOWHERE) sum(into.batches, batchId, { minted: amount, retired: 0n });
  if (to === NOWHERE) sum(into.batches, batchId, { minted: 0n, retired: amount });
}

function mintCredits(into: Gathered, log: DecodedLog, args: EventArgs): void {
  const [batchId, recipient] = [args['batchId'] as string, bare(args['to'])];
  moveCredits(into, log, args, NOWHERE, recipient);
  into.batchFacts.set(batchId, { projectKey: bare(args['projectKey']), vintage: Number(args['vintage']) });
  into.rows.issues.push({
    ...placeOf(log),
    batchId,
    recipient,
    amount: whole(args['amount']),
    serialBlockHash: bare(args['serialBlockHash']),
    sourceRef: bare(args['sourceRef']),
  } satisfies IssueRow);
}

function stake(
  into: Gathered,
  account: unknown,
  amounts: Partial<Record<'staked' | 'cooling' | 'votes', bigint>>,
): void {
  const { staked = 0n, cooling = 0n, votes = 0n } = amounts;
  const { sign } = into;
  sum(into.stakes, bare(account), { staked: sign * staked, cooling: sign * cooling, votes: sign * votes });
}

const receipt = (
  into: Gathered,
  log: DecodedLog,
  kind: ReceiptKind,
  { ref, address, amount }: { ref: unknown; address: string; amount: unknown },
) => into.rows.receipts.push({ ...placeOf(log), kind, ref: bare(ref), address, amount: whole(amount) });

type Effect = (into: Gathered, log: DecodedLog, args: EventArgs) => void;

/** What each event of our contracts means. Events that are not here change nothing that is kept. */
const effects: Readonly<Record<string, Effect>> = {
  'CarbonToken.Transfer': moveToken,
  'CarbonAccount.CarbonCredited': (into, log, args) =>
    void receipt(into, log, 'CARBON_CREDITED', {
      ref: args['sourceRef'],
      address: bare(args['wallet']),
      amount: args['amount'],
    }),
  'CarbonPayment.CarbonConverted': (into, log, args) =>
    void receipt(into, log, 'CARBON_CONVERTED', {
      ref: args['paymentRef'],
      address: bare(args['user']),
      amount: args['carbonAmount'],
    }),
  'CarbonStaking.Staked': (into, _, args) => {
    stake(into, args['account'], { staked: whole(args['amount']) });
  },
  'CarbonStaking.UnstakeStarted': (into, log, args) => {
    const amount = whole(args['amount']);
    stake(into, args['account'], { staked: -amount, cooling: amount });
    // A cool-down may be set to any length; a Date ends in the year 275760.
    const availableAt = new Date(Math.min(Number(whole(args['availableAt'])) * 1_000, 8.64e15));
    into.rows.stakeMarks.push({ ...placeOf(log), address: bare(args['account']), availableAt, delegate: null });
  },
  'CarbonStaking.Unstaked': (into, _, args) => {
    stake(into, args['account'], { cooling: -whole(args['amount']) });
  },
  'CarbonStaking.DelegateChanged': (into, log, args) => {
    const [address, delegate] = [bare(args['delegator']), bare(args['toDelegate'])];
    into.rows.stakeMarks.push({ ...placeOf(log), address, availableAt: null, delegate });
  },
  'CarbonStaking.DelegateVotesChanged': (into, _, args) => {
    stake(into, args['delegate'], { votes: whole(args['newVotes']) - whole(args['previousVotes']) });
  },
  'CreditRegistry.ProjectRecordMinted': (into, log, args) => {
    const [projectKey, recordId] = [bare(args['projectKey']), args['recordId'] as string];
    // A NUL is no text to PostgreSQL, and a contract takes any bytes.
    into.rows.projects.push({ ...placeOf(log), projectKey, recordId, uri: String(args['uri']).replaceAll('\0', '') });
  },
  'CreditRegistry.ProjectConfigured': (into, log, args) => {
    const transferable = Boolean(args['transferable']);
    into.rows.projectMarks.push({
      ...placeOf(log),
      projectKey: bare(args['projectKey']),
      transferable,
      suspended: null,
    });
  },
  'CreditRegistry.ProjectSuspended': (into, log, args) => {
    const suspended = Boolean(args['suspended']);
    into.rows.projectMarks.push({
      ...placeOf(log),
      projectKey: bare(args['projectKey']),
      transferable: null,
      suspended,
    });
  },
  'CreditRegistry.ProofAnchored': (into, log, args) => {
    const [projectKey, commitment] = [bare(args['projectKey']), bare(args['commitment'])];
    into.rows.proofs.push({ ...placeOf(log), projectKey, sequence: args['sequence'] as string, commitment });
  },
  'CreditRegistry.CreditsMinted': mintCredits,
  'CreditRegistry.CreditsTransferred': (into, log, args) => {
    moveCredits(into, log, args, bare(args['from']), bare(args['to']));
  },
  'CreditRegistry.CreditsRetired': (into, log, args) => {
    moveCredits(into, log, args, bare(args['account']), NOWHERE);
  },
  'CarbonCustody.EtherReceived': (into, log, args) => {
    moveEther(into, log, whole(args['amount']));
  },
  'CarbonCustody.ReserveFunded': (into, log, args) => {
    moveEther(into, log, whole(args['amount']));
  },
  'CarbonCustody.PaidOut': (into, log, args) => {
    // CARBON that is paid out tells of itself by its Transfer.
    if (bare(args['asset']) === NOWHERE) moveEther(into, log, -whole(args['amount']));
    receipt(into, log, 'PAID_OUT', { ref: args['ref'], address: bare(args['to']), amount: args['amount'] });
  },
  'CarbonCustody.CreditsPaidOut': (into, log, args) =>
    void receipt(into, log, 'CREDITS_PAID_OUT', {
      ref: args['ref'],
      address: bare(args['to']),
      amount: args['amount'],
    }),
  'CarbonCustody.CreditsRetiredFor': (into, log, args) =>
    void receipt(into, log, 'CREDITS_RETIRED_FOR', { ref: args['ref'], address: into.custody, amount: args['amount'] }),
};

/** Of its whole form: a text of that length, which anybody can put into a log, would make every write of it fail. */
const ADDRESS = /^0x[\da-f]{40}$/i;

/** Everybody whom logs name, by span of blocks, with the places in order. An address is told by its form. */
function participantsIn(logs: readonly DecodedLog[]): ParticipantRow[] {
  const spans = new Map<number, Map<string, number[]>>();
  for (const { args, blockNumber, logIndex } of logs) {
    if (!args) continue;
    const [span, place] = [spanOf(blockNumber), placeNumber(blockNumber, logIndex)];
    let known = spans.get(span);
    if (!known) spans.set(span, (known = new Map<string, number[]>()));
    for (const name in args) {
      const value = args[name];
      if (typeof value !== 'string' || value.length !== 42 || !ADDRESS.test(value)) continue;
      const address = bare(value);
      const places = known.get(address);
      if (!places) known.set(address, [place]);
      // Who is named twice in a log takes part in it once.
      else if (places.at(-1) !== place) places.push(place);
    }
  }
  return [...spans].flatMap(([span, known]) => {
    known.delete(NOWHERE);
    return Array.from(known, ([address, places]) => ({ address, span, places: places.toSorted(ascending) }));
  });
}

const ascending = (a: number, b: number): number => a - b;

/**
 * What logs change together: sums for each thing that they touch, and the rows that stand for single logs. Taking the
 * same logs with -1n gives the exact inverse, so nothing has to be read to undo them. Pure.
 */
export function collectChanges(chain: ChainMeta, logs: readonly DecodedLog[], sign: Sign): PositionChanges {
  const into: Gathered = {
    custody: bare(chain.contracts.CarbonCustody),
    sign,
    tokens: new Map(),
    supplies: new Map(),
    credits: new Map(),
    batches: new Map(),
    batchFacts: new Map(),
    stakes: new Map(),
    reserves: new Map(),
    rows: { issues: [], projects: [], projectMarks: [], proofs: [], stakeMarks: [], receipts: [] },
  };
  for (const log of logs) if (log.args) effects[`${log.contract}.${log.event}`]?.(into, log, log.args);
  return {
    ...into.rows,
    participants: participantsIn(logs),
    tokens: rowsOf<Row<'tokens'>>(into.tokens, ([token = '', address = '']) => ({ token, address })),
    supplies: rowsOf<Row<'supplies'>>(into.supplies, ([token = '']) => ({ token })),
    credits: rowsOf<Row<'credits'>>(into.credits, ([batchId = '', address = '']) => ({ batchId, address })),
    batches: rowsOf<Row<'batches'>>(into.batches, ([batchId = '']) => ({
      batchId,
      ...(into.batchFacts.get(batchId) ?? UNKNOWN),
    })),
    stakes: rowsOf<Row<'stakes'>>(into.stakes, ([address = '']) => ({ address })),
    reserves: rowsOf<Row<'reserves'>>(into.reserves, ([asset = '', block = '0']) => ({
      asset,
      blockNumber: BigInt(block),
    })),
  };
}

const UNKNOWN = { projectKey: null, vintage: null };

/** The sums that come to anything, each with what its key says. */
function rowsOf<R extends object>(sums: Sums, keyOf: (parts: string[]) => Partial<R>): R[] {
  const rows: R[] = [];
  for (const [key, amounts] of sums) {
    if (Object.values(amounts).every((amount) => amount === 0n)) continue;
    rows.push({ ...keyOf(key.split(' ')), ...amounts } as R);
  }
  return rows;
}
