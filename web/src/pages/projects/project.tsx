import { lazy, useRoute } from 'preact-iso';
import { OneProjectText, type OneProjectQuery, ProjectChangesText } from '../../../operations.generated.ts';
import { useLive, useRead } from '../../api/use-read.ts';
import { count, tonnes } from '../../lib/money.ts';
import { goal } from '../../lib/sdgs.ts';
import { dayOf } from '../../lib/time.ts';
import { words } from '../../lib/words.ts';
import { Badge, Card, Figure, Page } from '../../ui/layout.tsx';
import { Empty, Loading, Shown } from '../../ui/states.tsx';
import { Batches } from './batches.tsx';
import { Documents } from './documents.tsx';
import { History } from './history.tsx';
import { ProjectStanding } from './project-card.tsx';
import { ProofCard } from './proof-card.tsx';

const World = lazy(() => import('../../charts/world.tsx').then(({ World }) => World));

type OfProject = NonNullable<OneProjectQuery['project']>;

export function Project() {
  const { params } = useRoute();
  const id = params['id'] ?? '';
  const read = useRead(OneProjectText, { id });
  useLive(ProjectChangesText, { id }, read.reload, read.reload);
  if (!read.data) {
    return (
      <Page title="Project">
        <Shown of={read}>{() => <Loading />}</Shown>
      </Page>
    );
  }
  const { project, poaiCases, retirementTotals } = read.data;
  if (!project) {
    return (
      <Page title="Project">
        <Empty title="There is no such project, or it is not public." />
      </Page>
    );
  }
  const approved = poaiCases.edges.find(({ node }) => node.status === 'APPROVED')?.node;
  return (
    <Page
      title={project.name}
      lead={`By ${project.proponent || 'an unnamed proponent'}`}
      actions={<Standing project={project} />}
    >
      <div class="figures card">
        <Figure
          label="Retired here for good"
          value={tonnes(retirementTotals.quantity)}
          note={`${count(retirementTotals.retirements)} retirements`}
        />
        <Figure
          label="Yearly reductions, estimated"
          value={project.estimatedAnnualReductions == null ? 'Unknown' : tonnes(project.estimatedAnnualReductions)}
        />
        <Figure label="Crediting period" value={periodOf(project)} />
        <Figure
          label="Integrity"
          value={approved ? 'Proven' : 'Not proven yet'}
          note={approved ? `Proof ${approved.proof?.sequence ?? ''}` : 'Proof of Asset Integrity'}
        />
      </div>
      <div class="split">
        <div class="stack" data-gap="large">
          <About project={project} />
          <Batches project={project} />
          <ProofCard
            projectId={id}
            cases={poaiCases.edges.map(({ node }) => node)}
            mayOpen={project.allowedActions.includes('OPEN_CASE')}
          />
          <Documents projectId={id} isOwn={project.allowedActions.includes('OPEN_CASE')} />
        </div>
        <div class="stack" data-gap="large">
          <Where project={project} />
          <Facts project={project} />
          <History projectId={id} />
        </div>
      </div>
    </Page>
  );
}

const Standing = ({ project }: { readonly project: OfProject }) => (
  <>
    <ProjectStanding status={project.status} suspended={project.suspended} />
    {project.labels.map(({ id, code }) => (
      <Badge key={id} tone="good">
        {words(code)}
      </Badge>
    ))}
  </>
);

function periodOf({ creditingStart, creditingEnd }: OfProject): string {
  if (creditingStart == null) return 'Unknown';
  return `${creditingStart.slice(0, 4)} to ${creditingEnd?.slice(0, 4) ?? 'open'}`;
}

const About = ({ project }: { readonly project: OfProject }) => (
  <Card title="About">
    <div class="stack">
      <p class="prose">{project.description || 'The proponent has not described this project yet.'}</p>
      {project.sdgs.length > 0 && (
        <ul class="row" aria-label="Sustainable Development Goals">
          {project.sdgs.map((number) => (
            <li key={number}>
              <Badge tone="info">{goal(number)}</Badge>
            </li>
          ))}
        </ul>
      )}
    </div>
  </Card>
);

function Where({ project }: { readonly project: OfProject }) {
  const [longitude, latitude] = (project.location?.coordinates ?? []) as readonly number[];
  const places =
    longitude === undefined || latitude === undefined
      ? []
      : [{ id: project.id, name: project.name, longitude, latitude }];
  return (
    <Card title={[project.region, project.countryName].filter(Boolean).join(', ') || 'Where it is'}>
      <World counts={new Map(project.country == null ? [] : [[project.country, 1]])} places={places} />
    </Card>
  );
}

function Facts({ project }: { readonly project: OfProject }) {
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ['Registry', project.registry && words(project.registry)],
    ['Number there', project.nativeId],
    ['Its standing there', project.nativeStatus],
    ['Program', project.program && words(project.program)],
    ['Type', project.projectType],
    ['Category', project.category],
    ['Mitigation', words(project.mitigation)],
    [
      'Methodologies',
      project.methodologies.map(({ code, version }) => [code, version].filter(Boolean).join(' ')).join(', '),
    ],
    ['Host country', words(project.hostAuthorization)],
    ['Corresponding adjustment', words(project.correspondingAdjustment)],
    ['Ratings', project.ratings.map(({ agency, rating }) => `${agency}: ${rating}`).join(', ')],
    ['Owner here', project.organization?.legalName ?? project.owner?.displayName],
    ['Last changed', dayOf(project.updatedAt)],
  ];
  return (
    <Card title="Facts">
      <dl class="pairs">
        {facts.flatMap(([name, value]) =>
          value ? [<dt key={name}>{name}</dt>, <dd key={`${name}-value`}>{value}</dd>] : [],
        )}
      </dl>
    </Card>
  );
}
