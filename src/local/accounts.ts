import { HDNodeWallet } from 'ethers';
import type { Hex } from '../resolvers/chain/client.ts';
import { LOCAL_MNEMONIC } from './local-plan.ts';

/** The wallet of an account of the local chain (m/44'/60'/0'/0/<index>), without a provider. */
export function localWallet(index: number): HDNodeWallet & { readonly address: Hex } {
  const wallet = HDNodeWallet.fromPhrase(LOCAL_MNEMONIC, undefined, `m/44'/60'/0'/0/${index}`);
  return wallet as HDNodeWallet & { readonly address: Hex };
}
