#!/usr/bin/env node
// Gives solc-js the command line of the solc binary, as far as forge speaks it: `--version`, and `--standard-json` from
// stdin to stdout. So forge compiles with the compiler of the lock file, offline. Forge puts every source into the input,
// hence no import is ever read here.
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const solc = createRequire(import.meta.url)('solc');

if (process.argv.includes('--version')) {
  // Forge takes the platform's name for a part of the version, so it is told the release and its commit alone.
  const [release] = solc.version().split('.Emscripten');
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${release}.Linux.g++\n`);
} else if (process.argv.includes('--standard-json')) {
  process.stdout.write(solc.compile(await text(process.stdin)));
} else {
  process.stderr.write(`solc-wrapper knows --version and --standard-json, not ${process.argv.slice(2).join(' ')}\n`);
  process.exitCode = 1;
}
