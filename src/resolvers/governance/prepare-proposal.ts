import { upsertDiscussion } from '../../db/proposal-discussions.ts';
import type { ProposalCall } from '../../db/proposals.ts';
import { selectFeesInForce } from '../../db/settlement.ts';
import type { FeeScheduleRow } from '../../db/trades.ts';
import { chainOf, type Hex } from '../chain/client.ts';
import { addressOfContract, encodeCall } from '../chain/contracts.ts';
import { type Context, transact } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { feeScheduleInput } from '../fee-schedules/rules.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { type PreparedTransaction, prepareTransaction, refuseOthers } from '../prepares/transactions.ts';
import { publishPricingInput } from '../pricing/rules.ts';
import { proposalInput } from './inputs.ts';
import { feeChanges, type NamedValue, pricingName } from './parameter-names.ts';
import { describe, hashOfText, proposalId, proposalNumber } from './rules.ts';

/** What to sign, and by what the proposal is known once the chain has it. */
export interface PreparedProposal {
  readonly prepared: PreparedTransaction;
  readonly id: string;
  readonly number: bigint;
  readonly description: string;
  readonly descriptionHash: Hex;
  readonly calls: readonly ProposalCall[];
}

/**
 * Prepares a proposal of words, of calls on the chain, of fees and of parameters of the pricing model, in any combination; what
 * is out of bounds is refused now, since its execution would change nothing. Throws InputInvalid, AddressNotLinked,
 * SimulationFailed, ChainUnavailable.
 */
export async function prepareProposal(ctx: Context, input: unknown): Promise<PreparedProposal> {
  const { app } = ctx;
  const { userId } = await permit(ctx, 'proposal.prepare');
  const wish = readInput(proposalInput, input);
  const { from, title, discussionUrl } = wish;
  await refuseOthers(ctx, userId, from);
  const chain = chainOf(app);
  const settings = [
    ...(wish.fees ? feeSettings(await selectFeesInForce(app.db), wish.fees) : []),
    ...(wish.pricing ? pricingSettings(wish.pricing) : []),
  ];
  const board = addressOfContract(chain, 'CarbonParameters');
  const calls = [
    ...(wish.calls ?? []).map(({ to: target, ether = 0n, data = '0x' as const }) => ({
      target,
      value: ether.toString(),
      data,
    })),
    ...(settings.length > 0 ? [boardCall(board, 'set', [names(settings), values(settings)])] : []),
  ];
  // The governor takes no proposal without a call: of words alone, their hash is put on record.
  if (calls.length === 0) calls.push(boardCall(board, 'adopt', [hashOfText(wish.text)]));
  const description = describe(title, wish.text, from);
  const descriptionHash = hashOfText(description);
  const number = proposalNumber({ calls, descriptionHash });
  const prepared = await prepareTransaction(app, {
    from,
    contract: 'CarbonGovernor',
    method: 'propose',
    args: [
      calls.map(({ target }) => target),
      calls.map(({ value }) => value),
      calls.map(({ data }) => data),
      description,
    ],
    summary: `Propose “${title}” with ${from} to CarbonGovernor (${addressOfContract(chain, 'CarbonGovernor')}): ${contents(calls.length, settings)}.`,
  });
  if (discussionUrl !== undefined) {
    const about = { chainId: chain.chainId, number, userId, url: discussionUrl };
    const hex = { proposer: from.slice(2).toLowerCase(), descriptionHash: descriptionHash.slice(2) };
    await transact(ctx, (tx) => upsertDiscussion(tx, { ...about, ...hex }));
  }
  return { prepared, id: proposalId(chain.chainId, number), number, description, descriptionHash, calls };
}

const names = (settings: readonly NamedValue[]): string[] => settings.map(({ name }) => name);
const values = (settings: readonly NamedValue[]): bigint[] => settings.map(({ value }) => value);

const boardCall = (target: Hex, method: 'set' | 'adopt', args: readonly unknown[]) => ({
  target,
  value: '0',
  data: encodeCall({ contract: 'CarbonParameters', method, args }),
});

function contents(calls: number, settings: readonly NamedValue[]): string {
  const set = settings.map(({ name, value }) => `${name} = ${value}`).join(', ');
  return `${calls === 1 ? '1 call' : `${calls} calls`}${set === '' ? '' : `, which set ${set}`}`;
}

/** What must be set for the fees to be as wished; what is left out stays as it is. */
function feeSettings(before: FeeScheduleRow, wish: Readonly<Record<string, unknown>>): NamedValue[] {
  const { makerBps, takerBps } = before;
  // One that is null was left out, too.
  const given = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== null));
  const read = under('fees', () => readInput(feeScheduleInput, { makerBps, takerBps, ...given, effectiveFrom: null }));
  const { tiers = before.tiers, limits = before.limits, shares = before.shares } = read;
  const changes = feeChanges(before, { makerBps: read.makerBps, takerBps: read.takerBps, tiers, limits, shares });
  if (changes.length > 0) return changes;
  throw new InputInvalid([{ path: ['fees'], message: 'are as they are now' }]);
}

function pricingSettings(wish: readonly Readonly<Record<string, unknown>>[]): NamedValue[] {
  const parameters = wish.map((parameter) => ({ ...parameter, source: 'a proposal' }));
  const read = under('pricing', () => readInput(publishPricingInput, { reason: 'a proposal', parameters }));
  const settings = read.parameters.map((parameter) => ({ name: pricingName(parameter), value: parameter.value }));
  const long = settings.findIndex(({ name }) => Buffer.byteLength(name) > MOST_NAME_BYTES);
  if (long < 0) return settings;
  throw new InputInvalid([{ path: ['pricing', String(long), 'key'], message: 'is too long to stand on the chain' }]);
}

/** CarbonParameters.MAX_NAME_BYTES. */
const MOST_NAME_BYTES = 200;

/** What is wrong with a part of the input, by its place in the whole. */
function under<T>(part: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputInvalid)) throw error;
    const issues = error.issues.map(({ path, message }) => ({
      path: [part, ...(path[0] === 'parameters' ? path.slice(1) : path)],
      message,
    }));
    throw new InputInvalid(issues);
  }
}
