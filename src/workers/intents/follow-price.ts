import { z } from 'zod';
import { LOCAL_CHAIN_ID } from '../../config.ts';
import { lockIntent, selectIntents } from '../../db/chain-intents.ts';
import { interfaces } from '../../resolvers/chain/contracts.ts';
import { type Context, transact } from '../../resolvers/context.ts';
import { readArgs } from '../../resolvers/intents/args.ts';
import { cancelIntent } from '../../resolvers/intents/cancel-chain-intent.ts';
import { writeIntent } from '../../resolvers/intents/write-intent.ts';
import { type PriceView, readPrice } from '../../resolvers/prices/read.ts';
import { DERIVED, SIMULATED } from '../../resolvers/prices/rules.ts';
import { Code, quantity, readOutcome } from './answers.ts';
import type { Desk } from './desk.ts';
import { keySource } from './keys.ts';

const Stamped = z.object({ timestamp: quantity });

/** What CarbonPayment sells at, as the chain has it. */
export interface SetPrice {
  /** Wei for one CARBON; 0 before the first. */
  readonly weiPerCarbon: bigint;
  /** Seconds for which it has stood, by the clock of the chain. */
  readonly ageS: bigint;
  readonly maxAgeS: bigint;
}

interface SetPriceNow extends SetPrice {
  /** Seconds since 1970. */
  readonly setAt: bigint;
}

/**
 * Whether the price on the chain is to be set anew: there is none, the market has moved away from it by `driftBps` or
 * more, or half of the time has passed after which the contract no longer sells at it.
 */
export function isDue({ weiPerCarbon, ageS, maxAgeS }: SetPrice, market: bigint, driftBps: number): boolean {
  return weiPerCarbon === 0n || 2n * ageS >= maxAgeS || driftsFrom(weiPerCarbon, market, driftBps);
}

const driftsFrom = (before: bigint, market: bigint, driftBps: number): boolean =>
  (market > before ? market - before : before - market) * 10_000n >= before * BigInt(driftBps);

/**
 * Keeps the price at which CarbonPayment sells near the market: of MCO2 in ether, whose 10^-18 is a wei for one CARBON.
 * Never from a price that is stale, and from an invented one on the local chain only. One at a time: while a price is on
 * its way, no other is sent; one that the market has left before it was signed is dropped. Where nobody has the key that
 * sets it, it is left alone. @throws RpcError
 */
export async function passFollowPrice(desk: Desk): Promise<void> {
  const { ctx, chain } = desk;
  const { db, config, log } = ctx.app;
  if (keySource(config, chain.chainId, 'PRICE') === undefined) return;
  const market = await readPrice(ctx, { instrument: 'MCO2', currency: 'ETH' });
  if (!market || !mayBeSet(market, chain.chainId)) return;
  const [underWay] = await selectIntents(db, {
    kinds: ['PRICE_SET'],
    statuses: ['PREPARED', 'BROADCAST', 'ORPHANED'],
    after: undefined,
    limit: 1,
  });
  if (underWay) {
    const { weiPerCarbon } = readArgs('PRICE_SET', underWay.args);
    if (driftsFrom(weiPerCarbon, market.price, config.CHAIN_PRICE_DRIFT_BPS)) await dropUnsigned(ctx, underWay.id);
    return;
  }
  const set = await readSetPrice(desk);
  if (!isDue(set, market.price, config.CHAIN_PRICE_DRIFT_BPS)) return;
  const at = market.asOf.toISOString();
  await transact(ctx, (tx) =>
    writeIntent(tx, {
      chainId: chain.chainId,
      kind: 'PRICE_SET',
      // What was set before is in it: the same price can be due again, and one that failed is not tried for ever.
      reference: `${market.price}@${at} after ${set.weiPerCarbon}@${set.setAt}`,
      args: { weiPerCarbon: market.price },
      createdBy: null,
    }),
  );
  log.info({ weiPerCarbon: String(market.price), before: String(set.weiPerCarbon), at }, 'the price is to be set');
}

/** The contract would take it for the price of the moment, however long it has waited for an outage or for gas. */
async function dropUnsigned(ctx: Context, id: string): Promise<void> {
  await transact(ctx, async (tx) => {
    const intent = await lockIntent(tx, id);
    if (intent?.status === 'PREPARED' && intent.nonce === null) await cancelIntent(tx, ctx, intent);
  });
}

function mayBeSet({ stale, source, price }: PriceView, chainId: number): boolean {
  if (stale || price <= 0n) return false;
  // What is derived may come from an invented price as well as from a real one.
  return chainId === LOCAL_CHAIN_ID || (source !== SIMULATED && source !== DERIVED);
}

async function readSetPrice({ chain }: Desk): Promise<SetPriceNow> {
  const payment = interfaces.CarbonPayment;
  const to = chain.deployment.contracts.CarbonPayment.address;
  const reads = ['weiPerCarbon', 'priceSetAt', 'maxPriceAge'] as const;
  const [block, ...answers] = await chain.rpc.batch([
    { method: 'eth_getBlockByNumber', params: ['latest', false] },
    ...reads.map((name) => ({
      method: 'eth_call',
      params: [{ to, data: payment.encodeFunctionData(name) }, 'latest'],
    })),
  ]);
  const [weiPerCarbon = 0n, priceSetAt = 0n, maxAgeS = 0n] = reads.map((name, i) => {
    const [value] = payment.decodeFunctionResult(name, readOutcome(Code, answers[i], name)) as unknown as [bigint];
    return value;
  });
  const header = readOutcome(Stamped, block, 'the latest block');
  return { weiPerCarbon, setAt: priceSetAt, ageS: header.timestamp - priceSetAt, maxAgeS };
}
