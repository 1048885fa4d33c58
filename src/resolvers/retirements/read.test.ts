import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestUser } from '../../../test/harness.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { openToldRetirements, type ToldRetirements } from '../../../test/told-retirements.ts';
import { type RetirementRow, selectBeneficiariesById, TONNE } from '../../db/retirements.ts';
import type { Context } from '../context.ts';
import { Forbidden, InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import {
  beneficiaryOf,
  listRetirements,
  myRetirements,
  registerTotals,
  retirementById,
  retiringEntityOf,
  saltOf,
  totalsByProject,
  verifyBeneficiary,
} from './read.ts';

let lab: ToldRetirements;
let [holder, stranger] = [] as unknown as [TestUser, TestUser];
/** Of two projects: public ones for two beneficiaries, a private one, and one that is not final. */
type Four = [RetirementRow, RetirementRow, RetirementRow, RetirementRow];
let [first, second, secret, open] = [] as unknown as Four;
const projects: string[] = [];

const NAMED = { beneficiary: { name: 'Wanderer AG', country: 'DE' }, reason: 'CORPORATE_INVENTORY' };
const OTHER = {
  beneficiary: { name: '100% Ökostrom e.V.', identifier: { scheme: 'VAT', value: 'DE123456789' } },
  reason: 'ENVIRONMENTAL_BENEFIT',
};
const HIDDEN = {
  beneficiary: { name: 'Nobody must know', country: 'CH', isPrivate: true },
  retiringEntity: 'The agent of Nobody',
  reason: 'OTHER',
};

async function retired(batchId: string, quantity: string, claim: object): Promise<RetirementRow> {
  const [retirement] = (await lab.retire(holder, { batchId, quantity, claim })).retirements;
  if (!retirement) throw new Error('nothing was retired');
  return retirement;
}

beforeAll(async () => {
  lab = await openToldRetirements();
  holder = await lab.t.user('holder');
  stranger = await lab.t.user('stranger');
  const [a, b] = [await lab.batch(), await lab.batch()];
  await lab.give(holder, a, 50n);
  await lab.give(holder, b, 50n);
  first = await retired(a, '5', NAMED);
  await lab.carryOut([first]);
  second = await retired(b, '7', OTHER);
  await lab.carryOut([second]);
  secret = await retired(b, '11', HIDDEN);
  await lab.carryOut([secret]);
  await lab.finalize();
  open = await retired(a, '1', NAMED);
  [first, second, secret, open] = (await Promise.all([first, second, secret, open].map(lab.now))) as Four;
  projects.push(first?.projectId ?? '', second?.projectId ?? '');
});
afterAll(() => lab[Symbol.asyncDispose]());

const ids = (page: { readonly items: readonly RetirementRow[] }): string[] => page.items.map(({ id }) => id);
const must = (row: RetirementRow | undefined): RetirementRow => {
  if (!row) throw new Error('it is not there');
  return row;
};
const register = async (filterBy: object = {}, ctx: Context = lab.t.nobody) =>
  ids(await listRetirements(ctx, { filterBy }));

test('the register shows everybody what is final, the last retired first, page by page', async () => {
  expect(await register()).toEqual([must(secret).id, must(second).id, must(first).id]);
  const page = await listRetirements(lab.t.nobody, { first: 2 });
  expect(page.hasNextPage).toBe(true);
  const after = page.cursorOf(must(page.items[1]));
  expect(ids(await listRetirements(lab.t.nobody, { first: 2, after }))).toEqual([must(first).id]);
  await expect(listRetirements(lab.t.nobody, { after: 'x' })).rejects.toThrow(InputInvalid);
});

test('it is searched by project, beneficiary, reason and period', async () => {
  expect(await register({ projectId: encodeId('Project', projects[0] ?? '') })).toEqual([must(first).id]);
  expect(await register({ batchId: encodeId('CreditBatch', must(second).batchId ?? '') })).toEqual([
    must(secret).id,
    must(second).id,
  ]);
  expect(await register({ beneficiary: 'wanderer' })).toEqual([must(first).id]);
  expect(await register({ beneficiary: '100% ö' })).toEqual([must(second).id]);
  expect(await register({ beneficiary: '_ander' })).toEqual([]);
  expect(await register({ beneficiaryIdentifier: 'DE123456789' })).toEqual([must(second).id]);
  expect(await register({ beneficiaryCountry: 'DE' })).toEqual([must(first).id]);
  expect(await register({ reasons: ['ENVIRONMENTAL_BENEFIT', 'OTHER'] })).toEqual([must(secret).id, must(second).id]);
  const from = must(second).retiredAt?.toISOString();
  expect(await register({ from, to: must(secret).retiredAt?.toISOString() })).toEqual([must(second).id]);
  await expect(register({ from: '2027-01-02T00:00:00Z', to: '2027-01-01T00:00:00Z' })).rejects.toThrow(InputInvalid);
});

test('a private beneficiary is found by nothing, and shown to its owner alone', async () => {
  for (const filterBy of [{ beneficiary: 'Nobody' }, { beneficiary: 'agent' }, { beneficiaryCountry: 'CH' }]) {
    expect(await register(filterBy)).toEqual([]);
    expect(await register(filterBy, holder.ctx)).toEqual([]);
  }
  for (const ctx of [lab.t.nobody, stranger.ctx, lab.admin.ctx]) {
    expect(await beneficiaryOf(ctx, must(secret))).toBeNull();
    expect(await saltOf(ctx, must(secret))).toBeNull();
    expect(await retiringEntityOf(ctx, must(secret))).toBeNull();
  }
  expect(await beneficiaryOf(holder.ctx, must(secret))).toMatchObject({ name: 'Nobody must know' });
  expect(await saltOf(holder.ctx, must(secret))).toMatch(/^0x[\da-f]{64}$/);
  expect(await retiringEntityOf(holder.ctx, must(secret))).toBe('The agent of Nobody');
  expect(await beneficiaryOf(lab.t.nobody, must(first))).toMatchObject({ name: 'Wanderer AG', country: 'DE' });
});

test('who is told a private beneficiary and its salt can check that', async () => {
  const salt = await saltOf(holder.ctx, must(secret));
  const verify = (beneficiary: object, given?: string | null) =>
    verifyBeneficiary(lab.t.nobody, {
      retirementId: encodeId('Retirement', must(secret).id),
      beneficiary,
      ...(given && { salt: given }),
    });
  const told = { name: 'Nobody must know', country: 'CH' };
  expect(await verify(told, salt)).toMatchObject({ matches: true });
  expect(await verify({ ...told, name: 'Somebody else' }, salt)).toMatchObject({ matches: false });
  expect(await verify({ name: told.name }, salt)).toMatchObject({ matches: false });
  expect(await verify(told)).toMatchObject({ matches: false });
  expect(await verify(told, `0x${'00'.repeat(32)}`)).toMatchObject({ matches: false });
  await expect(verify(told, '0x12')).rejects.toThrow(InputInvalid);
  const publicly = { retirementId: encodeId('Retirement', must(first).id), beneficiary: { name: 'Wanderer AG' } };
  expect(await verifyBeneficiary(lab.t.nobody, publicly)).toMatchObject({ matches: true });
  const hidden = { ...publicly, retirementId: encodeId('Retirement', must(open).id) };
  await expect(verifyBeneficiary(lab.t.nobody, hidden)).rejects.toThrow(NotFound);
});

test('totals are of what is final, by project too', async () => {
  const all = await registerTotals(lab.t.nobody, {});
  expect(all.totals).toEqual({
    quantity: 23n * TONNE,
    retirements: 3n,
    projects: 2n,
    beneficiaries: 2n,
    privateQuantity: 11n * TONNE,
  });
  expect(await totalsByProject(lab.t.nobody, all, null)).toEqual([
    { projectId: projects[1], quantity: 18n * TONNE, retirements: 2n },
    { projectId: projects[0], quantity: 5n * TONNE, retirements: 1n },
  ]);
  const named = await registerTotals(lab.t.nobody, { filterBy: { beneficiary: 'wanderer' } });
  expect(named.totals).toMatchObject({ quantity: 5n * TONNE, retirements: 1n, privateQuantity: 0n });
  expect((await registerTotals(lab.t.nobody, { filterBy: { beneficiary: 'nothing' } })).totals.quantity).toBe(0n);
});

test('before it is final a retirement is its owner’s alone', async () => {
  const id = encodeId('Retirement', must(open).id);
  expect(await retirementById(holder.ctx, id)).toMatchObject({ id: must(open).id });
  expect(await retirementById(stranger.ctx, id)).toBeNull();
  expect(await retirementById(lab.t.nobody, id)).toBeNull();
  expect(await retirementById(lab.t.nobody, encodeId('Retirement', must(first).id))).toMatchObject({
    status: 'FINALIZED',
  });
  const mine = await myRetirements(holder.ctx, {});
  expect(ids(mine)).toEqual([open, secret, second, first].map((row) => must(row).id));
  const some = await myRetirements(holder.ctx, { filterBy: { statuses: ['REQUESTED'] } });
  expect(ids(some)).toEqual([must(open).id]);
  expect((await myRetirements(stranger.ctx, {})).items).toEqual([]);
  await expect(myRetirements(lab.t.nobody, {})).rejects.toThrow(Unauthenticated);
});

test('of an organization those see all who see its money', async () => {
  const [boss, auditor, viewer] = [await lab.t.user('boss'), await lab.t.user('auditor'), await lab.t.user('viewer')];
  const { organizationId, owner } = await foundedBy(lab.t, boss, [auditor, 'AUDITOR'], [viewer, 'VIEWER']);
  const batchId = await lab.batch();
  await lab.give(owner, batchId, 2n);
  const [retirement] = (await lab.retire(boss, { batchId, quantity: '1', claim: HIDDEN, organizationId })).retirements;
  const row = must(retirement);
  expect(ids(await myRetirements(auditor.ctx, { organizationId }))).toEqual([row.id]);
  await expect(myRetirements(viewer.ctx, { organizationId })).rejects.toThrow(Forbidden);
  expect(await beneficiaryOf(auditor.ctx, row)).toMatchObject({ name: 'Nobody must know' });
  expect(await beneficiaryOf(viewer.ctx, row)).toBeNull();
  const [stored] = await selectBeneficiariesById(lab.t.db, [row.beneficiaryId ?? '']);
  expect(stored).toMatchObject({ ownerId: owner.id, isPrivate: true });
});
