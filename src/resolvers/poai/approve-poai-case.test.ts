import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { openDesk, passUntil } from '../../../test/intents.ts';
import { attest, bind, type Cast, caseIdOf, caseIn, caseNow, castOf, signedCase } from '../../../test/poai.ts';
import { auditOf, projectIdOf } from '../../../test/projects.ts';
import type { IntentRow } from '../../db/chain-intents.ts';
import { selectAttestationsOf, selectProofsOf } from '../../db/poai-proofs.ts';
import { selectProjectsById } from '../../db/projects.ts';
import { localAccounts } from '../../local/local-plan.ts';
import { Forbidden, IllegalTransition } from '../errors.ts';
import { toHex } from '../proofs/bundle.ts';
import { approvePoaiCase } from './approve-poai-case.ts';
import { createPoaiCase } from './create-poai-case.ts';
import { ApprovalByParty, CaseExists, CaseIncomplete, ProofSignerUnavailable } from './errors.ts';
import { rejectPoaiCase } from './reject-poai-case.ts';

let chain: TestChain;
let t: TestApp;
let cast: Cast;
beforeAll(async () => {
  chain = await startTestChain({ slotsInAnEpoch: 1 });
  t = await openTestApp({ POAI_INDEPENDENCE_YEARS: '0' }, chain);
  cast = await castOf(t);
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

const approve = (row: { readonly id: string }, by = cast.admin) => approvePoaiCase(by.ctx, { caseId: caseIdOf(row) });

const proofIn = async (row: { readonly id: string }) => {
  const [proof] = await selectProofsOf(t.db, [row.id]);
  if (!proof) throw new Error('no proof');
  return proof;
};

async function intentOf(id: string | null): Promise<IntentRow> {
  const [intent] = await t.db.sql<IntentRow[]>`select * from chain_intents where id = ${id}`;
  if (!intent) throw new Error('no intent');
  return intent;
}

test('the platform signs, orders the anchor after the record of the project, and validates the project', async () => {
  const row = await signedCase(cast);
  const approved = await approve(row);
  expect(approved).toMatchObject({ status: 'APPROVED', decidedBy: cast.admin.id, dueAt: null });
  const signed = await selectAttestationsOf(t.db, [row.id]);
  expect(signed.map(({ role }) => role)).toEqual(['REVIEWER', 'TECHNICAL_REVIEWER', 'PLATFORM']);
  const [project] = await selectProjectsById(t.db, [row.projectId]);
  expect(project?.status).toBe('VALIDATED');
  const proof = await proofIn(row);
  const anchor = await intentOf(proof.intentId);
  expect(anchor).toMatchObject({
    kind: 'PROOF_ANCHOR',
    reference: `${row.projectId}/1`,
    args: { sequence: '1', commitment: toHex(proof.commitment) },
  });
  expect(await intentOf(anchor.afterIntentId)).toMatchObject({ kind: 'PROJECT_RECORD', reference: row.projectId });
  expect((await auditOf(t, row)).at(-1)).toMatchObject({ action: 'POAI_CASE_APPROVED', actorId: cast.admin.id });

  const events = t.app.feed.subscribe({ topic: 'proof' });
  await passUntil(openDesk(t), t, anchor, 'MINED');
  const onChain = chain.contract('CreditRegistry', localAccounts.operator.index).getFunction('commitmentOf');
  const { projectKey } = anchor.args as { projectKey: string };
  expect(await onChain(projectKey, 1n)).toBe(toHex(proof.commitment));
  await chain.mine(5);
  await passUntil(openDesk(t), t, anchor, 'FINALIZED');
  await t.broadcast();
  for (const finality of ['PENDING', 'FINALIZED']) {
    expect((await events.next()).value).toMatchObject({ payload: { caseId: row.id, sequence: '1', finality } });
  }
  await events.return?.();
});

test('the next case supersedes it, with the next number', async () => {
  const old = await signedCase(cast);
  await approve(old);
  const wish = { projectId: projectIdOf({ id: old.projectId }), assurance: 'LIMITED', materialityPercent: '10' };
  await expect(createPoaiCase(cast.owner.ctx, wish)).rejects.toThrow(CaseExists);
  const next = await createPoaiCase(cast.owner.ctx, { ...wish, supersedesId: caseIdOf(old) });
  await signedCase(cast, next);
  await approve(next);
  expect((await caseNow(cast, old)).status).toBe('SUPERSEDED');
  const [before, after] = [await proofIn(old), await proofIn(next)];
  expect(after).toMatchObject({ sequence: 2n, bundle: { supersedes: toHex(before.bundleHash), sequence: '2' } });
  expect(await intentOf(after.intentId)).toMatchObject({ afterIntentId: before.intentId });
});

test('a bundle that is rejected leaves its number to the next', async () => {
  const row = await signedCase(cast);
  await rejectPoaiCase(cast.admin.ctx, { caseId: caseIdOf(row), reason: 'the title is in doubt' });
  const wish = { projectId: projectIdOf({ id: row.projectId }), assurance: 'LIMITED', materialityPercent: '5' };
  const again = await createPoaiCase(cast.owner.ctx, wish);
  await signedCase(cast, again);
  await approve(again);
  expect(await proofIn(again)).toMatchObject({ sequence: 1n });
});

test('needs both signatures, a key, and somebody who is no party', async () => {
  const row = await caseIn(cast, 'TECHNICAL_REVIEW');
  await expect(approve(row)).rejects.toThrow(IllegalTransition);
  await bind(cast, row);
  await attest(cast, row, 'REVIEWER');
  await expect(approve(row)).rejects.toThrow(CaseIncomplete);
  await attest(cast, row, 'TECHNICAL_REVIEWER');
  await expect(approve(row, cast.owner)).rejects.toThrow(Forbidden);
  const ctx = { ...cast.admin.ctx, app: { ...t.app, attester: undefined } };
  await expect(approvePoaiCase(ctx, { caseId: caseIdOf(row) })).rejects.toThrow(ProofSignerUnavailable);
  await t.db.sql`insert into user_roles (user_id, role) values (${cast.technical.id}, 'PLATFORM_ADMIN')`;
  await expect(approve(row, cast.technical)).rejects.toThrow(ApprovalByParty);
  await t.db.sql`delete from user_roles where user_id = ${cast.technical.id} and role = 'PLATFORM_ADMIN'`;
  await approve(row);
  await expect(approve(row)).rejects.toThrow(IllegalTransition);
});
