import {
  announcementId,
  ANNOUNCEMENTS,
  BATCHES,
  batchId,
  CATEGORIES,
  COUNTRIES,
  isForSale,
  ORDER_SELLERS,
  QUOTERS,
  SELLERS,
  TRADES,
  tradeId,
  USERS,
} from './dataset.ts';
import { randomOf } from './random.ts';
import { type SearchName, searching } from './search-requests.ts';
import { asking, type StatisticsName } from './statistics-requests.ts';

const trade = `
  fragment T on Trade {
    id quantity currency pricePerCredit totalPrice buyerFee status createdAt
    buyer { id username displayName country }
    seller { id username displayName country }
    announcement { id title currency status remaining }
  }`;

/** The operations that are measured, by name. */
export const operations = {
  latest: `query Latest($to: DateTime) {
    trades(first: 50, filterBy: { to: $to }) { edges { cursor node { ...T } } pageInfo { hasNextPage endCursor } } } ${trade}`,
  byId: `query ById($id: ID!) { trade(id: $id) { ...T } } ${trade}`,
  page: `query Page($announcementId: ID!, $after: String!) {
    trades(first: 20, after: $after, filterBy: { announcementId: $announcementId }) {
      edges { cursor node { ...T } } pageInfo { hasNextPage endCursor } } } ${trade}`,
  place: `mutation Place($input: TradePlaceInput!) {
    tradePlace(input: $input) { __typename ... on TradePlacePayload { trade { id totalPrice buyerFee } } ... on Error { code message } } }`,
  quote: `mutation Quote($input: QuoteCreateInput!) {
    quoteCreate(input: $input) { __typename ... on QuoteCreatePayload { quote { id unitPrice total buyerFee toPay expiresAt
      calculation { modelVersion base unbounded price factors { name value } exchange { rate source } } } }
      ... on Error { code message } } }`,
} as const;

export type ReadName = 'latest' | 'byId' | 'page';

/** What the generator sends: the body of each request, and the token if it takes one. */
export interface Request {
  readonly body: string;
  readonly token?: string;
}

export type Source =
  | { readonly kind: 'read'; readonly name: ReadName; readonly identical: boolean }
  | { readonly kind: 'search'; readonly name: SearchName }
  | { readonly kind: 'statistics'; readonly name: StatisticsName; readonly token: string }
  | { readonly kind: 'quote'; readonly tokens: readonly string[] }
  | { readonly kind: 'place'; readonly hot: boolean; readonly tokens: readonly string[]; readonly run: string };

const global = (type: string, id: string): string => Buffer.from(`${type}:${id}`).toString('base64url');
const cursor = (id: string): string => Buffer.from(id).toString('base64url');

const buyers = 2_000;
/** Users that buy in the benchmark, by number. */
export const buyerNumbers: readonly number[] = Array.from(
  { length: buyers },
  (_, index) => SELLERS + 1 + index * Math.floor((USERS - SELLERS) / buyers),
);
export const forSale: readonly number[] = Array.from({ length: ANNOUNCEMENTS }, (_, index) => index + 1).filter(
  isForSale,
);
export const hotAnnouncement = forSale[Math.floor(forSale.length / 2)] ?? 1;

/** Which buyer buys from which announcement, one after another. */
export function wishes(hot: boolean, seed: number): () => { buyer: number; announcement: number } {
  const random = randomOf(seed);
  return () => ({
    buyer: random(buyerNumbers.length),
    announcement: hot ? hotAnnouncement : (forSale[random(forSale.length)] ?? 1),
  });
}

/** Who is quoted credits of which batch, one after another. */
export function quoteWishes(seed: number): () => { buyer: number; batch: string } {
  const random = randomOf(seed);
  return () => ({ buyer: 1 + random(QUOTERS), batch: batchId(1 + random(BATCHES)) });
}

/** What an order looks for: credits of a category from a country, of three years. */
export interface OrderWanted {
  readonly buyer: number;
  readonly country: string;
  readonly category: string;
  readonly vintageFrom: number;
  readonly vintageTo: number;
  readonly tonnes: number;
}

/** Who orders what, one after another; nobody who sells. */
export function orderWishes(seed: number): () => OrderWanted {
  const random = randomOf(seed);
  return () => {
    const vintageFrom = 2020 + random(3);
    return {
      buyer: ORDER_SELLERS + 1 + random(QUOTERS - ORDER_SELLERS),
      country: COUNTRIES[random(COUNTRIES.length)] ?? '',
      category: CATEGORIES[random(CATEGORIES.length)] ?? '',
      vintageFrom,
      vintageTo: vintageFrom + 2,
      tonnes: 25,
    };
  };
}

function quoting({ tokens }: Source & { kind: 'quote' }, seed: number): () => Request {
  const next = quoteWishes(seed);
  const begin = `{"query":${JSON.stringify(operations.quote)},"variables":{"input":{"quantity":"12","currency":"USD","batchId":"`;
  return () => {
    const { buyer, batch } = next();
    return { token: tokens[buyer - 1] ?? '', body: `${begin}${global('CreditBatch', batch)}"}}}` };
  };
}

/** Requests without end; all different unless `identical`. */
export function requestsOf(source: Source, seed: number): () => Request {
  if (source.kind === 'place') return placing(source, seed);
  if (source.kind === 'quote') return quoting(source, seed);
  if (source.kind === 'statistics') return asking(source, seed);
  if (source.kind === 'search') return searching(source.name, seed);
  const random = randomOf(seed);
  const begin = `{"query":${JSON.stringify(operations[source.name])},"variables":`;
  const future = Date.UTC(2040, 0, 1);
  let count = 0;
  const variables = {
    // Any moment of the future lists the newest trades, and makes a request unlike the others.
    latest: () => `{"to":"${new Date(future + (source.identical ? 0 : (count += 1) + seed * 1e8)).toISOString()}"}`,
    byId: () => `{"id":"${global('Trade', tradeId(1 + random(TRADES)))}"}`,
    page: () =>
      `{"announcementId":"${global('Announcement', announcementId(1 + random(ANNOUNCEMENTS)))}","after":"${cursor(tradeId(TRADES / 2 + random(TRADES / 2)))}"}`,
  }[source.name];
  return () => ({ body: `${begin}${variables()}}` });
}

function placing({ hot, tokens, run }: Source & { kind: 'place' }, seed: number): () => Request {
  const next = wishes(hot, seed);
  const begin = `{"query":${JSON.stringify(operations.place)},"variables":{"input":{"quantity":"0.01","announcementId":"`;
  let count = 0;
  return () => {
    const { buyer, announcement } = next();
    count += 1;
    return {
      token: tokens[buyer] ?? '',
      body: `${begin}${global('Announcement', announcementId(announcement))}","idempotencyKey":"${run}-${seed}-${count}"}}}`,
    };
  };
}
