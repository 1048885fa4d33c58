import { open } from 'node:fs/promises';
import { z } from 'zod';
import { type Hex, RpcError } from '../resolvers/chain/client.ts';
import { bundleHash, commitmentOf, proofShape } from '../resolvers/proofs/bundle.ts';
import { type Anchored, type Known, type Step, verifyProof } from '../resolvers/proofs/verify.ts';
import { OtherChain, readAnchor } from '../workers/chain/read-anchor.ts';
import { createRpc } from '../workers/chain/rpc.ts';
import { readArguments } from './arguments.ts';
import { CommandError } from './database.ts';

const USAGE = `Usage:
  npm run verify-proof -- FILE [--platform ADDRESS]... [--rpc URL] [--json]

  FILE        a proof of PoAI v1, as JSON, or the answer of \`poaiProof\` that it came in
  --platform  an address with which the platform signs, as it publishes them (several may be given)
  --rpc       an RPC of the chain that the bundle names: the anchor is then looked up there
  --json      prints the steps as JSON

It needs no database and, without --rpc, no network. It ends with 0 if no step is INVALID, with 1 if one is, and with 2 if
the file or the chain cannot be read.`;

const MOST_BYTES = 64 * 2 ** 20;
const MOST_RPC_BYTES = 2 ** 20;
const RPC_TIMEOUT_MS = 30_000;

interface Command {
  readonly file: string;
  readonly platform: readonly Hex[] | undefined;
  readonly rpc: string | undefined;
  readonly json: boolean;
}

function readCommand(args: string[]): Command {
  const options = {
    platform: { type: 'string', multiple: true },
    rpc: { type: 'string' },
    json: { type: 'boolean', default: false },
  } as const;
  const parsed = readArguments(args, options, USAGE);
  const [file, ...rest] = parsed.positionals;
  const { platform, rpc, json } = parsed.values;
  const isWrong = platform?.some((text) => !/^0x[\da-f]{40}$/i.test(text)) || (rpc !== undefined && !URL.canParse(rpc));
  if (!file || rest.length > 0 || isWrong) throw new CommandError(USAGE);
  return { file, platform: platform?.map((text) => text.toLowerCase() as Hex), rpc, json };
}

async function readProof(path: string): Promise<unknown> {
  await using file = await open(path).catch((error: unknown) => {
    throw new CommandError(`${path} cannot be opened: ${error instanceof Error ? error.message : String(error)}`);
  });
  const { size } = await file.stat();
  if (size > MOST_BYTES) throw new CommandError(`${path} is larger than ${MOST_BYTES} bytes: that is no proof.`);
  const text = await file.readFile('utf8');
  try {
    return unwrap(JSON.parse(text));
  } catch (error) {
    throw new CommandError(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const given = z.union([
  z.object({ data: z.object({ poaiProof: z.string() }) }).transform(({ data }) => data.poaiProof),
  z.object({ data: z.object({ poaiProofReveal: z.string() }) }).transform(({ data }) => data.poaiProofReveal),
  z.string(),
]);

/** The proof in an answer of the API, or in a text; anything else is judged as it is. */
function unwrap(read: unknown): unknown {
  const wrapped = given.safeParse(read);
  return wrapped.success ? (JSON.parse(wrapped.data) as unknown) : read;
}

function describe(steps: readonly Step[], file: unknown): string {
  const read = proofShape.safeParse(file);
  const lines = steps.map(({ step, outcome, reason }) => `${outcome.padEnd(14)} ${step.padEnd(31)} ${reason}`);
  if (!read.success) return lines.join('\n');
  const { bundle } = read.data;
  const hashed = bundleHash(bundle);
  return [
    `PoAI ${bundle.sequence} of ${bundle.subject.projectName}`,
    `bundle      ${hashed}`,
    `commitment  ${commitmentOf(hashed, bundle)}`,
    '',
    ...lines,
  ].join('\n');
}

/** Undefined where nobody was asked. */
async function lookUp(url: string | undefined, file: unknown): Promise<Anchored | null | undefined> {
  const read = proofShape.safeParse(file);
  if (url === undefined || !read.success) return undefined;
  const rpc = createRpc({ url, timeoutMs: RPC_TIMEOUT_MS, maxBytes: MOST_RPC_BYTES, batchCalls: 1 });
  try {
    return await readAnchor(rpc, read.data);
  } catch (error) {
    if (error instanceof RpcError || error instanceof OtherChain) throw new CommandError(error.message);
    throw error;
  }
}

try {
  const { file, platform, rpc, json } = readCommand(process.argv.slice(2));
  const proof = await readProof(file);
  const known: Known = { platformSigners: platform, anchored: await lookUp(rpc, proof) };
  const steps = verifyProof(proof, known);
  console.log(json ? JSON.stringify(steps, null, 2) : describe(steps, proof));
  if (steps.some(({ outcome }) => outcome === 'INVALID')) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof CommandError ? error.message : error);
  process.exitCode = 2;
}
