import type { Context } from '../resolvers/context.ts';
import { checkReserves } from '../resolvers/reserves/check-reserves.ts';
import type { Pass } from './keep.ts';

/** Watches the reserves; nothing to watch where there is no chain. */
export const reservePasses = ({ app }: Context): readonly Pass[] =>
  app.chain
    ? [{ name: 'reserves', everyMs: app.config.CHAIN_RESERVE_CHECK_S * 1_000, run: () => checkReserves(app) }]
    : [];
