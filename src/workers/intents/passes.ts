import { chainOf } from '../../resolvers/chain/client.ts';
import type { Context } from '../../resolvers/context.ts';
import type { Pass } from '../keep.ts';
import type { Desk } from './desk.ts';
import { passFollowPrice } from './follow-price.ts';
import { createKeys } from './keys.ts';
import { passMendNonces } from './mend-nonces.ts';
import { passSend } from './send-intents.ts';
import { passWatch } from './watch-intents.ts';

/** Signers and prices change slowly, next to transactions. */
const SLOW_FACTOR = 5;

/** What the passes work with; one a process, since the keystores are opened once. @throws ChainUnavailable */
export function createDesk(ctx: Context): Desk {
  const chain = chainOf(ctx.app);
  return { ctx, chain, keys: createKeys(ctx.app.config, chain) };
}

/** The passes that carry intents out; none where there is no chain. Several processes may run them side by side. */
export function intentPasses(ctx: Context): readonly Pass[] {
  if (!ctx.app.chain) return [];
  const desk = createDesk(ctx);
  const { CLOCK_PASS_MS: everyMs, CHAIN_INTENT_BATCH: batch } = ctx.app.config;
  return [
    { name: 'intents-send', everyMs, run: async (stopping) => (await passSend(desk, stopping)) >= batch },
    { name: 'intents-watch', everyMs, run: (stopping) => passWatch(desk, stopping) },
    { name: 'intents-nonces', everyMs: SLOW_FACTOR * everyMs, run: () => passMendNonces(desk) },
    { name: 'intents-price', everyMs: SLOW_FACTOR * everyMs, run: () => passFollowPrice(desk) },
  ];
}
