import { eq, inArray, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { type AttestationRow, poaiAttestations, poaiProofs, type ProofRow } from './poai.ts';

/** Of these cases, of which not every one has a proof. */
export async function selectProofsOf({ orm }: Db, caseIds: readonly string[]): Promise<ProofRow[]> {
  return await orm
    .select()
    .from(poaiProofs)
    .where(inArray(poaiProofs.caseId, [...caseIds]));
}

export async function selectProofByHash({ orm }: Db, bundleHash: Buffer): Promise<ProofRow | undefined> {
  const [row] = await orm.select().from(poaiProofs).where(eq(poaiProofs.bundleHash, bundleHash));
  return row;
}

export async function selectProofByIntent({ orm }: Db, intentId: string): Promise<ProofRow | undefined> {
  const [row] = await orm.select().from(poaiProofs).where(eq(poaiProofs.intentId, intentId));
  return row;
}

/** The highest number that a proof of the project has or waits with; 0 if there is none. */
export async function lastSequence({ sql: statement }: Db, projectId: string): Promise<bigint> {
  const [row] = await statement<{ sequence: bigint }[]>`
    select coalesce(max(sequence), 0) as sequence from poai_proofs
    where project_id = ${projectId} and voided_at is null`;
  return row?.sequence ?? 0n;
}

/** Whether the bundle of another case of the project waits to be decided: its number is not certain yet. */
export async function hasUndecidedProof({ sql: statement }: Db, projectId: string): Promise<boolean> {
  const rows = await statement`
    select from poai_proofs where project_id = ${projectId} and voided_at is null and intent_id is null limit 1`;
  return rows.length > 0;
}

/** Breaks `poai_proofs_number` where the number is taken, `poai_work_closed` unless the technical review is under way. */
export async function insertProof({ orm }: Db, row: typeof poaiProofs.$inferInsert): Promise<ProofRow> {
  const [inserted] = await orm.insert(poaiProofs).values(row).returning();
  return inserted as ProofRow;
}

export async function updateProofIntent({ orm }: Db, caseId: string, intentId: string): Promise<void> {
  await orm.update(poaiProofs).set({ intentId }).where(eq(poaiProofs.caseId, caseId));
}

/** Leaves the number of a bundle that is never anchored to the next; does nothing where there is none. */
export async function voidProof({ orm }: Db, caseId: string): Promise<void> {
  await orm
    .update(poaiProofs)
    .set({ voidedAt: sql`clock_timestamp()` })
    .where(eq(poaiProofs.caseId, caseId));
}

/** Breaks the primary key for a role that has signed already. */
export async function insertAttestation(
  { orm }: Db,
  row: Omit<typeof poaiAttestations.$inferInsert, 'createdAt'>,
): Promise<AttestationRow> {
  const [inserted] = await orm.insert(poaiAttestations).values(row).returning();
  return inserted as AttestationRow;
}

/** Of these cases: the reviewer's, the technical reviewer's, the platform's. */
export async function selectAttestationsOf({ orm }: Db, caseIds: readonly string[]): Promise<AttestationRow[]> {
  return await orm
    .select()
    .from(poaiAttestations)
    .where(inArray(poaiAttestations.caseId, [...caseIds]))
    .orderBy(poaiAttestations.caseId, poaiAttestations.role);
}

/** Every address with which the platform ever signed. */
export async function selectPlatformSigners({ sql: statement }: Db): Promise<`0x${string}`[]> {
  const rows = await statement<{ signer: Buffer }[]>`
    select distinct signer from poai_attestations where role = 'PLATFORM' order by signer`;
  return rows.map(({ signer }) => `0x${signer.toString('hex')}` as const);
}

export interface AnchoredRow {
  readonly commitment: Buffer;
  readonly isFinal: boolean;
  readonly blockNumber: bigint;
  readonly blockHash: Buffer;
  readonly txHash: Buffer;
}

/** What the chain holds for a project and sequence, as far as it is indexed; undefined where it holds nothing. */
export async function selectAnchored(
  { sql: statement }: Db,
  { chainId, projectKey, sequence }: { chainId: number; projectKey: Buffer; sequence: bigint },
): Promise<AnchoredRow | undefined> {
  const [row] = await statement<AnchoredRow[]>`
    select p.commitment, p.block_number <= c.finalized_block as is_final, p.block_number, l.block_hash, l.tx_hash
    from credit_proofs p
    join chain_cursors c on c.chain_id = p.chain_id
    join chain_logs l
      on l.chain_id = p.chain_id and l.block_number = p.block_number and l.log_index = p.log_index and l.orphaned_at is null
    where p.chain_id = ${chainId} and p.project_key = ${projectKey} and p.sequence = ${sequence.toString()}::numeric`;
  return row;
}
