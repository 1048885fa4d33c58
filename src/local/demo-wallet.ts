import { formatEther, keccak256 } from 'ethers';
import { z } from 'zod';
import { type Chain, contractNames, type Hex, RpcError } from '../resolvers/chain/client.ts';
import { localWallet } from './accounts.ts';
import { RECEIPT_POLL_MS, RECEIPT_WITHIN_MS } from './chain.ts';
import { createSender } from './deploy-sender.ts';
import { localAccounts } from './local-plan.ts';

/** What the wallet does not sign, in words for the person who pasted it. */
export class NotSigned extends Error {}

/** What was pasted asks for nothing. */
export class NothingAsked extends NotSigned {
  constructor() {
    super('This is no `transaction`, `message` or `typedData` that the platform has prepared.');
  }
}

/** The chain whose keys everybody has, and what is known to be on it. */
export type LocalPlace = Pick<Chain, 'rpc' | 'chainId' | 'deployment'>;

/** Accounts of the local chain that are people's, by their index. Those before are the platform's: it signs with them. */
const PEOPLE: readonly number[] = [5, 6, 7, 8, 9];
const NAMES: Readonly<Record<number, string>> = {
  [localAccounts.alice.index]: 'alice',
  [localAccounts.bob.index]: 'bob',
  [localAccounts.ines.index]: 'ines',
  [localAccounts.omar.index]: 'omar',
};

interface Account {
  readonly name: string;
  readonly wallet: ReturnType<typeof localWallet>;
}

const accounts = (): Account[] =>
  PEOPLE.map((index) => ({ name: NAMES[index] ?? 'nobody', wallet: localWallet(index) }));

const hex = z.string().regex(/^0x[\da-fA-F]*$/);
const Transaction = z.object({
  chainId: hex,
  from: hex,
  to: hex,
  data: hex,
  value: hex,
  gas: hex,
  maxFeePerGas: hex,
  maxPriorityFeePerGas: hex,
});
const TypedData = z.object({
  domain: z.object({ chainId: z.union([z.number(), z.string()]) }).loose(),
  types: z.record(z.string(), z.array(z.object({ name: z.string(), type: z.string() }))),
  message: z.object({ wallet: hex }).loose(),
});
/** The beginning of a message of EIP-4361. */
const SIWE = /^\S+ wants you to sign in with your Ethereum account:\n(0x[\da-fA-F]{40})\n[^]*\nChain ID: (\d+)\n/;

/** The people's accounts and what they have, one a line. */
export async function describeAccounts({ rpc }: Pick<LocalPlace, 'rpc'>): Promise<string> {
  const lines = accounts().map(async ({ name, wallet }) => {
    const balance = await rpc.call<string>('eth_getBalance', [wallet.address, 'latest']);
    return `  ${name.padEnd(8)} ${wallet.address}   ${formatEther(balance)} ETH`;
  });
  return (await Promise.all(lines)).join('\n');
}

/**
 * Does as a wallet of the local chain what it is given: sends a prepared `transaction` and waits until it is mined, or
 * signs a `message` (EIP-4361) or `typedData` (EIP-712). Text is taken as an answer of the API shows it, in quotes or not.
 * Gives what to print; signatures under the names that `walletLink` has for them. Throws NotSigned.
 */
export async function signPasted(place: LocalPlace, pasted: string): Promise<string> {
  const text = unquote(pasted.trim());
  const siwe = SIWE.exec(text);
  if (siwe) {
    refuseOtherChain(place, siwe[2] as string);
    return `signature ${await ownerOf(siwe[1]).wallet.signMessage(text)}`;
  }
  const given = parseJson(text);
  const transaction = Transaction.safeParse(given);
  if (transaction.success) return await send(place, transaction.data);
  const typed = TypedData.safeParse(given);
  if (typed.success) return await signTyped(place, typed.data);
  throw new NothingAsked();
}

/** What a JSON text stands for, with the name of its field or without; any other text as it is. */
function unquote(text: string): string {
  const quoted = /^(?:"\w+"\s*:\s*)?("(?:[^"\\]|\\.)*"),?$/.exec(text)?.[1];
  const read = quoted === undefined ? undefined : parseJson(quoted);
  return typeof read === 'string' ? read : text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function ownerOf(address: string | undefined): Account {
  const found = accounts().find(({ wallet }) => wallet.address.toLowerCase() === address?.toLowerCase());
  if (!found) throw new NotSigned(`${address} is none of the people's accounts of the local chain.`);
  return found;
}

/** The keys are known to everybody: whatever they sign for another chain, anybody could have signed. */
function refuseOtherChain({ chainId }: LocalPlace, asked: string | number): void {
  if (BigInt(asked) !== BigInt(chainId)) throw new NotSigned(`This is for chain ${BigInt(asked)}, not the local one.`);
}

async function signTyped(place: LocalPlace, { domain, types, message }: z.output<typeof TypedData>): Promise<string> {
  refuseOtherChain(place, domain.chainId);
  const { EIP712Domain: _, ...own } = types;
  return `linkSignature ${await ownerOf(message.wallet).wallet.signTypedData(domain, own, message)}`;
}

async function send(place: LocalPlace, asked: z.output<typeof Transaction>): Promise<string> {
  refuseOtherChain(place, asked.chainId);
  const { rpc, chainId } = place;
  const { name, wallet } = ownerOf(asked.from);
  const { to, data, value, gas: gasLimit, maxFeePerGas, maxPriorityFeePerGas } = asked;
  const nonce = Number(await rpc.call<Hex>('eth_getTransactionCount', [wallet.address, 'pending']));
  const fees = { gasLimit, maxFeePerGas, maxPriorityFeePerGas };
  const bytes = (await wallet.signTransaction({ type: 2, chainId, nonce, to, data, value, ...fees })) as Hex;
  const hash = keccak256(bytes) as Hex;
  const sender = createSender({ rpc, chainId, wallet, pollMs: RECEIPT_POLL_MS, receiptWithinMs: RECEIPT_WITHIN_MS });
  const { blockNumber, status } = await deliver(sender, { hash, bytes });
  if (status !== '0x1')
    throw new NotSigned(`The chain has refused it (block ${blockNumber}): prepare it again. ${hash}`);
  const called = contractNames.find(
    (contract) => place.deployment.contracts[contract].address.toLowerCase() === to.toLowerCase(),
  );
  const ether = BigInt(value) === 0n ? '' : ` with ${formatEther(value)} ETH`;
  return `${name} has called ${called ?? to}${ether}: block ${blockNumber}, transaction ${hash}`;
}

async function deliver(sender: ReturnType<typeof createSender>, signed: { hash: Hex; bytes: Hex }) {
  try {
    return await sender.deliver(signed);
  } catch (error) {
    if (error instanceof RpcError) throw new NotSigned(`The chain has not taken it: ${error.message}`);
    throw error;
  }
}
