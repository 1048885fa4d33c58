import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertCursor } from '../../src/db/chain-cursors.ts';
import { selectBatchesOf } from '../../src/db/batches.ts';
import { insertLink } from '../../src/db/linked-addresses.ts';
import { selectProjectByNativeId } from '../../src/db/projects.ts';
import type { PlatformRole } from '../../src/db/users.ts';
import { type Api, openApi } from '../../src/http/api.ts';
import { importCredits } from '../../src/resolvers/batches/import-credits.ts';
import { creditMappings } from '../../src/resolvers/batches/mapping.ts';
import { platformContext } from '../../src/resolvers/context.ts';
import { storeDocument } from '../../src/resolvers/documents/store-document.ts';
import { encodeId } from '../../src/resolvers/ids.ts';
import { currentCatalogue } from '../../src/resolvers/poai/catalogue.ts';
import { importProjects } from '../../src/resolvers/projects/import-projects.ts';
import { verra } from '../../src/resolvers/projects/mappings/verra.ts';
import { followedOn } from '../../src/workers/chain/follow-what.ts';
import { passFollow } from '../../src/workers/chain/follow.ts';
import { createIndex } from '../../src/workers/chain/index-blocks.ts';
import { readRegistryCsv, type RegistryRow } from '../../src/workers/outside/registry-csv.ts';
import { walletOf } from '../addresses.ts';
import { startTestChain, type TestChain } from '../chain.ts';
import type { Eip1193Wallet } from '../eip1193-wallet.ts';
import { openTestApp, type TestApp, type TestUser } from '../harness.ts';
import { openDesk } from '../intents.ts';
import { passSend } from '../../src/workers/intents/send-intents.ts';
import { passWatch } from '../../src/workers/intents/watch-intents.ts';
import { at, textAt } from './answers.ts';

const REAL = '../shared/data/registries';
/** Motion Energy EV Industry Charger Project, a real one of Verra. */
const NATIVE_ID = '2348';

let chain: TestChain;
let t: TestApp;
let api: Api;
let scratch: string;
const tokens = new Map<string, string>();

interface Person extends TestUser {
  readonly wallet: Eip1193Wallet;
}

async function person(name: string, role: PlatformRole): Promise<Person> {
  const user = await t.user(name, { roles: [role] });
  const wallet = walletOf(name, (method, params) => chain.chain.rpc.call(method, params));
  await insertLink(t.db, { address: wallet.address, userId: user.id, kind: 'EOA' });
  tokens.set(name, (await t.app.tokens.sign(user.id, randomUUID())).token);
  return { ...user, wallet };
}

