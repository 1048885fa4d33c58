import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadConfig } from '../config.ts';
import { CommandError } from './database.ts';

const USAGE = `Usage:
  npm run contracts -- build       compiles contracts/src to contracts/artifacts and contracts/abi
  npm run contracts -- verify      proves that a fresh build gives what is committed, byte for byte
  npm run contracts -- test        runs forge's tests, compares the gas with contracts/gas, and measures the coverage
  npm run contracts -- test --keep-gas
                                   the same, and what was measured becomes contracts/gas
  npm run contracts -- deploy      deploys what is missing to the chain of RPC_URL, or to the local one`;

type Verb = (options: ReadonlySet<string>) => Promise<string>;

const VERBS: Record<string, { readonly run: Verb; readonly options?: readonly string[] }> = {
  build: { run: build },
  verify: { run: verify },
  test: { run: test, options: ['--keep-gas'] },
  deploy: { run: deploy },
};

async function build(): Promise<string> {
  const contracts = await compile();
  const files = new Map(contracts.flatMap((contract) => [...contract.files]));
  for (const leftover of committedFiles().filter((file) => !files.has(file))) rmSync(leftover);
  for (const [file, text] of files) writeFileSync(file, text);
  return contracts.map(({ name, deployedBytes }) => `${name.padEnd(20)} ${deployedBytes} bytes`).join('\n');
}

async function verify(): Promise<string> {
  const files = new Map((await compile()).flatMap((contract) => [...contract.files]));
  const differing = [...files].filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text);
  const leftovers = committedFiles().filter((file) => !files.has(file));
  const offences = [...differing.map(([file]) => file), ...leftovers];
  if (offences.length > 0) {
    throw new CommandError(`Not what contracts/src gives (npm run contracts -- build):\n  ${offences.join('\n  ')}`);
  }
  return `A fresh build gives all ${files.size} committed files, byte for byte.`;
}

async function test(options: ReadonlySet<string>): Promise<string> {
  const { LEAST_BRANCH_COVERAGE, changedGas, coverContracts, keepGas, testContracts } =
    await import('../../contracts/forge.ts');
  const { output, gas } = await testContracts();
  console.log(output);
  if (options.has('--keep-gas')) keepGas(gas);
  const changed = changedGas(gas);
  if (changed.length > 0) {
    const remedy = 'If that is meant: npm run contracts -- test --keep-gas, and commit contracts/gas.';
    throw new CommandError(`Gas is not what contracts/gas says.\n  ${changed.join('\n  ')}\n${remedy}`);
  }
  const coverage = await coverContracts();
  for (const { source, branches, branchesTaken, lines, linesTaken } of coverage) {
    console.log(`${source.padEnd(36)} ${branchesTaken}/${branches} branches, ${linesTaken}/${lines} lines`);
  }
  const whole = coverage.reduce((sum, { branches }) => sum + branches, 0);
  const percent = (100 * coverage.reduce((sum, { branchesTaken }) => sum + branchesTaken, 0)) / whole;
  const words = `The tests take ${percent.toFixed(1)} % of the branches`;
  if (!(percent >= LEAST_BRANCH_COVERAGE))
    throw new CommandError(`${words}: at least ${LEAST_BRANCH_COVERAGE} % it must be.`);
  return `${words}; gas is what contracts/gas says.`;
}

async function deploy(): Promise<string> {
  const { DeployRefusedError, runDeploy } = await import('../local/deploy-command.ts');
  const config = loadConfig();
  try {
    const { contracts } = await runDeploy(config, (line) => console.log(line));
    const addresses = Object.entries(contracts).map(([name, { address }]) => `${name.padEnd(20)} ${address}`);
    return `${addresses.join('\n')}\n${config.chainDeploymentFile} has them.`;
  } catch (error) {
    if (error instanceof DeployRefusedError) throw new CommandError(error.message, { cause: error });
    throw error;
  }
}

/** The compiler is for development only: a production install has none, and deploys all the same. */
async function compile() {
  const { buildContracts } = await import('../../contracts/compile.ts');
  return buildContracts();
}

function committedFiles(): string[] {
  return globSync(['contracts/artifacts/*.json', 'contracts/abi/*.ts']);
}

const [name, ...options] = process.argv.slice(2);
try {
  const verb = VERBS[name ?? ''];
  if (!verb || options.some((option) => !verb.options?.includes(option))) throw new CommandError(USAGE);
  console.log(await verb.run(new Set(options)));
} catch (error) {
  console.error(error instanceof CommandError ? error.message : error);
  process.exitCode = 1;
}
