import { Refusal } from '../errors.ts';

/** What came is not what it was said to be, or is of a type that such a document may not have. */
export class DocumentTypeRefused extends Refusal {
  readonly code = 'DOCUMENT_TYPE_REFUSED';
}

export class DocumentTooLarge extends Refusal {
  readonly code = 'DOCUMENT_TOO_LARGE';
  readonly most: bigint;
  constructor(most: number) {
    super(`The document is larger than ${most} bytes. Nothing was kept.`);
    this.most = BigInt(most);
  }
}

/** An archive that would unpack to too much, or is not made as archives are. */
export class ArchiveRefused extends Refusal {
  readonly code = 'ARCHIVE_REFUSED';
  constructor(why: string) {
    super(`This archive is not taken: ${why}. Nothing was kept.`);
  }
}

/** The bytes ended before they should. Nothing was kept. */
export class UploadIncomplete extends Refusal {
  readonly code = 'UPLOAD_INCOMPLETE';
  override readonly retryable = true;
  constructor(why = 'it broke off before its end') {
    super(`The upload did not arrive: ${why}. Nothing was kept, send it again.`);
  }
}

/** The user has brought as much as one may, or has too many uploads open. */
export class DocumentSpaceExhausted extends Refusal {
  readonly code = 'DOCUMENT_SPACE_EXHAUSTED';
}

/** A proof refers to a version of the document. */
export class DocumentHeld extends Refusal {
  readonly code = 'DOCUMENT_HELD';
  constructor() {
    super('A proof refers to a version of this document: it stays.');
  }
}

/** A link that has expired, was altered, was used before or leads to what is gone. */
export class LinkRefused extends Refusal {
  readonly code = 'LINK_REFUSED';
  constructor() {
    super('This link has expired, was altered or was used already: ask for another one.');
  }
}

/** MISSING: the storage has nothing there. The others: see SealBrokenError. */
export type Damage = 'ALTERED' | 'TRUNCATED' | 'EXTENDED' | 'MISSING' | 'KEY';

/** What is stored of a version is not what was put there. It is our failure and nobody else's. */
export class DocumentDamagedError extends Error {
  override readonly name = 'DocumentDamagedError';
  readonly damage: Damage;
  constructor(versionId: string, damage: Damage, why: string, cause?: unknown) {
    super(`version ${versionId} is damaged: ${why}`, { cause });
    this.damage = damage;
  }
}
