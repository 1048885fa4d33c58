import { legAsset, type LockedWallet, type NewEntry, platformAccounts } from '../../db/ledger.ts';
import type { OrderLineRow, OrderRow } from '../../db/orders.ts';
import { type FeeRules, sharesOf } from '../pricing/fees.ts';

/** The four wallets between which a line moves value. */
export interface LineWallets {
  readonly buyerMoney: LockedWallet;
  readonly buyerCredits: LockedWallet;
  readonly sellerMoney: LockedWallet;
  readonly sellerCredits: LockedWallet;
}

type Priced = Pick<OrderLineRow, 'quantity' | 'total' | 'buyerFee' | 'sellerFee'>;
type Ordered = Pick<OrderRow, 'id' | 'currency'>;

/** To whom the fees of a line go, as legs; they add up to what buyer and seller pay. */
function feeLegs({ currency }: Ordered, { buyerFee, sellerFee }: Priced, fees: Pick<FeeRules, 'shares'>) {
  const { platform, community, insurance } = sharesOf(buyerFee + sellerFee, fees);
  return [
    { accountId: platformAccounts.FEES[currency], asset: currency, amount: platform },
    { accountId: platformAccounts.FEES_COMMUNITY[currency], asset: currency, amount: community },
    { accountId: platformAccounts.FEES_INSURANCE[currency], asset: currency, amount: insurance },
  ];
}

/**
 * A line is settled: the money that its buyer has held goes to the seller and, as fees, to those who share them; the credits
 * that were held for it become the buyer's (DOMAIN 4).
 */
export function settlementEntry(
  id: string,
  order: Ordered,
  line: Priced,
  wallets: LineWallets,
  fees: Pick<FeeRules, 'shares'>,
): NewEntry {
  const asset = order.currency;
  const credits = legAsset(wallets.sellerCredits);
  const legs = [
    { accountId: wallets.buyerMoney.held.accountId, asset, amount: -(line.total + line.buyerFee) },
    { accountId: wallets.sellerMoney.available.accountId, asset, amount: line.total - line.sellerFee },
    ...feeLegs(order, line, fees),
    { accountId: wallets.sellerCredits.held.accountId, asset: credits, amount: -line.quantity },
    { accountId: wallets.buyerCredits.available.accountId, asset: credits, amount: line.quantity },
  ];
  return {
    id,
    kind: 'ORDER_SETTLEMENT',
    referenceId: order.id,
    actorId: null,
    legs: legs.filter((leg) => leg.amount !== 0n),
  };
}

/**
 * A line is undone: the seller and those who share the fees give back what they got, into what the buyer has held (from where
 * the payment takes it back), and the credits are the seller's again, free for whatever the seller wants.
 */
export function refundEntry(
  id: string,
  order: Ordered,
  line: Priced,
  wallets: LineWallets,
  { fees, actorId }: { readonly fees: Pick<FeeRules, 'shares'>; readonly actorId: string },
): NewEntry {
  const asset = order.currency;
  const credits = legAsset(wallets.sellerCredits);
  const legs = [
    { accountId: wallets.buyerCredits.available.accountId, asset: credits, amount: -line.quantity },
    { accountId: wallets.sellerCredits.available.accountId, asset: credits, amount: line.quantity },
    { accountId: wallets.sellerMoney.available.accountId, asset, amount: line.sellerFee - line.total },
    ...feeLegs(order, line, fees).map((leg) => ({ ...leg, amount: -leg.amount })),
    { accountId: wallets.buyerMoney.held.accountId, asset, amount: line.total + line.buyerFee },
  ];
  return { id, kind: 'ORDER_REFUND', referenceId: order.id, actorId, legs: legs.filter((leg) => leg.amount !== 0n) };
}
