import { z } from 'zod';
import {
  type ParameterView,
  type PricingModelRow,
  selectModelInForce,
  selectModelPage,
  selectModels,
  selectParametersPublished,
} from '../../db/pricing.ts';
import type { Context } from '../context.ts';
import { versionOfId } from '../fee-schedules/rules.ts';
import { optional, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_INTEGER, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { parametersOf } from './parameter-sets.ts';

const versionInput = optional(z.number().int().min(1, 'is less than 1'));

/** The version in force, or one by its number; null where there is none such. Throws InputInvalid. */
export async function readModel(ctx: Context, given: unknown): Promise<PricingModelRow | null> {
  const version = readInput(versionInput, given);
  const { db } = ctx.app;
  if (version === undefined) return selectModelInForce(db);
  const [row] = await selectModels(db, [version]);
  return row ?? null;
}

/** Versions by their inner ids, null where there is none: every version is public, past and to come. */
export async function modelsById(ctx: Context, ids: readonly string[]): Promise<(PricingModelRow | null)[]> {
  const versions = ids.map((id) => versionOfId(id));
  const rows = await selectModels(
    ctx.app.db,
    versions.filter((version) => version !== undefined),
  );
  return versions.map((version) => rows.find((row) => row.version === version) ?? null);
}

/** A version that must exist, since something refers to it. */
export async function modelOf(ctx: Context, version: number): Promise<PricingModelRow> {
  const [row] = await selectModels(ctx.app.db, [version]);
  if (!row) throw new Error(`version ${version} of the pricing model is referred to and does not exist`);
  return row;
}

/** Every version, the newest number first. */
export async function listModels(ctx: Context, input: PageInput): Promise<Page<PricingModelRow>> {
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [key] = input.after ? decodeKeyset(input.after, [KEY_INTEGER]) : [];
  const before = key === undefined ? undefined : Number(key);
  const rows = await selectModelPage(ctx.app.db, { before, limit: size + 1 });
  return toPage(rows, size, input, ({ version }) => encodeKeyset([String(version)]));
}

/** All parameters as they are when a version comes into force, or those that were published with it alone. */
export async function modelParameters(
  ctx: Context,
  model: PricingModelRow,
  { ownOnly }: { readonly ownOnly: boolean },
): Promise<readonly ParameterView[]> {
  if (ownOnly) return selectParametersPublished(ctx.app.db, model.version);
  return [...(await parametersOf(ctx.app.db, model)).values.values()];
}
