import { fetchText, retryAfterMs } from './fetch-text.ts';
import { type FxSource, readFxXml } from './fx-source.ts';
import { failure } from './price-source.ts';

export interface EcbOptions {
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

const DAILY = '/stats/eurofxref/eurofxref-daily.xml';

/** Reference rates of the euro from the European Central Bank: one a working day, published about 16:00 CET. */
export function openEcb({ baseUrl, ...limits }: EcbOptions): FxSource {
  return {
    name: 'ECB',
    readRates: async (signal) => {
      const answer = await fetchText(baseUrl + DAILY, { ...limits, signal });
      if (answer.state !== 'ANSWER') return answer;
      const { status, headers, text } = answer;
      const pause = { retryAfterMs: retryAfterMs(headers.get('retry-after')) };
      if (status === 429) return failure('RATE_LIMITED', 'HTTP 429', pause);
      if (status === 403) return failure('BLOCKED', 'HTTP 403', pause);
      if (status >= 500) return failure('UNREACHABLE', `HTTP ${status}`, pause);
      if (status !== 200) return failure('REFUSED', `HTTP ${status}`, pause);
      const rates = readFxXml(text);
      return rates ? { state: 'OK', rates, warnings: [] } : failure('LAYOUT_CHANGED', 'the answer is not its XML');
    },
  };
}
