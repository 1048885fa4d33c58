import type { OrderRow } from '../../db/orders.ts';
import type { ThingRules } from '../standings.ts';
import { orderMachine } from './machine.ts';

export type OrderAction = 'PAY' | 'CANCEL' | 'REFUND';

/** What can be done to an order: by its owner, and by those who may do it to everybody's. */
export const orderActions = {
  PAY: { owner: 'payment.pay', when: ({ status, payBy }) => 'PAY' in orderMachine[status] && payBy > new Date() },
  CANCEL: { owner: 'order.create', when: ({ status }) => 'CANCEL' in orderMachine[status] },
  REFUND: { anyone: 'order.refund', when: ({ status }) => 'REFUND' in orderMachine[status] },
} as const satisfies ThingRules<Pick<OrderRow, 'status' | 'payBy'>, OrderAction>;
