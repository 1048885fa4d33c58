import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventOf } from '../../../test/chain-model.ts';
import { type CustodyLab, openCustodyLab, whole } from '../../../test/custody-lab.ts';
import type { TestUser } from '../../../test/harness.ts';
import type { IntentRow } from '../../db/chain-intents.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { Forbidden } from '../errors.ts';
import { SourceReferenceUsed } from './errors.ts';
import { issueCredits } from './issue-credits.ts';
import { keyOf } from './rules.ts';

let lab: CustodyLab;
let [admin, holder] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  lab = await openCustodyLab();
  admin = await lab.t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  holder = await lab.t.user('holder');
});
afterAll(() => lab[Symbol.asyncDispose]());

const wish = (changes: object = {}) => ({
  projectKey: `VCS-${randomUUID()}`,
  projectUri: 'https://registry.verra.org/app/projectDetail/VCS/1507',
  vintage: 2023,
  serialBlock: `19385-941467007-941467431-VCS-VCU-1507-VER-ET-14-1340-01012020-31122020-1 ${randomUUID()}`,
  quantity: '425',
  sourceReference: randomUUID(),
  idempotencyKey: randomUUID(),
  ...changes,
});

async function recordsOf(projectKey: string): Promise<readonly IntentRow[]> {
  return await lab.t.db.sql<IntentRow[]>`
    select * from chain_intents where kind = 'PROJECT_RECORD' and reference = ${projectKey}`;
}

test('records a project that is new, once, and issues after it; to the custody unless somebody is named', async () => {
  const input = wish();
  const intent = await issueCredits(admin.ctx, input);
  const [record, ...more] = await recordsOf(input.projectKey);
  expect(more).toEqual([]);
  expect(record).toMatchObject({ args: { projectKey: keyOf(input.projectKey), uri: input.projectUri } });
  expect(intent).toMatchObject({
    kind: 'CREDITS_MINT',
    afterIntentId: record?.id,
    userId: null,
    args: {
      projectKey: keyOf(input.projectKey),
      vintage: 2023,
      to: lab.custody,
      amount: whole(425).toString(),
      serialBlockHash: keyOf(input.serialBlock),
      sourceRef: keyOf(input.sourceReference),
    },
  });

  const address = await lab.link(holder);
  const next = await issueCredits(admin.ctx, wish({ projectKey: input.projectKey, recipient: address }));
  expect(next).toMatchObject({ afterIntentId: record?.id, userId: holder.id, args: { to: address } });
  expect(await recordsOf(input.projectKey)).toHaveLength(1);
});

test('a project that the chain knows is not recorded again, and a serial block not issued again', async () => {
  const input = wish();
  const [projectKey, serialBlockHash] = [keyOf(input.projectKey), keyOf(input.serialBlock)];
  const issued = { batchId: 5n, projectKey, to: lab.custody, vintage: 2023, amount: 1n, serialBlockHash };
  await lab.tell(
    eventOf('CreditRegistry', 'ProjectRecordMinted', { projectKey, recordId: 1n, uri: '' }),
    eventOf('CreditRegistry', 'CreditsMinted', { ...issued, sourceRef: keyOf('elsewhere') }),
  );
  await expect(issueCredits(admin.ctx, input)).rejects.toThrow(SourceReferenceUsed);
  expect(await issueCredits(admin.ctx, { ...input, serialBlock: 'another' })).toMatchObject({ afterIntentId: null });
  expect(await recordsOf(input.projectKey)).toEqual([]);
});

test('twice is once; a source is used once; refuses an address that nobody linked and whoever is no admin', async () => {
  const input = wish();
  const [first, again] = await Promise.all([0, 1].map(() => issueCredits(admin.ctx, input)));
  expect(again).toEqual(first);
  const used = wish({ sourceReference: input.sourceReference });
  await expect(issueCredits(admin.ctx, used)).rejects.toThrow(SourceReferenceUsed);
  expect(await recordsOf(used.projectKey)).toEqual([]);
  const recipient = `0x${'34'.repeat(20)}`;
  await expect(issueCredits(admin.ctx, wish({ recipient }))).rejects.toThrow(AddressNotLinked);
  await expect(issueCredits(holder.ctx, wish())).rejects.toThrow(Forbidden);
});

test('whoever issues of a new project at once waits for the one that has it recorded', async () => {
  const projectKey = `VCS-${randomUUID()}`;
  const wishes = ['', 'a', 'b', 'c'].map((path) =>
    wish({ projectKey, projectUri: `https://registry.example/${path}` }),
  );
  const issued = await Promise.all(wishes.map((each) => issueCredits(admin.ctx, each)));
  const records = await recordsOf(projectKey);
  expect(records).toHaveLength(1);
  for (const { afterIntentId } of issued) expect(afterIntentId).toBe(records[0]?.id);
});
