/** What the benchmarks run on: how much there is, and the ids by number, so that any process can name a row. */
export const USERS = 100_000;
export const SELLERS = 2_000;
export const ANNOUNCEMENTS = 20_000;
export const TRADES = 1_000_000;
/** Of the search, in a database of its own. */
export const PROJECTS = 100_000;
/** Of quotes, in a database of its own: who asks, and batches of which the platform has something to sell. */
export const QUOTERS = 5_000;
export const BATCHES = 5_000;
/** Of orders, in a database of its own, as many people and batches: who sells, and by what others look for credits. */
export const ORDER_SELLERS = 500;
export const COUNTRIES = 'BR CO PE KE ET IN ID KH VN MX CL UG TZ ZM MW GH NP LA PG MM'.split(' ');
export const CATEGORIES = ['ARR', 'REDD', 'IFM', 'WRC'] as const;
/** Trades of each announcement: they were spread evenly. */
export const TRADES_PER_ANNOUNCEMENT = TRADES / ANNOUNCEMENTS;

/** Ids rise with their number, as those of version 7 rise with time, and all lie before any of today. */
const idOf = (prefix: string, number: number): string => `${prefix}-8000-${number.toString(16).padStart(12, '0')}`;

export const userId = (number: number): string => idOf('01800000-0000-7001', number);
export const walletId = (user: number, asset: number): string => idOf('01800000-0000-7002', user * 4 + asset);
export const announcementId = (number: number): string => idOf('01800000-0000-7003', number);
export const projectId = (number: number): string => idOf('01800000-0000-7007', number);
export const batchId = (number: number): string => idOf('01800000-0000-7005', number);
export const tradeId = (number: number): string => idOf('01800000-0000-7004', number);

/** Of which announcement a trade is; 7,919 shares no factor with 20,000, so all have equally many. */
export const announcementOfTrade = (trade: number): number => ((trade * 7_919) % ANNOUNCEMENTS) + 1;

/** Announcements at a fixed price that can be bought from, in EUR. */
export const isForSale = (announcement: number): boolean =>
  announcement % 3 === 0 && announcement % 10 !== 0 && announcement % 8 !== 7;

/** The relation of the same ids in SQL. */
export const sqlId = (kind: 1 | 2 | 3 | 4 | 5 | 6, number: string): string =>
  `('01800000-0000-700${kind}-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
