import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { anyRef, intend } from '../../../test/intents.ts';
import { chainIntentKind, chainIntentStatus, type IntentStatus } from '../../db/chain-intents.ts';
import { brokenConstraint } from '../../db/client.ts';
import { IllegalTransition } from '../errors.ts';
import { intentMachine, isCarriedOut, isGivenUp, nextIntentStatus, roleOf } from './rules.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const all = chainIntentStatus.enumValues;
const leadsTo = (from: IntentStatus): IntentStatus[] => Object.values<IntentStatus>(intentMachine[from]);

test('a step that the table does not have is refused in words', () => {
  expect(nextIntentStatus('PREPARED', 'BROADCAST')).toBe('BROADCAST');
  expect(() => nextIntentStatus('FINALIZED', 'ORPHAN')).toThrow(IllegalTransition);
  expect(() => nextIntentStatus('MINED', 'FAIL')).toThrow('This chain intent is MINED: it cannot be failed.');
});

test('the database allows the steps of the table, and no other', async () => {
  const mined = { tx_hash: Buffer.alloc(32), block_number: 1, block_hash: Buffer.alloc(32), error_code: 'X' };
  for (const from of all) {
    for (const to of all) {
      if (from === to) continue;
      const { id } = await intend(t, 'PRICE_SET', { weiPerCarbon: 1n });
      await t.db.sql`alter table chain_intents disable trigger chain_intents_steps`;
      await t.db.sql`update chain_intents set ${t.db.sql({ ...mined, status: from })} where id = ${id}`;
      await t.db.sql`alter table chain_intents enable trigger chain_intents_steps`;
      const stepped = await t.db.sql`update chain_intents set status = ${to} where id = ${id}`.then(
        () => 'allowed',
        brokenConstraint,
      );
      expect([from, to, stepped]).toEqual([from, to, leadsTo(from).includes(to) ? 'allowed' : 'chain_intents_steps']);
    }
  }
});

test('an intent stays what it was written as, and is never removed', async () => {
  const { id } = await intend(t, 'PRICE_SET', { weiPerCarbon: 1n });
  const changed = t.db.sql`update chain_intents set args = '{"weiPerCarbon": "2"}' where id = ${id}`;
  expect(await changed.catch(brokenConstraint)).toBe('chain_intents_content');
  const removed = t.db.sql`delete from chain_intents where id = ${id}`;
  expect(await removed.catch((error: Error) => error.message)).toBe('chain_intents is append-only');
});

test('a nonce for which something is signed stays with its intent while it waits', async () => {
  const { id } = await intend(t, 'PRICE_SET', { weiPerCarbon: 1n });
  const signer = Buffer.alloc(20, 1);
  await t.db.sql`update chain_intents set signer = ${signer}, nonce = 3 where id = ${id}`;
  await t.db.sql`update chain_intents set signer = null, nonce = null where id = ${id}`;
  await t.db.sql`update chain_intents set signer = ${signer}, nonce = 3 where id = ${id}`;
  const bytes = Buffer.from(anyRef().slice(2), 'hex');
  await t.db.sql`
    insert into chain_attempts
      (intent_id, chain_id, purpose, signer, nonce, hash, raw, gas_limit, max_fee_per_gas, max_priority_fee_per_gas)
    values (${id}, 31337, 'SEND', ${signer}, 3, ${bytes}, ${bytes}, 1, 1, 1)`;
  const freed = t.db.sql`update chain_intents set signer = null, nonce = null where id = ${id}`;
  expect(await freed.catch(brokenConstraint)).toBe('chain_intents_keep_nonce');
  const altered = t.db.sql`update chain_attempts set raw = ${Buffer.alloc(3)} where intent_id = ${id}`;
  expect(await altered.catch(brokenConstraint)).toBe('chain_attempts_signed');
});

test('every state is under way, carried out or given up', () => {
  expect(all.filter(isGivenUp)).toEqual(['DROPPED', 'REPLACED', 'FAILED']);
  expect(all.filter(isCarriedOut)).toEqual(['MINED', 'FINALIZED']);
});

test('no key both links addresses and pays out, or both confirms payments and converts them', () => {
  const keys = new Map(chainIntentKind.enumValues.map((kind) => [kind, roleOf(kind)]));
  expect(keys.get('ACCOUNT_LINK_WALLET')).not.toBe(keys.get('CUSTODY_PAY_OUT'));
  expect(keys.get('PAYMENT_CONFIRM')).not.toBe(keys.get('PAYMENT_CONVERT'));
  expect([...keys].filter(([, role]) => role === undefined)).toEqual([['NONCE_FILL', undefined]]);
});
