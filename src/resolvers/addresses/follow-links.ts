import type { Db } from '../../db/client.ts';
import {
  type ChainWord,
  type LinkChainState,
  type LinkedAddressRow,
  lockNewestLinks,
  moveLinkOnChain,
  selectChainWords,
} from '../../db/linked-addresses.ts';
import type { DecodedLog } from '../chain/facts.ts';
import { tell } from '../feed.ts';
import { userKeyOf } from './permit.ts';
import { linkChanged } from './rules.ts';

/** The wallets that CarbonAccount linked or unlinked in these logs, each once. */
export function linkedWalletsIn(logs: readonly DecodedLog[]): string[] {
  const wallets = new Set<string>();
  for (const { contract, event, args } of logs) {
    const isLink = contract === 'CarbonAccount' && (event === 'WalletLinked' || event === 'WalletUnlinked');
    if (isLink && args) wallets.add((args['wallet'] as string).toLowerCase());
  }
  return [...wallets];
}

/**
 * Brings the links of these wallets to what the chain says of them. Their own intents take them from state to state; this
 * is for what nobody here has sent: a wallet may end its link by a transaction of its own, and a reorg may undo that. Then
 * the custody does not pay to it (NotLinked), though on the platform the address is still its user's.
 *
 * It runs whenever one of the two may be new: in the transaction that indexes or undoes the logs, after them, and in the
 * one that notes that an intent was mined. Both lock the link first, so the later of them sees what the other has written.
 */
export async function followLinks(tx: Db, chainId: number, wallets: readonly string[]): Promise<void> {
  if (wallets.length === 0) return;
  const links = (await lockNewestLinks(tx, wallets)).filter(({ chainState }) => FOLLOWED.has(chainState));
  if (links.length === 0) return;
  const words = await selectChainWords(
    tx,
    chainId,
    links.map(({ id }) => id),
  );
  const wordOf = new Map(words.map((word) => [word.linkId, word]));
  for (const link of links) {
    const to = stateAfter(link, wordOf.get(link.id));
    const moved = to && (await moveLinkOnChain(tx, link.id, { from: [link.chainState], to }));
    if (moved) await tell(tx, [linkChanged(moved)]);
  }
}

/** In all other states an intent is on its way, or the chain was never asked for anything. */
const FOLLOWED: ReadonlySet<LinkChainState> = new Set(['LINKED', 'UNLINKED']);

/**
 * The state that a link gets by the last word of the chain on its wallet; undefined where it stays. The index may be
 * behind the intents: what came before the link's own were mined is about another link, or another time.
 */
export function stateAfter(
  { userId, chainState }: Pick<LinkedAddressRow, 'userId' | 'chainState'>,
  word: Omit<ChainWord, 'linkId'> | undefined,
): LinkChainState | undefined {
  if (!word) return undefined;
  const { event, blockNumber, linkedAtBlock, unlinkedAtBlock } = word;
  if (chainState === 'LINKED' && event === 'WalletUnlinked') {
    // In the block of the link itself the last word is the one that came after it.
    return linkedAtBlock === null || blockNumber >= linkedAtBlock ? 'UNLINKED' : undefined;
  }
  if (chainState === 'UNLINKED' && event === 'WalletLinked' && word.userKey === userKeyOf(userId)) {
    return unlinkedAtBlock === null || blockNumber > unlinkedAtBlock ? 'LINKED' : undefined;
  }
  return undefined;
}
