import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SCRIPT = fileURLToPath(new URL('kafka-brokers.py', import.meta.url));

export interface KafkaBrokers extends AsyncDisposable {
  /** As KAFKA_BROKERS has them. */
  readonly brokers: string;
  /** Takes brokers away, with every connection to them, or brings them back with what they had. */
  stop(...ids: readonly number[]): Promise<void>;
  restart(...ids: readonly number[]): Promise<void>;
  /** Makes another broker the leader of a partition. */
  lead(topic: string, partition: number, broker: number): Promise<void>;
  /** Lets the next requests of a kind fail with these errors of the protocol. */
  fail(request: keyof typeof REQUESTS, ...errors: readonly number[]): Promise<void>;
}

/** Numbers of requests in the protocol (https://kafka.apache.org/protocol#protocol_api_keys). */
const REQUESTS = { produce: 0, fetch: 1 } as const;

/** Brokers 1, 2 and 3, which make a topic of four partitions when one is asked for. */
export async function startKafkaBrokers(): Promise<KafkaBrokers> {
  const child = spawn('python3', [SCRIPT], { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error('the brokers have ended');
    return value;
  };
  const tell = async (command: string): Promise<void> => {
    child.stdin.write(`${command}\n`);
    const code = await answer();
    if (code !== '0') throw new Error(`"${command}" failed with ${code}`);
  };
  const brokers = await answer();
  return {
    brokers,
    stop: async (...ids) => {
      for (const id of ids) await tell(`down ${id}`);
    },
    restart: async (...ids) => {
      for (const id of ids) await tell(`up ${id}`);
    },
    lead: (topic, partition, broker) => tell(`lead ${topic} ${partition} ${broker}`),
    fail: (request, ...errors) => tell(`fail ${REQUESTS[request]} ${errors.join(' ')}`),
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

/** Runs kcat, a client of Kafka that is not ours, with these arguments and this input; gives what it printed. */
export async function kcat(brokers: string, args: readonly string[], input = ''): Promise<string> {
  const running = promisify(execFile)('kcat', ['-b', brokers, '-q', ...args], { timeout: 60_000 });
  running.child.stdin?.end(input);
  return (await running).stdout;
}
