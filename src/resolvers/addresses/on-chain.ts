import type { Db } from '../../db/client.ts';
import type { IntentRow } from '../../db/chain-intents.ts';
import {
  type LinkChainState,
  type LinkedAddressRow,
  moveLinkOnChain,
  selectEndedLink,
  selectIntentOfLink,
  selectLinksById,
} from '../../db/linked-addresses.ts';
import type { Chain, Hex } from '../chain/client.ts';
import { IllegalTransition } from '../errors.ts';
import { tell } from '../feed.ts';
import type { IntentHandlers, IntentOf } from '../intents/handlers.ts';
import { isCarriedOut, isGivenUp } from '../intents/rules.ts';
import { writeIntent } from '../intents/write-intent.ts';
import { LinkPermitInvalid } from './errors.ts';
import { followLinks } from './follow-links.ts';
import { addressOf, linkChanged, type LinkPermit } from './rules.ts';

/** The intents of a link are named after it; a further try has what tells its permit from others behind. */
const referenceOf = (link: Pick<LinkedAddressRow, 'id'>, attempt?: string): string =>
  attempt === undefined ? link.id : `${link.id}:${attempt}`;
const linkIdOf = ({ reference }: Pick<IntentRow, 'reference'>): string => reference.split(':', 1)[0] ?? '';

/**
 * Has a link written on the chain: the user is registered there first, and whoever had the address before is unlinked.
 * Nothing is done for a link that is there, or on its way. Gives the link as it stands then. Throws LinkPermitInvalid.
 */
export async function linkOnChain(
  tx: Db,
  chain: Chain,
  link: LinkedAddressRow,
  { userKey, wallet, nonce, deadline, signature }: LinkPermit & { readonly signature: Hex },
): Promise<LinkedAddressRow> {
  // Two of the same second differ in the nonce, two of the same nonce in the second.
  const attempt = `${deadline}.${nonce}`;
  // UNLINKED while it stands here: the wallet ended it on the chain by itself.
  const pending = await moveLinkOnChain(tx, link.id, { from: ['NONE', 'FAILED', 'UNLINKED'], to: 'PENDING' });
  if (!pending) return link;
  const about = { chainId: chain.chainId, createdBy: link.userId, userId: link.userId };
  // One after another: each of them would be refused before the one before it is mined.
  const left = await unlinkFormer(tx, chain, wallet, attempt);
  const registered = await registerOnChain(tx, about, { userKey, attempt, after: left });
  const intent = await writeIntent(tx, {
    ...about,
    kind: 'ACCOUNT_LINK_WALLET',
    reference: referenceOf(link, attempt),
    args: { userKey, wallet, deadline, signature },
    afterIntentId: registered.id,
  });
  if (isGivenUp(intent.status) || isCarriedOut(intent.status)) {
    throw new LinkPermitInvalid('This permission was used before: prepare the link and sign it again.');
  }
  return pending;
}

type About = Pick<IntentRow, 'chainId' | 'createdBy'> & { readonly userId: string };

async function registerOnChain(
  tx: Db,
  about: About,
  { userKey, attempt, after }: { userKey: Hex; attempt: string; after: IntentRow | undefined },
): Promise<IntentRow> {
  const wish = { ...about, kind: 'ACCOUNT_REGISTER_USER', args: { userKey } } as const;
  const first = await writeIntent(tx, { ...wish, reference: about.userId, afterIntentId: after?.id ?? null });
  if (!isGivenUp(first.status) && (!after || first.afterIntentId === after.id)) return first;
  // It failed, perhaps with what it waited for. Whoever is registered already needs no more of it than its order.
  if (isCarriedOut(first.status)) return after ?? first;
  return writeIntent(tx, { ...wish, reference: `${about.userId}:${attempt}`, afterIntentId: after?.id ?? null });
}

/** The intent that frees the address of the link before this one, if the chain still has it or may get it yet. */
async function unlinkFormer(tx: Db, chain: Chain, wallet: Hex, attempt: string): Promise<IntentRow | undefined> {
  const former = await selectEndedLink(tx, wallet);
  if (former?.chainState === 'UNLINKING') {
    return selectIntentOfLink(tx, { chainId: chain.chainId, kind: 'ACCOUNT_UNLINK_WALLET', linkId: former.id });
  }
  if (former?.chainState !== 'LINKED') return undefined;
  // To unlink it was given up, and must be tried again for there to be room.
  await moveLinkOnChain(tx, former.id, { from: ['LINKED'], to: 'UNLINKING' });
  return writeUnlink(tx, chain, former, { reference: referenceOf(former, attempt), afterIntentId: null });
}

