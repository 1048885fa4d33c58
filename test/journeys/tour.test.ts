import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../commands.ts';
import { WebSocket } from 'ws';
import { exampleTabs } from '../../src/http/example-tabs.ts';
import { freePort } from '../../src/local/free-port.ts';
import { until } from '../clients.ts';
import { checkPdf, readQr, textOfPdf } from '../papers.ts';
import { at, textAt } from './answers.ts';
import { type RunningPlatform, startPlatformProcess } from '../platform.ts';

// The README's tour, word for word, on what `npm start` brings up.

interface Step {
  readonly title: string;
  readonly operation: string;
  readonly answer: unknown;
}

type EightSteps = [Step, Step, Step, Step, Step, Step, Step, Step, ...Step[]];
/** Those that buy, pay, retire and verify. */
const PURCHASE = 16;

const steps: Step[] = [
  ...readFileSync('README.md', 'utf8').matchAll(
    /^\*\*\d+\. (.+?)\.\*\*[^]*?```graphql\n([^]*?)```\s+```json\n([^]*?)```/gm,
  ),
].map(([, title = '', operation = '', answer = '']) => ({ title, operation, answer: JSON.parse(answer) as unknown }));

/** The README's `…` stands for what differs from run to run. */
function expectation(answer: unknown): unknown {
  if (answer === '…') return expect.any(String);
  if (Array.isArray(answer)) return answer.map(expectation);
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, expectation(value)]));
}

