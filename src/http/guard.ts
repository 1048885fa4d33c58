import type { GraphQLError } from 'graphql';
import type { App, Context } from '../resolvers/context.ts';
import type { Prepared } from './pipeline.ts';

/** What stands before every operation, whichever door it came through. */
export interface Guard {
  /** Undefined if the operation may run now, else why not. */
  admit(ctx: Context, prepared: Prepared): Promise<GraphQLError | undefined> | GraphQLError | undefined;
}

export function createGuard(app: App): Guard {
  void app;
  return { admit: () => undefined };
}
