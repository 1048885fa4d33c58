import { selectProcessorTerms } from '../../db/fee-terms.ts';
import { toPayOf } from '../../db/orders.ts';
import type { App } from '../context.ts';
import { formatAmount } from '../amounts.ts';
import { grossUp } from '../pricing/fees.ts';
import { convergeCard } from './converge-card.ts';
import { PaymentMethodUnavailable } from './errors.ts';
import type { PaymentMethod } from './methods.ts';
import { type CardProcessor, ProcessorError } from './processor.ts';

/** A card, through a processor that keeps a part of what is charged: the payer bears that part. */
export const card: PaymentMethod = {
  refundsTo: 'ORIGINAL',
  async plan(ctx, tx, order) {
    const { config } = ctx.app;
    const { gateway } = cardsOf(ctx.app);
    if (order.currency === 'ETH') throw new PaymentMethodUnavailable('CARD', 'Cards pay in EUR and USD.');
    const terms = (await selectProcessorTerms(tx)).find(
      ({ method, currency }) => method === 'CARD' && currency === order.currency,
    );
    if (!terms) throw new PaymentMethodUnavailable('CARD', `What cards in ${order.currency} cost is not agreed.`);
    const { charge, kept } = grossUp(toPayOf(order), terms);
    const most = BigInt(config.PAYMENT_CARD_MOST);
    if (charge > most) {
      const words = `A card pays up to ${formatAmount(most, order.currency)} ${order.currency} at once.`;
      throw new PaymentMethodUnavailable('CARD', words);
    }
    const payBy = new Date(Date.now() + config.PAYMENT_CARD_TTL_S * 1_000);
    return { gateway, processorFee: kept, payBy: payBy < order.payBy ? payBy : order.payBy };
  },
  async present(ctx, payment) {
    try {
      await convergeCard(ctx, cardsOf(ctx.app), payment);
    } catch (error) {
      if (!(error instanceof ProcessorError)) throw error;
      ctx.app.log.warn({ paymentId: payment.id, reason: error.message }, 'the processor of cards was not reached');
    }
  },
};

/** Throws PaymentMethodUnavailable where no cards are taken. */
export function cardsOf({ cards }: Pick<App, 'cards'>): CardProcessor {
  if (!cards) throw new PaymentMethodUnavailable('CARD', 'No cards are taken here.');
  return cards;
}
