import { copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { id } from 'ethers';
import { expect, test } from 'vitest';
import { startTestChain } from '../../../test/chain.ts';
import { openIndexLab } from '../../../test/index-lab.ts';
import { digestIndex } from '../../resolvers/chain/digest-index.ts';

test('a block that was replaced and comes back counts again, with the logs that are there', async () => {
  await using chain = await startTestChain();
  await using lab = await openIndexLab(chain);
  const register = (name: string) => chain.send('CarbonAccount', 'registerUser', [id(name)]);
  const state = join(dirname(chain.env['CHAIN_DEPLOYMENT'] ?? ''), 'state.json');
  /** The chain as it is now, for later. Its state is written when it is stopped, and lost when it is killed. */
  const save = async (name: string) => {
    await chain.stop();
    await copyFile(state, `${state}.${name}`);
    await chain.start();
  };
  const load = async (name: string) => {
    await chain.kill();
    await copyFile(`${state}.${name}`, state);
    await chain.start();
  };
  await save('before');
  const kept = await register('alice');
  await save('alice');
  await lab.follow();
  const before = await digestIndex(lab.opened.app, 31_337);
  await load('before');
  const other = await register('bob');
  expect(other.blockNumber).toBe(kept.blockNumber);
  await lab.follow();
  expect((await lab.logs()).at(-1)).toMatchObject({ args: { userKey: id('bob') } });
  await load('alice');
  await lab.follow();
  expect((await lab.logs()).at(-1)).toMatchObject({ args: { userKey: id('alice') }, blockHash: kept.blockHash });
  expect(await digestIndex(lab.opened.app, 31_337)).toEqual(before);
  const orphans = await lab.db.sql<{ user: string }[]>`
    select args ->> 'userKey' as user from chain_logs where orphaned_at is not null`;
  expect(orphans.map(({ user }) => user)).toEqual([id('bob')]);
});
