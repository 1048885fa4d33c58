import type { CertificateStatus, TemplateRow } from '../../db/certificates.ts';
import { openPaper } from '../papers/paper.ts';
import type { Content, Disclosure } from './content.ts';
import { fill, type PlaceName } from './statement.ts';

/** What of a template stands on paper. */
export type Look = Pick<TemplateRow, 'title' | 'statement' | 'accent' | 'footer' | 'signatory' | 'logo'>;

/** What a certificate looks like where its owner has no template. */
export const plainTemplate: Look = {
  title: 'Certificate of retirement',
  statement:
    'This certifies that {{quantity}} tonnes of CO2e of verified carbon credits of {{project}}, vintage {{vintage}}, were permanently retired on {{retiredOn}} for {{beneficiary}}. They can never be sold, transferred or claimed again.',
  accent: '#1d6b45',
  footer: '',
  signatory: null,
  logo: null,
};

const reasonWords: Readonly<Record<Content['retirement']['reason'], string>> = {
  ENVIRONMENTAL_BENEFIT: 'Environmental benefit',
  PERSON_OR_ORGANIZATION: 'Retirement for a person or organization',
  ON_BEHALF_OF_THIRD_PARTY: 'On behalf of a third party',
  CORPORATE_INVENTORY: 'Corporate inventory',
  COMPLIANCE_CORSIA: 'Compliance: CORSIA',
  COMPLIANCE_TAX: 'Compliance: carbon tax',
  NDC_USE: 'Use towards a nationally determined contribution',
  OTHER_INTERNATIONAL_MITIGATION: 'Other international mitigation purposes',
  OTHER: 'Other',
};

const regions = new Intl.DisplayNames('en', { type: 'region' });
const countryName = (code: string): string => regions.of(code) ?? code;

/** Who it is for, in words; what was disclosed to the reader included. */
function beneficiaryWords({ beneficiary }: Content, disclosure?: Disclosure): string {
  if (disclosure) return disclosure.name;
  if (beneficiary.kind === 'PUBLIC') return beneficiary.name;
  return beneficiary.kind === 'PRIVATE' ? 'a beneficiary who is not disclosed' : 'a beneficiary known by a hash alone';
}

export const statementOf = (content: Content, statement: string, disclosure?: Disclosure): string => {
  const { retirement, credits } = content;
  const values: Record<PlaceName, string> = {
    quantity: retirement.quantity,
    beneficiary: beneficiaryWords(content, disclosure),
    project: credits.project.name,
    vintage: vintageOf(content),
    retiringEntity: retirement.retiringEntity ?? beneficiaryWords(content, disclosure),
    retiredOn: retirement.retiredAt.slice(0, 10),
    country: credits.project.country === null ? '' : countryName(credits.project.country),
  };
  return fill(statement, values);
};

const vintageOf = ({ credits: { vintage } }: Content): string =>
  vintage.start.slice(0, 4) === vintage.end.slice(0, 4)
    ? vintage.start.slice(0, 4)
    : `${vintage.start} to ${vintage.end}`;

type Field = readonly [name: string, value: string];
const field = (name: string, value: string | null | undefined): Field[] => (value ? [[name, value]] : []);

/** What a certificate says, as names and values for people: the same on paper and on its page. */
export function factsOf(content: Content, disclosure?: Disclosure): Field[] {
  const { retirement, beneficiary, credits } = content;
  const { project, methodologies } = credits;
  const who = disclosure ?? (beneficiary.kind === 'PUBLIC' ? beneficiary : undefined);
  const { consumption } = retirement;
  return [
    ...field('Quantity', `${retirement.quantity} t CO2e`),
    ...field('Beneficiary', who?.name ?? beneficiaryWords(content)),
    ...field('Country of the beneficiary', who?.country && countryName(who.country)),
    ...field('Identifier', who?.identifier && `${who.identifier.scheme} ${who.identifier.value}`),
    ...field('Retired by', retirement.retiringEntity),
    ...field('Reason', reasonWords[retirement.reason]),
    ...field('Message', retirement.message),
    ...field('Consumption period', consumption.from && `${consumption.from} to ${consumption.to ?? ''}`),
    ...field('Consumption country', consumption.country && countryName(consumption.country)),
    ...field('Retired at', retirement.retiredAt),
    ...field('Project', project.name),
    ...field('Registry', project.registry && `${project.registry} ${project.nativeId ?? ''}`.trim()),
    ...field('Country of the project', project.country && countryName(project.country)),
    ...field('Type', project.type),
    ...field(
      'Methodology',
      methodologies.map(({ program, code, version }) => [program, code, version].filter(Boolean).join(' ')).join(', '),
    ),
    ...field('Vintage', vintageOf(content)),
  ];
}

