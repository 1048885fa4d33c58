import type { Db } from '../../db/client.ts';
import { insertLink, type LinkedAddressRow, lockLink, selectLinksOf } from '../../db/linked-addresses.ts';
import { insertMail } from '../../db/mails.ts';
import { lockPasswordHash } from '../../db/users.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { claimDeposits } from '../chain-deposits/claim-deposits.ts';
import { claimRetired } from '../retirements/follow-chain.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { requireFactor } from '../second-factors/factor.ts';
import { securityNoticed } from '../security-events.ts';
import { userOf } from '../users/read.ts';
import { AddressUnavailable, SignatureInvalid, TooManyAddresses } from './errors.ts';
import { linkOnChain } from './on-chain.ts';
import { checkPermit } from './permit.ts';
import { proveClaim, readClaim } from './proof.ts';
import { addressOf, linkChanged, linkInput, linkStatement } from './rules.ts';

/**
 * Links an address to the caller, who proves by a message of EIP-4361 that it is theirs. With the second signature
 * (EIP-712) the link is also written on the chain, by intents. An address that the caller has linked already stays so,
 * and only the chain's part is asked for again.
 * Throws InputInvalid, SiweMessageRefused, SignatureInvalid, LinkPermitInvalid, AddressUnavailable, TooManyAddresses,
 * ChainUnavailable, SecondFactorNeeded.
 */
export async function linkWallet(ctx: Context, input: unknown): Promise<LinkedAddressRow> {
  const { app } = ctx;
  const viewer = await permit(ctx, 'address.link');
  const { userId } = viewer;
  await requireFactor(ctx, viewer);
  const { linkSignature, deadline, ...given } = readInput(linkInput, input);
  const { username } = await userOf(ctx, userId);
  const claim = readClaim(app, given.message, linkStatement(username));
  const { address } = claim;
  const kind = await proveClaim(app, claim, given);
  if (kind === undefined) throw new SignatureInvalid();
  const signed =
    linkSignature &&
    deadline &&
    (await checkPermit(app, { userId, wallet: address, deadline, signature: linkSignature }));

  return transact(ctx, async (tx) => {
    const { link, isNew } = await takeAddress(tx, app.config.LINKED_ADDRESSES_PER_USER, { address, userId, kind });
    // What the address has retired and sent before anybody had linked it.
    if (isNew) {
      await claimRetired(tx, address, userId);
      await claimDeposits(tx, address, userId);
    }
    const linked = signed && app.chain ? await linkOnChain(tx, app.chain, link, signed) : link;
    const detail = { address: addressOf(link.address), kind };
    const noticed = isNew ? [securityNoticed(userId, 'ADDRESS_LINKED', { address: detail.address })] : [];
    await tell(tx, [linkChanged(linked), ...noticed]);
    if (isNew) {
      await insertMail(tx, userId, 'ADDRESS_LINKED', detail.address);
      const subject = { subjectType: 'LinkedAddress', subjectId: link.id } as const;
      await writeAudit(tx, { actorId: userId, action: 'ADDRESS_LINKED', ...subject, detail });
    }
    return linked;
  });
}

type Wish = Pick<LinkedAddressRow, 'userId' | 'kind'> & { readonly address: string };

/** The user's link to the address, there already or new. The user is locked, so that the count is right. */
async function takeAddress(tx: Db, most: number, wish: Wish): Promise<{ link: LinkedAddressRow; isNew: boolean }> {
  await lockPasswordHash(tx, wish.userId);
  const standing = await lockLink(tx, wish.address);
  if (standing) {
    if (standing.userId !== wish.userId) throw new AddressUnavailable();
    return { link: standing, isNew: false };
  }
  const [mine] = await selectLinksOf(tx, [wish.userId]);
  if ((mine?.links.length ?? 0) >= most) throw new TooManyAddresses(most);
  const link = await insertLink(tx, wish);
  // Somebody else was first, in this very moment.
  if (!link) throw new AddressUnavailable();
  return { link, isNew: true };
}
