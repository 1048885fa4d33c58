import { AbiCoder, dataSlice, type Result } from 'ethers';
import { formatDecimal } from '../amounts.ts';
import type { Hex } from '../chain/client.ts';
import { interfaces } from './contracts.ts';

/** Why the chain would refuse a call: the name that the contract gives it, and what that means. */
export interface Revert {
  readonly errorName: string;
  readonly message: string;
}

const carbon = (units: unknown): string => `${formatDecimal(units as bigint, 18)} CARBON`;
const tonnes = (units: unknown): string => `${formatDecimal(units as bigint, 18)} t`;
const ether = (wei: unknown): string => `${formatDecimal(wei as bigint, 18)} ETH`;
const moment = (seconds: unknown): string => new Date(Number(seconds) * 1_000).toISOString();

/** What a person is told of the errors that a call of theirs can meet; of the others, their name and arguments. */
const WORDS: Readonly<Record<string, (args: Result) => string>> = {
  ERC20InsufficientBalance: (args) => `The address has ${carbon(args[1])}, and this needs ${carbon(args[2])}.`,
  ERC20InsufficientAllowance: (args) => `The contract may take ${carbon(args[1])}, and this needs ${carbon(args[2])}.`,
  ERC20InvalidReceiver: () => 'CARBON cannot be sent to that address.',
  ERC20InvalidSpender: () => 'That address cannot be allowed to take CARBON.',
  ERC1155InsufficientBalance: (args) =>
    `The address has ${tonnes(args[1])} of batch ${String(args[3])}, and this needs ${tonnes(args[2])}.`,
  ERC1155InvalidReceiver: () => 'That address does not take credits (it is zero, or a contract that refuses them).',
  BatchNotFound: () => 'There is no such batch of credits.',
  ProjectIsSuspended: () => 'The project of these credits is suspended: they cannot move.',
  ProjectNotTransferable: () => 'Credits of this project cannot be transferred.',
  InvalidRetirementReason: () => 'There is no such reason of retirement.',
  MessageTooLong: (args) => `The message has ${String(args[0])} bytes, and at most ${String(args[1])} are taken.`,
  InsufficientStake: (args) => `The address has ${carbon(args[0])} staked, less than ${carbon(args[1])}.`,
  NothingCooling: () => 'The address has nothing in its cool-down: there is nothing to pay out.',
  StillCooling: (args) => `The cool-down lasts until ${moment(args[0])}.`,
  PriceNotSet: () => 'CARBON has no price in ether at this moment.',
  PriceStale: (args) => `The price of CARBON in ether is too old: it was set at ${moment(args[0])}.`,
  SlippageExceeded: (args) => `This costs ${ether(args[0])} now, more than the ${ether(args[1])} that would be sent.`,
  EnforcedPause: () => 'The contract is paused.',
  ZeroAmount: () => 'The amount is zero.',
  ZeroAddress: () => 'The address is zero.',
  GovernorNonexistentProposal: () => 'There is no such proposal.',
  GovernorAlreadyCastVote: () => 'The address has voted on this proposal.',
  GovernorUnexpectedProposalState: () => 'The proposal is not in the state that this needs, such as open for votes.',
};

const GENERIC = { errorName: 'Reverted', message: 'The contract refuses this and does not say why.' } as const;

/** Reads the bytes with which a contract of ours (or one that it calls) reverted. */
export function describeRevert(data: Hex | undefined): Revert {
  if (data === undefined || data.length < 10) return GENERIC;
  const standard = standardError(data);
  if (standard) return standard;
  for (const contract of Object.values(interfaces)) {
    const read = parse(() => contract.parseError(data));
    if (!read) continue;
    const { name: errorName, args, fragment } = read;
    const words = WORDS[errorName];
    if (words) return { errorName, message: words(args) };
    const given = fragment.inputs.map(({ name }, i) => `${name} ${String(args[i])}`);
    return { errorName, message: `The contract refuses this: ${[errorName, ...given].join(', ')}.` };
  }
  return { errorName: 'Unknown', message: `The contract refuses this with an error of another: ${data.slice(0, 10)}.` };
}

/** Error(string) of `require`, Panic(uint256) of the compiler. */
function standardError(data: Hex): Revert | undefined {
  const selector = data.slice(0, 10);
  const read = (type: string) =>
    parse(() => AbiCoder.defaultAbiCoder().decode([type], dataSlice(data, 4))[0] as unknown);
  if (selector === '0x08c379a0') {
    const text = read('string');
    return {
      errorName: 'Error',
      message: `The contract refuses this: ${typeof text === 'string' ? text.slice(0, 300) : '?'}.`,
    };
  }
  if (selector !== '0x4e487b71') return undefined;
  return { errorName: 'Panic', message: `The contract fails at this (panic ${String(read('uint256'))}).` };
}

/** Whatever a contract sends: bytes that only begin like one of these errors are none. */
function parse<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
