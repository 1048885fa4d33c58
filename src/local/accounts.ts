import { HDNodeWallet } from 'ethers';

/** The words that every local chain uses. Their keys are known to everybody: they are worth nothing on any other. */
export const LOCAL_MNEMONIC = 'test test test test test test test test test test test junk';

/** Who has which account of the local chain (m/44'/60'/0'/0/<index>). */
export const localAccounts = { deployer: 0, operator: 1, confirmer: 2, priceSetter: 3, alice: 5, bob: 6 } as const;

/** The wallet of an account of the local chain, without a provider. */
export const localWallet = (index: number): HDNodeWallet =>
  HDNodeWallet.fromPhrase(LOCAL_MNEMONIC, undefined, `m/44'/60'/0'/0/${index}`);
