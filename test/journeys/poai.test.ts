import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertCursor } from '../../src/db/chain-cursors.ts';
import { insertLink } from '../../src/db/linked-addresses.ts';
import type { PlatformRole } from '../../src/db/users.ts';
import { type Api, openApi } from '../../src/http/api.ts';
import { platformContext } from '../../src/resolvers/context.ts';
import { storeDocument } from '../../src/resolvers/documents/store-document.ts';
import { encodeCursor } from '../../src/resolvers/feed.ts';
import { encodeId } from '../../src/resolvers/ids.ts';
import { followedOn } from '../../src/workers/chain/follow-what.ts';
import { passFollow } from '../../src/workers/chain/follow.ts';
import { createIndex } from '../../src/workers/chain/index-blocks.ts';
import { walletOf } from '../addresses.ts';
import { startTestChain, type TestChain } from '../chain.ts';
import { runCommand } from '../commands.ts';
import type { Eip1193Wallet } from '../eip1193-wallet.ts';
import { openTestApp, type TestApp, type TestUser } from '../harness.ts';
import { openDesk } from '../intents.ts';
import { passSend } from '../../src/workers/intents/send-intents.ts';
import { passWatch } from '../../src/workers/intents/watch-intents.ts';
import { at, textAt } from './answers.ts';
import { type Caller, type Door, doorOf } from './door.ts';
import { importReal, monitoringOf, type Subject } from './real-credits.ts';

const REAL = '../shared/data/registries';

let chain: TestChain;
let t: TestApp;
let api: Api;
let door: Door;
let scratch: string;

interface Person extends TestUser, Caller {
  readonly wallet: Eip1193Wallet;
}

async function person(name: string, role: PlatformRole): Promise<Person> {
  const user = await t.user(name, { roles: [role] });
  const wallet = walletOf(name, (method, params) => chain.chain.rpc.call(method, params));
  await insertLink(t.db, { address: wallet.address, userId: user.id, kind: 'EOA' });
  const { token } = await t.app.tokens.sign(user.id, randomUUID());
  return { ...user, wallet, token };
}

