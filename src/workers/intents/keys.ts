import { readFile } from 'node:fs/promises';
import { type Config, LOCAL_CHAIN_ID } from '../../config.ts';
import type { Chain } from '../../resolvers/chain/client.ts';
import type { SignerRole } from '../../resolvers/intents/rules.ts';
import { externalSigner, localSigner, openKeystore, type Signer, SignerError } from '../outside/signers.ts';

/** The account of the local chain that has a role there, unless the configuration names another key. */
const LOCAL_ACCOUNTS: Readonly<Record<SignerRole, number>> = { OPERATOR: 1, REGISTRAR: 1, CONFIRMER: 2, PRICE: 3 };

const sourceOf = (config: Config, role: SignerRole): string | undefined =>
  ({
    OPERATOR: config.CHAIN_OPERATOR,
    REGISTRAR: config.CHAIN_REGISTRAR,
    CONFIRMER: config.CHAIN_CONFIRMER,
    PRICE: config.CHAIN_PRICE_SETTER,
  })[role];

/** Where the key of a role is, if anywhere. */
export const keySource = (config: Config, chainId: number, role: SignerRole): string | undefined =>
  sourceOf(config, role) ?? (chainId === LOCAL_CHAIN_ID ? `anvil:${LOCAL_ACCOUNTS[role]}` : undefined);

/** Gives the signer of a role; opened when it is first needed, and again after a failure. Throws SignerError. */
export type Keys = (role: SignerRole) => Promise<Signer>;

export function createKeys(config: Config, chain: Chain): Keys {
  const opened = new Map<string, Promise<Signer>>();
  return async (role) => {
    const source = keySource(config, chain.chainId, role);
    if (source === undefined) throw new SignerError(`no key is configured for ${role}`);
    let signer = opened.get(source);
    if (!signer) {
      signer = openSigner(config, chain, source);
      opened.set(source, signer);
      signer.catch(() => opened.delete(source));
    }
    return await signer;
  };
}

/** Opens the key that the configuration names so. Throws SignerError. */
export async function openSigner(config: Config, chain: Chain, source: string): Promise<Signer> {
  const [kind, rest] = [source.slice(0, source.indexOf(':')), source.slice(source.indexOf(':') + 1)];
  if (kind === 'keystore') return openKeystore(rest, await passwordOf(config));
  if (kind === 'external') {
    const { CHAIN_SIGNER_URL: url, CHAIN_SIGNER_TOKEN: token, CHAIN_SIGNER_TIMEOUT_MS: timeoutMs } = config;
    if (url === undefined) throw new SignerError('CHAIN_SIGNER_URL must be set for an external key');
    return externalSigner({ url, token, address: rest, timeoutMs });
  }
  if (chain.chainId !== LOCAL_CHAIN_ID) throw new SignerError('accounts of anvil are for the local chain only');
  return localSigner((method, params) => chain.rpc.call(method, params), Number(rest));
}

async function passwordOf({ CHAIN_KEYSTORE_PASSWORD: given, CHAIN_KEYSTORE_PASSWORD_FILE: file }: Config) {
  if (given !== undefined) return given;
  if (file === undefined) throw new SignerError('CHAIN_KEYSTORE_PASSWORD or CHAIN_KEYSTORE_PASSWORD_FILE must be set');
  const text = await readFile(file, 'utf8').catch(() => {
    throw new SignerError('the file of CHAIN_KEYSTORE_PASSWORD_FILE cannot be read');
  });
  // Editors end a file with a line break that is no part of the password.
  return text.replace(/\r?\n$/, '');
}
