import { connect, type Socket } from 'node:net';
import { answerParent } from './children.ts';
import { type Request, requestsOf, type Source } from './requests.ts';

/** Loads an HTTP server: each connection has one request under way. Own parsing, to cost less than what is measured. */
export interface LoadOptions {
  readonly port: number;
  readonly path: string;
  readonly connections: number;
  readonly source: Source;
  /** Must be in the first bytes of each answer. */
  readonly expect: string;
  readonly warmUpMs: number;
  readonly durationMs: number;
  /** The same for both sides of a comparison. */
  readonly seed: number;
}

export interface Load {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Share of one processor that this process took. */
  readonly generatorCpu: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');

interface Measuring {
  fromMs: number;
  untilMs: number;
  readonly latenciesMs: number[];
}

/** Sends requests one after another over a connection until the time is over. */
function drive(options: LoadOptions, lane: number, measuring: Measuring): Promise<void> {
  const next = requestsOf(options.source, options.seed * 1_000 + lane);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket: Socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true });
  let sentMs = 0;
  let left = 0;
  let head: Buffer | undefined;

  const send = (): void => {
    sentMs = performance.now();
    if (sentMs >= measuring.untilMs) {
      socket.destroy();
      resolve();
      return;
    }
    socket.write(toHttp(options.path, next()));
  };
  const finish = (): void => {
    const nowMs = performance.now();
    if (sentMs >= measuring.fromMs && nowMs < measuring.untilMs) measuring.latenciesMs.push(nowMs - sentMs);
    send();
  };
  const begin = (chunk: Buffer): void => {
    const end = chunk.indexOf(HEAD_END);
    if (end < 0) {
      head = chunk;
      return;
    }
    head = undefined;
    const fields = chunk.toString('latin1', 0, end);
    const length = /content-length: (\d+)/i.exec(fields)?.[1];
    const wanted = chunk.includes(options.expect, end);
    if (!fields.startsWith('HTTP/1.1 200') || length === undefined || !wanted) {
      socket.destroy(new Error(`unexpected answer: ${chunk.toString('utf8').slice(-600)}`));
      return;
    }
    left = Number(length) - (chunk.length - end - HEAD_END.length);
    if (left === 0) finish();
  };
  socket.on('connect', send);
  socket.on('data', (chunk) => {
    if (left > 0) {
      left -= chunk.length;
      if (left === 0) finish();
    } else begin(head ? Buffer.concat([head, chunk]) : chunk);
  });
  socket.on('error', reject);
  socket.on('end', () => {
    reject(new Error('the server closed the connection'));
  });
  return promise;
}

function toHttp(path: string, { body, token }: Request): string {
  const authorization = token === undefined ? '' : `Authorization: Bearer ${token}\r\n`;
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json\r\n${authorization}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

async function load(options: LoadOptions): Promise<Load> {
  const fromMs = performance.now() + options.warmUpMs;
  const measuring: Measuring = { fromMs, untilMs: fromMs + options.durationMs, latenciesMs: [] };
  let cpu = process.cpuUsage();
  const atStart = setTimeout(() => (cpu = process.cpuUsage()), options.warmUpMs);
  try {
    await Promise.all(Array.from({ length: options.connections }, (_, lane) => drive(options, lane, measuring)));
  } finally {
    clearTimeout(atStart);
  }
  const { user, system } = process.cpuUsage(cpu);
  const sorted = Float64Array.from(measuring.latenciesMs).toSorted();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    perSecond: (sorted.length / options.durationMs) * 1_000,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    generatorCpu: (user + system) / 1_000 / options.durationMs,
  };
}

/** The text of one answer. */
function askOnce({
  port,
  path,
  source,
  seed,
}: Pick<LoadOptions, 'port' | 'path' | 'source' | 'seed'>): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const chunks: Buffer[] = [];
  const socket = connect({ port, host: '127.0.0.1' }, () => {
    socket.write(toHttp(path, requestsOf(source, seed)()).replace('Host:', 'Connection: close\r\nHost:'));
  });
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', reject);
  socket.on('end', () => {
    const answer = Buffer.concat(chunks);
    resolve(answer.toString('utf8', answer.indexOf(HEAD_END) + HEAD_END.length));
  });
  return promise;
}

answerParent({ load, askOnce });
