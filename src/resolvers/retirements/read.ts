import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import {
  type ProjectTotal,
  type RegisterFilter,
  type RegisterTotals,
  selectBeneficiariesOf,
  selectRegister,
  selectRegisterByProject,
  selectRegisterTotals,
  selectRetirementsOf,
} from '../../db/retirement-lists.ts';
import {
  type BeneficiaryRow,
  type RetirementBlockRow,
  retirementReason,
  type RetirementRow,
  retirementStatus,
} from '../../db/retirements.ts';
import type { IntentRow } from '../../db/chain-intents.ts';
import { addressBytes } from '../../db/linked-addresses.ts';
import type { Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import { actingFor, moment, nodeId, optional, readInput, text } from '../input.ts';
import { visibleIntents } from '../intents/read.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { mayFor, permitCaller, permitFor } from '../permissions.ts';
import { country } from '../users/rules.ts';
import { beneficiaryInput } from './inputs.ts';
import { commitmentOf } from './rules.ts';

/** Whether the caller sees all of a retirement: it is theirs, or of an organization whose money they see. */
const seesAll = (ctx: Context, { ownerId }: Pick<RetirementRow, 'ownerId'>): Promise<boolean> =>
  mayFor(ctx, 'retirement.read-own', ownerId);

/** What everybody may see of retirements: those that are final. Its owner sees it from the beginning. */
const isPublic = ({ status }: RetirementRow): boolean => status === 'FINALIZED';

/** The retirements with these ids, null where there is none that the caller may see. */
export async function visibleRetirements(ctx: Context, ids: readonly string[]): Promise<(RetirementRow | null)[]> {
  const found = await ctx.loaders.retirements.loadMany(ids);
  const failure = found.find((each) => each instanceof Error);
  if (failure) throw failure;
  return Promise.all(
    (found as (RetirementRow | undefined)[]).map(async (each) =>
      each && (isPublic(each) || (await seesAll(ctx, each))) ? each : null,
    ),
  );
}

/** One retirement that the caller may see. Throws InputInvalid. */
export async function retirementById(ctx: Context, id: unknown): Promise<RetirementRow | null> {
  return (await visibleRetirements(ctx, [readInput(nodeId('Retirement'), id)]))[0] ?? null;
}

const mineInput = z.object({
  organizationId: actingFor,
  statuses: optional(z.array(z.enum(retirementStatus.enumValues)).min(1, 'names none').max(5)),
});

/** The caller's retirements or those of an organization, newest first. Throws InputInvalid, Forbidden. */
export async function myRetirements(
  ctx: Context,
  { organizationId: given, filterBy, ...input }: PageInput & { organizationId?: unknown; filterBy?: unknown },
): Promise<Page<RetirementRow>> {
  await permitCaller(ctx, 'retirement.read-own');
  const { organizationId, statuses } = readInput(mineInput, { ...(filterBy as object | null), organizationId: given });
  const { ownerId } = await permitFor(ctx, 'retirement.read-own', organizationId);
  const { size, after } = pageOf(ctx, input);
  const rows = await selectRetirementsOf(ctx.app.db, ownerId, { after, limit: size + 1, statuses });
  return toPage(rows, size, input, ({ id }) => encodeKeyset([id]));
}

function pageOf(ctx: Context, input: PageInput) {
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  return { size, after };
}

const beneficiariesInput = z.object({ organizationId: actingFor, onlyHeld: optional(z.boolean()) });

/** For whom the caller or an organization retires, newest first, with the CARBON that is held for each. */
export async function myBeneficiaries(
  ctx: Context,
  { organizationId: given, onlyHeld: only, ...input }: PageInput & { organizationId?: unknown; onlyHeld?: unknown },
): Promise<Page<BeneficiaryRow>> {
  await permitCaller(ctx, 'retirement.read-own');
  const { organizationId, onlyHeld: held = false } = readInput(beneficiariesInput, {
    organizationId: given,
    onlyHeld: only,
  });
  const { ownerId } = await permitFor(ctx, 'retirement.read-own', organizationId);
  const { size, after } = pageOf(ctx, input);
  const rows = await selectBeneficiariesOf(ctx.app.db, ownerId, { after, limit: size + 1, held });
  return toPage(rows, size, input, ({ id }) => encodeKeyset([id]));
}

const MOST_FILTERED_REASONS = retirementReason.enumValues.length;
const registerInput = z
  .object({
    projectId: optional(nodeId('Project')),
    batchId: optional(nodeId('CreditBatch')),
    beneficiary: optional(text(2, 200)),
    beneficiaryIdentifier: optional(text(1, 60)),
    beneficiaryCountry: optional(country),
    reasons: optional(z.array(z.enum(retirementReason.enumValues)).min(1, 'names none').max(MOST_FILTERED_REASONS)),
    from: optional(moment),
    to: optional(moment),
  })
  .refine(({ from, to }) => !from || !to || from <= to, { path: ['to'], message: 'must not be before `from`' });

function filterOf(given: unknown): RegisterFilter {
  const { beneficiaryIdentifier: identifier, beneficiaryCountry, ...same } = readInput(registerInput, given ?? {});
  return { ...same, identifier, country: beneficiaryCountry };
}

const KEY_MOMENT = /^\d{1,15}$/;

/** The public register: what is final, the last retired first. Throws InputInvalid. */
export async function listRetirements(
  ctx: Context,
  input: PageInput & { readonly filterBy?: unknown },
): Promise<Page<RetirementRow>> {
  const filter = filterOf(input.filterBy);
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [moved, id = ''] = input.after ? decodeKeyset(input.after, [KEY_MOMENT, KEY_UUID]) : [];
  const after = moved === undefined ? undefined : { retiredAt: new Date(Number(moved)), id };
  const ids = await selectRegister(ctx.app.db, filter, { after, limit: size + 1 });
  const rows = (await ctx.loaders.retirements.loadMany(ids)) as RetirementRow[];
  return toPage(rows, size, input, (row) => encodeKeyset([String(row.retiredAt?.getTime() ?? 0), row.id]));
}

export interface Register {
  readonly filter: RegisterFilter;
  readonly totals: RegisterTotals;
}

/** What the register comes to, of all that is asked for. Throws InputInvalid. */
export async function registerTotals(ctx: Context, { filterBy }: { readonly filterBy?: unknown }): Promise<Register> {
  const filter = filterOf(filterBy);
  return { filter, totals: await selectRegisterTotals(ctx.app.db, filter) };
}

/** The same by project, those first of which the most was retired. */
export const totalsByProject = (ctx: Context, { filter }: Register, first: number | null | undefined) =>
  selectRegisterByProject(ctx.app.db, filter, pageSize({ first }, ctx.app.config.PAGE_SIZE)) satisfies Promise<
    ProjectTotal[]
  >;

/** The serial blocks of a retirement: which credits it used up. */
export const blocksOfRetirement = (ctx: Context, { id }: RetirementRow): Promise<readonly RetirementBlockRow[]> =>
  ctx.loaders.retirementBlocks.load(id);

/** Its beneficiary, where the caller may know who that is: a private one is for the owner's eyes alone. */
export async function beneficiaryOf(ctx: Context, retirement: RetirementRow): Promise<BeneficiaryRow | null> {
  const { beneficiaryId } = retirement;
  const found = beneficiaryId === null ? undefined : await ctx.loaders.beneficiaries.load(beneficiaryId);
  if (!found) return null;
  return !found.isPrivate || (await seesAll(ctx, retirement)) ? found : null;
}

/** Who retired, in words: with a private beneficiary it could say who that is, and is hidden as well. */
export async function retiringEntityOf(ctx: Context, retirement: RetirementRow): Promise<string | null> {
  return retirement.beneficiarySalt === null || (await seesAll(ctx, retirement)) ? retirement.retiringEntity : null;
}

/** What a private beneficiary was committed with. For its owner alone, who may show it to whom they want. */
export async function saltOf(ctx: Context, retirement: RetirementRow): Promise<string | null> {
  const { beneficiarySalt } = retirement;
  return beneficiarySalt && (await seesAll(ctx, retirement)) ? `0x${beneficiarySalt.toString('hex')}` : null;
}

/** The transaction that carries it out, where the caller may see it. */
export async function retireIntent(ctx: Context, { intentId }: RetirementRow): Promise<IntentRow | null> {
  return intentId === null ? null : ((await visibleIntents(ctx, [intentId]))[0] ?? null);
}

const verifyInput = z.object({
  retirementId: nodeId('Retirement'),
  beneficiary: beneficiaryInput,
  salt: optional(z.string().regex(/^0x[\da-f]{64}$/i, 'is not 32 bytes: 0x and 64 hexadecimal digits')),
});

export interface BeneficiaryProof {
  readonly retirement: RetirementRow;
  /** What the words and the salt come to. */
  readonly computed: string;
  readonly matches: boolean;
}

/**
 * Whether somebody who was told a beneficiary (and its salt, of a private one) was told the truth: the words are hashed as
 * they were for the chain. Throws InputInvalid, NotFound.
 */
export async function verifyBeneficiary(ctx: Context, input: unknown): Promise<BeneficiaryProof> {
  const { retirementId, beneficiary, salt } = readInput(verifyInput, input);
  const [retirement] = await visibleRetirements(ctx, [retirementId]);
  if (!retirement) throw new NotFound('retirement');
  const { name, country: from = null, identifier } = beneficiary;
  const words = { name, country: from, identifier: identifier?.value ?? null };
  const computed = commitmentOf(words, salt === undefined ? null : addressBytes(salt));
  return { retirement, computed, matches: timingSafeEqual(addressBytes(computed), retirement.beneficiaryHash) };
}
