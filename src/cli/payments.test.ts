import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPaymentLab, type PaymentLab } from '../../test/payments.ts';
import { camt053 } from '../../test/statements.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

let lab: PaymentLab;
let scratch: string;
beforeAll(async () => {
  lab = await openPaymentLab();
  scratch = await mkdtemp(join(tmpdir(), 'ecocoin-payments-'));
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true });
});

async function payments(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, ['src/cli/payments.ts', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], DATABASE_URL: lab.t.databaseUrl, DATA_DIR: scratch, NODE_ENV: 'test' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close') as Promise<[number]>;
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, out: out.trim(), err: err.trim() };
}

test(
  'imports a statement, says what became of its entries, and a second time pays nothing',
  { timeout: 180_000 },
  async () => {
    const ordered = await lab.order();
    const payment = await lab.begin(ordered, 'BANK_TRANSFER');
    const file = join(scratch, 'statement.xml');
    const entries = [
      { amount: '1012.02', structured: payment.reference, reference: 'A1' },
      { amount: '3.00', words: ['Interest'], reference: 'A2' },
      { amount: '4.00', debit: true, reference: 'A3' },
    ];
    await writeFile(file, camt053(entries));
    const first = await payments('import', file);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out.split('\n').map((line) => line.trim().replaceAll(/ +/g, ' '))).toEqual([
      'statement.xml (CAMT_053), 3 entries:',
      'MATCHED 1 taken for a payment',
      'UNMATCHED 1 to be looked at by finance (`bankLines`)',
      'IGNORED 1 that left the account, or are for no payment',
    ]);
    expect((await payments('import', file)).out).toBe(first.out);
    expect(await lab.read(payment)).toMatchObject({ status: 'CAPTURED', received: 101_202n });
    expect(await lab.t.balance(ordered.buyer, 'EUR')).toEqual({ available: 0n, held: 101_202n });
  },
);

test('says what it cannot do', { timeout: 180_000 }, async () => {
  const file = join(scratch, 'letter.txt');
  await writeFile(file, 'Dear bank,\nthank you.\n');
  expect(await payments('import', file)).toMatchObject({
    code: 1,
    err: expect.stringContaining('header lacks') as string,
  });
  expect(await payments('import', join(scratch, 'none.xml'))).toMatchObject({ code: 1 });
  for (const args of [[], ['import'], ['export', file], ['import', file, '--now']]) {
    expect(await payments(...args)).toMatchObject({ code: 1, err: expect.stringContaining('Usage') as string });
  }
});
