import { expect, test } from 'vitest';
import { startTestChain } from '../../test/chain.ts';
import { openTestApi, send } from '../../test/clients.ts';
import { intend } from '../../test/intents.ts';
import { healthPages } from './health.ts';

test('/metrics counts the transactions by status, and /ready names one that is under way for too long', async () => {
  await using chain = await startTestChain();
  await using on = await openTestApi({ CHAIN_INTENT_ALARM_S: '600' }, (t) => healthPages(t.app, []), chain);
  await intend(on.t, 'PRICE_SET', { weiPerCarbon: 1n });
  const { id } = await intend(on.t, 'PRICE_SET', { weiPerCarbon: 2n });
  await on.t.db.sql`update chain_intents set status = 'FAILED', error_code = 'X' where id = ${id}`;
  await on.t.db.sql`update chain_intents set created_at = now() - interval '11 minutes'`;

  const { status, text } = await send(`${on.api.url}/ready`, {});
  const told = JSON.parse(text) as { notReady: string[]; chainIntents: object };
  expect([status, told.notReady]).toEqual([503, ['chain intents']]);
  expect(told.chainIntents).toMatchObject({
    ready: false,
    oldestKind: 'PRICE_SET',
    counts: { PREPARED: 1, FAILED: 1 },
  });

  const metrics = (await send(`${on.api.url}/metrics`, {})).text;
  expect(metrics).toContain('\necocoin_intents{status="PREPARED"} 1\n');
  expect(metrics).toContain('\necocoin_intents{status="FAILED"} 1\n');
  expect(Number(/\necocoin_intents_oldest_seconds (\S+)/.exec(metrics)?.[1])).toBeGreaterThanOrEqual(660);
});
