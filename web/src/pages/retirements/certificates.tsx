import {
  CertificateChangesText,
  MyCertificatesText,
  type MyCertificatesQuery,
  RetirementChangesText,
} from '../../../operations.generated.ts';
import { usePages } from '../../api/use-pages.ts';
import { useLive } from '../../api/use-read.ts';
import { tonnes } from '../../lib/money.ts';
import { dayOf } from '../../lib/time.ts';
import { words } from '../../lib/words.ts';
import { Icon } from '../../ui/icons.tsx';
import { Badge, Card } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { Empty } from '../../ui/states.tsx';

type Certificate = MyCertificatesQuery['myCertificates']['edges'][number]['node'];

/** The proofs of retirements: a public page, and files for people and machines. */
export function Certificates({ organizationId }: { readonly organizationId: string | null }) {
  const pages = usePages(MyCertificatesText, { organizationId }, ({ myCertificates }) => myCertificates);
  useLive(RetirementChangesText, { organizationId }, pages.reload, pages.reload);
  useLive(CertificateChangesText, {}, pages.reload, pages.reload);
  return (
    <Card title="Certificates">
      <List
        of={pages}
        lines={3}
        empty={<Empty title="No certificate yet.">One follows each retirement once it is final.</Empty>}
      >
        {(certificates) => (
          <ul class="cards">
            {certificates.map((certificate) => (
              <li key={certificate.id}>
                <CertificateCard certificate={certificate} />
              </li>
            ))}
          </ul>
        )}
      </List>
    </Card>
  );
}

const TONES = { ISSUED: 'good', PENDING: 'info', REVOKED: 'bad', SUPERSEDED: 'warn' } as const;

/** Its page is on this server, whatever name the certificate gives the platform. */
const pathOf = (url: string): string => new URL(url, location.href).pathname;

const CertificateCard = ({
  certificate: { status, url, issuedAt, retirement },
}: {
  readonly certificate: Certificate;
}) => (
  <article class="card offer" data-flat>
    <div class="stack" data-gap="small">
      <div class="row">
        <Icon name="certificate" />
        <strong class="num">{retirement ? tonnes(retirement.quantity) : 'A retirement'}</strong>
        <Badge tone={TONES[status]}>{words(status)}</Badge>
      </div>
      <p class="small soft">
        {[retirement?.project?.name, retirement?.batch?.vintage].filter(Boolean).join(', ')}
        {retirement?.beneficiary && `, for ${retirement.beneficiary.name}`}
      </p>
    </div>
    <p class="small soft">{issuedAt == null ? 'It is being made.' : `Issued ${dayOf(issuedAt)}`}</p>
    {url != null && issuedAt != null && (
      <div class="row small">
        <a href={`${pathOf(url)}.pdf`}>PDF</a>
        <a href={`${pathOf(url)}.json`}>JSON</a>
        <a href={pathOf(url)}>Public page</a>
      </div>
    )}
  </article>
);
