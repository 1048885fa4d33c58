import postgres from 'postgres';
import { v7 as newId } from 'uuid';
import { answerParent } from './children.ts';
import { announcementId, SELLERS, userId } from './dataset.ts';
import { buyerNumbers, wishes } from './requests.ts';

// The limit of trades: a bare loop that sends, for each trade, one transaction with the statements that a trade takes.
// No HTTP, no GraphQL, no checks of input; the statements between BEGIN and COMMIT go out in two volleys.

export interface PlaceOptions {
  readonly databaseUrl: string;
  readonly connections: number;
  readonly hot: boolean;
  readonly run: string;
  readonly seed: number;
  readonly warmUpMs: number;
  readonly durationMs: number;
}

export interface Placed {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface Account {
  readonly owner_id: string;
  readonly wallet_id: string;
  readonly asset: string;
  readonly kind: string;
  readonly account_id: string;
  readonly balance: string;
}

const QUANTITY = 10n ** 16n;
const FEES_EUR = 2;
const MARKET = 10n ** 34n;

const divideUp = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor;

function lock(tx: postgres.TransactionSql, announcement: string, buyer: string, seller: string, key: string) {
  return Promise.all([
    tx<{ remaining: string; fixed_price: string; priced_at: Date; status: string }[]>`
      select a.*, m.price as market_price from announcements a
      left join price_latest m on a.price_kind = 'MARKET' and m.instrument = 'MCO2' and m.currency::text = a.currency::text
      where a.id = ${announcement} for no key update of a`,
    tx<Account[]>`
      select w.owner_id, w.id as wallet_id, w.asset, a.id as account_id, a.kind, a.balance
      from wallets w join accounts a on a.wallet_id = w.id
      where w.owner_id in (${buyer}, ${seller}) and w.asset in ('EUR', 'CARBON') order by a.id for no key update of a`,
    tx`select input_hash, result_id from idempotency_keys where actor_id = ${buyer} and operation = 'tradePlace' and key = ${key}`,
    tx<{ version: number; maker_bps: number; taker_bps: number }[]>`
      select *, now() as now from fee_schedules where effective_from <= now() order by effective_from desc, version desc limit 1`,
  ]);
}

interface Trade {
  readonly announcement: string;
  readonly buyer: string;
  readonly seller: string;
  readonly key: string;
}

async function place(tx: postgres.TransactionSql, { announcement, buyer, seller, key }: Trade): Promise<void> {
  const [[offer], accounts, done, [fees]] = await lock(tx, announcement, buyer, seller, key);
  const of = (owner: string, asset: string, kind: string): Account => {
    const account = accounts.find((each) => each.owner_id === owner && each.asset === asset && each.kind === kind);
    if (!account) throw new Error('no wallet');
    return account;
  };
  if (!offer || !fees || offer.status !== 'ACTIVE' || done.length > 0) throw new Error('the trade cannot be made');
  const total = divideUp(QUANTITY * BigInt(offer.fixed_price), MARKET);
  const [buyerFee, sellerFee] = [
    divideUp(total * BigInt(fees.taker_bps), 10_000n),
    divideUp(total * BigInt(fees.maker_bps), 10_000n),
  ];
  const [money, income] = [of(buyer, 'EUR', 'AVAILABLE'), of(seller, 'EUR', 'AVAILABLE')];
  const [credits, held] = [of(buyer, 'CARBON', 'AVAILABLE'), of(seller, 'CARBON', 'HELD')];
  const after = ({ balance }: Account, amount: bigint): string => (BigInt(balance) + amount).toString();
  const id = newId();
  const [paid, earned, fee] = [-(total + buyerFee), total - sellerFee, buyerFee + sellerFee];
  const remaining = BigInt(offer.remaining) - QUANTITY;
  if (BigInt(money.balance) + paid < 0n || remaining <= 0n) throw new Error('the trade cannot be made');
  const event = (topic: string, about: string, payload: object) => [topic, about, JSON.stringify(payload)] as const;
  const events = [
    event('trade', id, { id, announcementId: announcement, buyerId: buyer, sellerId: seller }),
    event('announcement', announcement, { id: announcement, sellerId: seller }),
    ...[money, credits].map(({ wallet_id }) => event('wallet', wallet_id, { id: wallet_id, ownerId: buyer })),
    ...[income, held].map(({ wallet_id }) => event('wallet', wallet_id, { id: wallet_id, ownerId: seller })),
  ];
  await Promise.all([
    tx`insert into entries (id, kind, reference_id, actor_id) values (${id}, 'TRADE', ${id}, ${buyer})`,
    tx`insert into postings (entry_id, leg, kind, account_id, asset, amount, balance_after) values
       (${id}, 0, 'TRADE', ${money.account_id}, 'EUR', ${paid.toString()}, ${after(money, paid)}),
       (${id}, 1, 'TRADE', ${income.account_id}, 'EUR', ${earned.toString()}, ${after(income, earned)}),
       (${id}, 2, 'TRADE', ${FEES_EUR}, 'EUR', ${fee.toString()}, null),
       (${id}, 3, 'TRADE', ${held.account_id}, 'CARBON', ${(-QUANTITY).toString()}, ${after(held, -QUANTITY)}),
       (${id}, 4, 'TRADE', ${credits.account_id}, 'CARBON', ${QUANTITY.toString()}, ${after(credits, QUANTITY)})`,
    tx`insert into trades (id, announcement_id, buyer_id, seller_id, quantity, currency, price_per_credit, total_price, buyer_fee,
         seller_fee, fee_schedule_version, price_source, price_as_of, status, entry_id)
       values (${id}, ${announcement}, ${buyer}, ${seller}, ${QUANTITY.toString()}, 'EUR', ${offer.fixed_price}, ${total.toString()},
         ${buyerFee.toString()}, ${sellerFee.toString()}, ${fees.version}, 'ANNOUNCEMENT', ${offer.priced_at}, 'COMPLETED', ${id})`,
    tx`insert into idempotency_keys (actor_id, operation, key, input_hash, result_id)
       values (${buyer}, 'tradePlace', ${key}, sha256(${key}::bytea), ${id})`,
    tx`update announcements set remaining = ${remaining.toString()} where id = ${announcement}`,
    tx`insert into outbox (topic, key, payload) select topic, key, payload::jsonb from unnest(
         ${events.map(([topic]) => topic)}::text[], ${events.map(([, about]) => about)}::text[],
         ${events.map(([, , payload]) => payload)}::text[]) as event (topic, key, payload)`,
  ]);
}

/** As many loops as connections, each with one trade under way. */
async function placeAll({
  databaseUrl,
  connections,
  hot,
  run,
  seed,
  warmUpMs,
  durationMs,
}: PlaceOptions): Promise<Placed> {
  const sql = postgres(databaseUrl, { max: connections, connection: { TimeZone: 'UTC' } });
  const fromMs = performance.now() + warmUpMs;
  const untilMs = fromMs + durationMs;
  const latenciesMs: number[] = [];
  const loop = async (_: unknown, lane: number): Promise<void> => {
    const next = wishes(hot, seed * 1_000 + lane);
    for (let count = 0; ; count += 1) {
      const begunMs = performance.now();
      if (begunMs >= untilMs) return;
      const { buyer, announcement } = next();
      const trade = {
        announcement: announcementId(announcement),
        buyer: userId(buyerNumbers[buyer] ?? 0),
        seller: userId((announcement % SELLERS) + 1),
        key: `${run}-${lane}-${count}`,
      };
      await sql.begin((tx) => place(tx, trade));
      const endedMs = performance.now();
      if (begunMs >= fromMs && endedMs < untilMs) latenciesMs.push(endedMs - begunMs);
    }
  };
  await Promise.all(Array.from({ length: connections }, loop));
  await sql.end();
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { perSecond: (sorted.length / durationMs) * 1_000, p50Ms: at(0.5), p99Ms: at(0.99) };
}

answerParent({ placeAll });
