import type { ComponentChildren } from 'preact';
import { useEffect, useId } from 'preact/hooks';

interface PageProps {
  readonly title: string;
  readonly lead?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Page({ title, lead, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · EcoCoin`;
  }, [title]);
  return (
    <>
      <div class="page-head">
        <div>
          <h1>{title}</h1>
          {lead !== undefined && <p>{lead}</p>}
        </div>
        {actions !== undefined && <div class="push row">{actions}</div>}
      </div>
      <div class="stack" data-gap="large">
        {children}
      </div>
    </>
  );
}

interface CardProps {
  readonly title?: string;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Card({ title, actions, children }: CardProps) {
  const id = useId();
  return (
    <section class="card" aria-labelledby={title === undefined ? undefined : id}>
      {title !== undefined && (
        <header>
          <h2 id={id}>{title}</h2>
          {actions !== undefined && <div class="push row">{actions}</div>}
        </header>
      )}
      {children}
    </section>
  );
}

type Tone = 'good' | 'warn' | 'bad' | 'info' | undefined;

export const Badge = ({ tone, children }: { readonly tone?: Tone; readonly children: ComponentChildren }) => (
  <span class="badge" data-tone={tone}>
    {children}
  </span>
);

interface FigureProps {
  readonly label: string;
  readonly value: ComponentChildren;
  readonly note?: ComponentChildren;
}

export const Figure = ({ label, value, note }: FigureProps) => (
  <dl class="figure">
    <dt>{label}</dt>
    <dd>
      {value}
      {note !== undefined && <div class="note">{note}</div>}
    </dd>
  </dl>
);

interface Column<R> {
  readonly head: string;
  readonly right?: boolean;
  readonly cell: (row: R) => ComponentChildren;
}

interface TableProps<R> {
  readonly caption: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R) => string;
}

/** Rows and columns; where it is wider than the page, it is scrolled by itself, by keyboard too. */
export const Table = <R,>({ caption, columns, rows, keyOf }: TableProps<R>) => (
  <div class="table-wrap" tabIndex={0} role="group" aria-label={caption}>
    <table>
      <caption class="hidden-visually">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ head, right }) => (
            <th key={head} scope="col" class={right ? 'right' : undefined}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(({ head, right, cell }) => (
              <td key={head} class={right ? 'right' : undefined}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** A share of a whole, as a bar. */
export function Meter({ label, share }: { readonly label: string; readonly share: number }) {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div class="meter" role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
      <i style={{ width: `${percent}%` }} />
    </div>
  );
}

interface BillProps {
  readonly lines: readonly (readonly [label: ComponentChildren, value: ComponentChildren])[];
  readonly sum?: readonly [label: ComponentChildren, value: ComponentChildren];
}

/** Amounts below each other, and what they come to. */
export const Bill = ({ lines, sum }: BillProps) => (
  <dl class="bill">
    {lines.map(([label, value], index) => (
      <div key={index}>
        <dt>{label}</dt>
        <dd>{value}</dd>
      </div>
    ))}
    {sum && (
      <div class="sum">
        <dt>{sum[0]}</dt>
        <dd>{sum[1]}</dd>
      </div>
    )}
  </dl>
);
