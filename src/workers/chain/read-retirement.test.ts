import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { certificateIdOf, issuedOf, stepsThat } from '../../../test/certificates.ts';
import type { TestUser } from '../../../test/harness.ts';
import { openRetirementLab, type RetirementLab } from '../../../test/retirement-lab.ts';
import { selectCertificatesOf } from '../../db/certificates.ts';
import { type Api, openApi } from '../../http/api.ts';
import { freePort } from '../../local/free-port.ts';
import { contentOf, type IssuedRow } from '../../resolvers/certificates/file.ts';
import { issueCertificates } from '../../resolvers/certificates/issue-certificates.ts';
import { certificatePdf } from '../../resolvers/certificates/press.ts';
import { revokeCertificate } from '../../resolvers/certificates/revoke-certificate.ts';
import type { Step } from '../../resolvers/certificates/verify.ts';
import { OtherChain } from './read-anchor.ts';
import { readRetirement } from './read-retirement.ts';

// The way of a stranger: a PDF, the issuer's address and any RPC of the chain.

let lab: RetirementLab;
let api: Api;
let holder: TestUser;
let row: IssuedRow;
let scratch: string;
beforeAll(async () => {
  const port = String(await freePort());
  lab = await openRetirementLab({ PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` });
  api = await openApi(lab.t.app);
  scratch = await mkdtemp(join(tmpdir(), 'ecocoin-stranger-'));
  holder = await lab.t.user('holder');
  const batchId = await lab.batch();
  await lab.give(holder, batchId, 10n);
  const [retirement] = (await lab.retire(holder, { batchId, quantity: '4' })).retirements;
  if (!retirement) throw new Error('nothing was retired');
  await lab.until(retirement, 'FINALIZED', 4);
  await issueCertificates(lab.index.ctx);
  row = issuedOf((await selectCertificatesOf(lab.t.db, [retirement.id]))[0]);
});
afterAll(async () => {
  await api.close();
  await lab[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true });
});

const run = promisify(execFile);

async function verify(): Promise<Step[]> {
  const path = join(scratch, 'certificate.pdf');
  await writeFile(path, await certificatePdf(lab.t.nobody, row));
  const args = [
    'src/cli/verify-certificate.ts',
    path,
    '--json',
    '--issuer',
    api.url,
    '--rpc',
    lab.chain.env['RPC_URL'] ?? '',
  ];
  const { stdout } = await run(process.execPath, args, { env: { PATH: process.env['PATH'] } }).catch(
    (error: unknown) => error as { stdout: string },
  );
  return JSON.parse(stdout) as Step[];
}

test('a stranger finds every step valid that is not of PoAI, and is told when it was revoked', async () => {
  expect(stepsThat(await verify(), 'INDETERMINATE')).toEqual(['POAI']);
  await revokeCertificate(lab.admin.ctx, { certificateId: certificateIdOf(row), reason: 'Issued by mistake' });
  expect(stepsThat(await verify(), 'INVALID')).toEqual(['STATUS']);
});

test('what is not on the chain as the certificate has it is not found', async () => {
  const { rpc } = lab.chain.chain;
  const content = contentOf(row);
  expect(await readRetirement(rpc, content)).toMatchObject({ quantity: 4n * 10n ** 18n, isFinal: true });
  const { chain } = content;
  const others = [
    { transactionHash: `0x${'00'.repeat(32)}` as const },
    { logIndex: '77' },
    { blockNumber: '1' },
    { contract: `0x${'00'.repeat(20)}` as const },
    // The custody's own event stands right before.
    { logIndex: String(Number(chain.logIndex) - 1) },
  ];
  for (const other of others)
    expect(await readRetirement(rpc, { ...content, chain: { ...chain, ...other } })).toBeNull();
  await expect(readRetirement(rpc, { ...content, chain: { ...chain, chainId: '1' } })).rejects.toThrow(OtherChain);
});
