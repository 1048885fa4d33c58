import type { Browser } from 'playwright-core';
import { type RunningPlatform, startPlatformProcess } from '../platform.ts';
import { openBrowser } from './visits.ts';

export interface Opened extends AsyncDisposable {
  readonly platform: RunningPlatform;
  readonly browser: Browser;
}

/** What `npm start` brings up, with these variables beside its own, and a browser to look at it. */
export async function openPlatform(env: Record<string, string> = {}): Promise<Opened> {
  // One after the other: a browser that comes up beside a platform that does not would be left to nobody.
  await using both = new AsyncDisposableStack();
  const browser = both.use(await openBrowser());
  const platform = both.use(await startPlatformProcess(env));
  const kept = both.move();
  return { platform, browser, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
