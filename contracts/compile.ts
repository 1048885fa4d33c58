import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// The build: solc-js over contracts/src, to artifacts and typed ABIs. The same sources, compiler and settings give the
// same bytes on every machine, which `npm run contracts -- verify` proves.

/** What is compiled and how; foundry.toml says the same, so that what the tests run is what gets deployed. */
const SETTINGS = {
  evmVersion: 'cancun',
  optimizer: { enabled: true, runs: 200 },
  // No hash of the metadata in the bytecode: it would change with the order of files and every comment.
  metadata: { bytecodeHash: 'none' },
} as const;

/** EIP-170: a contract with more bytes than this cannot be deployed. */
const MOST_BYTES = 24_576;

const SOURCES = 'contracts/src';

interface Bytecode {
  readonly object: string;
  readonly immutableReferences?: Record<string, { readonly start: number; readonly length: number }[]>;
}

interface Compiled {
  readonly abi: readonly unknown[];
  readonly evm: { readonly bytecode: Bytecode; readonly deployedBytecode: Bytecode };
}

interface CompilerOutput {
  readonly errors?: readonly {
    readonly severity: string;
    readonly formattedMessage: string;
    readonly sourceLocation?: { readonly file: string };
  }[];
  readonly contracts?: Record<string, Record<string, Compiled>>;
}

interface Compiler {
  version(): string;
  compile(input: string, callbacks: { import: (path: string) => { contents: string } | { error: string } }): string;
}

const require = createRequire(import.meta.url);

/** A contract of ours as it was built. */
export interface Built {
  readonly name: string;
  /** The artifact, JSON, and the typed ABI, TypeScript: path from the project's root -> text. */
  readonly files: ReadonlyMap<string, string>;
  /** Creation code, hex with 0x. */
  readonly bytecode: string;
  readonly deployedBytes: number;
}

/**
 * Compiles every contract of contracts/src that can be deployed. Throws with the compiler's own words when it refuses
 * or warns of a line of ours (in a contract that holds money a warning is an error), and when a contract is over the limit of EIP-170.
 */
export function buildContracts(): Built[] {
  // The compiler is 9 MB of JavaScript and for building alone, so it loads here and not with the module.
  const solc = require('solc') as Compiler;
  const names = readdirSync(SOURCES)
    .filter((file) => file.endsWith('.sol'))
    .map((file) => file.slice(0, -'.sol'.length))
    .toSorted();
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(
      names.map((name) => [`src/${name}.sol`, { content: readFileSync(join(SOURCES, `${name}.sol`), 'utf8') }]),
    ),
    settings: {
      ...SETTINGS,
      outputSelection: {
        '*': {
          '*': [
            'abi',
            'evm.bytecode.object',
            'evm.deployedBytecode.object',
            'evm.deployedBytecode.immutableReferences',
          ],
        },
      },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: readImport })) as CompilerOutput;
  const complaints = (output.errors ?? []).filter(
    ({ severity, sourceLocation }) => severity === 'error' || sourceLocation?.file.startsWith('src/'),
  );
  if (complaints.length > 0) {
    throw new Error(complaints.map(({ formattedMessage }) => formattedMessage).join('\n'));
  }
  return names.flatMap((name) => {
    const compiled = output.contracts?.[`src/${name}.sol`]?.[name];
    return compiled ? [built(name, compiled, solc.version())] : [];
  });
}

function built(name: string, { abi, evm }: Compiled, compiler: string): Built {
  const deployedBytes = evm.deployedBytecode.object.length / 2;
  if (deployedBytes > MOST_BYTES)
    throw new Error(`${name} has ${deployedBytes} bytes, over the ${MOST_BYTES} of EIP-170`);
  const bytecode = `0x${evm.bytecode.object}`;
  const artifact = {
    contractName: name,
    sourceName: `${SOURCES}/${name}.sol`,
    compiler: { version: compiler, ...SETTINGS },
    abi,
    bytecode,
    deployedBytecode: `0x${evm.deployedBytecode.object}`,
    immutableReferences: evm.deployedBytecode.immutableReferences ?? {},
  };
  const typed = `// Built from ${SOURCES}/${name}.sol by \`npm run contracts -- build\`; do not edit.
export const ${name.charAt(0).toLowerCase()}${name.slice(1)}Abi = ${JSON.stringify(abi, null, 2)} as const;
`;
  return {
    name,
    bytecode,
    deployedBytes,
    files: new Map([
      [`contracts/artifacts/${name}.json`, `${JSON.stringify(artifact, null, 2)}\n`],
      [`contracts/abi/${kebab(name)}.ts`, typed],
    ]),
  };
}

/** Only OpenZeppelin is imported from outside, in the version of the lock file. */
function readImport(path: string): { contents: string } | { error: string } {
  if (!path.startsWith('@openzeppelin/')) return { error: `${path} is neither ours nor OpenZeppelin's` };
  return { contents: readFileSync(require.resolve(path), 'utf8') };
}

function kebab(name: string): string {
  return name.replaceAll(/(?<!^)[A-Z]/g, '-$&').toLowerCase();
}
