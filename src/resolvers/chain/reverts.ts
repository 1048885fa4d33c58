import { AbiCoder, Interface } from 'ethers';
import { formatDecimal } from '../amounts.ts';
import type { Hex } from './client.ts';
import { interfaces } from './contracts.ts';

/** Every custom error that a contract of ours can give, each once: some are declared by several. */
const errors = new Map(
  Object.values(interfaces)
    .flatMap(({ fragments }) => fragments)
    .filter(({ type }) => type === 'error')
    .map((error) => [error.format('sighash'), error]),
);
const known = new Interface([...errors.values()]);

/** Solidity's own: Error(string) of require, Panic(uint256) of the compiler's checks. */
const ERROR = '0x08c379a0';
const PANIC = '0x4e487b71';
const PANICS: Readonly<Record<string, string>> = {
  '1': 'an assertion failed',
  '17': 'an amount over- or underflowed',
  '18': 'a division by zero',
  '33': 'a value is none of its enum',
  '34': 'a stored text is malformed',
  '49': 'an empty list was shortened',
  '50': 'a place outside of a list was read',
  '65': 'too much memory was asked for',
  '81': 'a function that was never set was called',
};

/** With what a contract refused a call. */
export interface Revert {
  /** Name of the custom error, `Error`, `Panic`, or `Reverted` when the bytes say nothing that we know. */
  readonly name: string;
  /** By the names of the ABI: integers as decimal text, addresses checksummed, bytes as hex. */
  readonly args: Readonly<Record<string, string>>;
  /** The same in short, such as "not linked (to 0x5aAe...)". */
  readonly text: string;
  /** The same as a sentence for the person whose call it was, with amounts in units that people know. */
  readonly message: string;
}

type Args = Readonly<Record<string, string>>;

const decimal = (units = '0'): string => formatDecimal(BigInt(units), 18);
const carbon = (units: string | undefined): string => `${decimal(units)} CARBON`;
const tonnes = (units: string | undefined): string => `${decimal(units)} t`;
const ether = (wei: string | undefined): string => `${decimal(wei)} ETH`;

/** A moment of the chain, which may be one that no calendar has. */
function moment(seconds: string | undefined): string {
  const at = new Date(Number(seconds) * 1_000);
  return Number.isNaN(at.getTime()) ? `second ${seconds} of the chain's clock` : at.toISOString();
}

/** What a person is told of the errors that a call of theirs can meet, from the arguments by their names. */
const WORDS: Readonly<Record<string, (args: Args) => string>> = {
  ERC20InsufficientBalance: (a) => `The address has ${carbon(a['balance'])}, and this needs ${carbon(a['needed'])}.`,
  ERC20InsufficientAllowance: (a) =>
    `The contract may take ${carbon(a['allowance'])}, and this needs ${carbon(a['needed'])}.`,
  ERC20InvalidReceiver: () => 'CARBON cannot be sent to that address.',
  ERC20InvalidSpender: () => 'That address cannot be allowed to take CARBON.',
  ERC1155InsufficientBalance: (a) =>
    `The address has ${tonnes(a['balance'])} of batch ${a['tokenId']}, and this needs ${tonnes(a['needed'])}.`,
  ERC1155InvalidReceiver: () => 'That address does not take credits (it is zero, or a contract that refuses them).',
  BatchNotFound: () => 'There is no such batch of credits.',
  ProjectIsSuspended: () => 'The project of these credits is suspended: they cannot move.',
  ProjectNotTransferable: () => 'Credits of this project cannot be transferred.',
  InvalidRetirementReason: () => 'There is no such reason of retirement.',
  MessageTooLong: (a) => `The message has ${a['bytesGiven']} bytes, and at most ${a['limit']} are taken.`,
  InsufficientStake: (a) => `The address has ${carbon(a['staked'])} staked, less than ${carbon(a['amount'])}.`,
  NothingCooling: () => 'The address has nothing in its cool-down: there is nothing to pay out.',
  StillCooling: (a) => `The cool-down lasts until ${moment(a['availableAt'])}.`,
  PriceNotSet: () => 'CARBON has no price in ether at this moment.',
  PriceStale: (a) => `The price of CARBON in ether is too old: it was set at ${moment(a['priceSetAt'])}.`,
  SlippageExceeded: (a) => `This costs ${ether(a['cost'])} now, more than the ${ether(a['value'])} that would be sent.`,
  PayoutRefused: () => 'The wallet did not take the ether.',
  EnforcedPause: () => 'The contract is paused.',
  ZeroAmount: () => 'The amount is zero.',
  ZeroAddress: () => 'The address is zero.',
  GovernorNonexistentProposal: () => 'There is no such proposal.',
  GovernorAlreadyCastVote: () => 'The address has voted on this proposal.',
  GovernorInsufficientProposerVotes: (a) =>
    `A proposer needs ${decimal(a['threshold'])} votes, and the address has ${decimal(a['votes'])}: stake more, and ask again a block later.`,
  GovernorUnableToCancel: () => 'Its proposer alone can cancel a proposal, and only before the voting begins.',
  TimelockUnexpectedOperationState: () =>
    'The delay of the timelock is not over, or the proposal was executed already.',
  NotTheTimelock: () => 'The timelock alone does that, when it carries out what was decided.',
  GovernorUnexpectedProposalState: () => 'The proposal is not in the state that this needs, such as open for votes.',
};

const MOST_CHARACTERS = 400;

/** Says what the bytes of a revert mean. They come from outside: whatever is in them, this gives an answer. */
export function readRevert(data: Hex | undefined): Revert {
  const read = (data && (readBuiltIn(data) ?? readCustom(data))) ?? unreadable(data);
  return { ...read, message: WORDS[read.name]?.(read.args) ?? `The contract refuses this: ${read.text}.` };
}

type Read = Omit<Revert, 'message'>;

const unreadable = (data: Hex | undefined): Read =>
  data && data !== '0x'
    ? {
        name: 'Reverted',
        args: { data: data.slice(0, MOST_CHARACTERS) },
        text: `reverted with unknown bytes ${data.slice(0, 10)}`,
      }
    : { name: 'Reverted', args: {}, text: 'reverted without a reason' };

function readBuiltIn(data: Hex): Read | undefined {
  const [type, name] = data.startsWith(ERROR) ? (['string', 'Error'] as const) : (['uint256', 'Panic'] as const);
  if (name === 'Panic' && !data.startsWith(PANIC)) return undefined;
  try {
    const [value] = AbiCoder.defaultAbiCoder().decode([type], `0x${data.slice(10)}`) as unknown as [string | bigint];
    const said = String(value).slice(0, MOST_CHARACTERS);
    if (name === 'Error') return { name, args: { message: said }, text: said };
    return { name, args: { code: said }, text: PANICS[said] ?? `panic ${said}` };
  } catch {
    return undefined;
  }
}

function readCustom(data: Hex): Read | undefined {
  try {
    const parsed = known.parseError(data);
    if (!parsed) return undefined;
    const args = Object.fromEntries(
      parsed.fragment.inputs.map((input, i) => [input.name || String(i), textOf(parsed.args[i])]),
    );
    const listed = Object.entries(args).map(([name, value]) => `${name} ${value}`);
    const words = parsed.name.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, ' ').toLowerCase();
    return { name: parsed.name, args, text: listed.length > 0 ? `${words} (${listed.join(', ')})` : words };
  } catch {
    return undefined;
  }
}

const textOf = (value: unknown): string => String(value).slice(0, MOST_CHARACTERS);
