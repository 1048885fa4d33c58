import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { buildSchema, findBreakingChanges } from 'graphql';

// Compares the contract with its last committed version that reads otherwise: the newest one while a change is being
// made, the one before it ever after. What breaks a client needs a line in the CHANGELOG that was not there then; it
// counts wherever it stands now, so that a release may move it out of Unreleased.

const CONTRACT = 'src/schema/schema.graphql';
const CHANGELOG = 'CHANGELOG.md';

const contract = readFileSync(CONTRACT, 'utf8');
const earlier = earlierContract();
const changes = earlier ? findBreakingChanges(buildSchema(earlier.contract), buildSchema(contract)) : [];
const announced = earlier ? announcements(readFileSync(CHANGELOG, 'utf8')).difference(earlier.announced) : new Set();

if (!earlier) console.log('No earlier version of the schema to compare with.');
for (const { description } of changes) console.log(description);
if (changes.length > 0 && announced.size === 0) {
  console.error(
    `This breaks clients: say so in ${CHANGELOG} under Unreleased, in a line that starts with "- BREAKING:".`,
  );
  process.exitCode = 1;
}

/** Two commits are enough: the newest has the working version or another one. A copy without history has none. */
function earlierContract(): { contract: string; announced: Set<string> } | undefined {
  const commits = git('log', '-2', '--format=%H', '--', CONTRACT).split('\n').filter(Boolean);
  const commit = commits.find((each) => git('show', `${each}:${CONTRACT}`) !== contract);
  if (commit === undefined) return undefined;
  return {
    contract: git('show', `${commit}:${CONTRACT}`),
    announced: announcements(git('show', `${commit}:${CHANGELOG}`)),
  };
}

function announcements(changelog: string): Set<string> {
  return new Set(changelog.split('\n').filter((line) => line.startsWith('- BREAKING:')));
}

function git(...args: string[]): string {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}