describe('the tour of the README', () => {
  let platform: RunningPlatform;
  let dataDir = '';
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'ecocoin-tour-'));
    // Certificates name their page, so the platform has to know where it is.
    platform = await startPlatformProcess({ PORT: String(await freePort()) }, dataDir);
  });
  afterAll(async () => {
    await platform[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function send(query: string, token?: string): Promise<unknown> {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    return (
      await fetch(`${platform.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })
    ).json();
  }

  /** The first result for which `wanted` holds. */
  async function firstOf(query: string, wanted: (result: unknown) => boolean, token?: string): Promise<unknown> {
    const connectionParams = { ...(token && { authorization: `Bearer ${token}` }) };
    const url = `${platform.url.replace('http', 'ws')}/graphql`;
    const client = createClient({ url, webSocketImpl: WebSocket, connectionParams });
    try {
      for await (const result of client.iterate({ query })) if (wanted(result)) return result;
      return undefined;
    } finally {
      await client.dispose();
    }
  }

  /** Waits until so many subscriptions are under way: what happens then is heard. */
  async function untilSubscribed(count: number): Promise<void> {
    await until(async () => {
      const metrics = await (await fetch(`${platform.url}/metrics`)).text();
      return new RegExp(`^ecocoin_subscriptions ${count}$`, 'm').test(metrics);
    });
  }

  /** What `npm run wallet` prints for a text that is pasted. */
  async function sign(transaction: string): Promise<string> {
    return (await runCommand('wallet', [JSON.stringify(transaction)], { env: { DATA_DIR: dataDir } })).out;
  }

  async function tokenOf(login: string): Promise<string> {
    const result = await send((steps[2] as Step).operation);
    return textAt(result, 'data', login, 'credentials', 'accessToken');
  }

  test('is what GraphiQL opens with', () => {
    expect(steps).toHaveLength(26);
    expect(exampleTabs.map(({ query }) => query.slice(query.indexOf('\n') + 1))).toEqual(
      steps.map(({ operation }) => operation),
    );
  });

  test('gives the answers that it shows', async () => {
    const [watchPrices, register, logIn, draft, open, watchTrades, buy, wallets, ...others] = steps as EightSteps;
    const [watchWallets, pay, watchStakes, stake, search, proofs, take, verify] = others as EightSteps;
    const tick = await firstOf(watchPrices.operation, (result) => {
      const tick = at(result, 'data', 'priceTicked');
      return at(tick, 'instrument') === 'MCO2' && at(tick, 'currency') === 'EUR';
    });
    expect(tick).toEqual(expectation(watchPrices.answer));
    expect(await send(register.operation)).toEqual(expectation(register.answer));
    expect(await send(logIn.operation)).toEqual(expectation(logIn.answer));

    const [alice, bob] = [await tokenOf('alice'), await tokenOf('bob')];
    const drafted = await send(draft.operation, alice);
    expect(drafted).toEqual(expectation(draft.answer));
    const paste = (operation: string): string =>
      operation.replace('PASTE THE ID OF STEP 4', textAt(drafted, 'data', 'announcementDraft', 'announcement', 'id'));
    expect(await send(paste(open.operation), alice)).toEqual(expectation(open.answer));

    await untilSubscribed(0);
    const sold = firstOf(watchTrades.operation, () => true);
    await untilSubscribed(1);
    expect(await send(paste(buy.operation), bob)).toEqual(expectation(buy.answer));
    expect(await send(paste(buy.operation), bob)).toEqual(expectation(buy.answer));
    expect(await send(wallets.operation, bob)).toEqual(expectation(wallets.answer));
    expect(await sold).toEqual(expectation(watchTrades.answer));

    await untilSubscribed(0);
    const isCarbon = (result: unknown): boolean => at(result, 'data', 'walletChanged', 'wallet', 'asset') === 'CARBON';
    const arrived = firstOf(watchWallets.operation, isCarbon, bob);
    await untilSubscribed(1);
    const prepared = await send(pay.operation, bob);
    expect(prepared).toEqual(expectation(pay.answer));
    for (const name of ['intoMyWallet', 'toMyAddress'])
      expect(await sign(textAt(prepared, 'data', name, 'prepared', 'transaction'))).toContain('CarbonPayment');
    expect(await arrived).toEqual(expectation(watchWallets.answer));

    await untilSubscribed(0);
    const staked = firstOf(watchStakes.operation, () => true);
    await untilSubscribed(1);
    const missing = await send(stake.operation, bob);
    expect(missing).toEqual(expectation(stake.answer));
    await sign(textAt(missing, 'data', 'stakePrepare', 'approval', 'transaction'));
    const ready = await send(stake.operation, bob);
    expect(await sign(textAt(ready, 'data', 'stakePrepare', 'prepared', 'transaction'))).toContain('CarbonStaking');
    expect(await staked).toEqual(expectation(watchStakes.answer));

    expect(await send(search.operation)).toEqual(expectation(search.answer));
    // The index follows the chain: it may be a moment behind what was mined above.
    const anchorOf = (result: unknown) => at(result, 'data', 'myPoaiCases', 'edges', 0, 'node', 'proof', 'anchorState');
    await until(async () => anchorOf(await send(proofs.operation, alice)) === 'FINALIZED');
    const proven = await send(proofs.operation, alice);
    expect(proven).toEqual(expectation(proofs.answer));
    const caseId = textAt(proven, 'data', 'myPoaiCases', 'edges', 0, 'node', 'id');
    const taken = await send(take.operation.replace('PASTE THE ID OF STEP 14', caseId), alice);
    expect(taken).toEqual(expectation(take.answer));
    const proof = textAt(taken, 'data', 'poaiProof');
    const pasted = JSON.stringify(proof).slice(1, -1);
    const verified = await send(verify.operation.replace('PASTE THE PROOF OF STEP 15', () => pasted));
    expect(verified).toEqual(expectation(verify.answer));
    const changed = pasted.replace('Gazi Bay', () => 'Gazi Bai');
    const refuted = await send(verify.operation.replace('PASTE THE PROOF OF STEP 15', () => changed));
    expect(at(refuted, 'data', 'proofVerify', 1)).toMatchObject({ step: 'BUNDLE_HASH', outcome: 'INVALID' });

    const file = join(dataDir, 'proof.json');
    await writeFile(file, JSON.stringify(taken));
    const { out } = await runCommand('verify-proof', [file]);
    expect(out).toMatch(/^PoAI 1 of Demo: Mangroves of Gazi Bay$/m);
    expect(out).not.toMatch(/^INVALID/m);
  });

  /** Puts what an earlier answer showed into the place that the step names, which it must. */
  function paste({ operation }: Step, place: string, shown: string): string {
    expect(operation).toContain(`"PASTE THE ${place}"`);
    return operation.replace(`PASTE THE ${place}`, () => shown);
  }

  /** Sends a step again, as its reader would, until its answer is the one that is shown. */
  async function untilShown(
    { operation, answer }: Step,
    status: (node: unknown) => unknown,
    wanted: string,
    by: string,
  ) {
    const nodeOf = (result: unknown): unknown => at(Object.values(at(result, 'data') as object)[0], 'edges', 0, 'node');
    let result: unknown;
    await until(async () => {
      result = await send(operation, by);
      return status(nodeOf(result)) === wanted;
    });
    expect(result).toEqual(expectation(answer));
    return nodeOf(result);
  }

  test('ends with a certificate that its reader opens and verifies', async () => {
    const [forSale, explain, quote, order, payByCard, bankPays, myOrder, retire, ...last] = steps.slice(
      PURCHASE,
    ) as EightSteps;
    const [myCertificate, verify] = last as unknown as [Step, Step];
    const bob = await tokenOf('bob');
    const sellers = await send(forSale.operation);
    expect(sellers).toEqual(expectation(forSale.answer));
    const BATCH = 'ID OF 2024 OF STEP 17';
    const batch = textAt(at(sellers, 'data', 'projects', 'edges', 0, 'node'), 'batches', 'edges', 1, 'node', 'id');
    expect(await send(paste(explain, BATCH, batch))).toEqual(expectation(explain.answer));

    const quoted = await send(paste(quote, BATCH, batch), bob);
    expect(quoted).toEqual(expectation(quote.answer));
    const quoteId = textAt(quoted, 'data', 'quoteCreate', 'quote', 'id');
    const ordered = await send(paste(order, 'ID OF STEP 19', quoteId), bob);
    expect(ordered).toEqual(expectation(order.answer));
    const orderId = textAt(ordered, 'data', 'quoteAccept', 'order', 'id');
    const paying = await send(paste(payByCard, 'ID OF STEP 20', orderId), bob);
    expect(paying).toEqual(expectation(payByCard.answer));
    const paymentId = textAt(paying, 'data', 'paymentCreate', 'payment', 'id');
    const paid = await send(paste(bankPays, 'ID OF STEP 21', paymentId), bob);
    expect(paid).toEqual(expectation(bankPays.answer));
    await untilShown(myOrder, (node) => at(node, 'status'), 'COMPLETED', bob);

    expect(await send(paste(retire, BATCH, batch), bob)).toEqual(expectation(retire.answer));
    const mine = await untilShown(myCertificate, (node) => at(node, 'certificate', 'status'), 'ISSUED', bob);
    const credential = textAt(mine, 'certificate', 'credential');
    const CREDENTIAL = 'CREDENTIAL OF STEP 25';
    expect(await send(paste(verify, CREDENTIAL, credential))).toEqual(expectation(verify.answer));
    for (const place of [0, Math.trunc(credential.length / 2), credential.length - 1]) {
      const other = credential[place] === 'A' ? 'B' : 'A';
      const changed = credential.slice(0, place) + other + credential.slice(place + 1);
      const refuted = at(await send(paste(verify, CREDENTIAL, changed)), 'data', 'certificateVerify');
      expect(refuted, `character ${place}`).toContainEqual(expect.objectContaining({ outcome: 'INVALID' }));
    }
    await openAndVerify(textAt(mine, 'certificate', 'url'));
  });

  test('leaves a platform that starts again', async () => {
    await platform[Symbol.asyncDispose]();
    platform = await startPlatformProcess({}, dataDir);
    expect(await tokenOf('bob')).toMatch(/./);
  });

  /** What a stranger does with the address: opens the page, takes the PDF from there, verifies it by the command. */
  async function openAndVerify(url: string): Promise<void> {
    const page = await (await fetch(url)).text();
    expect(page).toContain('Boulangerie Martin');
    const link = /href="([^"]+\.pdf)"/.exec(page)?.[1] ?? '';
    const pdf = new Uint8Array(await (await fetch(new URL(link, url))).arrayBuffer());
    expect(await checkPdf(pdf)).toBe(0);
    expect(await readQr(pdf)).toBe(url);
    expect((await textOfPdf(pdf)).join('\n')).toContain('Boulangerie Martin');
    const file = join(dataDir, 'certificate.pdf');
    await writeFile(file, pdf);
    const rpc = /Chain +(http:\S+)/.exec(platform.output())?.[1] ?? '';
    const alone = await runCommand('verify-certificate', [file]);
    expect([alone.code, alone.out]).toEqual([0, expect.not.stringMatching(/^INVALID/m)]);
    const asked = await runCommand('verify-certificate', [file, '--issuer', platform.url, '--rpc', rpc]);
    expect(asked).toMatchObject({ code: 0, err: '' });
    expect(asked.out).toMatch(/^VALID +CHAIN/m);
    expect(asked.out).not.toMatch(/^INVALID/m);
  }
});
