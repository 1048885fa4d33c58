import codes from 'i18n-iso-countries/codes.json';
import { geoEqualEarth, geoGraticule10, geoPath } from 'd3-geo';
import { useMemo, useRef } from 'preact/hooks';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import world from 'world-atlas/countries-110m.json';
import { plural } from '../lib/words.ts';
import { Button } from '../ui/button.tsx';
import { usePanAndZoom } from './pan-and-zoom.ts';

const WIDTH = 960;
const HEIGHT = 468;
const projection = geoEqualEarth().fitExtent(
  [
    [4, 4],
    [WIDTH - 4, HEIGHT - 4],
  ],
  { type: 'Sphere' },
);
const path = geoPath(projection);
/** ISO 3166-1: what the outlines call 404, the API calls KE. */
const ALPHA_2 = new Map(
  (codes as readonly (readonly string[])[]).map(([alpha2 = '', , numeric = '']) => [numeric, alpha2]),
);

const outlines = feature(
  world as unknown as Topology,
  (world as unknown as Topology<{ countries: GeometryCollection<{ name: string }> }>).objects.countries,
).features.map((each) => ({
  code: ALPHA_2.get(String(each.id)) ?? '',
  name: each.properties.name,
  d: path(each) ?? '',
}));
const sphere = path({ type: 'Sphere' }) ?? '';
const graticule = path(geoGraticule10()) ?? '';

export interface Place {
  readonly id: string;
  readonly name: string;
  readonly longitude: number;
  readonly latitude: number;
}

interface WorldProps {
  /** How many there are in a country, by ISO 3166-1 alpha-2. */
  readonly counts: ReadonlyMap<string, number>;
  readonly picked?: string | undefined;
  readonly places: readonly Place[];
  /** Left out, the map only shows. */
  readonly onPick?: (code: string | undefined) => void;
}

/** How many projects are where: countries by their shade, and points for those whose place is known. */
export function World({ counts, picked, places, onPick }: WorldProps) {
  const most = Math.max(1, ...counts.values());
  const ref = useRef<SVGSVGElement>(null);
  const { box, zoom, reset, isZoomed, handlers } = usePanAndZoom(ref, WIDTH, HEIGHT);
  const points = useMemo(
    () => places.map((place) => ({ ...place, at: projection([place.longitude, place.latitude]) })),
    [places],
  );
  const scale = box.width / WIDTH;
  return (
    <div class="world">
      <svg
        ref={ref}
        viewBox={`${box.x} ${box.y} ${box.width} ${box.height}`}
        role="group"
        aria-label={onPick ? 'Map of the world: countries with projects can be chosen' : 'Map of the world'}
        {...handlers}
      >
        <path class="world-sea" d={sphere} />
        <path class="world-lines" d={graticule} />
        {outlines.map(({ code, name, d }) => (
          <Country key={name} {...{ code, name, d, most, picked, onPick }} count={counts.get(code) ?? 0} />
        ))}
        {points.map(
          ({ id, name, at }) =>
            at && (
              <a key={id} href={`/projects/${encodeURIComponent(id)}`} aria-label={name}>
                <circle class="world-point" cx={at[0]} cy={at[1]} r={5 * scale} stroke-width={1.5 * scale}>
                  <title>{name}</title>
                </circle>
              </a>
            ),
        )}
      </svg>
      <div class="world-tools">
        <Button size="small" class="icon-button" aria-label="Closer" onClick={() => zoom(0.6)}>
          +
        </Button>
        <Button size="small" class="icon-button" aria-label="Farther" onClick={() => zoom(1 / 0.6)}>
          −
        </Button>
        {isZoomed && (
          <Button size="small" onClick={reset}>
            Whole world
          </Button>
        )}
      </div>
    </div>
  );
}

interface CountryProps {
  readonly code: string;
  readonly name: string;
  readonly d: string;
  readonly count: number;
  readonly most: number;
  readonly picked: string | undefined;
  readonly onPick: WorldProps['onPick'];
}

function Country({ code, name, d, count, most, picked, onPick }: CountryProps) {
  if (count === 0) return <path class="world-land" d={d} />;
  // Few have most: a share of the logarithm keeps one project visible beside a hundred.
  const share = Math.round(25 + (75 * Math.log1p(count)) / Math.log1p(most));
  const fill = { fill: `color-mix(in oklab, var(--accent) ${share}%, var(--map-land))` };
  if (!onPick) {
    return (
      <path class="world-land" d={d} style={fill}>
        <title>{name}</title>
      </path>
    );
  }
  const isPicked = code === picked;
  const pick = (): void => {
    onPick(isPicked ? undefined : code);
  };
  return (
    <path
      class="world-land has-some"
      d={d}
      style={fill}
      role="button"
      tabindex={0}
      aria-pressed={isPicked}
      aria-label={`${name}: ${plural(count, 'project')}`}
      onClick={pick}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        pick();
      }}
    >
      <title>{`${name}: ${plural(count, 'project')}`}</title>
    </path>
  );
}
