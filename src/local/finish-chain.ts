import { hasConfirmedRetirements } from '../db/retirement-chain.ts';
import type { Chain } from '../resolvers/chain/client.ts';
import type { App } from '../resolvers/context.ts';
import type { Pass } from '../workers/keep.ts';

/** Anvil calls a block final that lies two epochs of 32 slots below its newest one. */
const FINAL_AFTER_BLOCKS = 2 * 32;

/**
 * Adds empty blocks to the local chain while a retirement waits to become final: nobody else sends anything there, so it
 * would wait for ever. Only of the chain that was brought along; gives whether it added any.
 */
export async function finishLocalChain({ db }: Pick<App, 'db'>, { chainId, rpc }: Chain): Promise<boolean> {
  if (!(await hasConfirmedRetirements(db, chainId))) return false;
  await rpc.call('anvil_mine', [`0x${(FINAL_AFTER_BLOCKS + 1).toString(16)}`]);
  return true;
}

/** Keeps doing that. */
export const localChainPass = (app: App, chain: Chain): Pass => ({
  name: 'local-chain',
  everyMs: app.config.CLOCK_PASS_MS,
  run: async () => void (await finishLocalChain(app, chain)),
});