/** Has a link that ended taken from the chain, if it is there or on its way. Gives the link as it stands then. */
export async function unlinkOnChain(tx: Db, chain: Chain, link: LinkedAddressRow): Promise<LinkedAddressRow> {
  if (link.chainState !== 'PENDING' && link.chainState !== 'LINKED') return link;
  const { chainId } = chain;
  const linking = await selectIntentOfLink(tx, { chainId, kind: 'ACCOUNT_LINK_WALLET', linkId: link.id });
  await writeUnlink(tx, chain, link, { reference: referenceOf(link), afterIntentId: linking?.id ?? null });
  return (await moveLinkOnChain(tx, link.id, { from: [link.chainState], to: 'UNLINKING' })) ?? link;
}

const writeUnlink = (
  tx: Db,
  { chainId }: Chain,
  link: LinkedAddressRow,
  named: Pick<IntentRow, 'reference' | 'afterIntentId'>,
): Promise<IntentRow> =>
  writeIntent(tx, {
    ...named,
    chainId,
    kind: 'ACCOUNT_UNLINK_WALLET',
    args: { wallet: addressOf(link.address) },
    createdBy: link.userId,
    userId: link.userId,
  });

type Step = { readonly from: readonly LinkChainState[]; readonly to: LinkChainState };

/** Moves the link of an intent where it stands as expected, and says so. */
async function follow(tx: Db, intent: Pick<IntentRow, 'reference'>, steps: readonly Step[]): Promise<boolean> {
  for (const step of steps) {
    const moved = await moveLinkOnChain(tx, linkIdOf(intent), step);
    if (!moved) continue;
    await tell(tx, [linkChanged(moved)]);
    return true;
  }
  return false;
}

/** The chain has the link (again): also of one that was ended meanwhile, whose own intent then takes it away. */
export const linkHandlers: IntentHandlers<'ACCOUNT_LINK_WALLET'> = {
  onMined: async (tx, _, intent) => {
    const linked = await follow(tx, intent, [{ from: ['PENDING', 'FAILED'], to: 'LINKED' }]);
    // The index may be ahead of us, and know that the wallet has ended the link since.
    if (linked) await followLinks(tx, intent.chainId, [intent.args.wallet]);
  },
  onOrphaned: async (tx, _, intent) => {
    await follow(tx, intent, [{ from: ['LINKED'], to: 'PENDING' }]);
  },
  onGivenUp: async (tx, _, intent) => {
    await follow(tx, intent, [
      { from: ['PENDING'], to: 'FAILED' },
      { from: ['UNLINKING'], to: 'UNLINKED' },
    ]);
  },
  onRetry: async (tx, _, intent) => {
    const again = (await stands(tx, intent)) && (await follow(tx, intent, [{ from: ['FAILED'], to: 'PENDING' }]));
    if (!again) throw new IllegalTransition('chain intent', intent.status, 'tried again: its link is no longer wanted');
  },
};

export const unlinkHandlers: IntentHandlers<'ACCOUNT_UNLINK_WALLET'> = {
  onMined: async (tx, _, intent) => {
    await follow(tx, intent, [{ from: ['UNLINKING', 'LINKED'], to: 'UNLINKED' }]);
  },
  onOrphaned: async (tx, _, intent) => {
    await follow(tx, intent, [{ from: ['UNLINKED'], to: 'UNLINKING' }]);
  },
  // The chain still has it, and that is what it says then: another link of the address tries again.
  onGivenUp: async (tx, _, intent) => {
    await follow(tx, intent, [{ from: ['UNLINKING'], to: 'LINKED' }]);
  },
  onRetry: async (tx, _, intent) => {
    const again = !(await stands(tx, intent)) && (await follow(tx, intent, [{ from: ['LINKED'], to: 'UNLINKING' }]));
    if (!again) throw new IllegalTransition('chain intent', intent.status, 'tried again: there is nothing to unlink');
  },
};

async function stands(tx: Db, intent: IntentOf<'ACCOUNT_LINK_WALLET' | 'ACCOUNT_UNLINK_WALLET'>): Promise<boolean> {
  const [link] = await selectLinksById(tx, [linkIdOf(intent)]);
  return link?.unlinkedAt === null;
}
