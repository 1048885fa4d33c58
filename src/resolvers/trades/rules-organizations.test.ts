import { describe, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { units } from '../../../test/harness.ts';
import { announcement, BUYER, intent, SELLER, stateOf, t, wallet } from '../../../test/settlements.ts';
import type { AnnouncementRow } from '../../db/announcements.ts';
import { walletKey } from '../../db/ledger.ts';
import { memberKey, settle } from './rules.ts';

describe('an organization', () => {
  const HOUSE = newId();
  const OTHER_HOUSE = newId();
  /** The same state, with the wallets of the two organizations in it, and these members. */
  const houses = (offer: AnnouncementRow, ...members: [organizationId: string, userId: string][]) => {
    const state = stateOf(offer);
    const more = [HOUSE, OTHER_HOUSE].flatMap((ownerId) => [
      wallet(ownerId, 'EUR', units('2000', 'EUR')),
      wallet(ownerId, 'CARBON', 0n, offer.remaining),
    ]);
    return {
      ...state,
      wallets: new Map([...state.wallets, ...more.map((each) => [walletKey(each), each] as const)]),
      members: new Set(members.map(([organizationId, userId]) => memberKey(organizationId, userId))),
    };
  };

  test('buys with its own money for its own wallet, and the trade says who acted', () => {
    const offer = announcement();
    const state = houses(offer);
    const { trades, entries } = settle(state, [intent(offer, { organizationId: HOUSE })], newId);
    expect(trades).toMatchObject([{ buyerId: BUYER, buyerOrganizationId: HOUSE, sellerOrganizationId: null }]);
    const accounts = entries.flatMap(({ legs }) => legs.map(({ accountId }) => accountId));
    const of = (ownerId: string, asset: 'EUR' | 'CARBON') => state.wallets.get(walletKey({ ownerId, asset }));
    expect(accounts).toContain(of(HOUSE, 'EUR')?.available.accountId);
    expect(accounts).toContain(of(HOUSE, 'CARBON')?.available.accountId);
    expect(accounts).not.toContain(of(BUYER, 'EUR')?.available.accountId);
  });

  test('sells from what it holds, and gets the money', () => {
    const offer = announcement({ organizationId: HOUSE });
    const state = houses(offer);
    const { trades, entries } = settle(state, [intent(offer)], newId);
    expect(trades).toMatchObject([{ sellerId: SELLER, sellerOrganizationId: HOUSE, buyerOrganizationId: null }]);
    const held = state.wallets.get(walletKey({ ownerId: HOUSE, asset: 'CARBON' }))?.held.accountId;
    expect(entries[0]?.legs).toContainEqual({ accountId: held, asset: 'CARBON', amount: -t('20') });
  });

  test.each([
    ['the same organization', HOUSE, HOUSE, []],
    ['a member of the selling organization, for themselves', HOUSE, null, [[HOUSE, BUYER]]],
    ['a member of the selling organization, for another', HOUSE, OTHER_HOUSE, [[HOUSE, BUYER]]],
    ['the organization of the seller', null, HOUSE, [[HOUSE, SELLER]]],
  ] as [string, string | null, string | null, [string, string][]][])('is refused to %s', (_, sells, buys, members) => {
    const offer = announcement({ organizationId: sells });
    const wish = intent(offer, { organizationId: buys });
    const { outcomes, trades } = settle(houses(offer, ...members), [wish], newId);
    expect(outcomes).toMatchObject([{ refusal: { code: 'OWN_ANNOUNCEMENT' } }]);
    expect(trades).toEqual([]);
  });

  test('sells to others, whoever they are members of', () => {
    const offer = announcement({ organizationId: HOUSE });
    const wish = intent(offer, { organizationId: OTHER_HOUSE });
    expect(settle(houses(offer, [OTHER_HOUSE, BUYER], [HOUSE, SELLER]), [wish], newId).trades).toHaveLength(1);
  });

  test('never lets a user sell to themselves, through whichever organizations', () => {
    const offer = announcement({ organizationId: HOUSE });
    const wish = intent(offer, { actorId: SELLER, organizationId: OTHER_HOUSE });
    expect(settle(houses(offer), [wish], newId).outcomes).toMatchObject([{ refusal: { code: 'OWN_ANNOUNCEMENT' } }]);
  });
});
