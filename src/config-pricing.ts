import { count, list, url } from './config-kinds.ts';

/** The variables of prices of credits, of quotes and of exchange rates. */
export const pricingVariables = {
  QUOTE_TTL_S: count(5, 3_600).default(60).describe('time in which a quote can be taken'),
  QUOTES_OPEN: count(1, 10_000).default(100).describe('open quotes that an owner may have at once'),
  QUOTE_RETENTION_S: count().default(86_400).describe('how long a quote is kept that nobody took'),
  QUOTE_EXPIRY_BATCH: count(1, 50_000).default(5_000).describe('quotes that one pass ends or deletes'),
  BATCH_PRICE_MS: count(100).default(15_000).describe('pause between passes that price what the platform sells'),
  BATCH_PRICE_PAGE: count(1, 5_000).default(500).describe('batches that are priced in one transaction'),
  BATCH_PRICE_HISTORY: count(1, 10_000).default(500).describe('prices of a batch that one reading gives at most'),
  MARKET_INDEX_MS: count(100).default(300_000).describe('pause between passes that compute the market index'),
  MARKET_INDEX_TRADES: count(100).default(100_000).describe('trades that an index is made of at most: the newest'),
  VERIFIER_CASES: count(1, 100_000).default(1_000).describe('approvals of a reviewer that count: the newest'),
  VERIFIER_BATCH: count(1, 10_000).default(200).describe('reviewers whose record one pass computes'),
  FX_SOURCES: list
    .default([])
    .describe('sources of exchange rates that are asked: ECB (empty: none; see `npm run fx`)'),
  FX_STALE_DAYS: count(1, 60)
    .default(5)
    .describe('age at which an exchange rate is too old to quote at (ECB: holidays)'),
  FX_POLL_S: count().default(3_600).describe('pause between looks for new exchange rates'),
  FX_IMPORT_ROWS: count().default(1_000_000).describe('rates of a file of exchange rates'),
  ECB_URL: url.default('https://www.ecb.europa.eu').describe('base URL of the reference rates of the ECB'),
};
