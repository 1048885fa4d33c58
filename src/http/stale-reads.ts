import type { App, Context } from '../resolvers/context.ts';
import { callerContext } from './callers.ts';
import type { Prepared } from './prepare.ts';

const apps = new WeakMap<App, App>();

/**
 * The context in which an operation is executed: on the replica, where all of it may be a little old (`mayBeOld`) and the
 * replica keeps up; else the one given.
 */
export function contextFor(prepared: Prepared, ctx: Context): Context {
  const { replica } = ctx.app;
  if (!prepared.mayBeOld || !replica?.isFresh) return ctx;
  let app = apps.get(ctx.app);
  if (!app) {
    app = { ...ctx.app, db: replica.db };
    apps.set(ctx.app, app);
  }
  return callerContext(app, ctx.viewer, ctx.request);
}
