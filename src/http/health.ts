import type { App } from '../resolvers/context.ts';
import type { Kept } from '../workers/keep.ts';
import type { Pages } from './api.ts';

export function healthPages(app: App, kept: readonly Kept[]): Pages {
  void app;
  void kept;
  return { '/health': (_, res) => void res.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}') };
}
