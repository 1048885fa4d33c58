import type { TradeRow } from '../../db/trades.ts';

/** One wish to buy, checked but not yet decided. */
export interface TradeIntent {
  readonly actorId: string;
  readonly announcementId: string;
  readonly quantity: bigint;
  readonly maxTotal: bigint | undefined;
  readonly key: string;
  readonly inputHash: Buffer;
}

export interface Settlement {
  /** Settles the trade together with those that wait at the same moment. Throws the refusal of this trade alone. */
  place(intent: TradeIntent): Promise<TradeRow>;
}
