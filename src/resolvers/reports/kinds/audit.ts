import canonicalize from 'canonicalize';
import type { AuditRow } from '../../../db/audit.ts';
import { auditOf, auditRowAt } from '../../../db/report-audit.ts';
import { findBreak, GENESIS_HASH } from '../../audit/rules.ts';
import { type Compile, periodFacts, type ReportSource } from '../source.ts';
import { momentCell, tableOf } from '../tables.ts';

const RULE =
  'hash = SHA-256 of the canonical JSON (RFC 8785) of {seq, at, actorId, action, subjectType, subjectId, detail, previousHash}: `seq` as text, `at` as it stands here, `detail` as an object, `actorId` null where it is empty, hashes in hexadecimal. previous_hash is the hash of the row before; 64 zeros before the first.';

/** Rows of the audit log, with all that it takes to compute its hash chain anew. The caller may read the log. */
export const compileAudit: Compile = async (source) => {
  const { snapshot, parameters } = source;
  return {
    title: 'Audit trail',
    facts: [...periodFacts(parameters), ...(await proofOf(source))],
    notes: [RULE],
    tables: [
      tableOf<AuditRow>({ name: 'rows', title: 'Rows' }, auditOf(snapshot, parameters), {
        seq: ['INTEGER', ({ seq }) => seq.toString()],
        at: ['MOMENT', ({ at }) => momentCell(at)],
        actor: ['TEXT', ({ actorId }) => actorId],
        action: ['TEXT', ({ action }) => action],
        subject_type: ['TEXT', ({ subjectType }) => subjectType],
        subject: ['TEXT', ({ subjectId }) => subjectId],
        detail: ['TEXT', ({ detail }) => canonicalize(detail) ?? null],
        previous_hash: ['TEXT', ({ previousHash }) => previousHash.toString('hex')],
        hash: ['TEXT', ({ hash }) => hash.toString('hex')],
      }),
    ],
  };
};

/** What came out when every hash was computed anew, and the two ends to which the rows are linked. */
async function proofOf({ snapshot, parameters }: ReportSource): Promise<[string, string][]> {
  let before: Pick<AuditRow, 'seq' | 'hash'> | undefined;
  let first: AuditRow | undefined;
  let checked = 0n;
  let verdict = 'the chain is whole';
  for await (const rows of auditOf(snapshot, parameters).pages()) {
    for (const row of rows) {
      first ??= row;
      before ??= (await auditRowAt(snapshot, row.seq - 1n)) ?? { seq: 0n, hash: GENESIS_HASH };
      const broken = findBreak(before, row);
      if (broken && verdict === 'the chain is whole') verdict = `the chain is broken at row ${row.seq}: ${broken}`;
      before = row;
      checked += 1n;
    }
  }
  return [
    ['rows_checked', checked.toString()],
    ['verdict', first ? verdict : 'there are no rows'],
    ['linked_to', first?.previousHash.toString('hex') ?? ''],
    ['last_hash', first && before ? before.hash.toString('hex') : ''],
  ];
}
