import { signal } from '@preact/signals';

// Wallets of the browser: they say who they are by EIP-6963, older ones by window.ethereum alone; both speak EIP-1193.

interface Eip1193 {
  request(asked: { readonly method: string; readonly params?: readonly unknown[] }): Promise<unknown>;
}

interface Announced {
  readonly info: { readonly uuid: string; readonly name: string };
  readonly provider: Eip1193;
}

declare global {
  interface Window {
    readonly ethereum?: Eip1193;
  }
  interface WindowEventMap {
    'eip6963:announceProvider': CustomEvent<Announced>;
  }
}

export interface BrowserWallet {
  readonly id: string;
  readonly name: string;
  readonly provider: Eip1193;
}

/** The wallets of this browser, as far as they have said that they are there. */
export const wallets = signal<readonly BrowserWallet[]>([]);

addEventListener('eip6963:announceProvider', ({ detail: { info, provider } }) => {
  if (wallets.value.some(({ id }) => id === info.uuid)) return;
  // One that speaks for itself is not listed a second time as the browser's only one.
  const others = wallets.value.filter(({ provider: known }) => known !== provider);
  wallets.value = [...others, { id: info.uuid, name: info.name, provider }];
});

/** Asks who is there. Wallets may come after the page, so it is asked whenever one is needed. */
export function lookForWallets(): void {
  dispatchEvent(new Event('eip6963:requestProvider'));
  const { ethereum } = window;
  if (ethereum && !wallets.value.some(({ provider }) => provider === ethereum)) {
    wallets.value = [...wallets.value, { id: 'window.ethereum', name: 'Browser wallet', provider: ethereum }];
  }
}

/** What a wallet refuses, in words (EIP-1193: 4001 is the person's own no). */
export class WalletError extends Error {
  readonly declined: boolean;

  constructor(error: unknown) {
    const { code, message } = (error ?? {}) as { code?: number; message?: string };
    const declined = code === 4_001;
    super(declined ? 'You declined it in your wallet. Nothing was done.' : (message ?? 'The wallet gave no answer.'));
    this.declined = declined;
  }
}

async function call<T>({ provider }: BrowserWallet, method: string, ...params: readonly unknown[]): Promise<T> {
  try {
    return (await provider.request({ method, params })) as T;
  } catch (error) {
    throw new WalletError(error);
  }
}

/** The address that the wallet lets this page see first. */
export async function addressOf(wallet: BrowserWallet): Promise<string> {
  const [address] = await call<readonly string[]>(wallet, 'eth_requestAccounts');
  if (address === undefined) throw new WalletError({ message: 'The wallet shows no account to this page.' });
  return address;
}

/** Signs a text (EIP-191). The text goes as bytes, so that no wallet takes it for something else. */
export function signText(wallet: BrowserWallet, address: string, text: string): Promise<string> {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0'));
  return call(wallet, 'personal_sign', `0x${bytes.join('')}`, address);
}

/** Signs typed data (EIP-712), given as JSON. */
export const signTyped = (wallet: BrowserWallet, address: string, typedData: string): Promise<string> =>
  call(wallet, 'eth_signTypedData_v4', address, typedData);

/** Sends what the API has prepared, on its chain and from its address; gives the hash. */
export async function sendPrepared(
  wallet: BrowserWallet,
  { chainId, from, transaction }: { readonly chainId: number; readonly from: string; readonly transaction: string },
): Promise<string> {
  const address = await addressOf(wallet);
  if (address.toLowerCase() !== from.toLowerCase()) {
    throw new WalletError({ message: `Choose the account ${from} in your wallet: this is prepared for it.` });
  }
  const wanted = `0x${chainId.toString(16)}`;
  if (Number(await call<string>(wallet, 'eth_chainId')) !== chainId) {
    await call(wallet, 'wallet_switchEthereumChain', { chainId: wanted });
  }
  return call(wallet, 'eth_sendTransaction', JSON.parse(transaction) as unknown);
}
