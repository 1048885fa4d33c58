import type { Db } from '../../db/client.ts';
import type { AssignmentRow, CaseRow, ReviewRole } from '../../db/poai.ts';
import { lockCaseRow, selectCasesById } from '../../db/poai-cases.ts';
import { selectProofsOf } from '../../db/poai-proofs.ts';
import { selectAssignmentsOf } from '../../db/poai-reviews.ts';
import { lockProject, type ProjectRow } from '../../db/projects.ts';
import type { Context } from '../context.ts';
import { Forbidden, IllegalTransition, NotFound } from '../errors.ts';
import { isPermitted, mayFor } from '../permissions.ts';
import { ownerOf } from '../projects/own.ts';
import { type CaseAction, isPublic, mayNow, partiesFor, type Party, partyNeeds } from './rules.ts';

/** As whom the caller may act on the case, by what they are to it and by their roles. */
export async function partiesOf(ctx: Context, row: CaseRow, tx?: Db): Promise<Party[]> {
  const parties: Party[] = [];
  if (await mayFor(ctx, partyNeeds.OWNER, ownerOf(row), tx)) parties.push('OWNER');
  parties.push(...(await seatsOf(ctx, row, tx)));
  if (await isPermitted(ctx, partyNeeds.DECIDER, tx)) parties.push('DECIDER');
  return parties;
}

/** A seat is a person's: no key of an organization sits on it, and no key that was not let do what the seat is for. */
async function seatsOf(ctx: Context, row: CaseRow, tx?: Db): Promise<ReviewRole[]> {
  const seats: ReviewRole[] = [];
  for (const { userId, role } of await assignedTo(ctx, row, tx)) {
    if (await mayFor(ctx, partyNeeds[role], userId, tx)) seats.push(role);
  }
  return seats;
}

const assignedTo = (ctx: Context, { id }: CaseRow, tx?: Db): Promise<readonly AssignmentRow[]> =>
  tx ? selectAssignmentsOf(tx, [id]) : ctx.loaders.poaiAssignmentsOf.load(id);

/** Whether all of the case is the caller's to see, and not only what everybody sees of an approved one. */
export async function seesAll(ctx: Context, row: CaseRow, tx?: Db): Promise<boolean> {
  if (!ctx.viewer) return false;
  const reviewers = await assignedTo(ctx, row, tx);
  const parties = [ownerOf(row), ...reviewers.map(({ userId }) => userId)];
  return (await readsForOne(ctx, parties, tx)) || isPermitted(ctx, 'poai.read-any', tx);
}

/** Whether the caller reads cases for one of these: the owner of a case, a user or an organization, and its reviewers. */
export async function readsForOne(ctx: Context, parties: readonly (string | null)[], tx?: Db): Promise<boolean> {
  for (const party of parties) if (await mayFor(ctx, 'poai.read-own', party, tx)) return true;
  return false;
}

/** Whether the caller may know of the case. */
export const seesCase = async (ctx: Context, row: CaseRow, tx?: Db): Promise<boolean> =>
  isPublic(row.status) || (await seesAll(ctx, row, tx));

export interface Held {
  readonly row: CaseRow;
  /** As whom the caller acts. */
  readonly as: Party;
}

/**
 * Locks a case that the caller may do this to now. Throws NotFound where they may not even see it, Forbidden where it is
 * others' to do, IllegalTransition where it is not the time.
 */
export async function lockFor(ctx: Context, tx: Db, caseId: string, action: CaseAction): Promise<Held> {
  const row = await lockCaseRow(tx, caseId);
  if (!row || !(await seesCase(ctx, row, tx))) throw new NotFound('PoAI case');
  const parties = (await partiesOf(ctx, row, tx)).filter((party) => partiesFor(action).includes(party));
  if (parties.length === 0) throw new Forbidden('This is for others to do in this case.');
  const standpoint = { status: row.status, hasBundle: (await selectProofsOf(tx, [caseId])).length > 0 };
  const as = parties.find((party) => mayNow(action, party, standpoint));
  if (!as) throw new IllegalTransition('PoAI case', row.status, `taken through ${action}`);
  return { row, as };
}

/** Locks the project of a case as well, before the case. */
export async function lockWithProject(
  ctx: Context,
  tx: Db,
  caseId: string,
  action: CaseAction,
): Promise<Held & { readonly project: ProjectRow }> {
  const [known] = await selectCasesById(tx, [caseId]);
  const project = known && (await lockProject(tx, known.projectId));
  if (!project) throw new NotFound('PoAI case');
  return { project, ...(await lockFor(ctx, tx, caseId, action)) };
}
