import { id as keccakOf, Interface, TypedDataEncoder } from 'ethers';
import { askChain } from '../chain/ask.ts';
import { chainOf, type Hex } from '../chain/client.ts';
import type { App } from '../context.ts';
import { LinkPermitInvalid } from './errors.ts';
import { LINK_TYPES, linkDomain, type LinkPermit } from './rules.ts';
import { keySignature, signerKind } from './signatures.ts';

const account = new Interface(['function nonces(address wallet) view returns (uint256)']);
/** A permit that runs out sooner than this would hardly be mined before. */
const LEAST_S = 60;

/** How a user is called on the chain: keccak-256 of the id's text. */
const userKeyOf = (userId: string): Hex => keccakOf(userId) as Hex;

/** What the wallet must sign for CarbonAccount.linkWallet, with the nonce that the contract asks for now. Throws ChainUnavailable. */
export async function linkPermit(app: App, userId: string, wallet: Hex, deadline: Date): Promise<LinkPermit> {
  const to = chainOf(app).deployment.contracts.CarbonAccount.address;
  const data = account.encodeFunctionData('nonces', [wallet]);
  const answer = await askChain<string>(app, 'eth_call', [{ to, data }, 'latest']);
  const [nonce] = account.decodeFunctionResult('nonces', answer).toArray() as [bigint];
  const deadlineS = Math.floor(deadline.getTime() / 1_000);
  return { userKey: userKeyOf(userId), wallet, nonce: nonce.toString(), deadline: deadlineS.toString() };
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
