import { id } from 'ethers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../../test/commands.ts';
import { startTestChain, type TestChain } from '../../test/chain.ts';
import { openIndexLab, type IndexLab } from '../../test/index-lab.ts';

let chain: TestChain;
let lab: IndexLab;
beforeAll(async () => {
  chain = await startTestChain();
  lab = await openIndexLab(chain);
  await chain.send('CarbonAccount', 'registerUser', [id('alice')]);
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

const run = (...args: string[]) =>
  runCommand('chain', args, {
    env: {
      LOG_LEVEL: 'error',
      ...chain.env,
      DATABASE_URL: lab.opened.databaseUrl,
      DATA_DIR: lab.opened.app.config.dataDir,
    },
  });

test('tells how far the chain is, repairs what is wrong with its index, and proves it by the digest', async () => {
  expect(await run('status')).toMatchObject({ code: 0, out: expect.stringMatching(/indexed +-?\d+/) as string });
  await lab.follow();
  const height = await chain.height();
  const status = await run('status');
  expect(status.out).toContain(`indexed     ${height} (0 behind)`);
  expect(status.out).toContain('state       runs');

  const before = await run('digest');
  expect(before.out).toMatch(/^[\da-f]{64} +\d+ {2}chain_logs$/m);
  expect(before.out).toMatch(/^[\da-f]{64} {2}all of chain 31337$/m);
  // An event that nobody has indexed, and one that never happened.
  await lab.db.sql`delete from chain_logs where args ->> 'userKey' = ${id('alice')}`;
  await lab.db.sql`
    insert into chain_logs select chain_id, block_number, block_hash, 99, tx_hash, tx_index, address, topics, data, contract,
      'Nothing', args, block_time from chain_logs limit 1`;
  expect((await run('digest')).out).not.toBe(before.out);
  const first = await run('resync', '--from', '1');
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toMatch(/inserted +1\n +orphaned +1\n/);
  expect(await run('digest')).toEqual(before);
  expect((await run('resync', '--from', '1', '--to', String(height))).out).toMatch(/inserted +0\n +orphaned +0\n/);
});

test.each([[[]], [['dance']], [['resync', '--from', 'x']], [['status', '--from', '1']], [['digest', 'now']]])(
  'explains itself when it is asked for %j',
  async (args) => {
    const { code, err } = await run(...args);
    expect(code).toBe(1);
    expect(err).toContain('npm run chain -- status');
  },
);