let [opener, chief, reviewer, technical] = [] as unknown as [Person, Person, Person, Person];
beforeAll(async () => {
  chain = await startTestChain({ slotsInAnEpoch: 1 });
  t = await openTestApp({}, chain);
  api = await openApi(t.app);
  door = doorOf(api);
  scratch = await mkdtemp(join(tmpdir(), 'ecocoin-poai-'));
  opener = await person('opener', 'PLATFORM_ADMIN');
  chief = await person('chief', 'PLATFORM_ADMIN');
  reviewer = await person('ada', 'POAI_REVIEWER');
  technical = await person('bo', 'POAI_REVIEWER');
});
afterAll(async () => {
  await door.close();
  await api.close();
  await rm(scratch, { recursive: true });
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

const mutate = (by: Person, field: string, input: object, more = 'case { status }'): Promise<unknown> =>
  door.mutate(by, field, input, more);

async function evidenceOf(projectId: string, name: string, csv?: string): Promise<string> {
  const { version } = await storeDocument(opener.ctx, {
    userId: opener.id,
    target: { kind: 'PROJECT_DOCUMENT', projectId, name },
    mediaType: csv === undefined ? 'application/json' : 'text/csv',
    bytes: Buffer.from(csv ?? JSON.stringify({ name })),
  });
  return encodeId('DocumentVersion', version.id);
}

interface CheckView {
  readonly code: string;
  readonly result: string | null;
  readonly method: string | null;
  readonly finding: string | null;
}

/** What the platform can decide of these credits from the lists, its database and the monitoring file. */
const DECIDED = [
  'SERIAL_BLOCKS',
  'NO_OVERLAP',
  'NOT_RETIRED_AT_SOURCE',
  'VINTAGE_IN_PERIOD',
  'DOCUMENT_HASHES',
  'PARAMETERS',
  'GAPS_AND_OUTLIERS',
  'RECALCULATION',
  'MATERIALITY',
  'UNITS',
  'TIMESTAMPS',
  'CREDITING_PERIOD',
];

/** The checks that the platform has not decided, once it has looked again. */
async function leftOpen(caseId: string): Promise<string[]> {
  const all = 'case { checks { code result method finding } }';
  const checks = at(await mutate(reviewer, 'poaiChecksRun', { caseId }, all), 'case', 'checks') as CheckView[];
  const passed = checks.filter(({ result }) => result === 'PASS');
  expect(passed.map(({ code }) => code)).toEqual(expect.arrayContaining(DECIDED));
  for (const { code, method, finding } of passed) {
    expect({ code, method, finding }).toMatchObject({
      method: 'AUTOMATED',
      finding: expect.stringContaining('Read: ') as string,
    });
  }
  const isOpen = ({ result }: CheckView) => result !== 'PASS' && result !== 'NOT_APPLICABLE';
  return checks.filter(isOpen).map(({ code }) => code);
}

/** From the draft to a review in which all checks are passed, with one request on the way. */
async function review(caseId: string, subject: Subject): Promise<void> {
  const { projectId } = subject;
  await mutate(opener, 'poaiCaseSubmit', { caseId });
  const seat = ({ id }: TestUser) => ({ userId: encodeId('User', id) });
  await mutate(chief, 'poaiCaseAssign', { caseId, reviewer: seat(reviewer), technicalReviewer: seat(technical) });
  await evidenceOf(projectId, 'monitoring 2021.csv', await monitoringOf(t, subject));
  await mutate(reviewer, 'poaiReviewStart', { caseId });
  const car = { caseId, kind: 'CAR', code: 'CALIBRATION', text: 'The certificate of meter 7 is missing.' };
  const raised = await mutate(reviewer, 'poaiFindingRaise', car, 'finding { id number }');
  const findingId = textAt(raised, 'finding', 'id');
  await mutate(reviewer, 'poaiChangesRequest', { caseId, reason: 'See CAR 1.' });
  const certificate = await evidenceOf(projectId, 'certificate of meter 7.json');
  await mutate(
    opener,
    'poaiFindingAnswer',
    { findingId, answer: 'Here it is.', evidence: [certificate] },
    'finding { answer }',
  );
  await mutate(opener, 'poaiCaseResubmit', { caseId });
  await mutate(
    reviewer,
    'poaiFindingClose',
    { findingId, resolution: 'It covers the period.' },
    'finding { closedAt }',
  );
  const report = await evidenceOf(projectId, 'monitoring report.json');
  for (const code of await leftOpen(caseId)) {
    if (code === 'TECHNICAL_REVIEW') continue;
    const evidence = code === 'CALIBRATION' ? [certificate, report] : [report];
    const said = { result: 'PASS', method: 'DESK_REVIEW', finding: `${code} holds: see the monitoring report.` };
    await mutate(reviewer, 'poaiCheckComplete', { caseId, code, ...said, evidence }, 'check { result }');
  }
}

/** What the reviewer is asked to sign, signed by their wallet as a page would have it. */
async function sign(by: Person, caseId: string, role: string): Promise<string> {
  const query = 'query ($id: ID!) { poaiCase(id: $id) { proof { signingRequests { role address typedData } } } }';
  const requests = at(await door.ask(by, query, { id: caseId }), 'data', 'poaiCase', 'proof', 'signingRequests');
  const asked = (requests as { role: string; address: string; typedData: string }[]).find((each) => each.role === role);
  if (!asked) throw new Error(`nothing to sign as ${role}`);
  return (await by.wallet.request({
    method: 'eth_signTypedData_v4',
    params: [asked.address, asked.typedData],
  })) as string;
}

async function finish(caseId: string): Promise<void> {
  const opinion = 'The reductions are fairly stated in all material respects.';
  await mutate(reviewer, 'poaiReviewComplete', { caseId, opinion, address: reviewer.wallet.address });
  await mutate(technical, 'poaiTechnicalReviewStart', { caseId });
  const looked = { result: 'PASS', method: 'DESK_REVIEW', finding: 'The review was made as it should be.' };
  await mutate(technical, 'poaiCheckComplete', { caseId, code: 'TECHNICAL_REVIEW', ...looked }, 'check { result }');
  await mutate(technical, 'poaiBundlePrepare', { caseId, address: technical.wallet.address });
  for (const [by, role] of [
    [reviewer, 'REVIEWER'],
    [technical, 'TECHNICAL_REVIEWER'],
  ] as const) {
    await mutate(by, 'poaiAttestationSubmit', { caseId, role, signature: await sign(by, caseId, role) });
  }
  const approved = await mutate(chief, 'poaiCaseApprove', { caseId });
  expect(approved).toMatchObject({ case: { status: 'APPROVED' } });
}

const MOST_ROUNDS = 40;

/** Lets the workers pass until the platform says that the anchor is this far. */
async function passUntil(caseId: string, state: string): Promise<void> {
  const desk = openDesk(t);
  const index = createIndex(platformContext(t.app, 'indexer'), {
    rpc: chain.chain.rpc,
    followed: followedOn(chain.chain, t.app.config),
  });
  await insertCursor(t.db, chain.chain.chainId, BigInt(chain.chain.deployment.deployedAtBlock));
  const query = 'query ($id: ID!) { poaiCase(id: $id) { proof { anchorState } } }';
  let now: unknown;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await passSend(desk);
    await passWatch(desk);
    while (await passFollow(index, AbortSignal.timeout(30_000)));
    now = at(await door.ask(null, query, { id: caseId }), 'data', 'poaiCase', 'proof', 'anchorState');
    if (now === state) return;
    if (state === 'FINALIZED') await chain.mine();
  }
  throw new Error(`the anchor is ${String(now)} and not ${state}`);
}

/** With nothing but the command and what it is given. */
const verify = (...args: string[]) => runCommand('verify-proof', args);
const unsettled = (out: string) => out.match(/^(?:INVALID|INDETERMINATE) +\w+/gm)?.map((line) => line.split(/ +/)[1]);

async function save(by: Person): Promise<string> {
  const answer = await door.ask(by, 'query ($id: ID!) { poaiProof(caseId: $id) }', { id: caseId });
  const text = textAt(answer, 'data', 'poaiProof');
  await writeFile(file, text);
  return text;
}

async function openCase(subject: Subject): Promise<string> {
  const wish = {
    projectId: encodeId('Project', subject.projectId),
    batchId: encodeId('CreditBatch', subject.batchId),
    assurance: 'REASONABLE',
    materialityPercent: '5',
  };
  return textAt(await mutate(opener, 'poaiCaseCreate', wish, 'case { id }'), 'case', 'id');
}

/** What the tests hand on: the file and what it proves. */
let [caseId, file, proof, platform] = ['', '', '', ''];

test('credits of a real project are reviewed and approved, and the proof is anchored for good', async () => {
  const subject = await importReal(t, REAL);
  caseId = await openCase(subject);
  file = join(scratch, 'proof.json');
  const after = encodeCursor(t.app.feed.head);
  const told = door.follow(
    opener,
    'subscription ($id: ID!, $after: String) { poaiCaseChanged(id: $id, after: $after) { kind case { status } } }',
    { id: caseId, after },
  );
  const anchored = door.follow(
    null,
    'subscription ($after: String) { proofAnchored(after: $after) { caseId sequence finality } }',
    { after },
  );
  await review(caseId, subject);
  await finish(caseId);
  await t.broadcast();
  await told((event) => at(event, 'poaiCaseChanged', 'kind') === 'APPROVE');

  await passUntil(caseId, 'PENDING');
  await t.broadcast();
  const anchoredAs = (finality: string) => (event: unknown) => at(event, 'proofAnchored', 'finality') === finality;
  expect(await anchored(anchoredAs('PENDING'))).toMatchObject({ proofAnchored: { caseId, sequence: '1' } });
  await save(opener);
  platform = textAt(await door.ask(null, '{ poaiSigners }'), 'data', 'poaiSigners', 0);
  const early = await verify(file, '--rpc', chain.url, '--platform', platform);
  expect(early.out).toMatch(/INDETERMINATE +ANCHOR +.*not final yet/);

  await passUntil(caseId, 'FINALIZED');
  await t.broadcast();
  await anchored(anchoredAs('FINALIZED'));
  proof = await save(opener);
});

test('it is verified by whoever has the file, with nothing else, with the chain, and by the platform', async () => {
  const alone = await verify(file);
  expect(alone.code).toBe(0);
  expect(unsettled(alone.out)).toEqual(['PLATFORM_ATTESTATION', 'ANCHOR', 'STANDING']);
  const { code, out } = await verify(file, '--rpc', chain.url, '--platform', platform);
  expect(code).toBe(0);
  expect(out).toContain('PoAI 1 of Motion Energy EV Industry Charger Project');
  expect(out).toMatch(
    /^VALID +ANCHOR +Anchored by 0x[\da-f]{64} in block \d+ \(0x[\da-f]{64}\); the block is final\.$/m,
  );
  // What only the platform knows is the one thing that stays open.
  expect(unsettled(out)).toEqual(['STANDING']);
  const query = 'query ($bundle: String!) { proofVerify(bundle: $bundle) { step outcome reason } }';
  const steps = at(await door.ask(null, query, { bundle: proof }), 'data', 'proofVerify') as { outcome: string }[];
  expect(steps.filter(({ outcome }) => outcome !== 'VALID')).toEqual([]);
});

test('a forged file is found out, and one check is shown without the others', async () => {
  await writeFile(file, proof.replace('"result":"PASS"', '"result":"FAIL"'));
  const forged = await verify(file);
  expect(forged.code).toBe(1);
  expect(forged.out).toMatch(/^INVALID +ASSET_CHECKS +Leaf 0 \(SERIAL_BLOCKS\) does not lead to the root/m);
  await writeFile(file, proof.replace(/"blockNumber":"\d+"/, '"blockNumber":"1"'));
  const displaced = await verify(file, '--rpc', chain.url);
  expect(displaced.out).toMatch(/^INVALID +ANCHOR +It was anchored by 0x[\da-f]{64} in block \d+ .*, and not by/m);

  const reveal = 'query ($id: ID!) { poaiProofReveal(caseId: $id, checks: ["SERIAL_BLOCKS"]) }';
  await writeFile(file, textAt(await door.ask(opener, reveal, { id: caseId }), 'data', 'poaiProofReveal'));
  const partly = await verify(file, '--rpc', chain.url, '--platform', platform);
  expect(partly.code).toBe(0);
  expect(partly.out).toMatch(/INDETERMINATE +ASSET_CHECKS +1 of 13/);
});
