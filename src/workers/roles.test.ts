import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestChain, startTestChain } from '../../test/chain.ts';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { workerRoles } from '../config-scale.ts';
import { platformContext } from '../resolvers/context.ts';
import type { Pass } from './keep.ts';
import type { Leaders } from './leaders.ts';
import { dutyOf, passesOf } from './roles.ts';
import { roster } from './roster.ts';

let chain: TestChain;
let t: TestApp;
let passes: readonly Pass[];
beforeAll(async () => {
  chain = await startTestChain();
  // Everything that adds passes: nothing of it is spoken to.
  const env = {
    KAFKA_BROKERS: '127.0.0.1:1',
    PRICE_SIMULATION: 'true',
    FX_SOURCES: 'ECB',
    STRIPE_SECRET_KEY: 'sk_test_1',
    STRIPE_WEBHOOK_SECRETS: 'whsec_1',
  };
  t = await openTestApp(env, chain);
  passes = roster(platformContext(t.app, 'test'));
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

/** Leads everything, and notes of what. */
function leadAll(): Leaders & { readonly guarded: Set<string> } {
  const guarded = new Set<string>();
  const guard = (pass: Pass): Pass => {
    guarded.add(pass.name);
    return pass;
  };
  return { guarded, guard, led: guarded, stop: async () => {} };
}
const namesOf = (given: readonly Pass[]): string[] => given.map(({ name }) => name).toSorted();

describe('the roles of workers', () => {
  test('share out every pass that there is, and no pass twice', () => {
    const shares = workerRoles.map((role) => namesOf(passesOf(passes, [role], leadAll())));
    expect(shares.flat().toSorted()).toEqual(namesOf(passes));
    expect(new Set(shares.flat()).size).toBe(passes.length);
    for (const [index, role] of workerRoles.entries()) expect(shares[index], role).not.toEqual([]);
  });

  test('together do what they do alone', () => {
    const both = passesOf(passes, ['market', 'messages'], leadAll());
    const each = [passesOf(passes, ['market'], leadAll()), passesOf(passes, ['messages'], leadAll())].flat();
    expect(namesOf(both)).toEqual(namesOf(each));
    expect(namesOf(both)).toEqual(expect.arrayContaining(['announcement-expiry', 'mail', 'order-settlement']));
    expect(namesOf(both)).not.toContain('sweep');
  });

  test('put under a lock what one process does alone, and nothing else', () => {
    const leaders = leadAll();
    passesOf(passes, workerRoles, leaders);
    expect([...leaders.guarded]).toEqual(
      expect.arrayContaining(['consumer notifier', 'kafka-relay', 'sweep', 'outbox-retention', 'price-live']),
    );
    expect([...leaders.guarded]).not.toContain('mail');
    expect([...leaders.guarded]).not.toContain('order-settlement');
  });

  test('are asked for each new pass, which else would run nowhere', () => {
    expect(() => dutyOf('something-new')).toThrow('give it one in src/workers/roles.ts');
  });
});
