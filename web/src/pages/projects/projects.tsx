import { lazy } from 'preact-iso';
import { useEffect, useMemo, useState } from 'preact/hooks';
import {
  type FacetPartsFragment,
  type ProjectPartsFragment,
  type ProjectsQuery,
  ProjectsText,
} from '../../../operations.generated.ts';
import { usePages } from '../../api/use-pages.ts';
import { count } from '../../lib/money.ts';
import { plural, words } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField, SelectField, TextField } from '../../ui/field.tsx';
import { Card, Page } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { Empty } from '../../ui/states.tsx';
import { ProjectCard } from './project-card.tsx';
import { searchOf, useWanted, type Wanted } from './search.ts';

const World = lazy(() => import('../../charts/world.tsx').then(({ World }) => World));

const PAGE = 24;
const TYPING_MS = 300;

type Facets = ProjectsQuery['projects']['facets'];

export function Projects() {
  const { wanted, want, isFiltered, clear } = useWanted();
  const pages = usePages(
    ProjectsText,
    { search: searchOf(wanted), orderBy: wanted.order, first: PAGE },
    ({ projects }) => projects,
  );
  const found = pages.first.data?.projects;
  return (
    <Page title="Projects" lead="Where credits come from: every project, its standing and what was checked.">
      <Filters {...{ wanted, want }} facets={found?.facets} />
      <MapCard {...{ wanted, want }} facets={found?.facets} projects={pages.nodes} />
      <section class="stack" aria-labelledby="found">
        <div class="row">
          <h2 id="found">
            <span role="status">{found ? foundWords(found) : 'Projects'}</span>
          </h2>
          {isFiltered && (
            <Button size="small" onClick={clear}>
              Clear the search
            </Button>
          )}
        </div>
        {found?.correctedText != null && (
          <p class="hint">
            Nothing has “{wanted.text}”. These have <strong>{found.correctedText}</strong>.
          </p>
        )}
        <List of={pages} empty={<NothingFound onClear={clear} />}>
          {(projects) => (
            <ul class="cards">
              {projects.map((project) => (
                <li key={project.id}>
                  <ProjectCard project={project} highlights={highlightsOf(pages.first.data, project.id)} />
                </li>
              ))}
            </ul>
          )}
        </List>
      </section>
    </Page>
  );
}

const NothingFound = ({ onClear }: { readonly onClear: () => void }) => (
  <Empty title="No project is like that.">
    <Button onClick={onClear}>Show all projects</Button>
  </Empty>
);

const highlightsOf = (data: ProjectsQuery | undefined, id: string) =>
  data?.projects.edges.find(({ node }) => node.id === id)?.highlights;

const foundWords = ({ totalCount, totalCountExact }: ProjectsQuery['projects']): string =>
  totalCountExact ? plural(totalCount, 'project') : `More than ${count(totalCount)} projects`;

interface FiltersProps {
  readonly wanted: Wanted;
  readonly want: (change: Partial<Wanted>) => void;
  readonly facets: Facets | undefined;
}

function Filters({ wanted, want, facets }: FiltersProps) {
  const [text, setText] = useState(wanted.text);
  useEffect(() => {
    setText(wanted.text);
  }, [wanted.text]);
  useEffect(() => {
    if (text === wanted.text) return undefined;
    const timer = setTimeout(() => {
      want({ text });
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [text]);
  return (
    <Card>
      <div class="stack" role="search" aria-label="Projects">
        <TextField
          label="Search"
          type="search"
          placeholder="Mangroves, cookstoves, a proponent, VM0033…"
          value={text}
          onText={setText}
        />
        <div class="filters">
          <Facet label="Country" name="country" of={facets?.countries} {...{ wanted, want }} />
          <Facet label="Type" name="type" of={facets?.types} {...{ wanted, want }} />
          <Facet label="Registry" name="registry" of={facets?.registries} {...{ wanted, want }} />
          <Facet label="Standing" name="status" of={facets?.statuses} {...{ wanted, want }} />
          <Facet label="Sustainable development goal" name="sdg" of={facets?.sdgs} {...{ wanted, want }} />
          <TextField
            label="Vintage from"
            inputMode="numeric"
            maxLength={4}
            value={wanted.from}
            onText={(from) => want({ from })}
          />
          <TextField
            label="Vintage to"
            inputMode="numeric"
            maxLength={4}
            value={wanted.to}
            onText={(to) => want({ to })}
          />
          <SelectField
            label="Order"
            value={wanted.order}
            options={[
              ['RELEVANCE', 'Best match'],
              ['NEWEST', 'Newest'],
              ['NAME', 'Name'],
              ['REDUCTIONS', 'Largest reductions'],
            ]}
            onPick={(order) => want({ order })}
          />
        </div>
        <CheckField checked={wanted.credits} onCheck={(credits) => want({ credits })}>
          Only with active credits
        </CheckField>
      </div>
    </Card>
  );
}

interface FacetProps {
  readonly label: string;
  readonly name: 'country' | 'type' | 'registry' | 'status' | 'sdg';
  readonly of: FacetPartsFragment | undefined;
  readonly wanted: Wanted;
  readonly want: (change: Partial<Wanted>) => void;
}

/** One filter, with how many there would be of each. */
function Facet({ label, name, of, wanted, want }: FacetProps) {
  const values = of?.values ?? [];
  const options = values.map(({ value, name: text, count: n }) => [value, `${said(text)} (${count(n)})`] as const);
  // What was chosen stays among the choices, even where nothing has it together with the rest.
  const isThere = wanted[name] === '' || values.some(({ value }) => value === wanted[name]);
  return (
    <SelectField
      label={label}
      value={wanted[name]}
      options={[['', 'All'], ...options, ...(isThere ? [] : [[wanted[name], said(wanted[name])] as const])]}
      onPick={(value) => want({ [name]: value })}
    />
  );
}

/** Names of states come as the API has them. */
const said = (name: string): string => (/^[A-Z_]{5,}$/.test(name) ? words(name) : name);

interface MapCardProps extends FiltersProps {
  readonly projects: readonly ProjectPartsFragment[];
}

function MapCard({ wanted, want, facets, projects }: MapCardProps) {
  const counts = useMemo(
    () => new Map(facets?.countries.values.map(({ value, count: n }) => [value, n] as const)),
    [facets],
  );
  const places = useMemo(
    () =>
      projects.flatMap(({ id, name, location }) => {
        const [longitude, latitude] = (location?.coordinates ?? []) as readonly number[];
        return longitude === undefined || latitude === undefined ? [] : [{ id, name, longitude, latitude }];
      }),
    [projects],
  );
  return (
    <Card title="Where they are">
      <World
        counts={counts}
        picked={wanted.country || undefined}
        places={places}
        onPick={(country) => want({ country: country ?? '' })}
      />
      <p class="small soft">
        The darker a country, the more projects. Points are the places of those listed below, where they are known.
        Outlines: Natural Earth.
      </p>
    </Card>
  );
}
