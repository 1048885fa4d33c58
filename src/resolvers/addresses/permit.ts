import { id as keccakOf, Interface, TypedDataEncoder, ZeroHash } from 'ethers';
import { selectEndedLink, selectIntentOfLink } from '../../db/linked-addresses.ts';
import { askChain } from '../chain/ask.ts';
import { chainOf, type Hex } from '../chain/client.ts';
import type { App } from '../context.ts';
import { isCarriedOut, isGivenUp } from '../intents/rules.ts';
import { LinkPermitInvalid } from './errors.ts';
import { LINK_TYPES, linkDomain, type LinkPermit } from './rules.ts';
import { keySignature, signerKind } from './signatures.ts';

const account = new Interface([
  'function nonces(address wallet) view returns (uint256)',
  'function userOf(address wallet) view returns (bytes32)',
]);
/** A permit that runs out sooner than this would hardly be mined before. */
const LEAST_S = 60;

/** How a user is called on the chain: keccak-256 of the id's text. */
export const userKeyOf = (userId: string): Hex => keccakOf(userId) as Hex;

/** What the wallet must sign for CarbonAccount.linkWallet. Throws ChainUnavailable. */
export async function linkPermit(app: App, userId: string, wallet: Hex, deadline: Date): Promise<LinkPermit> {
  const nonce = await nonceThen(app, wallet);
  const deadlineS = Math.floor(deadline.getTime() / 1_000);
  return { userKey: userKeyOf(userId), wallet, nonce: nonce.toString(), deadline: deadlineS.toString() };
}

/**
 * The nonce that the contract will ask for once an earlier link of the address is gone: linking and unlinking use one
 * each. The same number comes out before and after each of the two is mined.
 */
async function nonceThen(app: App, wallet: Hex): Promise<bigint> {
  const { chainId, deployment } = chainOf(app);
  const ask = async (method: 'nonces' | 'userOf'): Promise<unknown> => {
    const call = { to: deployment.contracts.CarbonAccount.address, data: account.encodeFunctionData(method, [wallet]) };
    const answer = await askChain<string>(app, 'eth_call', [call, 'latest']);
    return account.decodeFunctionResult(method, answer).toArray()[0];
  };
  const [nonce, holder] = (await Promise.all([ask('nonces'), ask('userOf')])) as [bigint, string];
  if (holder !== ZeroHash) return nonce + 1n;
  const former = await selectEndedLink(app.db, wallet);
  if (former?.chainState !== 'UNLINKING') return nonce;
  const linking = await selectIntentOfLink(app.db, { chainId, kind: 'ACCOUNT_LINK_WALLET', linkId: former.id });
  // Its end waits until we know that it was linked: with nobody on the chain, either both are done or neither.
  return !linking || isCarriedOut(linking.status) || isGivenUp(linking.status) ? nonce : nonce + 2n;
}

/**
 * Checks a permit as the contract will, and gives it with the signature in the form that the contract takes.
 * Throws LinkPermitInvalid, SignatureInvalid (ERC-6492), ChainUnavailable.
 */
export async function checkPermit(
  app: App,
  given: { userId: string; wallet: Hex; deadline: Date; signature: Hex },
): Promise<LinkPermit & { readonly signature: Hex }> {
  const { userId, wallet, deadline, signature } = given;
  if (deadline.getTime() < Date.now() + LEAST_S * 1_000) {
    throw new LinkPermitInvalid('The permission to write the link on the chain has run out: ask for another one.');
  }
  const permit = await linkPermit(app, userId, wallet, deadline);
  const digest = TypedDataEncoder.hash(linkDomain(chainOf(app)), LINK_TYPES, permit) as Hex;
  const signed = { address: wallet, digest, signature };
  if ((await signerKind(app, signed)) === undefined) {
    throw new LinkPermitInvalid(
      'The second signature is not that of the address over `typedData`: ask for it anew, since its nonce may have changed.',
    );
  }
  return { ...permit, signature: keySignature(signed) ?? signature };
}
