import { decideChanges } from '../resolvers/governance/decide-changes.ts';
import type { Context } from '../resolvers/context.ts';
import type { Pass } from './keep.ts';

/** The pass that brings into force what executed proposals have set. */
export const governancePasses = (ctx: Context): readonly Pass[] => [
  {
    name: 'governance',
    everyMs: ctx.app.config.CLOCK_PASS_MS,
    run: async () => (await decideChanges(ctx)) > 0,
  },
];
