import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ContractFactory, type InterfaceAbi } from 'ethers';
import type { Hex } from '../src/resolvers/chain/client.ts';
import type { TestChain } from './chain.ts';
import type { Eip1193Wallet } from './eip1193-wallet.ts';

const manners = ['HONEST', 'OTHER_MAGIC', 'REVERTING', 'EATING_GAS', 'TALKATIVE', 'SILENT'] as const;
export type Manner = (typeof manners)[number];

interface Compiled {
  readonly abi: InterfaceAbi;
  readonly evm: { readonly bytecode: { readonly object: string } };
}
interface Output {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, Compiled>>>>;
}

const FILE = 'erc1271-wallet.sol';
let compiled: Compiled | undefined;

function compile(): Compiled {
  const solc = createRequire(import.meta.url)('solc') as { compile(input: string): string };
  const content = readFileSync(new URL(FILE, import.meta.url), 'utf8');
  const settings = { outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } } };
  const input = { language: 'Solidity', sources: { [FILE]: { content } }, settings };
  const { errors = [], contracts } = JSON.parse(solc.compile(JSON.stringify(input))) as Output;
  const made = contracts?.[FILE]?.['Erc1271Wallet'];
  if (!made) throw new Error(errors.map((error) => error.formattedMessage).join('\n'));
  return made;
}

/** Puts a contract wallet of this owner on the chain, deployed by one of the chain's accounts; gives its address. */
export async function deployContractWallet(chain: TestChain, owner: string, manner: Manner = 'HONEST'): Promise<Hex> {
  const { abi, evm } = (compiled ??= compile());
  const factory = new ContractFactory(abi, evm.bytecode.object, chain.wallet(9));
  const contract = await factory.deploy(owner, manners.indexOf(manner));
  await contract.waitForDeployment();
  return (await contract.getAddress()) as Hex;
}

/** A wallet as pages see it whose account is a contract: its owner's key signs, for the contract's address. */
export const asContract = (owner: Eip1193Wallet, address: Hex): Eip1193Wallet => ({
  address,
  request: ({ method, params = [] }) =>
    owner.request({ method, params: params.map((given) => (given === address ? owner.address : given)) }),
});
