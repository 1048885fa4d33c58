import { Transaction, type TransactionRequest, TypedDataEncoder, Wallet } from 'ethers';

/** What a page asks a wallet, as EIP-1193 has it. */
export interface Eip1193Request {
  readonly method: string;
  readonly params?: readonly unknown[];
}

/** A wallet as pages see MetaMask, with one account and a person who agrees to everything. */
export interface Eip1193Wallet {
  /** Checksummed. */
  readonly address: `0x${string}`;
  request(request: Eip1193Request): Promise<unknown>;
}

/** How a JSON-RPC call goes out; what it throws is thrown on. */
export type RpcCall = (method: string, params: readonly unknown[]) => Promise<unknown>;

/** The errors of EIP-1193 and EIP-1474 that a page meets. */
class WalletError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Signs with the key what a page asks for, and sends transactions as they are given: only the nonce is its own. What it
 * does not know goes to the chain, as wallets do. Without `call` it has no chain and only signs.
 */
export function scriptedWallet(privateKey: string, call?: RpcCall): Eip1193Wallet {
  const signer = new Wallet(privateKey);
  const rpc: RpcCall = (method, params) => {
    if (!call) throw new WalletError(4_900, 'The wallet is connected to no chain.');
    return call(method, params);
  };
  const ours = (address: unknown): void => {
    if (typeof address === 'string' && address.toLowerCase() === signer.address.toLowerCase()) return;
    throw new WalletError(4_100, 'The wallet has no such account.');
  };

  async function request({ method, params = [] }: Eip1193Request): Promise<unknown> {
    switch (method) {
      case 'eth_accounts':
      case 'eth_requestAccounts':
        return [signer.address.toLowerCase()];
      case 'personal_sign': {
        const [data, address] = params as [string, string];
        ours(address);
        return signer.signMessage(/^0x(?:[\da-f]{2})*$/i.test(data) ? Buffer.from(data.slice(2), 'hex') : data);
      }
      case 'eth_signTypedData_v4': {
        const [address, text] = params as [string, string];
        ours(address);
        return signTypedData(signer, text, rpc);
      }
      case 'eth_sendTransaction':
        return send(signer, params[0] as SentTransaction, { rpc, ours });
      default:
        return rpc(method, params);
    }
  }
  return { address: signer.address as `0x${string}`, request };
}

async function signTypedData(signer: Wallet, text: string, rpc: RpcCall): Promise<string> {
  const { domain, types, message, primaryType } = JSON.parse(text) as {
    domain: { chainId?: number | string };
    types: Record<string, { name: string; type: string }[]>;
    message: Record<string, unknown>;
    primaryType: string;
  };
  // As MetaMask does: typed data for another chain than the wallet's is not shown to be signed.
  if (domain.chainId !== undefined && BigInt(domain.chainId) !== BigInt((await rpc('eth_chainId', [])) as string)) {
    throw new WalletError(-32_602, `Provided chainId "${domain.chainId}" must match the active chainId.`);
  }
  const { EIP712Domain: _, ...own } = types;
  if (TypedDataEncoder.getPrimaryType(own) !== primaryType) throw new WalletError(-32_602, 'Another primary type.');
  return signer.signTypedData(domain, own, message);
}

type SentTransaction = Readonly<Record<string, string>>;

async function send(
  signer: Wallet,
  given: SentTransaction,
  { rpc, ours }: { rpc: RpcCall; ours: (address: unknown) => void },
): Promise<unknown> {
  ours(given['from']);
  const chainId = BigInt((await rpc('eth_chainId', [])) as string);
  if (given['chainId'] !== undefined && BigInt(given['chainId']) !== chainId) {
    throw new WalletError(-32_602, `Invalid chainId: the wallet is on ${chainId}.`);
  }
  const nonce = Number(await rpc('eth_getTransactionCount', [signer.address, 'pending']));
  const { to, data, value, gas, maxFeePerGas, maxPriorityFeePerGas } = given;
  if (gas === undefined || maxFeePerGas === undefined || maxPriorityFeePerGas === undefined) {
    throw new WalletError(-32_602, 'The transaction was not prepared: it names no gas or fees.');
  }
  const request: TransactionRequest = {
    type: 2,
    chainId,
    nonce,
    to: to ?? null,
    data: data ?? '0x',
    value: value ?? '0x0',
    gasLimit: gas,
    maxFeePerGas,
    maxPriorityFeePerGas,
  };
  const raw = await signer.signTransaction(request);
  await rpc('eth_sendRawTransaction', [raw]);
  return Transaction.from(raw).hash;
}
