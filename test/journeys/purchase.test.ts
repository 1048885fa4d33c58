import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../src/local/free-port.ts';
import { until } from '../clients.ts';
import { checkPdf, readQr, textOfPdf } from '../papers.ts';
import { importRealProject, REAL_PROJECT } from '../real-project.ts';
import { at, textAt } from './answers.ts';
import { type Person, startWholePlatform, type WholePlatform } from './whole-platform.ts';

// From the search of a project to a certificate that a stranger checks: all over HTTP and WebSocket, with every worker at work.
// The project is one of ../shared/data.

let platform: WholePlatform;
let scratch: string;
let [admin, buyer, stranger] = [] as unknown as [Person, Person, Person];

beforeAll(async () => {
  // Certificates name their page, so the platform has to know where it is.
  platform = await startWholePlatform({ PORT: String(await freePort()) }, { slotsInAnEpoch: 1 });
  scratch = await mkdtemp(join(tmpdir(), 'ecocoin-purchase-'));
  [admin, buyer, stranger] = [
    await platform.person('clara'),
    await platform.person('bob'),
    await platform.person('eve'),
  ];
  await platform.makeAdmin('clara');
  await importRealProject(platform.app);
}, 120_000);
afterAll(async () => {
  await platform[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true });
});

/** Carries a mutation out, which must succeed, and gives its payload with what `fields` asks of it. */
async function succeed(by: Person, field: string, input: object, fields: string): Promise<unknown> {
  const payload = `${field.charAt(0).toUpperCase()}${field.slice(1)}Payload`;
  const result = await by.mutate(field, input, `... on ${payload} { ${fields} }`);
  if (at(result, '__typename') !== payload) throw new Error(`${field}: ${JSON.stringify(result)}`);
  return result;
}

const node = async (by: Person, id: string, type: string, fields: string): Promise<unknown> =>
  at(await by.ask(`query ($id: ID!) { node(id: $id) { ... on ${type} { ${fields} } } }`, { id }), 'data', 'node');

let keys = 0;
const idempotencyKey = () => `purchase-${(keys += 1)}-key`;

test('the platform takes credits into its custody, to sell them', async () => {
  const found = await admin.ask('query ($serial: String!) { creditBySerial(serial: $serial) { block { id } } }', {
    serial: REAL_PROJECT.serial,
  });
  const blockId = textAt(found, 'data', 'creditBySerial', 0, 'block', 'id');
  const wish = { blockId, reference: 'Verra transfer 4711', idempotencyKey: idempotencyKey() };
  const { deposit } = (await succeed(admin, 'creditsDeposit', wish, 'deposit { quantity intent { id } }')) as {
    deposit: unknown;
  };
  expect(textAt(deposit, 'quantity')).toBe('114');
  await until(async () => {
    const status = textAt(await node(admin, textAt(deposit, 'intent', 'id'), 'ChainIntent', 'status'), 'status');
    if (status === 'FAILED') throw new Error('the custody could not take the credits');
    return status === 'MINED' || status === 'FINALIZED';
  });
}, 180_000);

let batchId: string;

test('a buyer searches for a project and asks what its credits cost', async () => {
  const found = await buyer.ask(
    'query ($text: String!) { projects(search: { text: $text }) { edges { node { name registry batches(first: 1) { edges { node { id vintage } } } } } } }',
    { text: 'ev charger' },
  );
  const project = at(found, 'data', 'projects', 'edges', 0, 'node');
  expect(textAt(project, 'name')).toBe(REAL_PROJECT.name);
  batchId = textAt(project, 'batches', 'edges', 0, 'node', 'id');
});

let orderId: string;

test('takes a quote, pays it by card, and the credits are delivered', async () => {
  const asked = { batchId, quantity: '12', currency: 'EUR' };
  const quoted = await succeed(buyer, 'quoteCreate', asked, 'quote { id unitPrice total buyerFee expiresAt }');
  const steps = await buyer.watch('subscription { orderChanged { order { id status quantity } } }');
  const accepted = await succeed(
    buyer,
    'quoteAccept',
    { quoteId: textAt(quoted, 'quote', 'id'), idempotencyKey: idempotencyKey() },
    'order { id status total buyerFee toPay payBy allowedActions lines { quantity pricePerCredit } }',
  );
  orderId = textAt(accepted, 'order', 'id');
  expect(at(accepted, 'order')).toMatchObject({
    status: 'PENDING_PAYMENT',
    total: textAt(quoted, 'quote', 'total'),
    buyerFee: textAt(quoted, 'quote', 'buyerFee'),
    allowedActions: ['PAY', 'CANCEL'],
    lines: [{ quantity: '12', pricePerCredit: textAt(quoted, 'quote', 'unitPrice') }],
  });

  const paying = { orderId, method: 'CARD', idempotencyKey: idempotencyKey() };
  const created = await succeed(buyer, 'paymentCreate', paying, 'payment { id status gateway }');
  expect(at(created, 'payment')).toMatchObject({ status: 'CREATED', gateway: 'DEVELOPMENT' });
  const paid = { paymentId: textAt(created, 'payment', 'id'), outcome: 'PAY' };
  await succeed(buyer, 'paymentSimulate', paid, 'payment { status }');
  await steps.next((heard) => at(heard, 'orderChanged', 'order', 'status') === 'COMPLETED');
  steps.end();
  const holdings = await buyer.ask('{ myHoldings { edges { node { available held batch { id } } } } }');
  expect(at(holdings, 'data', 'myHoldings', 'edges')).toEqual([
    { node: { available: '12', held: '0', batch: { id: batchId } } },
  ]);
  const seen = await stranger.ask('query ($id: ID!) { order(id: $id) { status } }', { id: orderId });
  expect(at(seen, 'data', 'order')).toBeNull();
}, 180_000);

