import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventOf, word } from '../../../test/chain-model.ts';
import { type CustodyLab, openCustodyLab } from '../../../test/custody-lab.ts';
import type { TestUser } from '../../../test/harness.ts';
import { Forbidden, InputInvalid, NotFound } from '../errors.ts';
import { anchorProof } from './anchor-proof.ts';
import { SourceReferenceUsed } from './errors.ts';
import { issueCredits } from './issue-credits.ts';
import { keyOf } from './rules.ts';

let lab: CustodyLab;
let admin: TestUser;
beforeAll(async () => {
  lab = await openCustodyLab();
  admin = await lab.t.user('admin', { roles: ['PLATFORM_ADMIN'] });
});
afterAll(() => lab[Symbol.asyncDispose]());

const wish = (projectKey: string, sequence: number) => ({
  projectKey,
  sequence,
  commitment: word(`${projectKey} ${sequence}`),
  idempotencyKey: randomUUID(),
});

/** A project that the chain knows. */
async function recorded(): Promise<string> {
  const project = randomUUID();
  await lab.tell(
    eventOf('CreditRegistry', 'ProjectRecordMinted', { projectKey: keyOf(project), recordId: 1n, uri: '' }),
  );
  return project;
}

test('a sequence begins with 1, each step waits for the one before, and none is taken twice', async () => {
  const project = await recorded();
  await expect(anchorProof(admin.ctx, wish(project, 2))).rejects.toThrow(InputInvalid);
  const first = await anchorProof(admin.ctx, wish(project, 1));
  expect(first).toMatchObject({ kind: 'PROOF_ANCHOR', afterIntentId: null, args: { sequence: '1' } });
  const second = await anchorProof(admin.ctx, wish(project, 2));
  expect(second).toMatchObject({ afterIntentId: first.id, args: { projectKey: keyOf(project), sequence: '2' } });
  await expect(anchorProof(admin.ctx, wish(project, 2))).rejects.toThrow(SourceReferenceUsed);
  await expect(anchorProof(admin.ctx, wish(project, 4))).rejects.toThrow(InputInvalid);
  const again = wish(project, 3);
  expect((await anchorProof(admin.ctx, again)).id).toBe((await anchorProof(admin.ctx, again)).id);
});

test('goes on from what the chain has, and refuses whoever is no admin', async () => {
  const [project, user] = [await recorded(), await lab.t.user('user')];
  const proof = { projectKey: keyOf(project), sequence: 7n, commitment: word('c') };
  await lab.tell(eventOf('CreditRegistry', 'ProofAnchored', proof));
  await expect(anchorProof(admin.ctx, wish(project, 7))).rejects.toThrow(SourceReferenceUsed);
  await expect(anchorProof(admin.ctx, wish(project, 9))).rejects.toThrow(InputInvalid);
  await expect(anchorProof(user.ctx, wish(project, 8))).rejects.toThrow(Forbidden);
  expect(await anchorProof(admin.ctx, wish(project, 8))).toMatchObject({ afterIntentId: null });
});

test('the first proof waits for the record of its project, and there is none without a project', async () => {
  const projectKey = randomUUID();
  await expect(anchorProof(admin.ctx, wish(projectKey, 1))).rejects.toThrow(NotFound);
  const issued = await issueCredits(admin.ctx, {
    projectKey,
    vintage: 2024,
    serialBlock: randomUUID(),
    quantity: '3',
    sourceReference: randomUUID(),
    idempotencyKey: randomUUID(),
  });
  const proof = await anchorProof(admin.ctx, wish(projectKey, 1));
  expect(issued.afterIntentId).not.toBeNull();
  expect(proof.afterIntentId).toBe(issued.afterIntentId);
});
