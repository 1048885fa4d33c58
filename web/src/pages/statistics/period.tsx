import { useState } from 'preact/hooks';
import type { StatisticsInterval, StatisticsPeriod } from '../../../operations.generated.ts';
import { daysAgo } from '../../lib/time.ts';
import { Segments, TextField } from '../../ui/field.tsx';

/** The last day is in it. */
const DAY_MS = 86_400_000;
/** A span of up to so many days is drawn by the hour, or by the day. */
const BY_HOUR_DAYS = 2;
const BY_DAY_DAYS = 92;

const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export interface Span {
  readonly period: StatisticsPeriod;
  readonly from: string | null;
  readonly to: string | null;
  readonly timeZone: string;
  readonly interval: StatisticsInterval;
}

const INTERVALS = { DAY: 'HOUR', WEEK: 'DAY', MONTH: 'DAY' } as const;

/** A day, a week, a month, or a time that one chooses, by the days of where one is. */
export function usePeriod() {
  const [period, setPeriod] = useState<StatisticsPeriod>('MONTH');
  const [from, setFrom] = useState(daysAgo(90));
  const [to, setTo] = useState(daysAgo(0));
  const isSpan = from !== '' && to !== '' && from <= to;
  const custom = isSpan
    ? { from: new Date(`${from}T00:00`).toISOString(), to: new Date(Date.parse(`${to}T00:00`) + DAY_MS).toISOString() }
    : undefined;
  const span: Span | undefined =
    period === 'CUSTOM'
      ? custom && { period, ...custom, timeZone, interval: intervalOf(custom) }
      : { period, from: null, to: null, timeZone, interval: INTERVALS[period] };
  const picker = (
    <div class="row">
      <Segments
        label="Of when"
        value={period}
        options={[
          ['DAY', 'Today'],
          ['WEEK', 'This week'],
          ['MONTH', 'This month'],
          ['CUSTOM', 'Other'],
        ]}
        onPick={setPeriod}
      />
      {period === 'CUSTOM' && (
        <>
          <TextField label="From" type="date" value={from} onText={setFrom} />
          <TextField
            label="To"
            type="date"
            value={to}
            wrong={isSpan ? undefined : 'Not before the first day.'}
            onText={setTo}
          />
        </>
      )}
    </div>
  );
  return { span, picker };
}

function intervalOf({ from, to }: { readonly from: string; readonly to: string }): StatisticsInterval {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
  if (days <= BY_HOUR_DAYS) return 'HOUR';
  return days <= BY_DAY_DAYS ? 'DAY' : 'MONTH';
}
