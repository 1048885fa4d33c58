import type { TapePartsFragment } from '../../../operations.generated.ts';
import { amount, price, tonnes } from '../../lib/money.ts';
import { momentOf } from '../../lib/time.ts';

interface TapeProps {
  readonly trades: readonly TapePartsFragment[];
  readonly empty: string;
}

/** Trades as they happen, the newest first. */
export const Tape = ({ trades, empty }: TapeProps) =>
  trades.length === 0 ? (
    <p class="soft">{empty}</p>
  ) : (
    <ol class="tape">
      {trades.map(({ id, quantity, pricePerCredit, totalPrice, currency, createdAt, announcement }) => (
        <li key={id}>
          <a href={`/offers/${encodeURIComponent(announcement.id)}`}>{announcement.title}</a>
          <span class="num strong nowrap">{tonnes(quantity)}</span>
          <span class="soft small">
            {price(pricePerCredit, currency)} per t · {momentOf(createdAt)}
          </span>
          <span class="soft small num nowrap">{amount(totalPrice, currency)}</span>
        </li>
      ))}
    </ol>
  );
