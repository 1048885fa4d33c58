import { useId } from 'preact/hooks';
import { dayOf } from '../lib/time.ts';

interface Point {
  readonly at: number;
  readonly value: number;
  readonly text: string;
}

interface LineProps {
  readonly label: string;
  readonly points: readonly Point[];
  /** A value stays until the next: no slope between them. */
  readonly steps?: boolean;
}

const WIDTH = 640;
const HEIGHT = 120;
const EDGE = 6;

/** A small line over time. The figures stand in the table beside it; here one sees their way. */
export function Line({ label, points, steps = false }: LineProps) {
  const titleId = useId();
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return null;
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (at: number): number => EDGE + ((at - first.at) / Math.max(1, last.at - first.at)) * (WIDTH - 2 * EDGE);
  const y = (value: number): number => HEIGHT - EDGE - ((value - low) / (high - low || 1)) * (HEIGHT - 2 * EDGE);
  const path = points
    .map(({ at, value }, index) => {
      const to = `${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      if (index === 0) return `M${to}`;
      return steps ? `H${x(at).toFixed(1)}V${y(value).toFixed(1)}` : `L${to}`;
    })
    .join('');
  return (
    <figure class="line-chart" aria-labelledby={titleId}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path class="line-area" d={`${path}V${HEIGHT}H${x(first.at).toFixed(1)}Z`} />
        <path class="line-path" d={path} />
      </svg>
      <figcaption class="small soft row">
        <span class="hidden-visually" id={titleId}>
          {label}: from {first.text} on {dayOf(first.at)} to {last.text} on {dayOf(last.at)}.
        </span>
        <span>{dayOf(first.at)}</span>
        <span class="push">{dayOf(last.at)}</span>
      </figcaption>
    </figure>
  );
}
