import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { webhookOf } from '../../../test/webhooks.ts';
import { encodeId } from '../ids.ts';
import { callWebhooks } from './call-webhooks.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const NOW = new Date('2026-11-21T12:00:00Z');

test('writes for each webhook of an owner what it is to hear, once and in order', async () => {
  const ann = await t.user('ann');
  const moss = await foundedBy(t, ann);
  const { webhook: all } = await webhookOf(ann, 'https://hooks.example.org/all');
  const { webhook: trades } = await webhookOf(ann, 'https://hooks.example.org/trades', { triggers: ['TRADE'] });
  const { organizationId } = moss;
  const { webhook: ofMoss } = await webhookOf(ann, 'https://hooks.example.org/moss', { organizationId });
  const facts = { quantity: '1' };
  const subject = { type: 'Trade', id: ann.id };
  const occurrences = [
    { kind: 'TRADE_BOUGHT', ownerId: ann.id, key: '1', facts, subject },
    { kind: 'DEPOSIT_RECORDED', ownerId: ann.id, key: '2', facts },
    { kind: 'TRADE_SOLD', ownerId: moss.row.id, key: '1', facts, subject },
    { kind: 'TRADE_SOLD', ownerId: ann.id, key: '3', facts, subject },
  ] as const;
  await t.db.transact((tx) => callWebhooks(tx, occurrences, NOW));
  await t.db.transact((tx) => callWebhooks(tx, occurrences, NOW));
  const rows = await t.db.sql<{ endpointId: string; type: string; data: object }[]>`
    select endpoint_id, type, data from webhook_messages order by position`;
  const to = (id: string) => rows.filter(({ endpointId }) => endpointId === id).map(({ type }) => type);
  expect(to(all.id)).toEqual(['trade.bought', 'deposit.recorded', 'trade.sold']);
  expect(to(trades.id)).toEqual(['trade.bought', 'trade.sold']);
  expect(to(ofMoss.id)).toEqual(['trade.sold']);
  expect(rows[0]?.data).toEqual({
    trigger: 'TRADE',
    kind: 'TRADE_BOUGHT',
    subjectId: encodeId('Trade', ann.id),
    facts,
    at: NOW.toISOString(),
  });
});
