import { expect, test } from 'vitest';
import { loadConfig } from '../config.ts';
import { schema } from '../schema/index.ts';
import { createPrepare, isPrepared } from './prepare.ts';

const { prepare } = createPrepare(schema, loadConfig({ NODE_ENV: 'test' }));

test.each([
  ['a public read', 'query ($to: DateTime) { trades(filterBy: { to: $to }) { edges { node { id } } } }', true],
  ['public events', 'subscription { announcementChanged { cursor } }', true],
  ['a read of the own', '{ myTrades { edges { node { id } } } }', false],
  ['a field that looks at who asks', '{ trades { edges { node { buyer { email } } } } }', false],
  ['events of the own', 'subscription { tradePlaced(mine: true) { cursor } }', false],
  ['a mutation', 'mutation ($input: TradePlaceInput!) { tradePlace(input: $input) { __typename } }', false],
])('%s: shared is %3$s', (_, source, shared) => {
  const prepared = prepare(source);
  if (!isPrepared(prepared)) throw new Error(prepared[0]?.message);
  expect(prepared.shared).toBe(shared);
});
