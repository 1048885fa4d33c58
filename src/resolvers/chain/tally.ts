import type { App } from '../context.ts';

/** What the indexer of this process has met since it started, for its metrics. */
export interface ChainTally {
  /** Failed calls to the chain, by kind (RpcErrorKind, or DISAGREE where answers did not fit each other). */
  readonly rpcErrors: Map<string, number>;
  /** Blocks whose logs the node had left out and another way gave. */
  recoveredBlocks: number;
  /** Logs that a second look found missing, or too many. */
  repairedLogs: number;
}

const tallies = new WeakMap<App, ChainTally>();

/** The tally of the app's process; begun at the first call. */
export function chainTally(app: App): ChainTally {
  let tally = tallies.get(app);
  if (!tally) {
    tally = { rpcErrors: new Map(), recoveredBlocks: 0, repairedLogs: 0 };
    tallies.set(app, tally);
  }
  return tally;
}
