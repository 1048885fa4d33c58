import type { CertificateRow } from '../src/db/certificates.ts';
import { selectCertificatesOf } from '../src/db/certificates.ts';
import type { RetirementRow } from '../src/db/retirements.ts';
import { fileOf, isIssued, type IssuedRow } from '../src/resolvers/certificates/file.ts';
import { issueCertificates } from '../src/resolvers/certificates/issue-certificates.ts';
import type { CertificateStepName, Outcome, Step } from '../src/resolvers/certificates/verify.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import type { TestUser } from './harness.ts';
import { openToldRetirements, type RetireWish, type ToldRetirements } from './told-retirements.ts';

/** Where the platform of these tests says that it is. */
export const ISSUER = 'https://ecocoin.example';

/** A platform that retires on a chain that the test tells, and certifies it. */
export interface CertificateLab extends ToldRetirements {
  /** A batch of which this user holds so many tonnes. */
  stocked(user: TestUser, tonnes: bigint): Promise<string>;
  /** Retires and has the custody carry it out, so that it needs time alone to be final. */
  retired(user: TestUser, wish: RetireWish): Promise<RetirementRow>;
  /** All of it: retired, final, certified. */
  certified(user: TestUser, wish: RetireWish): Promise<IssuedRow>;
  /** The newest certificate of a retirement. */
  certificate(retirement: Pick<RetirementRow, 'id'>): Promise<CertificateRow | undefined>;
  issue(): Promise<number>;
}

export async function openCertificateLab(env: Record<string, string> = {}): Promise<CertificateLab> {
  const told = await openToldRetirements({ PUBLIC_URL: ISSUER, ...env });
  const lab: CertificateLab = {
    ...told,
    async stocked(user, tonnes) {
      const batchId = await told.batch();
      await told.give(user, batchId, tonnes);
      return batchId;
    },
    async retired(user, wish) {
      const [retirement] = (await told.retire(user, wish)).retirements;
      if (!retirement) throw new Error('nothing was retired');
      await told.carryOut([retirement]);
      return retirement;
    },
    async certified(user, wish) {
      const retirement = await lab.retired(user, wish);
      await told.finalize();
      await lab.issue();
      return issuedOf(await lab.certificate(retirement));
    },
    certificate: async ({ id }) => (await selectCertificatesOf(told.t.db, [id]))[0],
    issue: () => issueCertificates(told.told.ctx),
  };
  return lab;
}

export function issuedOf(row: CertificateRow | undefined): IssuedRow {
  if (!row || !isIssued(row))
    throw new Error(`the certificate is ${row?.status ?? 'not there'}: ${row?.pendingReason}`);
  return row;
}

export const certificateIdOf = ({ id }: { readonly id: string }): string => encodeId('Certificate', id);

/** A certificate as its file's text. */
export const fileText = (row: IssuedRow): string => JSON.stringify(fileOf(row));

export const stepsThat = (steps: readonly Step[], outcome: Outcome): CertificateStepName[] =>
  steps.filter((step) => step.outcome === outcome).map(({ step }) => step);
