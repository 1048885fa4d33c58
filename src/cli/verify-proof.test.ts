import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../../test/commands.ts';
import { addressOfSigner, makeProof } from '../../test/proofs.ts';
import type { Step } from '../resolvers/proofs/verify.ts';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ecocoin-proof-'));
});
afterAll(() => rm(scratch, { recursive: true }));

const verify = (...args: string[]) => runCommand('verify-proof', args);

test('judges a file with nothing but the file, and says by its end whether something is wrong', async () => {
  const [good, bad] = [join(scratch, 'good.json'), join(scratch, 'bad.json')];
  const proof = await makeProof();
  await writeFile(good, JSON.stringify(proof));
  await writeFile(bad, JSON.stringify(proof).replace('VM0038', 'VM0039'));

  const plain = await verify(good);
  expect(plain).toMatchObject({ code: 0, err: '' });
  expect(plain.out).toContain(proof.bundleHash);
  expect(plain.out).toMatch(/VALID +REVIEWER_ATTESTATION/);
  expect(plain.out).toMatch(/INDETERMINATE +ANCHOR/);

  const trusted = await verify(good, '--platform', addressOfSigner('PLATFORM'), '--json');
  const steps = JSON.parse(trusted.out) as Step[];
  expect(steps.find(({ step }) => step === 'PLATFORM_ATTESTATION')?.outcome).toBe('VALID');

  const broken = await verify(bad);
  expect(broken.code).toBe(1);
  expect(broken.out).toMatch(/INVALID +BUNDLE_HASH/);
});

test.each(['poaiProof', 'poaiProofReveal'])('takes the answer of %s as it came', async (field) => {
  const proof = await makeProof();
  const file = join(scratch, `${field}.json`);
  const text = JSON.stringify(proof);
  for (const wrapped of [text, { data: { [field]: text } }]) {
    await writeFile(file, JSON.stringify(wrapped));
    const read = await verify(file);
    expect(read).toMatchObject({ code: 0, out: expect.stringContaining(proof.bundleHash) as string });
  }
  await writeFile(file, JSON.stringify({ data: { [field]: text.slice(1) } }));
  expect(await verify(file)).toMatchObject({ code: 2, err: expect.stringContaining('is not JSON') as string });
});

test('says what it cannot read', async () => {
  const file = join(scratch, 'none.json');
  expect(await verify(file)).toMatchObject({ code: 2, err: expect.stringContaining('cannot be opened') as string });
  await writeFile(file, '{');
  expect(await verify(file)).toMatchObject({ code: 2, err: expect.stringContaining('is not JSON') as string });
  await writeFile(file, '{}');
  expect(await verify(file)).toMatchObject({ code: 1, out: expect.stringContaining('FORMAT') as string });
  expect(await verify()).toMatchObject({ code: 2, err: expect.stringContaining('Usage') as string });
});
