import type DataLoader from 'dataloader';
import {
  type CertificateRow,
  selectCertificatesById,
  selectCertificatesOf,
  selectSuccessors,
  selectTemplatesById,
  type TemplateRow,
} from '../../db/certificates.ts';
import type { Db } from '../../db/client.ts';

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

type Select<T> = (db: Db, ids: readonly string[]) => Promise<T[]>;

/** The two kinds of look-ups that all nouns have. */
interface Kinds {
  readonly byId: <T extends { id: string }>(select: Select<T>) => DataLoader<string, T | undefined>;
  readonly listsOf: <T>(select: Select<T>, ownerOf: (row: T) => string) => DataLoader<string, readonly T[]>;
}

export const certificateLoaders = ({ byId, listsOf }: Kinds): CertificateLoaders => ({
  certificates: byId(selectCertificatesById),
  certificatesOf: listsOf(selectCertificatesOf, (row) => row.retirementId),
  certificateSuccessors: listsOf(selectSuccessors, (row) => row.supersedesId ?? ''),
  certificateTemplates: byId(selectTemplatesById),
});
