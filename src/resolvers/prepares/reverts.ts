import { formatDecimal } from '../amounts.ts';
import type { Hex } from '../chain/client.ts';
import { readRevert } from '../chain/reverts.ts';

/** Why the chain would refuse a call: the name that the contract gives it, and what that means. */
export interface Refused {
  readonly errorName: string;
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
  EnforcedPause: () => 'The contract is paused.',
  ZeroAmount: () => 'The amount is zero.',
  ZeroAddress: () => 'The address is zero.',
  GovernorNonexistentProposal: () => 'There is no such proposal.',
  GovernorAlreadyCastVote: () => 'The address has voted on this proposal.',
  GovernorUnexpectedProposalState: () => 'The proposal is not in the state that this needs, such as open for votes.',
};

/** Says what the bytes mean with which a contract of ours (or one that it calls) reverted. */
export function describeRevert(data: Hex | undefined): Refused {
  const { name: errorName, args, text } = readRevert(data);
  return { errorName, message: WORDS[errorName]?.(args) ?? `The contract refuses this: ${text}.` };
}
