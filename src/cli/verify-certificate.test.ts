import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { content, fileOf, jwk } from '../../test/certificate-files.ts';
import type { CertificateFile } from '../resolvers/certificates/content.ts';
import { printCertificate } from '../resolvers/certificates/print.ts';
import type { Step } from '../resolvers/certificates/verify.ts';
import { openPaper } from '../resolvers/papers/paper.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

let scratch: string;
let file: CertificateFile;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ecocoin-certificate-'));
  file = await fileOf(content);
  await writeFile(join(scratch, 'keys.json'), JSON.stringify({ keys: [jwk] }));
});
afterAll(() => rm(scratch, { recursive: true }));

async function verify(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, ['src/cli/verify-certificate.ts', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close') as Promise<[number]>;
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, out: out.trim(), err: err.trim() };
}

async function put(name: string, bytes: string | Uint8Array): Promise<string> {
  await writeFile(join(scratch, name), bytes);
  return join(scratch, name);
}

const print = (carried: CertificateFile) =>
  printCertificate({ content, digest: file.digest, status: 'ISSUED', file: JSON.stringify(carried) });

test('judges PDF, JSON and the bare credential alike, with nothing but the file and the keys', async () => {
  const keys = join(scratch, 'keys.json');
  const files = [
    await put('good.pdf', await print(file)),
    await put('good.json', JSON.stringify(file)),
    await put('good.jwt', file.credential),
  ];
  for (const path of files) {
    const { code, out, err } = await verify(path, '--jwks', keys, '--json');
    expect([path, code, err]).toEqual([path, 0, '']);
    const steps = JSON.parse(out) as Step[];
    expect(steps.filter(({ outcome }) => outcome === 'INDETERMINATE').map(({ step }) => step)).toEqual([
      'CHAIN',
      'POAI',
      'STATUS',
    ]);
  }
  const plain = await verify(files[0] ?? '');
  expect(plain.out).toMatch(/retired +25 t of Bale Mountains/);
  expect(plain.out).toMatch(/INDETERMINATE +SIGNATURE/);
  expect(plain.out).toContain('Anybody could have made this file');
  expect((await verify(files[0] ?? '', '--jwks', keys)).out).not.toContain('Anybody could');
});

test('what was changed fails, also inside a PDF that still looks as it did', async () => {
  const changed = JSON.parse(JSON.stringify(file).replace('"25"', '"26"')) as CertificateFile;
  const { code, out } = await verify(await put('bad.pdf', await print(changed)), '--jwks', join(scratch, 'keys.json'));
  expect(code).toBe(1);
  expect(out).toMatch(/INVALID +DIGEST/);
});

test('what cannot be read is said, and ends with 2', async () => {
  const bare = openPaper({ title: 'x', language: 'en', author: 'x', at: new Date(0) });
  bare.paragraph('This certifies that I own a forest.');
  const cases: [string[], RegExp][] = [
    [[], /Usage/],
    [[join(scratch, 'none.json')], /cannot be opened/],
    [[await put('bare.pdf', await bare.bytes())], /carries no certificate.json/],
    [[await put('broken.pdf', '%PDF-1.7 and then nothing')], /carries no certificate|cannot be read as PDF/],
    [[await put('good2.json', JSON.stringify(file)), '--jwks', join(scratch, 'bare.pdf')], /no JWK Set/],
    [
      [join(scratch, 'good2.json'), '--issuer', 'https://elsewhere.example'],
      /says that https:\/\/ecocoin.example issued it/,
    ],
  ];
  for (const [args, said] of cases) {
    const { code, err } = await verify(...args);
    expect([args, code]).toEqual([args, 2]);
    expect(err).toMatch(said);
  }
});
