interface Part {
  readonly name: string;
  readonly value: number;
  readonly text: string;
}

interface SharesProps {
  readonly label: string;
  readonly parts: readonly Part[];
}

/** Parts of a whole as one bar, each named with its amount below: nobody has to tell colours apart. */
export function Shares({ label, parts }: SharesProps) {
  const whole = parts.reduce((sum, { value }) => sum + value, 0);
  const some = parts.filter(({ value }) => value > 0);
  if (whole === 0) return <p class="small soft">Nothing yet.</p>;
  return (
    <figure class="shares" aria-label={label}>
      <div class="shares-bar" aria-hidden="true">
        {some.map(({ name, value }, index) => (
          <i key={name} data-hue={index % 6} style={{ flexGrow: value / whole }} />
        ))}
      </div>
      <figcaption>
        <ul class="row small">
          {some.map(({ name, value, text }, index) => (
            <li key={name} class="shares-key">
              <i data-hue={index % 6} aria-hidden="true" />
              {name} <span class="num soft">{text}</span>
              <span class="num soft">({Math.round((value / whole) * 100)} %)</span>
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}
