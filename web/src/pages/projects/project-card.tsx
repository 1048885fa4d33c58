import type { ProjectPartsFragment, ProjectStatus } from '../../../operations.generated.ts';
import { tonnes } from '../../lib/money.ts';
import { words } from '../../lib/words.ts';
import { Badge } from '../../ui/layout.tsx';

interface ProjectCardProps {
  readonly project: ProjectPartsFragment;
  readonly highlights: { readonly name?: string | null; readonly description?: string | null } | undefined;
}

export const ProjectCard = ({ project, highlights }: ProjectCardProps) => (
  <article class="card offer">
    <div class="stack" data-gap="small">
      <div class="row">
        <ProjectStanding status={project.status} suspended={project.suspended} />
        {project.countryName != null && <Badge>{project.countryName}</Badge>}
      </div>
      <h3>
        <a href={`/projects/${encodeURIComponent(project.id)}`}>
          <Marked text={highlights?.name ?? project.name} />
        </a>
      </h3>
      <p class="small soft">
        {[project.projectType, project.registry && words(project.registry), project.nativeId]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {highlights?.description != null && (
        <p class="small">
          <Marked text={highlights.description} />
        </p>
      )}
    </div>
    <p class="small soft num">
      {project.estimatedAnnualReductions == null
        ? 'No estimate of yearly reductions'
        : `${tonnes(project.estimatedAnnualReductions)} a year, estimated`}
    </p>
  </article>
);

const TONES: Partial<Record<ProjectStatus, 'good' | 'warn' | 'bad' | 'info'>> = {
  REGISTERED: 'good',
  COMPLETED: 'good',
  VALIDATED: 'info',
  UNDER_VALIDATION: 'info',
  REJECTED: 'bad',
  DEREGISTERED: 'bad',
  WITHDRAWN: 'warn',
};

export const ProjectStanding = ({
  status,
  suspended,
}: {
  readonly status: ProjectStatus;
  readonly suspended: boolean;
}) => (
  <>
    <Badge tone={TONES[status]}>{words(status)}</Badge>
    {suspended && <Badge tone="bad">Suspended</Badge>}
  </>
);

/** The API marks what was found in a text like this: ⟦mangrove⟧. */
const Marked = ({ text }: { readonly text: string }) => (
  <>{text.split(/⟦(.*?)⟧/).map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part))}</>
);
