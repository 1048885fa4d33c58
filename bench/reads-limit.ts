import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import postgres from 'postgres';
import { answerParent } from './children.ts';
import type { ReadName } from './requests.ts';

// The limit of reads: what somebody writes who needs these three answers and nothing else. Bare node:http, one
// statement, no GraphQL, no limits, no errors; but the same JSON, byte for byte in meaning.

interface Row {
  [column: string]: string | Date | null;
}

type Variables = Readonly<Record<string, string>>;

const columns = `t.id, t.quantity, t.currency, t.price_per_credit, t.total_price, t.buyer_fee, t.status, t.created_at,
  bu.id as b_id, bu.username as b_username, bp.display_name as b_display_name, bp.country as b_country,
  su.id as s_id, su.username as s_username, sp.display_name as s_display_name, sp.country as s_country,
  a.id as a_id, a.title as a_title, a.currency as a_currency, a.status as a_status, a.remaining as a_remaining`;
const joins = `join users bu on bu.id = t.buyer_id join profiles bp on bp.user_id = bu.id
  join users su on su.id = t.seller_id join profiles sp on sp.user_id = su.id
  join announcements a on a.id = t.announcement_id`;
const statements = {
  latest: `select ${columns} from (select * from trades where created_at < $1::timestamptz order by id desc limit 51) as t
    ${joins} order by t.id desc`,
  byId: `select ${columns} from trades as t ${joins} where t.id = $1::uuid`,
  page: `select ${columns} from (select * from trades where announcement_id = $1::uuid and id < $2::uuid order by id desc limit 21) as t
    ${joins} order by t.id desc`,
};

const inner = (global: string): string => Buffer.from(global, 'base64url').toString('latin1');
const outer = (type: string, id: unknown): string => Buffer.from(`${type}:${String(id)}`).toString('base64url');

/** "100250" at scale 2 is "1002.50". */
function decimal(digits: string, scale: number): string {
  const padded = digits.padStart(scale + 1, '0');
  const whole = padded.slice(0, -scale);
  let end = padded.length;
  while (end > padded.length - scale + 2 && padded.charCodeAt(end - 1) === 48) end -= 1;
  return `${whole}.${padded.slice(padded.length - scale, end)}`;
}

function toTrade(row: Row): object {
  const scale = row['currency'] === 'ETH' ? 18 : 2;
  return {
    id: outer('Trade', row['id']),
    quantity: decimal(row['quantity'] as string, 18),
    currency: row['currency'],
    pricePerCredit: decimal(row['price_per_credit'] as string, 18),
    totalPrice: decimal(row['total_price'] as string, scale),
    buyerFee: decimal(row['buyer_fee'] as string, scale),
    status: row['status'],
    createdAt: row['created_at'],
    buyer: {
      id: outer('User', row['b_id']),
      username: row['b_username'],
      displayName: row['b_display_name'],
      country: row['b_country'],
    },
    seller: {
      id: outer('User', row['s_id']),
      username: row['s_username'],
      displayName: row['s_display_name'],
      country: row['s_country'],
    },
    announcement: {
      id: outer('Announcement', row['a_id']),
      title: row['a_title'],
      currency: row['a_currency'],
      status: row['a_status'],
      remaining: decimal(row['a_remaining'] as string, 18),
    },
  };
}

function toPage(rows: readonly Row[], size: number): object {
  const edges = rows
    .slice(0, size)
    .map((row) => ({ cursor: Buffer.from(String(row['id'])).toString('base64url'), node: toTrade(row) }));
  return { trades: { edges, pageInfo: { hasNextPage: rows.length > size, endCursor: edges.at(-1)?.cursor ?? null } } };
}

function answersOf(sql: postgres.Sql): Record<ReadName, (variables: Variables) => Promise<object>> {
  const select = (statement: string, values: string[]): Promise<Row[]> =>
    sql.unsafe<Row[]>(statement, values, { prepare: true });
  return {
    latest: async ({ to }) => toPage(await select(statements.latest, [to ?? '']), 50),
    byId: async ({ id }) => {
      const [row] = await select(statements.byId, [inner(id ?? '').slice('Trade:'.length)]);
      return { trade: row ? toTrade(row) : null };
    },
    page: async ({ announcementId, after }) =>
      toPage(
        await select(statements.page, [inner(announcementId ?? '').slice('Announcement:'.length), inner(after ?? '')]),
        20,
      ),
  };
}

async function readBody(req: IncomingMessage): Promise<Variables> {
  const chunks: Buffer[] = [];
  for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk);
  return (JSON.parse(Buffer.concat(chunks).toString('utf8')) as { variables: Variables }).variables;
}

/** Listens, and answers POST /latest, /byId and /page. Gives the port. */
async function listen({ databaseUrl, poolSize }: { databaseUrl: string; poolSize: number }): Promise<number> {
  const answers = answersOf(postgres(databaseUrl, { max: poolSize, connection: { TimeZone: 'UTC' } }));
  const server = createServer((req, res) => {
    void (async () => {
      const data = await answers[req.url?.slice(1) as ReadName](await readBody(req));
      const body = JSON.stringify({ data });
      res.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
      });
      res.end(body);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

answerParent({ listen });
