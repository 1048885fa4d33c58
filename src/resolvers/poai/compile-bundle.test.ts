import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CustodyLab, openCustodyLab } from '../../../test/custody-lab.ts';
import { type Cast, caseIn, castOf } from '../../../test/poai.ts';
import type { BlockRow } from '../../db/batches.ts';
import { chainOf } from '../chain/client.ts';
import { treeRoot } from '../proofs/tree.ts';
import { fromHex } from '../proofs/bundle.ts';
import { leafOf } from '../proofs/reveal.ts';
import { openCaseFile } from './case-file.ts';
import { type CaseFile, compileBundle } from './compile-bundle.ts';

let lab: CustodyLab;
let cast: Cast;
let file: CaseFile;
beforeAll(async () => {
  lab = await openCustodyLab();
  cast = await castOf(lab.t);
  const read = await openCaseFile(lab.t.db, chainOf(lab.t.app), await caseIn(cast, 'TECHNICAL_REVIEW'));
  const address = Buffer.alloc(20, 1);
  file = { ...read, reviewers: read.reviewers.map((each) => ({ ...each, address: each.address ?? address })) };
});
afterAll(() => lab[Symbol.asyncDispose]());

const block = (start: bigint, end: bigint): BlockRow => ({
  id: randomUUID(),
  batchId: randomUUID(),
  registry: 'VERRA',
  prefix: '1',
  suffix: 'VCS',
  state: 'ACTIVE',
  holder: 'REGISTRY_ACCOUNT',
  issuedOn: null,
  createdAt: new Date(),
  blockStart: start,
  blockEnd: end,
  serial: `1-${start}-${end}-VCS`,
});

test('counts the serial blocks, and its leaves lead to its roots', () => {
  const { bundle, revealed } = compileBundle({ ...file, blocks: [block(1n, 10n), block(11n, 28n)] });
  expect(bundle.subject).toMatchObject({ quantity: '28', vintage: null });
  expect(bundle.subject.serials.map(({ blockStart, blockEnd }) => [blockStart, blockEnd])).toEqual([
    ['1', '10'],
    ['11', '28'],
  ]);
  for (const tree of ['asset', 'data', 'process'] as const) {
    const leaves = revealed.filter((leaf) => leaf.tree === tree).map(leafOf);
    expect(treeRoot(leaves)).toEqual(fromHex(bundle.checks[tree].root));
  }
});

test('names a document once, whatever rests on it, and no check that is open', () => {
  const evidence = { versionId: 'v', documentId: 'd', number: 1, name: 'a.csv', mediaType: 'text/csv', size: 7n };
  const sha256 = Buffer.alloc(32, 9);
  const caseId = file.row.id;
  const twice = ['DESIGN', 'UNITS'].map((code) => ({ ...evidence, caseId, code, sha256 }));
  const { bundle, revealed } = compileBundle({ ...file, evidence: twice, answers: [{ ...evidence, sha256 }] });
  expect(bundle.evidenceSize).toBe('1');
  expect(revealed.at(-1)).toMatchObject({ tree: 'evidence', entry: { name: 'a.csv', sizeBytes: '7' } });
  // The technical reviewer's check is the only one that is open.
  expect(bundle.checks.process.size).toBe('14');
  expect(JSON.stringify(bundle)).not.toContain('Seen, and as');
});
