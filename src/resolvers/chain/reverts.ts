import { AbiCoder, Interface } from 'ethers';
import { carbonAccountAbi } from '../../../contracts/abi/carbon-account.ts';
import { carbonCustodyAbi } from '../../../contracts/abi/carbon-custody.ts';
import { carbonGovernorAbi } from '../../../contracts/abi/carbon-governor.ts';
import { carbonPaymentAbi } from '../../../contracts/abi/carbon-payment.ts';
import { carbonStakingAbi } from '../../../contracts/abi/carbon-staking.ts';
import { carbonTimelockAbi } from '../../../contracts/abi/carbon-timelock.ts';
import { carbonTokenAbi } from '../../../contracts/abi/carbon-token.ts';
import { creditRegistryAbi } from '../../../contracts/abi/credit-registry.ts';
import type { Hex } from './client.ts';

interface Fragment {
  readonly type: string;
  readonly name?: string;
  readonly inputs?: readonly { readonly type: string }[];
}

/** Every custom error that a contract of ours can give, each once: some are declared by several. */
const errors = new Map(
  [
    carbonAccountAbi,
    carbonCustodyAbi,
    carbonGovernorAbi,
    carbonPaymentAbi,
    carbonStakingAbi,
    carbonTimelockAbi,
    carbonTokenAbi,
    creditRegistryAbi,
  ]
    .flatMap((abi): readonly Fragment[] => abi)
    .filter(({ type }) => type === 'error')
    .map((error) => [`${error.name}(${(error.inputs ?? []).map(({ type }) => type).join()})`, error]),
);
const known = new Interface([...errors.values()] as ConstructorParameters<typeof Interface>[0]);

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
  /** The same for people, such as "not linked (to 0x5aAe...)". */
  readonly text: string;
}

const MOST_CHARACTERS = 400;

/** Says what the bytes of a revert mean. They come from outside: whatever is in them, this gives an answer. */
export function readRevert(data: Hex | undefined): Revert {
  return (
    (data && (readBuiltIn(data) ?? readCustom(data))) ?? {
      name: 'Reverted',
      args: data && data !== '0x' ? { data: data.slice(0, MOST_CHARACTERS) } : {},
      text: data && data !== '0x' ? `reverted with unknown bytes ${data.slice(0, 10)}` : 'reverted without a reason',
    }
  );
}

function readBuiltIn(data: Hex): Revert | undefined {
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

function readCustom(data: Hex): Revert | undefined {
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
