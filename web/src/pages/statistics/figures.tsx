import type { MoneyPartsFragment } from '../../../operations.generated.ts';
import { Columns } from '../../charts/bars.tsx';
import { count, short } from '../../lib/money.ts';
import { momentOf } from '../../lib/time.ts';
import { plural } from '../../lib/words.ts';
import { Figure } from '../../ui/layout.tsx';

/** Against the period before, as far into it; nothing where that had none. */
export const Change = ({ percent }: { readonly percent: number | null | undefined }) =>
  percent == null ? null : (
    <span class={percent < 0 ? 'down' : 'up'}>
      {percent < 0 ? '▼' : '▲'} {Math.abs(percent).toFixed(1)} %
    </span>
  );

interface CountFigureProps {
  readonly label: string;
  readonly of: { readonly count: number; readonly changePercent?: number | null };
}

export const CountFigure = ({ label, of }: CountFigureProps) => (
  <Figure label={label} value={count(of.count)} note={<Change percent={of.changePercent} />} />
);

interface MoneyListProps {
  readonly label: string;
  readonly of: readonly MoneyPartsFragment[];
  /** What is counted, such as "trade". */
  readonly one: string;
}

/** A line for each currency: those are never added. */
export const MoneyList = ({ label, of, one }: MoneyListProps) =>
  of.length === 0 ? (
    <p class="soft">None in this time.</p>
  ) : (
    <ul class="tape" aria-label={label}>
      {of.map(({ currency, count: n, total, average, changePercent }) => (
        <li key={currency}>
          <strong class="num nowrap">{short(total, currency)}</strong>
          <span class="num nowrap">
            <Change percent={changePercent} />
          </span>
          <span class="small soft num">
            {plural(n, one)}
            {average != null && `, ${short(average, currency)} on average`}
          </span>
        </li>
      ))}
    </ul>
  );

interface SeriesProps {
  readonly label: string;
  readonly points: readonly { readonly from: string; readonly value: number; readonly text: string }[];
}

/** What happened piece by piece, oldest first. */
export const Series = ({ label, points }: SeriesProps) => (
  <Columns label={label} columns={points.map(({ from, value, text }) => ({ name: momentOf(from), value, text }))} />
);
