import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { buildSchema, findBreakingChanges } from 'graphql';

// Compares the contract with its last committed version that reads otherwise: the one of HEAD while a change is being
// made, the one before it ever after. What breaks a client must stand in the CHANGELOG.

const CONTRACT = 'src/schema/schema.graphql';
const ANNOUNCED = /^- BREAKING:/m;

const contract = readFileSync(CONTRACT, 'utf8');
const earlier = earlierContract();
const changes = earlier === undefined ? [] : findBreakingChanges(buildSchema(earlier), buildSchema(contract));

if (earlier === undefined) console.log('No earlier version of the schema to compare with.');
for (const { description } of changes) console.log(description);
if (changes.length > 0 && !ANNOUNCED.test(unreleased(readFileSync('CHANGELOG.md', 'utf8')))) {
  console.error(
    'These break clients: say so under Unreleased in CHANGELOG.md, in a line that starts with "- BREAKING:".',
  );
  process.exitCode = 1;
}

/** Two versions are enough: the newest is the working one or differs from it. A copy without history has none. */
function earlierContract(): string | undefined {
  const commits = git('log', '-2', '--format=%H', '--', CONTRACT).split('\n').filter(Boolean);
  return commits.map((commit) => git('show', `${commit}:${CONTRACT}`)).find((version) => version !== contract);
}

function git(...args: string[]): string {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

function unreleased(changelog: string): string {
  return changelog.split(/^## /m).find((section) => /^\[?Unreleased/i.test(section)) ?? '';
}
