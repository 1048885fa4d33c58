import { hasWaitingChanges } from '../db/governed-changes.ts';
import { hasOpenVoting } from '../db/proposal-standings.ts';
import { hasConfirmedRetirements } from '../db/retirement-chain.ts';
import type { Chain } from '../resolvers/chain/client.ts';
import type { App } from '../resolvers/context.ts';
import type { Pass } from '../workers/keep.ts';

/** Anvil calls a block final that lies two epochs of 32 slots below its newest one. */
const FINAL_AFTER_BLOCKS = 2 * 32;

const mine = ({ rpc }: Chain, blocks: number): Promise<unknown> => rpc.call('anvil_mine', [`0x${blocks.toString(16)}`]);

/**
 * Adds empty blocks to the local chain while a retirement, or what a proposal has set, waits to become final: nobody else
 * sends anything there, so it would wait for ever. Not while people vote, whose time is counted in blocks. Only of the chain
 * that was brought along; gives whether it added any.
 */
export async function finishLocalChain({ db }: Pick<App, 'db'>, chain: Chain): Promise<boolean> {
  const { chainId } = chain;
  const isWaiting = (await hasConfirmedRetirements(db, chainId)) || (await hasWaitingChanges(db, chainId));
  if (!isWaiting || (await hasOpenVoting(db, chainId))) return false;
  await mine(chain, FINAL_AFTER_BLOCKS + 1);
  return true;
}

/** Adds an empty block to the local chain while a voting is to come or under way, so that it ends; gives whether it did. */
export async function lengthenLocalChain({ db }: Pick<App, 'db'>, chain: Chain): Promise<boolean> {
  if (!(await hasOpenVoting(db, chain.chainId))) return false;
  await mine(chain, 1);
  return true;
}

/** A voting of 20 blocks then lasts for some two minutes. */
const VOTING_BLOCK_MS = 5_000;

/** Keeps doing both. */
export const localChainPasses = (app: App, chain: Chain): readonly Pass[] => [
  {
    name: 'local-chain',
    everyMs: app.config.CLOCK_PASS_MS,
    run: async () => void (await finishLocalChain(app, chain)),
  },
  {
    name: 'local-voting',
    everyMs: VOTING_BLOCK_MS,
    run: async () => void (await lengthenLocalChain(app, chain)),
  },
];
