import { open, readFile } from 'node:fs/promises';
import type { JWK } from 'jose';
import { PDFDocument } from 'pdf-lib';
import { RpcError } from '../resolvers/chain/client.ts';
import { readStatus, type StatusEntry, statusEntriesOf } from '../resolvers/certificates/read-status.ts';
import {
  type Known,
  type ReadFile,
  readCertificate,
  type RetiredOnChain,
  type Step,
  verifyCertificate,
} from '../resolvers/certificates/verify.ts';
import { OtherChain } from '../workers/chain/read-anchor.ts';
import { readRetirement } from '../workers/chain/read-retirement.ts';
import { createRpc } from '../workers/chain/rpc.ts';
import { fetchText } from '../workers/outside/fetch-text.ts';
import { readArguments } from './arguments.ts';
import { CommandError } from './database.ts';

const USAGE = `Usage:
  npm run verify-certificate -- FILE [--issuer URL] [--jwks FILE] [--rpc URL] [--json]

  FILE      a certificate: PDF, JSON, or the credential alone (a JWT)
  --issuer  whose certificate it has to be; their keys and lists of what was revoked are asked for there
  --jwks    the issuer's keys (a JWK Set), kept as a file: the signature is checked without a network
  --rpc     an RPC of the chain that the certificate names: the retirement is looked up there
  --json    prints the steps as JSON

It needs no database and, without --issuer and --rpc, no network. It ends with 0 if no step is INVALID, with 1 if one is,
and with 2 if the file, the issuer or the chain cannot be read.`;

const MOST_BYTES = 64 * 2 ** 20;
const MOST_ANSWER_BYTES = 4 * 2 ** 20;
const TIMEOUT_MS = 30_000;

interface Command {
  readonly file: string;
  readonly issuer: string | undefined;
  readonly jwks: string | undefined;
  readonly rpc: string | undefined;
  readonly json: boolean;
}

function readCommand(args: string[]): Command {
  const options = {
    issuer: { type: 'string' },
    jwks: { type: 'string' },
    rpc: { type: 'string' },
    json: { type: 'boolean', default: false },
  } as const;
  const parsed = readArguments(args, options, USAGE);
  const [file, ...rest] = parsed.positionals;
  const { issuer, jwks, rpc, json } = parsed.values;
  const isWrong = [issuer, rpc].some((each) => each !== undefined && !URL.canParse(each));
  if (!file || rest.length > 0 || isWrong) throw new CommandError(USAGE);
  return { file, issuer: issuer?.replace(/\/+$/, ''), jwks, rpc, json };
}

const why = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The text of a certificate: of a PDF, that of the file which it carries. */
async function readText(path: string): Promise<string> {
  await using file = await open(path).catch((error: unknown) => {
    throw new CommandError(`${path} cannot be opened: ${why(error)}`);
  });
  const { size } = await file.stat();
  if (size > MOST_BYTES) throw new CommandError(`${path} is larger than ${MOST_BYTES} bytes: that is no certificate.`);
  const bytes = await file.readFile();
  if (!bytes.subarray(0, 5).equals(Buffer.from('%PDF-'))) return bytes.toString('utf8');
  try {
    const document = await PDFDocument.load(bytes, { updateMetadata: false });
    const attached = document.getAttachments().find(({ name }) => name === 'certificate.json');
    if (attached) return Buffer.from(attached.data).toString('utf8');
  } catch (error) {
    throw new CommandError(`${path} cannot be read as PDF: ${why(error)}`);
  }
  throw new CommandError(`${path} is a PDF that carries no certificate.json: what is printed on it proves nothing.`);
}

function parseKeys(text: string, from: string): JWK[] {
  try {
    const { keys } = JSON.parse(text) as { readonly keys: unknown };
    if (Array.isArray(keys)) return keys as JWK[];
  } catch {
    // Said below.
  }
  throw new CommandError(`${from} is no JWK Set.`);
}

async function fetched(url: string): Promise<string> {
  const answer = await fetchText(url, { timeoutMs: TIMEOUT_MS, maxBytes: MOST_ANSWER_BYTES });
  if (answer.state !== 'ANSWER') throw new CommandError(`${url}: ${answer.detail}`);
  if (answer.status !== 200) throw new CommandError(`${url} answers with ${answer.status}.`);
  return answer.text;
}

