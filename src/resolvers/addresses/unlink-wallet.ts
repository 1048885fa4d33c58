import { endLink, isAwaited, type LinkedAddressRow, lockLink } from '../../db/linked-addresses.ts';
import { insertMail } from '../../db/mails.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { requireFactor } from '../second-factors/factor.ts';
import { securityNoticed } from '../security-events.ts';
import { AddressInUse, AddressNotLinked } from './errors.ts';
import { unlinkOnChain } from './on-chain.ts';
import { addressInput, addressOf, linkChanged } from './rules.ts';

/**
 * Ends a link of the caller's, here at once and on the chain by an intent. What came from the address before stays.
 * Throws InputInvalid, AddressNotLinked, AddressInUse while a withdrawal to it is under way, SecondFactorNeeded.
 */
export async function unlinkWallet(ctx: Context, input: unknown): Promise<LinkedAddressRow> {
  const { app } = ctx;
  const viewer = await permit(ctx, 'address.link');
  const { userId } = viewer;
  await requireFactor(ctx, viewer);
  const { address } = readInput(addressInput, input);
  return transact(ctx, async (tx) => {
    const link = await lockLink(tx, address);
    if (link?.userId !== userId) throw new AddressNotLinked();
    // Who asks for a withdrawal shares the lock on the link (isLinkedTo): one of the two sees the other.
    if (await isAwaited(tx, userId, address)) throw new AddressInUse();
    const ended = await endLink(tx, link.id);
    const unlinked = app.chain ? await unlinkOnChain(tx, app.chain, ended) : ended;
    const subject = { subjectType: 'LinkedAddress', subjectId: link.id } as const;
    const detail = { address: addressOf(link.address) };
    await tell(tx, [linkChanged(unlinked), securityNoticed(userId, 'ADDRESS_UNLINKED', detail)]);
    await insertMail(tx, userId, 'ADDRESS_UNLINKED', detail.address);
    await writeAudit(tx, { actorId: userId, action: 'ADDRESS_UNLINKED', ...subject, detail });
    return unlinked;
  });
}
