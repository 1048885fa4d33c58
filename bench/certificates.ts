import type { Made, Script, Wish } from './certificates-child.ts';
import { startChild } from './children.ts';
import type { BenchOptions } from './run.ts';
import { against, count, medianOf, ms, table } from './table.ts';

const WARM_UP_MS = 2_000;

interface Comparison {
  readonly title: string;
  readonly script: Script;
  readonly mine: 'printAll' | 'verifyAll';
  readonly limit: 'writeAll' | 'checkAll';
  readonly aim: number;
}

const comparisons: readonly Comparison[] = [
  { title: 'PDF, Latin letters', script: 'latin', mine: 'printAll', limit: 'writeAll', aim: 0.3 },
  { title: 'PDF, names in four scripts', script: 'all', mine: 'printAll', limit: 'writeAll', aim: 0.3 },
  { title: 'verified', script: 'latin', mine: 'verifyAll', limit: 'checkAll', aim: 0.2 },
];

/**
 * Certificates in one process, one after another: made from their facts to the PDF, against pdf-lib that writes the same
 * objects again; and verified, against a check of the signature alone. Each in a process of its own, in turns.
 */
export async function benchCertificates({ rounds, seconds, say }: BenchOptions): Promise<string> {
  const rows: string[][] = [];
  for (const { title, script, mine, limit, aim } of comparisons) {
    const [ours, theirs]: [Made[], Made[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      const wish = { script, warmUpMs: WARM_UP_MS, durationMs: seconds * 1_000, first: 1 + round * 1_000_000 };
      ours.push(await inChild(mine, wish));
      theirs.push(await inChild(limit, wish));
    }
    const perSecond = medianOf(ours, (made) => made.perSecond);
    const limitPerSecond = medianOf(theirs, (made) => made.perSecond);
    rows.push([
      title,
      count(perSecond),
      count(limitPerSecond),
      against(perSecond / limitPerSecond, aim),
      String(aim),
      `${ms(medianOf(ours, (made) => made.p50Ms))} / ${ms(medianOf(ours, (made) => made.p99Ms))}`,
      `${ms(medianOf(theirs, (made) => made.p50Ms))} / ${ms(medianOf(theirs, (made) => made.p99Ms))}`,
      count(medianOf(ours, (made) => made.bytes) / 1_024),
    ]);
    say(`  ${rows.at(-1)?.join('  ')}`);
  }
  return table(['certificate', 'a second', 'limit', 'ratio', 'aim', 'p50 / p99 ms', 'limit', 'KiB'], rows);
}

async function inChild(verb: string, wish: Wish): Promise<Made> {
  const child = startChild({ file: 'bench/certificates-child.ts' });
  try {
    return await child.ask<Made>(verb, wish);
  } finally {
    await child.stop();
  }
}
