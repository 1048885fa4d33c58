interface Bar {
  readonly name: string;
  readonly value: number;
  readonly text: string;
  readonly href?: string;
}

interface BarsProps {
  readonly label: string;
  readonly bars: readonly Bar[];
}

/** Amounts of one kind beside each other, as a list: each bar has its name and its figure in words. */
export function Bars({ label, bars }: BarsProps) {
  const most = Math.max(...bars.map(({ value }) => value), 0);
  if (most === 0) return <p class="small soft">Nothing yet.</p>;
  return (
    <ul class="bars" aria-label={label}>
      {bars.map(({ name, value, text, href }) => (
        <li key={name}>
          <span class="bars-name">{href === undefined ? name : <a href={href}>{name}</a>}</span>
          <span class="bars-track" aria-hidden="true">
            <i style={{ width: `${Math.max(1, (value / most) * 100)}%` }} />
          </span>
          <span class="num nowrap right">{text}</span>
        </li>
      ))}
    </ul>
  );
}

interface ColumnsProps {
  readonly label: string;
  readonly columns: readonly { readonly name: string; readonly value: number; readonly text: string }[];
}

/** Amounts over time or over classes, as columns; what each says is in its title and in the hidden list. */
export function Columns({ label, columns }: ColumnsProps) {
  const most = Math.max(...columns.map(({ value }) => value), 0);
  if (most === 0) return <p class="small soft">Nothing yet.</p>;
  return (
    <figure class="columns-chart" aria-label={label}>
      <div class="columns-bars" aria-hidden="true">
        {columns.map(({ name, value, text }) => (
          <i
            key={name}
            title={`${name}: ${text}`}
            style={{ height: `${Math.max(value > 0 ? 1.5 : 0, (value / most) * 100)}%` }}
          />
        ))}
      </div>
      <figcaption class="row small soft">
        <span>{columns[0]?.name}</span>
        <span class="push">{columns.at(-1)?.name}</span>
      </figcaption>
      <ul class="hidden-visually">
        {columns.map(({ name, text }) => (
          <li key={name}>
            {name}: {text}
          </li>
        ))}
      </ul>
    </figure>
  );
}
