/* oxlint-disable typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access -- no types here */
// Plain JavaScript that every Node reads: an older one could not even load the TypeScript that would tell it so.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `EcoCoin needs Node 22.18 or later and this is ${process.version}. On Linux (x64, arm64) "npm ci" brings Node 24 along ` +
      '(do not leave out optional packages); elsewhere install it from https://nodejs.org.',
  );
  process.exit(1);
}
