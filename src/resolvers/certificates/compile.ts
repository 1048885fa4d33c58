import type { CertificateRow, CustomField, TemplateRow } from '../../db/certificates.ts';
import type { Db } from '../../db/client.ts';
import { selectBatchesById } from '../../db/batches.ts';
import { selectApprovedCase } from '../../db/poai-cases.ts';
import { selectProofsOf } from '../../db/poai-proofs.ts';
import { selectMethodologiesOf } from '../../db/project-parts.ts';
import { selectProjectsById } from '../../db/projects.ts';
import {
  type BeneficiaryRow,
  type RetirementRow,
  selectBeneficiariesById,
  selectRetirementBlocks,
  selectRetirementsById,
} from '../../db/retirements.ts';
import { formatDecimal } from '../amounts.ts';
import type { Hex } from '../chain/client.ts';
import { type App } from '../context.ts';
import { publicUrl } from '../documents/links.ts';
import { toHex, toSecond } from '../proofs/bundle.ts';
import { type Content, contentShape } from './content.ts';
import { retiredIn } from './on-chain.ts';

/** Places of a quantity of a retirement. */
const SCALE = 18;

export interface Compiling {
  readonly certificate: Pick<CertificateRow, 'id' | 'version' | 'supersedesId' | 'fields'>;
  readonly retirementId: string;
  readonly template: TemplateRow | undefined;
  readonly at: Date;
}

/**
 * What a certificate says, from what the platform knows of its retirement at this moment. Throws Error where the retirement
 * is not final, or something that it refers to is not there.
 */
export async function compileContent(
  app: App,
  tx: Db,
  { certificate, retirementId, template, at }: Compiling,
): Promise<Content> {
  const [retirement] = await selectRetirementsById(tx, [retirementId]);
  const contract = app.chain?.deployment.contracts.CreditRegistry.address.toLowerCase();
  if (retirement?.status !== 'FINALIZED') throw new Error('the retirement is not final');
  if (!contract || app.chain?.chainId !== retirement.chainId) {
    throw new Error(`the contract of chain ${retirement.chainId} is not known to this process`);
  }
  const url = publicUrl(app);
  const beneficiary = await beneficiaryPart(tx, retirement);
  const content: Content = {
    format: 'ecocoin-certificate/v1',
    id: certificate.id,
    version: String(certificate.version),
    supersedes: certificate.supersedesId,
    issuedAt: toSecond(at),
    issuer: { url, name: app.config.CERTIFICATE_ISSUER_NAME },
    url: `${url}/certificates/${certificate.id}`,
    retirement: retirementPart(retirement),
    beneficiary,
    credits: await creditsPart(tx, retirement),
    chain: await chainPart(tx, retirement, contract as Hex),
    poai: await poaiPart(tx, retirement),
    // What an owner puts on all of theirs says who they are, and so perhaps who a private beneficiary is.
    fields: mergeFields(beneficiary.kind === 'PRIVATE' ? [] : (template?.fields ?? []), certificate.fields),
  };
  // What is signed is what every verifier will take: a certificate that the format refuses must never be issued.
  return contentShape.parse(content);
}

/** Those of the certificate come in the place of the template's of the same name. */
const mergeFields = (general: readonly CustomField[], own: readonly CustomField[]): CustomField[] => [
  ...new Map([...general, ...own].map(({ name, value }) => [name, { name, value }])).values(),
];

const retirementPart = (row: RetirementRow): Content['retirement'] => ({
  id: row.id,
  quantity: formatDecimal(row.quantity, SCALE, 0),
  reason: row.reason,
  message: row.message,
  // With a private beneficiary it could say who that is.
  retiringEntity: row.beneficiarySalt === null ? row.retiringEntity : null,
  retiredAt: toSecond(must(row.retiredAt)),
  consumption: { country: row.consumptionCountry, from: row.consumptionFrom, to: row.consumptionTo },
});

async function beneficiaryPart(tx: Db, row: RetirementRow): Promise<Content['beneficiary']> {
  const hash = toHex(row.beneficiaryHash);
  if (row.beneficiaryId === null) return { kind: 'UNKNOWN', hash };
  const [found] = await selectBeneficiariesById(tx, [row.beneficiaryId]);
  if (row.beneficiarySalt !== null || found?.isPrivate) return { kind: 'PRIVATE', hash };
  return { kind: 'PUBLIC', ...wordsOf(must(found)), hash };
}

/** Who a beneficiary is, as certificates and disclosures write it. */
export const wordsOf = ({ name, country, identifierScheme, identifier }: BeneficiaryRow) => ({
  name,
  country,
  identifier: identifier === null || identifierScheme === null ? null : { scheme: identifierScheme, value: identifier },
});

async function creditsPart(tx: Db, { id, batchId }: RetirementRow): Promise<Content['credits']> {
  const [batch] = await selectBatchesById(tx, [must(batchId)]);
  const { projectId, vintageStart, vintageEnd } = must(batch);
  const project = must((await selectProjectsById(tx, [projectId]))[0]);
  const methodologies = await selectMethodologiesOf(tx, [projectId]);
  const blocks = await selectRetirementBlocks(tx, [id]);
  const { name, registry, nativeId, country, projectType } = project;
  return {
    project: { id: projectId, name, registry, nativeId, country, type: projectType },
    methodologies: methodologies.map(({ program, code, version }) => ({ program, code, version })),
    vintage: { start: vintageStart, end: vintageEnd },
    serials: blocks.flatMap(({ serial, quantity, releasedAt }) =>
      releasedAt === null ? [{ text: serial, quantity: String(quantity) }] : [],
    ),
  };
}

/**
 * Where CreditsRetired stands, which the registry's contract emits and everybody can read. Of what the custody retires the
 * platform notes the custody's own event, which comes right before it: so the first that follows and says the same is meant.
 */
async function chainPart(tx: Db, row: RetirementRow, contract: Hex): Promise<Content['chain']> {
  const [block, noted] = [must(row.blockNumber), must(row.logIndex)];
  const found = (await retiredIn(tx, { chainId: row.chainId, block })).find(
    (each) =>
      each.logIndex >= noted &&
      each.batchId === String(row.chainBatchId) &&
      each.account === toHex(row.account) &&
      each.beneficiaryHash === toHex(row.beneficiaryHash) &&
      each.quantity === row.quantity,
  );
  if (!found) throw new Error(`the index of the chain has no CreditsRetired for it in block ${block}`);
  return {
    chainId: String(row.chainId),
    contract,
    transactionHash: found.txHash,
    blockNumber: String(block),
    logIndex: String(found.logIndex),
    batchId: found.batchId,
    account: found.account,
  };
}

/** The proof of the batch, else that of its project. */
async function poaiPart(tx: Db, { batchId, projectId }: RetirementRow): Promise<Content['poai']> {
  if (projectId === null) return null;
  const found =
    (await selectApprovedCase(tx, { projectId, batchId })) ??
    (await selectApprovedCase(tx, { projectId, batchId: null }));
  const [proof] = found ? await selectProofsOf(tx, [found.id]) : [];
  return proof ? { bundleHash: toHex(proof.bundleHash), sequence: String(proof.sequence) } : null;
}

/** What a row that is FINALIZED has, which the database sees to. */
function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('a final retirement lacks what it must have');
  return value;
}
