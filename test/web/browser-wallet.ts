import type { BrowserContext } from 'playwright-core';
import { localWallet } from '../../src/local/accounts.ts';
import { type Eip1193Request, scriptedWallet } from '../eip1193-wallet.ts';
import type { RunningPlatform } from '../platform.ts';

interface Reply {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** What the platform's chain is asked; throws what it refuses, as a wallet would. */
const callOf =
  (rpcUrl: string) =>
  async (method: string, params: readonly unknown[]): Promise<unknown> => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const answer = await fetch(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const { result, error } = (await answer.json()) as Reply;
    if (error) throw Object.assign(new Error(error.message), { code: error.code });
    return result;
  };

/** Where the local chain of what was started answers. */
function rpcOf({ output }: RunningPlatform): string {
  const [, url] = /Chain\s+(http:\/\/[\d.]+:\d+)/.exec(output()) ?? [];
  if (url === undefined) throw new Error(`It has no chain:\n${output()}`);
  return url;
}

/** One more block: what is in the last one counts as past then. */
export async function mineBlock(platform: RunningPlatform): Promise<void> {
  await callOf(rpcOf(platform))('evm_mine', []);
}

/** Gives the pages of a context a wallet as MetaMask is one, with this account of the local chain (EIP-1193, EIP-6963). */
export const giveWallet =
  (platform: RunningPlatform, index: number) =>
  async (context: BrowserContext): Promise<void> => {
    const wallet = scriptedWallet(localWallet(index).privateKey, callOf(rpcOf(platform)));
    await context.exposeFunction('askTestWallet', async (asked: Eip1193Request): Promise<Reply> => {
      try {
        return { result: await wallet.request(asked) };
      } catch (error) {
        const { code = -32_603, message } = error as Error & { code?: number };
        return { error: { code, message } };
      }
    });
    await context.addInitScript(() => {
      const page = globalThis as unknown as Window & { askTestWallet(asked: unknown): Promise<Reply> };
      const provider = {
        request: async (asked: unknown): Promise<unknown> => {
          const { result, error } = await page.askTestWallet(asked);
          if (error) throw Object.assign(new Error(error.message), error);
          return result;
        },
      };
      const info = { uuid: '9b3c7f0e-5a52-4b7e-8f4e-0d5f6f3a2b10', name: 'Test wallet', icon: '', rdns: 'org.example' };
      const announce = (): void => {
        page.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }));
      };
      page.addEventListener('eip6963:requestProvider', announce);
      announce();
    });
  };
