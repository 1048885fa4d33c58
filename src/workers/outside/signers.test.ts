import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { encryptKeystoreJson, Transaction, Wallet } from 'ethers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { checkSigned } from '../intents/sign.ts';
import { externalSigner, openKeystore, SignerError, type UnsignedTransaction } from './signers.ts';

const wallet = Wallet.createRandom();
const PASSWORD = 'correct horse';
const TOKEN = 'bearer-of-the-signer';
const tx: UnsignedTransaction = {
  chainId: 31_337n,
  nonce: 7n,
  to: '0x00000000000000000000000000000000000000aa',
  data: '0xdeadbeef',
  value: 5n,
  gasLimit: 100_000n,
  maxFeePerGas: 20n,
  maxPriorityFeePerGas: 3n,
};

let folder: string;
let url: string;
/** What the external signer answers; by default it signs what it is asked to. */
let answerWith: (request: Record<string, string>) => Promise<unknown>;
let heard: IncomingMessage | undefined;
const sign = async (request: Record<string, string>, change: object = {}): Promise<string> =>
  wallet.signTransaction({
    type: 2,
    chainId: BigInt(request['chainId'] ?? 0),
    nonce: Number(request['nonce']),
    to: request['to'] ?? null,
    data: request['data'] ?? '0x',
    value: BigInt(request['value'] ?? 0),
    gasLimit: BigInt(request['gas'] ?? 0),
    maxFeePerGas: BigInt(request['maxFeePerGas'] ?? 0),
    maxPriorityFeePerGas: BigInt(request['maxPriorityFeePerGas'] ?? 0),
    ...change,
  });

const server = createServer((req, res) => {
  void (async () => {
    heard = req;
    const { id, method, params } = JSON.parse(await text(req)) as {
      id: number;
      method: string;
      params: Record<string, string>[];
    };
    if (req.headers.authorization !== `Bearer ${TOKEN}`) res.writeHead(401).end('who are you');
    else if (method !== 'eth_signTransaction') res.writeHead(404).end();
    else res.end(JSON.stringify({ jsonrpc: '2.0', id, ...((await answerWith(params[0] ?? {})) as object) }));
  })();
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ecocoin-keys-'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  answerWith = async (request) => ({ result: await sign(request) });
});

const external = (more: Partial<Parameters<typeof externalSigner>[0]> = {}) =>
  externalSigner({ url, token: TOKEN, address: wallet.address, timeoutMs: 2_000, ...more });

test('signs with the key of an encrypted keystore', async () => {
  const file = join(folder, 'key.json');
  await writeFile(
    file,
    await encryptKeystoreJson({ address: wallet.address, privateKey: wallet.privateKey }, PASSWORD, {
      scrypt: { N: 1024 },
    }),
  );
  const signer = await openKeystore(file, PASSWORD);
  expect(signer.address).toBe(wallet.address);
  const raw = await signer.sign(tx);
  expect(checkSigned(raw, tx, signer.address)).toBe(Transaction.from(raw).hash);
  const wrong = openKeystore(file, 'wrong');
  await expect(wrong).rejects.toThrow(SignerError);
  await expect(wrong).rejects.not.toThrow('wrong horse');
  await expect(openKeystore(join(folder, 'none.json'), PASSWORD)).rejects.toThrow('cannot be read');
});

test('has a transaction signed by another program, which it tells who it is', async () => {
  const raw = await external().sign(tx);
  expect(checkSigned(raw, tx, wallet.address as `0x${string}`)).toBe(Transaction.from(raw).hash);
  expect(heard?.headers.authorization).toBe(`Bearer ${TOKEN}`);
  answerWith = async (request) => ({ result: { raw: await sign(request), tx: {} } });
  expect(await external().sign(tx)).toBe(raw);
});

test.each([
  ['refuses', async () => ({ error: { code: -32_000, message: 'locked' } }), 'refuses: locked'],
  ['gives nothing', async () => ({ result: null }), 'no signed transaction'],
  ['gives something else', async () => ({ result: '0x1234' }), 'no signed transaction'],
  ['gives too much', async () => ({ result: 'x'.repeat(2_000_000) }), 'too long'],
])('a program that %s is an error in words', async (_, answer, words) => {
  answerWith = answer;
  await expect(external().sign(tx)).rejects.toThrow(words);
  await expect(external().sign(tx)).rejects.toThrow(SignerError);
});

test('a program that is not there, does not know us or does not answer is an error without its secrets', async () => {
  await expect(external({ url: 'http://127.0.0.1:9/secret' }).sign(tx)).rejects.toThrow(/^cannot be reached$/);
  await expect(external({ token: undefined }).sign(tx)).rejects.toThrow('status 401');
  answerWith = () => new Promise(() => {});
  await expect(external({ timeoutMs: 100 }).sign(tx)).rejects.toThrow(/^does not answer within 100 ms$/);
});

test.each([
  ['nonce', { nonce: 8 }],
  ['recipient', { to: '0x00000000000000000000000000000000000000bb' }],
  ['data', { data: '0xdeadbeee' }],
  ['value', { value: 6n }],
  ['chain', { chainId: 1n }],
  ['gas limit', { gasLimit: 200_000n }],
  ['fee', { maxFeePerGas: 21n }],
  ['tip', { maxPriorityFeePerGas: 4n }],
  ['access list', { accessList: [{ address: tx.to, storageKeys: [] }] }],
])('another %s than the one that was asked for is not sent', async (what, change) => {
  answerWith = async (request) => ({ result: await sign(request, change) });
  const raw = await external().sign(tx);
  expect(() => checkSigned(raw, tx, wallet.address as `0x${string}`)).toThrow(`another transaction: ${what} differ`);
});

test('a signature of another key is not sent, and neither is what is no transaction', async () => {
  const raw = await external().sign(tx);
  const other = Wallet.createRandom().address as `0x${string}`;
  expect(() => checkSigned(raw, tx, other)).toThrow('another transaction: sender differ');
  expect(() => checkSigned('0x02c0', tx, other)).toThrow('no transaction');
});
