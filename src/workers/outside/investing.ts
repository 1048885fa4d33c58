import { findChromium, type Chromium, type NoChromium } from './chromium.ts';
import { loadPage } from './browser.ts';
import { fetchText, retryAfterMs } from './fetch-text.ts';
import { CHALLENGE, isChallenge, readInvestingPage, type ExpectedInstrument } from './investing-page.ts';
import { failure, type DaysOutcome, type PriceSource, type SourceFailure } from './price-source.ts';

export interface InvestingOptions {
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly chromiumPath?: string | undefined;
  /** Folder of ours for the packaged Chromium. */
  readonly unpackDir: string;
}

const PAGE_PATH = '/commodities/carbon-emissions-historical-data';
const EUA: ExpectedInstrument = { path: '/commodities/carbon-emissions', title: 'Carbon Emissions', currency: 'EUR' };

/**
 * EU allowance futures (EUA, EUR/t) from the historical-data page of investing.com: the last 20 to 23 days, whatever
 * range is asked. Read with a real Chromium; on a machine that has none the page is fetched plainly, and `degraded`
 * says so.
 */
export function openInvesting(options: InvestingOptions): PriceSource {
  // Kept once found; a machine that has none is asked again each time, since one may get installed.
  let chromium: Chromium | undefined;
  return {
    name: 'INVESTING',
    readDays: async (_request, signal) => {
      const found =
        chromium ?? (await findChromium({ configuredPath: options.chromiumPath, unpackDir: options.unpackDir }));
      chromium = found.state === 'FOUND' ? found : undefined;
      return readThrough(found, options, signal);
    },
  };
}

async function readThrough(
  chromium: Chromium | NoChromium,
  options: InvestingOptions,
  signal: AbortSignal | undefined,
): Promise<DaysOutcome> {
  const url = `${options.baseUrl}${PAGE_PATH}`;
  const { timeoutMs, maxBytes } = options;
  let degraded = chromium.state === 'NONE' ? chromium.detail : undefined;
  if (chromium.state === 'FOUND') {
    const page = await loadPage({ executablePath: chromium.path, url, timeoutMs, maxBytes, signal });
    if (page.state === 'ANSWER') return judged(page.status, page.headers['retry-after'] ?? null, page.html);
    if (page.state !== 'NO_BROWSER') return page;
    degraded = page.detail;
  }
  const answer = await fetchText(url, { timeoutMs, maxBytes, signal, headers: { accept: 'text/html' } });
  const outcome =
    answer.state === 'ANSWER' ? judged(answer.status, answer.headers.get('retry-after'), answer.text) : answer;
  return degraded === undefined ? outcome : { ...outcome, degraded };
}

function judged(status: number, retryAfter: string | null, html: string): DaysOutcome {
  // A challenge comes with 200, 403 or 503; a page with the data never comes with anything but 200.
  if (status !== 200 && isChallenge(html)) return failure('BLOCKED', `HTTP ${status}: ${CHALLENGE}`);
  return trouble(status, retryAfter) ?? readInvestingPage(html, EUA);
}

function trouble(status: number, retryAfter: string | null): SourceFailure | undefined {
  const pause = { retryAfterMs: retryAfterMs(retryAfter) };
  if (status === 429) return failure('RATE_LIMITED', 'HTTP 429', pause);
  if (status === 401 || status === 403 || status === 451) return failure('BLOCKED', `HTTP ${status}`, pause);
  if (status >= 500) return failure('UNREACHABLE', `HTTP ${status}`, pause);
  return status === 200 ? undefined : failure('LAYOUT_CHANGED', `HTTP ${status}`);
}