let [opener, chief, reviewer, technical] = [] as unknown as [Person, Person, Person, Person];
beforeAll(async () => {
  chain = await startTestChain({ slotsInAnEpoch: 1 });
  t = await openTestApp({}, chain);
  api = await openApi(t.app);
  scratch = await mkdtemp(join(tmpdir(), 'ecocoin-poai-'));
  opener = await person('opener', 'PLATFORM_ADMIN');
  chief = await person('chief', 'PLATFORM_ADMIN');
  reviewer = await person('ada', 'POAI_REVIEWER');
  technical = await person('bo', 'POAI_REVIEWER');
});
afterAll(async () => {
  await api.close();
  await rm(scratch, { recursive: true });
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

async function ask(by: TestUser | null, query: string, variables: object = {}): Promise<unknown> {
  const token = by && tokens.get(by.username);
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

/** Carries a mutation out, which must succeed, and gives its payload with what `more` asks of it. */
async function mutate(by: TestUser, field: string, input: object, more = 'case { status }'): Promise<unknown> {
  const name = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  const query = `mutation ($input: ${name}Input!) { result: ${field}(input: $input) {
    __typename ... on ${name}Payload { ${more} } ... on Error { code message } } }`;
  const answer = await ask(by, query, { input });
  const result = at(answer, 'data', 'result');
  if (at(result, '__typename') !== `${name}Payload`) throw new Error(`${field}: ${JSON.stringify(answer)}`);
  return result;
}

async function* only(rows: AsyncIterable<RegistryRow>, change: (cells: Record<string, string>) => void) {
  for await (const row of rows) {
    if (!('cells' in row) || row.cells['ID'] !== NATIVE_ID) continue;
    const cells = { ...row.cells };
    change(cells);
    yield { ...row, cells };
  }
}

/** The project and its credits from the registry's own lists; the credits as they stood before they were retired. */
async function importReal(): Promise<{ projectId: string; batchId: string }> {
  const ctx = platformContext(t.app, 'import');
  const [mapping] = creditMappings;
  if (!mapping) throw new Error('no mapping');
  const read = (file: string, columns: readonly string[]) =>
    readRegistryCsv(() => createReadStream(join(REAL, file)), columns);
  const projects = only(read('verra_projects.csv', verra.columns), () => {});
  await importProjects(ctx, { mapping: verra, rows: projects, fileName: 'verra_projects.csv' });
  const credits = only(read('verra_vcus_australia.csv', mapping.columns), (cells) => {
    for (const name of Object.keys(cells)) if (name.startsWith('Retirement')) cells[name] = '';
  });
  await importCredits(ctx, { mapping, rows: credits });
  const project = await selectProjectByNativeId(t.db, 'VERRA', NATIVE_ID);
  const [batch] = project ? await selectBatchesOf(t.db, project.id) : [];
  if (!project || !batch) throw new Error('the registry’s lists were not taken in');
  return { projectId: project.id, batchId: batch.id };
}

async function evidenceOf(projectId: string, name: string): Promise<string> {
  const { version } = await storeDocument(opener.ctx, {
    userId: opener.id,
    target: { kind: 'PROJECT_DOCUMENT', projectId, name },
    mediaType: 'application/json',
    bytes: Buffer.from(JSON.stringify({ name })),
  });
  return encodeId('DocumentVersion', version.id);
}

/** From the draft to a review in which all checks are passed, with one request on the way. */
async function review(caseId: string, projectId: string): Promise<void> {
  await mutate(opener, 'poaiCaseSubmit', { caseId });
  const seat = ({ id }: TestUser) => ({ userId: encodeId('User', id) });
  await mutate(chief, 'poaiCaseAssign', { caseId, reviewer: seat(reviewer), technicalReviewer: seat(technical) });
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
  for (const { code } of currentCatalogue().checks) {
    if (code === 'TECHNICAL_REVIEW') continue;
    const evidence = code === 'CALIBRATION' ? [certificate, report] : [report];
    const said = { result: 'PASS', method: 'DESK_REVIEW', finding: `${code} holds: see the monitoring report.` };
    await mutate(reviewer, 'poaiCheckComplete', { caseId, code, ...said, evidence }, 'check { result }');
  }
}

/** What the reviewer is asked to sign, signed by their wallet as a page would have it. */
async function sign(by: Person, caseId: string, role: string): Promise<string> {
  const query = 'query ($id: ID!) { poaiCase(id: $id) { proof { signingRequests { role address typedData } } } }';
  const requests = at(await ask(by, query, { id: caseId }), 'data', 'poaiCase', 'proof', 'signingRequests');
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
    now = at(await ask(null, query, { id: caseId }), 'data', 'poaiCase', 'proof', 'anchorState');
    if (now === state) return;
    if (state === 'FINALIZED') await chain.mine();
  }
  throw new Error(`the anchor is ${String(now)} and not ${state}`);
}

async function verifyOffline(...args: string[]): Promise<{ code: number; out: string }> {
  const child = spawn(process.execPath, ['src/cli/verify-proof.ts', ...args], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close') as Promise<[number]>;
  const [out, [code]] = await Promise.all([text(child.stdout), closed]);
  return { code, out };
}

test('credits of a real project are reviewed, approved, anchored, and verified by whoever has the file', async () => {
  const { projectId, batchId } = await importReal();
  const wish = {
    projectId: encodeId('Project', projectId),
    batchId: encodeId('CreditBatch', batchId),
    assurance: 'REASONABLE',
    materialityPercent: '5',
  };
  const created = await mutate(opener, 'poaiCaseCreate', wish, 'case { id status checks { code result } }');
  const caseId = textAt(created, 'case', 'id');
  await review(caseId, projectId);
  await finish(caseId);

  await passUntil(caseId, 'PENDING');
  const file = join(scratch, 'proof.json');
  const save = async (by: Person): Promise<string> => {
    const answer = await ask(by, 'query ($id: ID!) { poaiProof(caseId: $id) }', { id: caseId });
    const proof = textAt(answer, 'data', 'poaiProof');
    await writeFile(file, proof);
    return proof;
  };
  await save(opener);
  const platform = textAt(await ask(null, '{ poaiSigners }'), 'data', 'poaiSigners', 0);
  const early = await verifyOffline(file, '--rpc', chain.url, '--platform', platform);
  expect(early.out).toMatch(/INDETERMINATE +ANCHOR +.*not final yet/);

  await passUntil(caseId, 'FINALIZED');
  const proof = await save(opener);
  const { code, out } = await verifyOffline(file, '--rpc', chain.url, '--platform', platform);
  expect(code).toBe(0);
  expect(out).toContain('PoAI 1 of Motion Energy EV Industry Charger Project');
  expect(out).toMatch(/^VALID +ANCHOR +Anchored by 0x[\da-f]{64}; the block is final\.$/m);
  // What only the platform knows is the one thing that stays open.
  expect(out.match(/^(?:INVALID|INDETERMINATE) +\w+/gm)).toEqual([expect.stringContaining('STANDING')]);

  const query = 'query ($bundle: String!) { proofVerify(bundle: $bundle) { step outcome reason } }';
  const steps = at(await ask(null, query, { bundle: proof }), 'data', 'proofVerify') as { outcome: string }[];
  expect(steps.filter(({ outcome }) => outcome !== 'VALID')).toEqual([]);

  const reveal = 'query ($id: ID!) { poaiProofReveal(caseId: $id, checks: ["SERIAL_BLOCKS"]) }';
  const shown = textAt(await ask(opener, reveal, { id: caseId }), 'data', 'poaiProofReveal');
  await writeFile(file, shown);
  const partly = await verifyOffline(file, '--rpc', chain.url, '--platform', platform);
  expect(partly).toMatchObject({
    code: 0,
    out: expect.stringMatching(/INDETERMINATE +ASSET_CHECKS +1 of 13/) as string,
  });
}, 180_000);
