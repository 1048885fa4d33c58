import type DataLoader from 'dataloader';
import {
  type CertificateRow,
  selectCertificatesById,
  selectCertificatesOf,
  selectSuccessors,
  selectTemplatesById,
  type TemplateRow,
} from '../../db/certificates.ts';
import type { Batched } from '../batched.ts';

/** Batched look-ups of certificates (loaders.ts). */
export interface CertificateLoaders {
  /** Those that are only being written too: `isPublic` says who may see them. */
  readonly certificates: DataLoader<string, CertificateRow | undefined>;
  /** By the id of the retirement: the newest first. */
  readonly certificatesOf: DataLoader<string, readonly CertificateRow[]>;
  /** By the id of the certificate whose place it takes. */
  readonly certificateSuccessors: DataLoader<string, readonly CertificateRow[]>;
  readonly certificateTemplates: DataLoader<string, TemplateRow | undefined>;
}

export const certificateLoaders = ({ byId, listsOf }: Batched): CertificateLoaders => ({
  certificates: byId(selectCertificatesById),
  certificatesOf: listsOf(selectCertificatesOf, (row) => row.retirementId),
  certificateSuccessors: listsOf(selectSuccessors, (row) => row.supersedesId ?? ''),
  certificateTemplates: byId(selectTemplatesById),
});