/** Over what an owner had put on it: it stands beside what is certified, and must not be taken for it. */
export const ADDED_TITLE = 'Added by the owner, and verified by nobody';
export const addedOf = ({ fields }: Content): Field[] => fields.map(({ name, value }) => [name, value] as const);

/** Where it can be checked, as names and values. */
export const proofsOf = (
  { id, version, supersedes, issuedAt, chain, poai, beneficiary }: Content,
  digest: string,
): Field[] => [
  ['Certificate', `${id}, version ${version}`],
  ...field('In the place of', supersedes),
  ['Issued at', issuedAt],
  ['Digest (SHA-256)', digest],
  ['Transaction', chain.transactionHash],
  ['Chain and contract', `${chain.chainId}, ${chain.contract}, log ${chain.logIndex} of block ${chain.blockNumber}`],
  ['Hash of the beneficiary', beneficiary.hash],
  ...field('Proof of Asset Integrity', poai && `${poai.bundleHash} (number ${poai.sequence} of the project)`),
];

export interface Printing {
  readonly content: Content;
  readonly digest: string;
  readonly status: CertificateStatus | 'SPECIMEN';
  /** Why it does not stand any more. */
  readonly endReason?: string | null;
  readonly template?: Look | undefined;
  readonly disclosure?: Disclosure | undefined;
  /** The certificate as a file, which the PDF carries along, so that a program can verify the paper. */
  readonly file?: string | undefined;
}

const MARKS = {
  PENDING: 'PENDING',
  ISSUED: undefined,
  SUPERSEDED: 'SUPERSEDED',
  REVOKED: 'REVOKED',
  SPECIMEN: 'SPECIMEN',
};
const RED = '#a11919';

/** Prints a certificate as PDF. What does not stand any more says so on every page. Throws Error for a logo that is none. */
export function printCertificate(printing: Printing): Promise<Uint8Array> {
  const { content, digest, status, endReason, disclosure, file, template = plainTemplate } = printing;
  const { issuer, url, issuedAt, credits } = content;
  const paper = openPaper({
    title: `${template.title} ${content.id}`,
    language: 'en',
    author: issuer.name,
    at: new Date(issuedAt),
    accent: template.accent,
    footer: [template.footer, `Certificate ${content.id}`].filter(Boolean).join(' · '),
    mark: MARKS[status],
  });
  if (template.logo) paper.image(template.logo, { width: 160, height: 60 });
  paper.heading(template.title);
  if (status === 'SUPERSEDED' || status === 'REVOKED') {
    const what = status === 'REVOKED' ? 'This certificate was revoked.' : 'Another certificate has taken its place.';
    paper.paragraph(`${what} ${endReason ?? ''}`, { weight: 'bold', color: RED, size: 12 });
  }
  paper.paragraph(statementOf(content, template.statement, disclosure), { size: 12 });
  paper.rule();
  paper.space(8);
  paper.fields(factsOf(content, disclosure));
  if (credits.serials.length > 0) {
    paper.heading('Serial blocks', 3);
    paper.table(
      [
        { title: 'Serial numbers', share: 5 },
        { title: 'Tonnes', share: 1, align: 'end' },
      ],
      credits.serials.map(({ text, quantity }) => [text, quantity]),
      { size: 8 },
    );
  }
  const added = addedOf(content);
  if (added.length > 0) {
    paper.heading(ADDED_TITLE, 3);
    paper.fields(added, { size: 9 });
  }
  paper.heading('Proof', 3);
  paper.fields(proofsOf(content, digest), { size: 8 });
  paper.qr(url, `Scan to verify this certificate, or open\n${url}`);
  if (template.signatory) paper.paragraph(template.signatory, { weight: 'bold' });
  paper.paragraph(`Issued by ${issuer.name}, ${issuer.url}`, { size: 8 });
  if (file !== undefined) paper.attach('certificate.json', 'application/json', Buffer.from(file));
  return paper.bytes();
}