let retirementId: string;

test('retires them for a beneficiary, and holds a certificate once the chain has made it final', async () => {
  const claim = {
    beneficiary: { name: 'Łódź Zielona Sp. z o.o.', country: 'PL' },
    reason: 'CORPORATE_INVENTORY',
    message: 'Our vans of 2026',
  };
  const wish = { batchId, quantity: '12', claim, idempotencyKey: idempotencyKey() };
  const requested = await succeed(buyer, 'retirementRequest', wish, 'retirements { id status }');
  retirementId = textAt(requested, 'retirements', 0, 'id');
  const fields = 'status statusReason certificate { id status url }';
  let row: unknown;
  await until(async () => {
    // A block now and then, as a chain makes them: final is what has enough of them above it.
    await platform.chain.mine(1);
    row = await node(buyer, retirementId, 'Retirement', fields);
    if (textAt(row, 'status') === 'REVERTED') throw new Error(JSON.stringify(row));
    return at(row, 'certificate', 'status') === 'ISSUED';
  });
  expect(textAt(row, 'status')).toBe('FINALIZED');
}, 180_000);

/** What `npm run verify-certificate` says of a file, to somebody who has nothing but the file and the public addresses. */
async function verify(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, ['src/cli/verify-certificate.ts', ...args], {
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'test' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close') as Promise<[number]>;
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, out, err };
}

test('a stranger opens the certificate, reads it, and finds every step of it valid', async () => {
  const row = await node(buyer, retirementId, 'Retirement', 'certificate { url }');
  const url = textAt(row, 'certificate', 'url');
  const page = await fetch(url);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('Łódź Zielona Sp. z o.o.');

  const answered = await fetch(`${url}.pdf`);
  expect(answered.headers.get('content-type')).toBe('application/pdf');
  const pdf = new Uint8Array(await answered.arrayBuffer());
  expect(await checkPdf(pdf)).toBe(0);
  expect(await readQr(pdf)).toBe(url);
  const printed = (await textOfPdf(pdf)).join('\n');
  for (const said of ['Łódź Zielona Sp. z o.o.', REAL_PROJECT.name, '12 t CO2e', 'Our vans of 2026']) {
    expect(printed).toContain(said);
  }

  const file = join(scratch, 'certificate.pdf');
  await writeFile(file, pdf);
  const said = await verify(file, '--issuer', platform.url, '--rpc', platform.chain.url);
  expect(said.err).toBe('');
  expect(said.out).not.toContain('INVALID');
  expect(said.code).toBe(0);

  const json = await (await fetch(`${url}.json`)).text();
  const query =
    'query ($certificate: String!) { certificateVerify(certificate: $certificate) { step outcome reason } }';
  const steps = at(await stranger.ask(query, { certificate: json }), 'data', 'certificateVerify') as readonly unknown[];
  expect(steps.length).toBeGreaterThan(3);
  expect(steps.filter((step) => at(step, 'outcome') === 'INVALID')).toEqual([]);

  const changed = json.replace('"quantity":"12"', '"quantity":"13"');
  expect(changed).not.toBe(json);
  const found = at(
    await stranger.ask(query, { certificate: changed }),
    'data',
    'certificateVerify',
  ) as readonly unknown[];
  expect(found.some((step) => at(step, 'outcome') === 'INVALID')).toBe(true);
}, 180_000);

test('who buys to retire at once is asked nothing more', async () => {
  const autoRetire = { beneficiary: { name: 'Green Vans Ltd' }, reason: 'ENVIRONMENTAL_BENEFIT' };
  const criteria = { batchIds: [batchId], vintageFrom: 2021, vintageTo: 2021 };
  const wish = { criteria, quantity: '2', currency: 'EUR', autoRetire, idempotencyKey: idempotencyKey() };
  const ordered = await succeed(buyer, 'orderCreate', wish, 'order { id retirement }');
  expect(at(ordered, 'order', 'retirement')).toBe('WAITING');
  const paying = { orderId: textAt(ordered, 'order', 'id'), method: 'CARD', idempotencyKey: idempotencyKey() };
  const created = await succeed(buyer, 'paymentCreate', paying, 'payment { id }');
  const paid = { paymentId: textAt(created, 'payment', 'id'), outcome: 'PAY' };
  await succeed(buyer, 'paymentSimulate', paid, 'payment { status }');
  const query =
    '{ myRetirements(first: 1) { edges { node { quantity status beneficiary { name } certificate { status } } } } }';
  let newest: unknown;
  await until(async () => {
    await platform.chain.mine(1);
    newest = at(await buyer.ask(query), 'data', 'myRetirements', 'edges', 0, 'node');
    return at(newest, 'beneficiary', 'name') === 'Green Vans Ltd' && at(newest, 'certificate', 'status') === 'ISSUED';
  });
  expect(newest).toMatchObject({ quantity: '2.00', status: 'FINALIZED' });
}, 180_000);
