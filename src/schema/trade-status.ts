import type { TradeStatus as TradeStatusCode } from '../db/trades.ts';
import { enumOf } from './builder.ts';

/** Trades and transfers share it. */
export const TradeStatus = enumOf('TradeStatus', 'How far a trade or a transfer is.', {
  PENDING: 'Begun; it ends by itself within a time limit.',
  COMPLETED: 'Settled: everything has moved.',
  FAILED: 'It could not be settled; nothing moved.',
  CANCELLED: 'Called off; nothing moved.',
} satisfies Record<TradeStatusCode, string>);
