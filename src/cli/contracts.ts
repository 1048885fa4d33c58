import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { buildContracts } from '../../contracts/compile.ts';
import { CommandError } from './database.ts';

const USAGE = `Usage:
  npm run contracts -- build     compiles contracts/src to contracts/artifacts and contracts/abi
  npm run contracts -- verify    proves that a fresh build gives what is committed, byte for byte`;

const VERBS: Record<string, () => Promise<string> | string> = { build, verify };

function build(): string {
  const contracts = buildContracts();
  const files = new Map(contracts.flatMap((contract) => [...contract.files]));
  for (const leftover of committedFiles().filter((file) => !files.has(file))) rmSync(leftover);
  for (const [file, text] of files) writeFileSync(file, text);
  return contracts.map(({ name, deployedBytes }) => `${name.padEnd(20)} ${deployedBytes} bytes`).join('\n');
}

function verify(): string {
  const files = new Map(buildContracts().flatMap((contract) => [...contract.files]));
  const differing = [...files].filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text);
  const leftovers = committedFiles().filter((file) => !files.has(file));
  const offences = [...differing.map(([file]) => file), ...leftovers];
  if (offences.length > 0) {
    throw new CommandError(`Not what contracts/src gives (npm run contracts -- build):\n  ${offences.join('\n  ')}`);
  }
  return `A fresh build gives all ${files.size} committed files, byte for byte.`;
}

function committedFiles(): string[] {
  return globSync(['contracts/artifacts/*.json', 'contracts/abi/*.ts']);
}

const [verb, ...rest] = process.argv.slice(2);
try {
  const run = VERBS[verb ?? ''];
  if (!run || rest.length > 0) throw new CommandError(USAGE);
  console.log(await run());
} catch (error) {
  console.error(error instanceof CommandError ? error.message : error);
  process.exitCode = 1;
}
