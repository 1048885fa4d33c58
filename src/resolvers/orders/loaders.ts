import type DataLoader from 'dataloader';
import { type BasketItemRow, type BasketRow, selectBasketItems, selectBasketsById } from '../../db/baskets.ts';
import { selectOrderEvents, selectOrdersById } from '../../db/order-lists.ts';
import { selectOrderLines } from '../../db/order-writes.ts';
import type { OrderEventRow, OrderLineRow, OrderRow } from '../../db/orders.ts';
import type { Batched } from '../batched.ts';

/** Look-ups of orders and of baskets: what is part of one, by the id of the whole. */
export interface OrderLoaders {
  readonly orders: DataLoader<string, OrderRow | undefined>;
  readonly orderLinesOf: DataLoader<string, readonly OrderLineRow[]>;
  readonly orderEventsOf: DataLoader<string, readonly OrderEventRow[]>;
  readonly baskets: DataLoader<string, BasketRow | undefined>;
  readonly basketItemsOf: DataLoader<string, readonly BasketItemRow[]>;
}

export const orderLoaders = ({ byId, listsOf }: Batched): OrderLoaders => ({
  orders: byId(selectOrdersById),
  orderLinesOf: listsOf(selectOrderLines, (row) => row.orderId),
  orderEventsOf: listsOf(selectOrderEvents, (row) => row.orderId),
  baskets: byId(selectBasketsById),
  basketItemsOf: listsOf(selectBasketItems, (row) => row.basketId),
});
