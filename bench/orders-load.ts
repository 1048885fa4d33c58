import { Agent, request } from 'node:http';
import { answerParent } from './children.ts';
import { orderWishes } from './requests.ts';

/** Orders as clients do it, each connection one after another: the order, how it is paid, and that its card paid. */
export interface OrderLoadOptions {
  readonly port: number;
  readonly connections: number;
  /** Of the buyers, by number. */
  readonly tokens: readonly string[];
  readonly run: string;
  readonly seed: number;
  readonly warmUpMs: number;
  readonly durationMs: number;
}

export interface OrderLoad {
  /** The span that counts, by the clock of this machine. */
  readonly from: Date;
  readonly until: Date;
  readonly paidPerSecond: number;
  /** From sending the first of the three to the answer of the last. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly generatorCpu: number;
}

const operations = {
  create: `mutation Order($input: OrderCreateInput!) {
    orderCreate(input: $input) { __typename ... on OrderCreatePayload { order { id status total buyerFee toPay payBy } }
      ... on Error { code message } } }`,
  pay: `mutation Pay($input: PaymentCreateInput!) {
    paymentCreate(input: $input) { __typename ... on PaymentCreatePayload { payment { id status } }
      ... on Error { code message } } }`,
  simulate: `mutation Card($input: PaymentSimulateInput!) {
    paymentSimulate(input: $input) { __typename ... on PaymentSimulatePayload { payment { id status } }
      ... on Error { code message } } }`,
} as const;

interface Payload {
  readonly order?: { readonly id: string };
  readonly payment?: { readonly id: string; readonly status: string };
}

type Ask = (token: string, name: keyof typeof operations, input: object) => Promise<Payload>;

/** One connection, over which one thing is asked at a time. */
function openLane(port: number): { readonly ask: Ask; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const post = (body: string, token: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json',
        'content-length': Buffer.byteLength(body),
      };
      const asking = request(
        { port, host: '127.0.0.1', path: '/graphql', method: 'POST', agent, headers },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => {
            resolve(Buffer.concat(chunks).toString());
          });
          answer.on('error', reject);
        },
      );
      asking.on('error', reject);
      asking.end(body);
    });
  return {
    async ask(token, name, input) {
      const text = await post(JSON.stringify({ query: operations[name], variables: { input } }), token);
      const { data } = JSON.parse(text) as { data?: Record<string, Payload> };
      const [payload] = Object.values(data ?? {});
      if (!payload?.order && !payload?.payment) throw new Error(`unexpected answer: ${text.slice(0, 600)}`);
      return payload;
    },
    close: () => {
      agent.destroy();
    },
  };
}

async function load(options: OrderLoadOptions): Promise<OrderLoad> {
  const { port, connections, tokens, run, seed, warmUpMs, durationMs } = options;
  const from = new Date(Date.now() + warmUpMs);
  const until = new Date(from.getTime() + durationMs);
  const latenciesMs: number[] = [];
  let cpu = process.cpuUsage();
  const atStart = setTimeout(() => (cpu = process.cpuUsage()), warmUpMs);
  const drive = async (_: unknown, lane: number): Promise<void> => {
    const next = orderWishes(seed * 1_000 + lane);
    const { ask, close } = openLane(port);
    for (let count = 0; Date.now() < until.getTime(); count += 1) {
      const begunMs = Date.now();
      const { buyer, country, category, tonnes, ...vintages } = next();
      const token = tokens[buyer - 1] ?? '';
      const idempotencyKey = `${run}-${seed}-${lane}-${count}`;
      const criteria = { countries: [country], categories: [category], ...vintages };
      const { order } = await ask(token, 'create', {
        criteria,
        quantity: String(tonnes),
        currency: 'EUR',
        maxPrice: '100',
        idempotencyKey,
      });
      const { payment } = await ask(token, 'pay', { orderId: order?.id, method: 'CARD', idempotencyKey });
      const paid = await ask(token, 'simulate', { paymentId: payment?.id, outcome: 'PAY' });
      if (paid.payment?.status !== 'CAPTURED') throw new Error(`the payment is ${paid.payment?.status}`);
      const endedMs = Date.now();
      if (begunMs >= from.getTime() && endedMs < until.getTime()) latenciesMs.push(endedMs - begunMs);
    }
    close();
  };
  await Promise.all(Array.from({ length: connections }, drive));
  clearTimeout(atStart);
  const { user, system } = process.cpuUsage(cpu);
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return {
    from,
    until,
    paidPerSecond: (sorted.length / durationMs) * 1_000,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    generatorCpu: (user + system) / 1_000 / durationMs,
  };
}

answerParent({ load });
