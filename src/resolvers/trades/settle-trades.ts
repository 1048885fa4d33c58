import type { Config } from '../../config.ts';
import { isLostConnection } from '../../db/client.ts';
import type { TradeRow } from '../../db/trades.ts';
import { Busy } from '../errors.ts';
import type { TradeIntent } from './rules.ts';
import { type BatchOptions, createBatches, type Settled } from './settle-batch.ts';

export interface Settlement {
  /** Settles the trade together with those that wait at the same moment. Throws the refusal of this trade alone. */
  place(intent: TradeIntent): Promise<TradeRow>;
  /** How busy it is: trades that wait now; batches and the trades in them since the process began. */
  readonly load: { readonly waiting: number; readonly batches: number; readonly trades: number };
}

export interface SettlementOptions extends BatchOptions {
  readonly config: BatchOptions['config'] &
    Pick<Config, 'SETTLEMENT_BATCH' | 'SETTLEMENT_QUEUE' | 'SETTLEMENT_WAIT_MS'>;
  /** Called after each commit. */
  readonly wake: () => void;
}

interface Waiting {
  readonly intent: TradeIntent;
  readonly resolve: (trade: TradeRow) => void;
  readonly reject: (error: unknown) => void;
}

/** The settlement engine of a process: while one batch commits, the next collects. On a quiet day a batch is one trade. */
export function createSettlement(options: SettlementOptions): Settlement {
  const { config } = options;
  const settleBatch = createBatches(options);
  const waiting: Waiting[] = [];
  let running = false;
  let batches = 0;
  let trades = 0;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      if (config.SETTLEMENT_WAIT_MS > 0) await new Promise((resolve) => setTimeout(resolve, config.SETTLEMENT_WAIT_MS));
      const batch = waiting.splice(0, config.SETTLEMENT_BATCH);
      batches += 1;
      trades += batch.length;
      await carryOut(batch);
    }
    running = false;
  }

  /**
   * Settles a batch. If it fails as a whole, its halves are tried, down to single trades: a bad one fails by itself.
   * Without a database nothing is tried again; whether the commit came through, the keys will tell.
   */
  async function carryOut(batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await settleBatch(batch.map(({ intent }) => intent));
      options.wake();
      // The next batch is sent first: it has to wait for the database, the answers to this one only for the processor.
      if (waiting.length > 0) setImmediate(() => setImmediate(tellOutcomes, batch, outcomes));
      else tellOutcomes(batch, outcomes);
    } catch (error) {
      if (batch.length === 1 || isLostConnection(error)) {
        for (const { reject } of batch) reject(error);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await carryOut(batch.slice(0, middle));
      await carryOut(batch.slice(middle));
    }
  }

  return {
    get load() {
      return { waiting: waiting.length, batches, trades };
    },
    place: (intent) => {
      if (waiting.length >= config.SETTLEMENT_QUEUE) return Promise.reject(new Busy());
      const settled = new Promise<TradeRow>((resolve, reject) => {
        waiting.push({ intent, resolve, reject });
      });
      if (!running) {
        running = true;
        // Not at once: the requests that were read in the same turn come along.
        setImmediate(() => void run());
      }
      return settled;
    },
  };
}

function tellOutcomes(batch: readonly Waiting[], outcomes: readonly Settled[]): void {
  outcomes.forEach((outcome, index) => {
    const { resolve, reject } = batch[index] as Waiting;
    if ('refusal' in outcome) reject(outcome.refusal);
    else resolve(outcome.trade);
  });
}