async function keysOf({ issuer, jwks }: Command): Promise<JWK[] | undefined> {
  if (jwks !== undefined) {
    const text = await readFile(jwks, 'utf8').catch((error: unknown) => {
      throw new CommandError(`${jwks} cannot be read: ${why(error)}`);
    });
    return parseKeys(text, jwks);
  }
  if (issuer === undefined) return undefined;
  const url = `${issuer}/.well-known/jwks.json`;
  return parseKeys(await fetched(url), url);
}

/** What the lists of the issuer say; nothing where they were not to be asked. */
async function standingOf(
  { payload }: ReadFile,
  issuer: string | undefined,
  keys: readonly JWK[] | undefined,
): Promise<Pick<Known, 'standing' | 'standingReason'>> {
  if (issuer === undefined || !keys) return {};
  const ask = async (entry: StatusEntry | undefined): Promise<boolean | string> =>
    entry
      ? readStatus(await fetched(entry.statusListCredential), entry, { issuer, keys, at: new Date() })
      : 'The credential does not say where its status is.';
  const entries = statusEntriesOf(payload, issuer);
  const of = (purpose: string) => entries.find(({ statusPurpose }) => statusPurpose === purpose);
  const isRevoked = await ask(of('revocation'));
  if (typeof isRevoked === 'string') return { standingReason: isRevoked };
  if (!isRevoked) return { standing: 'ISSUED' };
  return { standing: (await ask(of('refresh'))) === true ? 'SUPERSEDED' : 'REVOKED' };
}

async function retiredOf({ content }: ReadFile, url: string | undefined): Promise<RetiredOnChain | null | undefined> {
  if (url === undefined) return undefined;
  const rpc = createRpc({ url, timeoutMs: TIMEOUT_MS, maxBytes: MOST_ANSWER_BYTES, batchCalls: 1 });
  try {
    return await readRetirement(rpc, content);
  } catch (error) {
    if (error instanceof RpcError || error instanceof OtherChain) throw new CommandError(error.message);
    throw error;
  }
}

async function judge(file: ReadFile | string, command: Command): Promise<Step[]> {
  if (typeof file === 'string') return verifyCertificate(file);
  const { issuer, rpc } = command;
  const stated = file.content.issuer.url;
  if (issuer !== undefined && issuer !== stated) {
    throw new CommandError(`The certificate says that ${stated} issued it, and not ${issuer}.`);
  }
  const keys = await keysOf(command);
  const retired = await retiredOf(file, rpc);
  return verifyCertificate(file, { keys, retired, ...(await standingOf(file, issuer, keys)) });
}

function describe(steps: readonly Step[], file: ReadFile | string): string {
  const lines = steps.map(({ step, outcome, reason }) => `${outcome.padEnd(14)} ${step.padEnd(12)} ${reason}`);
  if (typeof file === 'string') return lines.join('\n');
  const { id, version, issuer, retirement, credits } = file.content;
  return [
    `Certificate ${id}, version ${version}`,
    `issuer      ${issuer.name}, ${issuer.url}`,
    `retired     ${retirement.quantity} t of ${credits.project.name} at ${retirement.retiredAt}`,
    '',
    ...lines,
    ...cautionOf(steps),
  ].join('\n');
}

/** Without a signature that was checked, all that agrees is what whoever made the file has written. */
function cautionOf(steps: readonly Step[]): string[] {
  const isSigned = steps.some(({ step, outcome }) => step === 'SIGNATURE' && outcome === 'VALID');
  return isSigned
    ? []
    : ['', 'Anybody could have made this file: no signature of the issuer was checked and found good.'];
}

try {
  const command = readCommand(process.argv.slice(2));
  const file = readCertificate(await readText(command.file));
  const steps = await judge(file, command);
  console.log(command.json ? JSON.stringify(steps, null, 2) : describe(steps, file));
  if (steps.some(({ outcome }) => outcome === 'INVALID')) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof CommandError ? error.message : error);
  process.exitCode = 2;
}
