import { createPublicKey, generateKeyPairSync, hash, verify } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { JWK } from 'jose';
import {
  decodePDFRawStream,
  type PDFContext,
  type PDFDict,
  PDFDocument,
  PDFName,
  type PDFObject,
  PDFRawStream,
  type PDFRef,
} from 'pdf-lib';
import { type Content, digestOf } from '../src/resolvers/certificates/content.ts';
import { credentialOf, signCredential } from '../src/resolvers/certificates/credential.ts';
import { printCertificate } from '../src/resolvers/certificates/print.ts';
import { readCertificate, verifyCertificate } from '../src/resolvers/certificates/verify.ts';
import { commitmentOf } from '../src/resolvers/retirements/rules.ts';
import { answerParent } from './children.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const KID = 'bench';
const jwk: JWK = { ...(publicKey.export({ format: 'jwk' }) as JWK), kid: KID };
const ISSUER = 'https://ecocoin.example';
/** Whose names are printed, in four scripts. */
const NAMES = ['Łódź Zielona Sp. z o.o.', 'شركة الطاقة الخضراء', '北京绿色能源有限公司', 'Wanderer AG'] as const;
export type Script = 'latin' | 'all';

/** No two certificates are the same: each has an id, names, amounts and serial numbers of its own. */
function contentOf(number: number, script: Script): Content {
  const id = `01980000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
  const name = script === 'latin' ? `Wanderer AG ${number}` : `${NAMES[number % NAMES.length]} ${number}`;
  const tonnes = 20 + (number % 50);
  const first = number * 1_000;
  return {
    format: 'ecocoin-certificate/v1',
    id,
    version: '1',
    supersedes: null,
    issuedAt: '2026-11-21T09:30:00Z',
    issuer: { url: ISSUER, name: 'EcoCoin' },
    url: `${ISSUER}/certificates/${id}`,
    retirement: {
      id,
      quantity: String(tonnes),
      reason: 'CORPORATE_INVENTORY',
      message: `Our flights of 2026, part ${number}`,
      retiringEntity: null,
      retiredAt: '2026-11-20T09:30:00Z',
      consumption: { country: 'DE', from: '2025-01-01', to: '2025-12-31' },
    },
    beneficiary: {
      kind: 'PUBLIC',
      name,
      country: 'DE',
      identifier: { scheme: 'VAT', value: 'DE123456789' },
      hash: commitmentOf({ name, country: 'DE', identifier: 'DE123456789' }, null),
    },
    credits: {
      project: { id, name: `Forest ${number}`, registry: 'VERRA', nativeId: `${number}`, country: 'ET', type: 'REDD' },
      methodologies: [{ program: 'VERRA', code: 'VM0015', version: '1.1' }],
      vintage: { start: '2020-01-01', end: '2020-12-31' },
      serials: [
        { text: `1340-${first}-${first + 14}-VCS-VCU-259-VER-ET-14-1340-01012020-31122020-1`, quantity: '15' },
        {
          text: `1340-${first + 15}-${first + tonnes - 1}-VCS-VCU-259-VER-ET-14-1340-01012020-31122020-1`,
          quantity: String(tonnes - 15),
        },
      ],
    },
    chain: {
      chainId: '1',
      contract: `0x${'12'.repeat(20)}`,
      transactionHash: `0x${hash('sha256', id, 'hex')}`,
      blockNumber: String(number),
      logIndex: '4',
      batchId: '99',
      account: `0x${'34'.repeat(20)}`,
    },
    poai: { bundleHash: `0x${'ef'.repeat(32)}`, sequence: '1' },
    fields: [{ name: 'Contract', value: String(number) }],
  };
}

interface Issued {
  readonly content: Content;
  readonly digest: string;
  /** As /certificates/<id>.json gives it. */
  readonly file: string;
}

async function issue(number: number, script: Script): Promise<Issued> {
  const content = contentOf(number, script);
  const digest = digestOf(content);
  const credential = await signCredential(credentialOf(content, BigInt(number)), ISSUER, { kid: KID, key: privateKey });
  const file = JSON.stringify({ format: 'ecocoin-certificate-file/v1', digest, certificate: content, credential });
  return { content, digest, file };
}

const print = ({ content, digest, file }: Issued): Promise<Uint8Array> =>
  printCertificate({ content, digest, status: 'ISSUED', file });

export interface Wish {
  readonly script: Script;
  readonly warmUpMs: number;
  readonly durationMs: number;
  /** The number of the first certificate: two sides make different ones. */
  readonly first: number;
}

export interface Made {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of one, on average. */
  readonly bytes: number;
}

const ITEMS = 100;

/** Does it one after another until the time is over; what is worked on is made before, unless `items` is 0. */
async function repeat<T>(
  { script, warmUpMs, durationMs, first, items = ITEMS }: Wish & { readonly items?: number },
  prepare: (issued: Issued) => T | Promise<T>,
  work: (item: T, number: number) => Promise<number> | number,
): Promise<Made> {
  const prepared: T[] = [];
  for (let number = first; number < first + items; number += 1)
    prepared.push(await prepare(await issue(number, script)));
  const fromMs = performance.now() + warmUpMs;
  const tookMs: number[] = [];
  let bytes = 0;
  let number = first + items;
  for (let nowMs = performance.now(); nowMs < fromMs + durationMs; number += 1) {
    const made = await work(prepared[number % prepared.length] as T, number);
    const endedMs = performance.now();
    if (nowMs >= fromMs) {
      tookMs.push(endedMs - nowMs);
      bytes += made;
    }
    nowMs = endedMs;
  }
  const sorted = tookMs.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return {
    perSecond: (sorted.length / durationMs) * 1_000,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    bytes: bytes / sorted.length,
  };
}

/** Certificates from their facts to the PDF: signed, laid out, shaped, fonts cut, the file inside; no two the same. */
const printAll = (wish: Wish): Promise<Made> =>
  repeat(
    { ...wish, items: 0 },
    (issued) => issued,
    async (_, number) => (await print(await issue(number, wish.script))).length,
  );

interface Written {
  readonly objects: readonly (readonly [PDFRef, PDFObject])[];
  /** What is compressed anew each time: all streams but those of fonts. */
  readonly streams: readonly { readonly ref: PDFRef; readonly dict: PDFDict; readonly plain: Uint8Array }[];
  readonly trailer: PDFContext['trailerInfo'];
  readonly largest: number;
}

const FONT_FILE = PDFName.of('Length1');

function take({ context }: PDFDocument): Written {
  const objects = context.enumerateIndirectObjects();
  const streams = objects.flatMap(([ref, object]) =>
    object instanceof PDFRawStream && !object.dict.has(FONT_FILE)
      ? [{ ref, dict: object.dict, plain: decodePDFRawStream(object).decode() }]
      : [],
  );
  return { objects, streams, trailer: context.trailerInfo, largest: context.largestObjectNumber };
}

/**
 * The limit: pdf-lib writes the same objects of the same pages, whose lines were laid out and whose fonts were cut before. It
 * compresses what is written on the pages and the file inside, and puts everything in order.
 */
const writeAll = (wish: Wish): Promise<Made> =>
  repeat(
    wish,
    async (issued) => take(await PDFDocument.load(await print(issued), { updateMetadata: false })),
    async ({ objects, streams, trailer, largest }) => {
      const document = await PDFDocument.create({ updateMetadata: false });
      const { context } = document;
      for (const [ref, object] of objects) context.assign(ref, object);
      for (const { ref, dict, plain } of streams) context.assign(ref, PDFRawStream.of(dict, deflateSync(plain)));
      context.largestObjectNumber = largest;
      context.trailerInfo = trailer;
      return (await document.save({ addDefaultPage: false, updateFieldAppearances: false })).length;
    },
  );

/** Certificates as everybody verifies them: read, hashed, their credentials made again, signatures checked. */
async function verifyAll(wish: Wish): Promise<Made> {
  return repeat(
    wish,
    ({ file }) => file,
    async (file) => {
      const steps = await verifyCertificate(readCertificate(file), { keys: [jwk], standing: 'ISSUED' });
      const wrong = steps.find(({ outcome }) => outcome === 'INVALID');
      if (wrong) throw new Error(`${wrong.step}: ${wrong.reason}`);
      return file.length;
    },
  );
}

/** The limit: the file is parsed, hashed once, and the signature of its credential is checked. */
async function checkAll(wish: Wish): Promise<Made> {
  const key = createPublicKey({ key: publicKey.export({ format: 'pem', type: 'spki' }) });
  return repeat(
    wish,
    ({ file }) => file,
    (file) => {
      const { credential } = JSON.parse(file) as { credential: string };
      hash('sha256', file, 'hex');
      const end = credential.lastIndexOf('.');
      const signature = Buffer.from(credential.slice(end + 1), 'base64url');
      if (!verify(null, Buffer.from(credential.slice(0, end)), key, signature)) throw new Error('not signed');
      return file.length;
    },
  );
}

answerParent({ printAll, writeAll, verifyAll, checkAll });
