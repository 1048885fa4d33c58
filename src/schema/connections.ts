import type { Page } from '../resolvers/pages.ts';
import { builder } from './builder.ts';

/** Pages go forward, each from the cursor where the one before ended. */
export const pageArgs = builder.args((t) => ({
  first: t.int({ required: false, description: 'How many items at most, up to 100 (default 20).' }),
  after: t.string({ required: false, description: '`endCursor` of the page before.' }),
}));

/** A page in the shape of Relay's Cursor Connections. */
export function toConnection<T>(page: Page<T>) {
  const edges = page.items.map((node) => ({ cursor: page.cursorOf(node), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
